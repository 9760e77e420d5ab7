// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets whose time is nearly or already over, for dashboards. Two short walks along indexes, whatever the size of the
// desk.
#pragma once
#include "automation/sla_clock.hpp"
#include "people/access.hpp"

namespace pult::automation {

inline constexpr int max_risk_count = 1'000;  // numbers stop there
inline constexpr int max_next = 20;

struct NextDeadline {
  TicketId ticket;
  std::string subject;
  sla::Metric metric = sla::Metric::first_reply;
  Micros due_at = 0;
  GroupId group;
  UserId assignee;
};

struct SlaRisk {
  std::int64_t at_risk = 0;   // sla::at_risk_within
  std::int64_t breached = 0;  // owed, and over
  std::vector<NextDeadline> next;
};
// Of the tickets that the actor sees.
Result<SlaRisk> load_sla_risk(sql::Transaction& tx, const people::Actor& actor, Micros now);

}  // namespace pult::automation
