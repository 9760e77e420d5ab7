// SPDX-License-Identifier: AGPL-3.0-or-later
// Changed tickets, and how they stood before: who saw a ticket then and does not now must be told that it is gone.
#pragma once
#include <map>
#include <set>
#include <vector>

#include "events/event.hpp"
#include "tickets/store.hpp"

namespace pult::live {

struct TicketChange {
  tickets::Listed now;
  std::vector<events::Audit> audits;     // to tell, oldest first
  std::vector<tickets::Ticket> earlier;  // as it stood before each of them; nothing for its creation
};

using Named = std::map<TicketId, std::set<AuditId>>;

// Audits after `last`, by ticket, at most `limit` of them in all.
Result<Named> find_new_audits(sql::Transaction& tx, AuditId last, int limit);
Result<AuditId> newest_audit(sql::Transaction& tx);

// unavailable/"too_many_changes" when a ticket has more than `limit` audits since the oldest one named.
Result<std::vector<TicketChange>> load_changes(sql::Transaction& tx, const Named& named, int limit);

}  // namespace pult::live
