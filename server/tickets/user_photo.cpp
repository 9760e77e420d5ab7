// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/user_photo.hpp"

#include "tickets/picture.hpp"

namespace pult::tickets {
namespace {

std::unexpected<Error> refuse(std::string why) {
  return base::fail_field("photo", "InvalidValue", "Photo: " + std::move(why));
}

Result<Picture> read_photo(std::string_view bytes) {
  if (bytes.size() > max_photo_bytes) return refuse("is too large (maximum is 2 MB)");
  const auto picture = read_picture(bytes);
  if (!picture) return refuse("must be a PNG, JPEG, GIF or WebP picture");
  if (picture->width > max_photo_pixels || picture->height > max_photo_pixels) return refuse("has too many pixels");
  return *picture;
}

}  // namespace

bool is_user_photo(std::string_view bytes) { return read_photo(bytes).has_value(); }

Result<people::Photo> keep_user_photo(sql::Transaction& tx, UserId user, const blobs::Staged& content,
                                      std::string_view bytes, std::string file_name, Micros now) {
  const auto picture = PULT_TRY(read_photo(bytes));
  PULT_TRY(drop_user_photo(tx, user, now));
  Attachment file;
  file.file_name = file_name.empty() ? "photo" : std::move(file_name);
  file.content_type = picture.content_type;
  file.created_at = now;
  file = PULT_TRY(keep_attachment(tx, content, std::move(file), {}));
  people::Photo photo{file.id,       file.file_name, file.content_type, std::int64_t(file.size),
                      picture.width, picture.height};
  PULT_TRY(people::set_photo(tx, user, photo, now));
  return photo;
}

Result<std::string> drop_user_photo(sql::Transaction& tx, UserId user, Micros now) {
  const auto old = PULT_TRY(tx.one_int64("SELECT attachment_id FROM user_photos WHERE user_id = ?1", {user}));
  if (!old) return std::string();
  const auto file = PULT_TRY(find_attachment(tx, AttachmentId(*old)));
  PULT_TRY(tx.run("DELETE FROM attachments WHERE id = ?1", {*old}));
  PULT_TRY(people::set_photo(tx, user, std::nullopt, now));
  return file ? file->sha256 : std::string();
}

}  // namespace pult::tickets
