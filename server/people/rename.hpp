// SPDX-License-Identifier: AGPL-3.0-or-later
// People whose name or main address has changed, for those who keep copies of them (search).
#pragma once
#include "base/clock.hpp"
#include "people/user.hpp"

namespace pult::people {

// The timer that follows; its subject is the person's id.
inline constexpr std::string_view renamed_timer = "renamed_person";

Result<void> tell_renamed(sql::Transaction& tx, UserId id, Micros now);

}  // namespace pult::people
