// SPDX-License-Identifier: AGPL-3.0-or-later
// uploads and attachments.
#include <algorithm>
#include <array>

#include "api/email_view.hpp"
#include "api/multipart.hpp"
#include "api/present.hpp"
#include "api/upload_input.hpp"
#include "api/user_photo.hpp"
#include "crypto/crypto.hpp"
#include "people/photo.hpp"
#include "tickets/side_talk.hpp"

namespace pult::api {
namespace {

// What a browser may show in place. Everything else is a download: SVG and HTML can carry programs.
constexpr std::array<std::string_view, 4> shown_inline{"image/png", "image/jpeg", "image/gif", "image/webp"};

Result<Answer> create(Call& call) {
  auto given = PULT_TRY(parse_given_file(call));
  std::string token(call.request.query_value("token"));
  const bool joins = !token.empty();
  if (joins) {
    const auto upload = PULT_TRY(tickets::find_upload(call.tx, token, call.now()));
    if (!upload || upload->user != call.actor.id()) return base::fail_not_found();
  } else {
    token = crypto::random_token(24);
    PULT_TRY(tickets::create_upload(call.tx, token, call.actor.id(), call.now()));
  }
  tickets::Attachment attachment;
  attachment.file_name = std::move(given.name);
  attachment.content_type = std::move(given.content_type);
  attachment.created_at = call.now();
  const auto digest = tickets::upload_digest(token);
  const auto kept = PULT_TRY(tickets::keep_attachment(call.tx, call.content->staged, attachment, digest));
  json::array all;
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_upload(call.tx, digest)))
    all.push_back(present_attachment(call, file));
  return Answer{201,
                {{"upload",
                  {{"token", token},
                   {"expires_at", base::render_iso8601(call.now() + tickets::upload_lifetime)},
                   {"attachments", std::move(all)},
                   {"attachment", present_attachment(call, kept)}}}}};
}

Result<Answer> remove(Call& call) {
  const auto upload = PULT_TRY(tickets::find_upload(call.tx, call.word, call.now()));
  if (!upload || upload->user != call.actor.id()) return base::fail_not_found();
  PULT_TRY(tickets::delete_upload(call.tx, call.word));
  return Answer{204, nullptr};
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"attachment", present_attachment(call, PULT_TRY(access_attachment(call)))}}};
}

Result<Answer> content(Call& call) { return answer_content(call, PULT_TRY(access_attachment(call))); }

}  // namespace

// A file is seen by who sees its comment; before it has one, by who put it up.
Result<tickets::Attachment> access_attachment(Call& call) {
  auto file = PULT_TRY(tickets::find_attachment(call.tx, AttachmentId(call.ids[0])));
  if (!file) return base::fail_not_found();
  if (!file->comment) {
    const auto owner = PULT_TRY(call.tx.one_int64(
        "SELECT u.user_id FROM uploads u JOIN attachments a ON a.upload_digest = u.token_digest WHERE a.id = ?1",
        {file->id}));
    // Files of side conversations have no comment either.
    if (const auto side = PULT_TRY(tickets::find_conversation_of_file(call.tx, file->id))) {
      PULT_TRY(tickets::access_side_conversation(call.tx, call.actor, side->ticket, side->id));
      return std::move(*file);
    }
    if (const auto pictured = PULT_TRY(people::find_user_of_photo(call.tx, file->id)))
      return may_see_photo(call.actor, *pictured) ? Result<tickets::Attachment>(std::move(*file))
                                                  : base::fail_not_found();
    if (owner != call.actor.id().value) return base::fail_not_found();
    return std::move(*file);
  }
  const auto comment = PULT_TRY(tickets::find_comment(call.tx, file->comment));
  if (!comment) return base::fail_not_found();
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, comment->ticket));
  if (!comment->is_public && !people::may_see_internal(call.actor)) return base::fail_not_found();
  return std::move(*file);
}

Result<Answer> answer_content(Call& call, const tickets::Attachment& file) {
  const bool show_inline = std::ranges::find(shown_inline, file.content_type) != shown_inline.end();
  Answer answer{200, nullptr};
  // A type that a browser could run is named as bytes, whatever the sender called it.
  const bool active =
      file.content_type.starts_with("text/html") || file.content_type.find("svg") != std::string::npos ||
      file.content_type.find("xml") != std::string::npos || file.content_type.find("javascript") != std::string::npos;
  add_download_headers(answer, active ? "application/octet-stream" : file.content_type, file.file_name, show_inline);
  PULT_TRY(put_content(call, file.sha256, answer));
  return answer;
}

std::string clean_file_name(std::string_view name) {
  if (const auto slash = name.find_last_of("/\\"); slash != std::string_view::npos) name = name.substr(slash + 1);
  std::string out;
  for (const unsigned char c : name)
    if (c >= ' ' && c != 0x7f && c != '"') out += char(c);
  if (out.size() > 200) out.resize(200);
  return out;
}

std::string content_type_of(std::string_view bytes, std::string_view claimed) {
  if (bytes.starts_with("\x89PNG\r\n\x1a\n")) return "image/png";
  if (bytes.starts_with("\xff\xd8\xff")) return "image/jpeg";
  if (bytes.starts_with("GIF8")) return "image/gif";
  if (bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") return "image/webp";
  if (bytes.starts_with("%PDF-")) return "application/pdf";
  const auto type = std::string(claimed.substr(0, claimed.find(';')));
  const bool sound = type.size() < 100 && type.find('/') != std::string::npos &&
                     type.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/.+-_") ==
                         std::string::npos;
  const bool claims_image = std::ranges::find(shown_inline, type) != shown_inline.end();
  return sound && !claims_image ? type : "application/octet-stream";
}

Result<GivenFile> parse_given_file(const Call& call) {
  const auto form = parse_form_name(call.before);
  const auto named = call.request.query_value("filename"), claimed = call.request.header("content-type");
  GivenFile file;
  file.name = clean_file_name(named.empty() ? std::string_view(form.name) : named);
  if (file.name.empty()) return base::fail(ErrorKind::invalid, "InvalidValue", "The filename parameter is needed");
  const auto said = is_form(claimed) ? std::string_view(form.content_type) : claimed;
  file.content_type = content_type_of(call.content->head, said);
  return file;
}

Result<void> put_content(Call& call, const std::string& sha256, Answer& answer) {
  if (PULT_TRY(blobs::BlobStore::is_in_row(call.tx, sha256)))
    answer.raw = PULT_TRY(call.services.blobs.load(call.tx, sha256));
  else
    answer.file = call.services.blobs.file_of(sha256);
  return {};
}

std::vector<Route> upload_routes() {
  return {
      {"POST", "uploads", Who::user, Mode::write, create, true},
      {"DELETE", "uploads/{word}", Who::user, Mode::write, remove},
      {"GET", "attachments/{id}", Who::user, Mode::read, show},
      {"GET", "attachments/{id}/content", Who::user, Mode::read, content},
  };
}

}  // namespace pult::api
