// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/photo.hpp"

#include <boost/json.hpp>

namespace pult::people {
namespace json = boost::json;

std::string render_photo(const Photo& photo) {
  return json::serialize(json::object{{"id", photo.id.value},
                                      {"file_name", photo.file_name},
                                      {"content_type", photo.content_type},
                                      {"size", photo.size},
                                      {"width", photo.width},
                                      {"height", photo.height}});
}

std::optional<Photo> parse_photo(std::string_view text) {
  boost::system::error_code broken;
  const auto parsed = text.empty() ? json::value() : json::parse(text, broken);
  const auto* object = broken ? nullptr : parsed.if_object();
  if (!object) return std::nullopt;
  const auto number = [&](std::string_view name) {
    const auto* value = object->if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
  };
  const auto word = [&](std::string_view name) {
    const auto* value = object->if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
  };
  return Photo{AttachmentId(number("id")),
               word("file_name"),
               word("content_type"),
               number("size"),
               number("width"),
               number("height")};
}

Result<void> set_photo(sql::Transaction& tx, UserId user, const std::optional<Photo>& photo, Micros now) {
  PULT_TRY(tx.run("DELETE FROM user_photos WHERE user_id = ?1", {user}));
  if (photo)
    PULT_TRY(tx.run("INSERT INTO user_photos (attachment_id, user_id) VALUES (?1, ?2)", {photo->id.value, user}));
  const auto text = photo ? std::optional(render_photo(*photo)) : std::nullopt;
  PULT_TRY(tx.run("UPDATE users SET photo = ?2, updated_at = ?3 WHERE id = ?1", {user, text, now}));
  tx.notify("people", "");
  return {};
}

Result<std::optional<User>> find_user_of_photo(sql::Transaction& tx, AttachmentId file) {
  const auto user = PULT_TRY(tx.one_int64("SELECT user_id FROM user_photos WHERE attachment_id = ?1", {file.value}));
  if (!user) return std::nullopt;
  return find_user(tx, UserId(*user));
}

}  // namespace pult::people
