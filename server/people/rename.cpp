// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/rename.hpp"

#include "timers/timers.hpp"

namespace pult::people {

Result<void> tell_renamed(sql::Transaction& tx, UserId id, Micros now) {
  return timers::set(tx, renamed_timer, std::to_string(id.value), now);
}

Result<void> tell_renamed(sql::Transaction& tx, OrganizationId id, Micros now) {
  return timers::set(tx, renamed_organization_timer, std::to_string(id.value), now);
}

Result<void> tell_purged(sql::Transaction& tx, UserId id, Micros now) {
  return timers::set(tx, purged_timer, std::to_string(id.value), now);
}

}  // namespace pult::people
