// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/user_photo.hpp"

#include "api/forget.hpp"
#include "api/multipart.hpp"
#include "api/remote_photo.hpp"
#include "api/upload_input.hpp"
#include "base/log.hpp"
#include "tickets/user_photo.hpp"

namespace pult::api {
namespace {

struct Fetch {
  sql::Database& database;
  const tickets::Desk& desk;
  const blobs::BlobStore& blobs;
  net::AddressGuard guard;
  std::string url, base_url;
  UserId user;
};

Result<people::Photo> fetch(const Fetch& wanted) {
  const auto picture = PULT_TRY(fetch_picture(wanted.url, wanted.guard, wanted.blobs));
  return sql::write_value(
      wanted.database, [&](sql::Transaction& tx) { return keep_picture(tx, wanted.user, picture, wanted.desk.now()); });
}

json::object present(const std::string& base_url, const people::Photo& photo) {
  const auto path = "/api/v2/attachments/" + std::to_string(photo.id.value);
  const auto content = base_url + path + "/content";
  const auto pixels = [](std::int64_t n) { return n > 0 ? json::value(n) : json::value(nullptr); };
  return {{"url", base_url + path + ".json"},
          {"id", photo.id.value},
          {"file_name", photo.file_name},
          {"content_url", content},
          {"mapped_content_url", content},
          {"content_type", photo.content_type},
          {"size", photo.size},
          {"width", pixels(photo.width)},
          {"height", pixels(photo.height)},
          {"inline", false},
          {"deleted", false},
          {"malware_access_override", false},
          {"malware_scan_result", "not_scanned"}};
}

}  // namespace

json::value present_photo(const std::string& base_url, const std::optional<people::Photo>& photo) {
  if (!photo) return nullptr;
  auto out = present(base_url, *photo);
  out["thumbnails"] = json::array{present(base_url, *photo)};
  return out;
}

Result<void> forget_photo(Call& call, UserId user) {
  const auto digest = PULT_TRY(tickets::drop_user_photo(call.tx, user, call.now()));
  return digest.empty() ? Result<void>() : forget_content(call, {digest});
}

Result<people::User> apply_photo(Call& call, const json::object& object, people::User user) {
  const auto* photo = object.if_contains("photo");
  if (!photo) return user;
  if (photo->is_null() || (photo->is_string() && photo->get_string().empty())) {
    PULT_TRY(forget_photo(call, user.id));
  } else if (photo->is_object() && photo->get_object().contains("uploaded_data")) {
    if (!call.content)
      return base::fail_field("photo", "InvalidValue", "Photo: is a file, user[photo][uploaded_data] of a form");
    auto name = clean_file_name(parse_form_name(call.before).name);
    PULT_TRY(forget_photo(call, user.id));
    PULT_TRY(tickets::keep_user_photo(call.tx, user.id, call.content->staged, call.content->head, std::move(name),
                                      call.now()));
  }
  return people::load_user(call.tx, user.id);
}

Result<void> add_remote_photo(Call& call, const json::object& object, UserId user, Answer& answer) {
  const auto guard = photo_guard(call.services);
  const auto url = PULT_TRY(read_photo_url(object, guard));
  if (url.empty()) return {};
  const auto& services = call.services;
  answer.outside = [wanted = Fetch{services.database, services.desk, services.blobs, guard, url, call.base_url, user},
                    kept = Answer{answer.status, answer.body, answer.headers}]() -> Result<Answer> {
    auto out = kept;
    const auto photo = fetch(wanted);
    if (photo)
      out.body.at("user").as_object()["photo"] = present_photo(wanted.base_url, *photo);
    else
      log::info("user_photo.not_fetched", {{"user", std::to_string(wanted.user.value)}, {"code", photo.error().code}});
    return out;
  };
  return {};
}

bool may_see_photo(const people::Actor& actor, const people::User& owner) {
  if (owner.purged) return false;
  return people::may_see_user(actor, owner) || (owner.is_agent() && actor.user.id && actor.user.active);
}

}  // namespace pult::api
