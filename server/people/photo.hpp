// SPDX-License-Identifier: AGPL-3.0-or-later
// What is known of people's pictures; the files themselves are attachments (tickets/user_photo.hpp).
#pragma once
#include "people/user.hpp"

namespace pult::people {

std::string render_photo(const Photo& photo);  // JSON
std::optional<Photo> parse_photo(std::string_view json);

// nullopt takes the picture away.
Result<void> set_photo(sql::Transaction& tx, UserId user, const std::optional<Photo>& photo, Micros now);
// Whose picture this file is.
Result<std::optional<User>> find_user_of_photo(sql::Transaction& tx, AttachmentId file);

}  // namespace pult::people
