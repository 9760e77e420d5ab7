// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of people in the API: user[photo], remote_photo_url, and how they are shown.
#pragma once
#include "api/call.hpp"

namespace pult::api {

// null, or an attachment whose thumbnail is the picture itself: it is small.
json::value present_photo(const std::string& base_url, const std::optional<people::Photo>& photo);

// What a user object says about the picture, after the user was written: a file of the form, or null for none. The
// object that we showed changes nothing. unprocessable for what is no picture. The user as they are then.
Result<people::User> apply_photo(Call& call, const json::object& object, people::User user);

// remote_photo_url is fetched after the transaction; the answer waits for it and is the same without a picture when
// there is none to be had. unprocessable for an address that may not be asked.
Result<void> add_remote_photo(Call& call, const json::object& object, UserId user, Answer& answer);

// The person's picture goes for good.
Result<void> forget_photo(Call& call, UserId user);

// A picture is seen by who sees the person; those of staff by everybody who is signed in.
bool may_see_photo(const people::Actor& actor, const people::User& owner);

}  // namespace pult::api
