// SPDX-License-Identifier: AGPL-3.0-or-later
// The small copy of a picture: made when somebody first asks for it, on a thread that nobody else waits for.
#include "pictures/thumbnail.hpp"

#include <algorithm>
#include <array>

#include "api/email_view.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/upload_input.hpp"
#include "blobs/thumbnails.hpp"

namespace pult::api {
namespace {

// Nobody waits long for so little.
constexpr std::uint64_t smallest_source_bytes = 24 * 1024;
constexpr std::array<std::string_view, 3> types{"image/png", "image/jpeg", "image/webp"};

struct Making {
  sql::Database& database;
  const blobs::BlobStore& blobs;
  std::string sha256, file_name, content_type;
  Micros now;
};

Answer answer_thumbnail(std::string webp, const std::string& of) {
  Answer answer{200, nullptr};
  add_download_headers(answer, "image/webp", of + ".webp", true);
  answer.raw = std::move(webp);
  return answer;
}

Result<Answer> make(const Making& wanted) {
  auto bytes = PULT_TRY(
      sql::read_value(wanted.database, [&](sql::Transaction& tx) { return wanted.blobs.load(tx, wanted.sha256); }));
  auto made = pictures::make_thumbnail(bytes);
  std::optional<std::string> webp;
  if (made) webp = std::move(made->webp);
  PULT_TRY(wanted.database.write(
      [&](sql::Transaction& tx) { return blobs::keep_thumbnail(tx, wanted.sha256, webp, wanted.now); }));
  if (webp) return answer_thumbnail(std::move(*webp), wanted.file_name);
  Answer answer{200, nullptr};
  add_download_headers(answer, wanted.content_type, wanted.file_name, true);
  answer.raw = std::move(bytes);
  return answer;
}

Result<Answer> show(Call& call) {
  const auto file = PULT_TRY(access_attachment(call));
  if (!has_thumbnail(file)) return answer_content(call, file);
  const auto kept = PULT_TRY(blobs::find_thumbnail(call.tx, file.sha256));
  if (kept && !kept->webp) return answer_content(call, file);
  if (kept) return answer_thumbnail(*kept->webp, file.file_name);
  Answer answer{200, nullptr};
  answer.outside = [wanted = Making{call.services.database, call.services.blobs, file.sha256, file.file_name,
                                    file.content_type, call.now()}] { return make(wanted); };
  return answer;
}

}  // namespace

bool has_thumbnail(const tickets::Attachment& file) {
  return std::ranges::find(types, file.content_type) != types.end() && file.size >= smallest_source_bytes &&
         file.size <= pictures::max_source_bytes;
}

std::vector<Route> thumbnail_routes() { return {{"GET", "attachments/{id}/thumbnail", Who::user, Mode::read, show}}; }

}  // namespace pult::api
