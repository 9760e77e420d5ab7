// SPDX-License-Identifier: AGPL-3.0-or-later
// People and organizations whose name (or main address) has changed, for those who keep copies of them (search).
#pragma once
#include "base/clock.hpp"
#include "people/user.hpp"

namespace pult::people {

// The timer that follows; its subject is the person's id.
inline constexpr std::string_view renamed_timer = "renamed_person";

Result<void> tell_renamed(sql::Transaction& tx, UserId id, Micros now);

// The same for an organization, also one that is gone.
inline constexpr std::string_view renamed_organization_timer = "renamed_organization";
Result<void> tell_renamed(sql::Transaction& tx, OrganizationId id, Micros now);

// A person who was deleted for good: copies of the name and address go.
inline constexpr std::string_view purged_timer = "purged_person";
Result<void> tell_purged(sql::Transaction& tx, UserId id, Micros now);

}  // namespace pult::people
