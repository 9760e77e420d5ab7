// SPDX-License-Identifier: AGPL-3.0-or-later
// Fixes and their undo, with the ordinary use cases. What touches many tickets goes on in a job (fix_job.hpp).
#pragma once
#include "housekeeping/store.hpp"
#include "people/access.hpp"
#include "tickets/desk.hpp"
#include "tickets/view.hpp"

namespace pult::housekeeping {

struct Acting {
  sql::Transaction& tx;
  const tickets::Desk& desk;
  const people::Actor& actor;

  Micros now() const { return desk.now(); }
};

// not_found: an unknown finding. conflict/"FindingChanged": it is not open, or what it is about is no more.
// unprocessable: there is no fix for it.
Result<StoredFinding> fix(const Acting& acting, FindingId id);
// Puts back exactly what the fix changed; what people changed since then stays as they made it.
Result<StoredFinding> undo(const Acting& acting, FindingId id);
// Not told again by later reports, or told again.
Result<StoredFinding> set_dismissed(const Acting& acting, FindingId id, bool dismissed);

// Switches a rule, view, field, form, status or webhook on or off. conflict/"FindingChanged" when it is no more.
Result<void> set_active(const Acting& acting, const Subject& subject, bool active);
// A view as it now is; its counters begin anew where they must.
Result<void> keep_view(const Acting& acting, tickets::View view);

// A tag in the conditions and actions of rules, views and service levels. Gives what it changed, as JSON.
Result<json::object> retag_rules(const Acting& acting, const std::string& from, const std::string& to);
// What is still as the retagging left it becomes what it was.
Result<void> restore_rules(const Acting& acting, const json::object& changed);

// The customer that a finding is about becomes one with the other that it names; tickets follow in a job.
Result<void> merge_person(const Acting& acting, const Finding& finding);

std::unexpected<Error> finding_changed();

}  // namespace pult::housekeeping
