// SPDX-License-Identifier: AGPL-3.0-or-later
// What a policy asks of a ticket, as rows: one for the ticket, one for each clock.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "automation/schedule.hpp"
#include "automation/sla_policy.hpp"
#include "sla/deadline.hpp"
#include "sql/database.hpp"

namespace pult::automation {

struct SlaTicket {
  TicketId ticket;
  SlaPolicyId policy;
  ScheduleId schedule;  // 0: every hour counts
  sla::Tracks tracks;
  std::string trace;                  // JSON: why (sla_rules.hpp)
  std::optional<Micros> due_at;       // the next clock to be over
  std::optional<Micros> breached_at;  // when the last one was over that is still owed

  bool operator==(const SlaTicket&) const = default;
};

struct SlaClock {
  TicketId ticket;
  sla::Metric metric = sla::Metric::first_reply;
  SlaPolicyId policy;
  std::int64_t target_s = 0;
  bool business_hours = false;
  std::int64_t instance = 1;
  sla::State state = sla::State::active;
  Micros started_at = 0;
  std::optional<Micros> due_at, fulfilled_at, breached_at;
  std::optional<Micros> warn_at;  // sla_warning.hpp

  bool is_ticking() const { return state == sla::State::active && !breached_at && due_at; }
  bool operator==(const SlaClock&) const = default;
};

Result<std::optional<SlaTicket>> find_sla_ticket(sql::Transaction& tx, TicketId id);
Result<std::map<std::int64_t, SlaTicket>> load_sla_tickets(sql::Transaction& tx, const std::vector<TicketId>& ids);
Result<void> save_sla_ticket(sql::Transaction& tx, const SlaTicket& row, Micros now);
// With its clocks.
Result<void> delete_sla_ticket(sql::Transaction& tx, TicketId id);

// By ticket, in the order of sla::Metric.
Result<std::vector<SlaClock>> list_sla_clocks(sql::Transaction& tx, const std::vector<TicketId>& tickets);
Result<void> save_sla_clock(sql::Transaction& tx, const SlaClock& clock);
Result<void> delete_sla_clock(sql::Transaction& tx, TicketId ticket, sla::Metric metric);

// What of the ticket's row its clocks decide: due_at, breached_at.
void sum_up(SlaTicket& row, const std::vector<SlaClock>& clocks);

}  // namespace pult::automation
