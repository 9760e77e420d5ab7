// SPDX-License-Identifier: AGPL-3.0-or-later
// People's pictures as files: rows of attachments that belong to no comment.
#pragma once
#include "people/photo.hpp"
#include "tickets/comment.hpp"

namespace pult::tickets {

inline constexpr std::uint64_t max_photo_bytes = 2 * 1024 * 1024;
inline constexpr std::int64_t max_photo_pixels = 8'000;  // of a side: more is a trap for who shows it

// Whether it may be somebody's picture.
bool is_user_photo(std::string_view bytes);
// `bytes`: the whole picture, staged as `content`. unprocessable/"InvalidValue" for what is no PNG, JPEG, GIF or WebP,
// and for what is too large.
Result<people::Photo> keep_user_photo(sql::Transaction& tx, UserId user, const blobs::Staged& content,
                                      std::string_view bytes, std::string file_name, Micros now);
// The digest of what may be forgotten, "" when there was none.
Result<std::string> drop_user_photo(sql::Transaction& tx, UserId user, Micros now);

}  // namespace pult::tickets
