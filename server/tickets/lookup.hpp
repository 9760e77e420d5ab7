// SPDX-License-Identifier: AGPL-3.0-or-later
// Lookup fields name a user, an organization, a ticket or a record of a custom object that must be there for whoever
// fills them in. Records are agents' only.
#pragma once
#include "tickets/desk.hpp"
#include "tickets/field_values.hpp"

namespace pult::tickets {

// unprocessable for a value of a lookup field that names nothing the actor may see; other fields pass.
Result<void> check_lookup(sql::Transaction& tx, const people::Actor& actor, const Field& field,
                          const boost::json::value& value);
Result<void> check_lookups(sql::Transaction& tx, const people::Actor& actor, const Definitions& definitions,
                           const FieldPlan& plan);

// The same for {key: value} that somebody sent for a user or an organization.
Result<void> check_lookups(sql::Transaction& tx, const people::Actor& actor, const Definitions& definitions,
                           FieldTarget target, const boost::json::object& sent);

}  // namespace pult::tickets
