// SPDX-License-Identifier: AGPL-3.0-or-later
// Tells followers (events/domain_event.hpp) what happens to people and organizations. Costs one look-up when nobody
// follows.
#pragma once
#include "people/organization.hpp"
#include "people/user.hpp"

namespace pult::people {

Result<void> tell_created(sql::Transaction& tx, const User& user);
Result<void> tell_changed(sql::Transaction& tx, const User& before, const User& after);

// The loser is deleted then.
Result<void> tell_merged(sql::Transaction& tx, const User& loser, const User& winner);

Result<void> tell_created(sql::Transaction& tx, const Organization& organization);
// Before the row is changed or gone: what it was is read from there.
Result<void> tell_changed(sql::Transaction& tx, const Organization& after);
Result<void> tell_deleted(sql::Transaction& tx, OrganizationId id);

}  // namespace pult::people
