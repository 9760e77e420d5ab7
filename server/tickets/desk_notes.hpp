// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent did with tickets beside changing them: passed over (skips), looked at (visits).
#pragma once
#include <string>
#include <vector>

#include "people/access.hpp"
#include "sql/database.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {

using SkipId = base::Id<struct SkipTag>;

struct Skip {
  SkipId id;
  TicketId ticket;
  UserId user;
  std::string reason;
  Micros created_at = 0;
};
Result<Skip> add_skip(sql::Transaction& tx, TicketId ticket, UserId user, std::string_view reason, Micros now);
struct SkipFilter {
  TicketId ticket;  // 0: of all
  UserId user;      // 0: of everybody
  bool newest_first = false;
  SkipId after;
  std::int64_t offset = 0;
  int limit = 100;
  std::string ticket_condition = "1=1";  // on tickets t
};
Result<std::vector<Skip>> list_skips(sql::Transaction& tx, const SkipFilter& filter);

// The newest few of an agent are kept.
inline constexpr int kept_visits = 20;
Result<void> record_visit(sql::Transaction& tx, UserId user, TicketId ticket, Micros now);
// Newest first.
Result<std::vector<TicketId>> list_visits(sql::Transaction& tx, UserId user, int limit);

}  // namespace pult::tickets
