// SPDX-License-Identifier: AGPL-3.0-or-later
// What the life of a ticket measures: how often it was answered and handed on, how long who waited. A fold of the
// ticket's audits, kept with every change; a property test replays them. All times are calendar times.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "tickets/desk.hpp"
#include "tickets/metric_events.hpp"

namespace pult::tickets {

struct Metrics {
  std::int64_t group_stations = 0, assignee_stations = 0, reopens = 0, replies = 0;
  std::optional<Micros> assignee_updated_at, initially_assigned_at, assigned_at;
  std::optional<Micros> first_replied_at, first_solved_at, solved_at;
  Micros requester_updated_at = 0, status_updated_at = 0, custom_status_updated_at = 0, latest_comment_added_at = 0;
  // Of periods that have ended with a change of the status: pending; new, open, hold; hold; new, open.
  Micros agent_wait_us = 0, requester_wait_us = 0, on_hold_us = 0, agent_work_us = 0;
  // Clocks that may run several times: since when a customer waits for a reply, and which time it is.
  std::optional<Micros> reply_awaited_since;
  std::int64_t reply_instance = 0, resolution_instance = 0;
  Micros created_at = 0, updated_at = 0;

  bool operator==(const Metrics&) const = default;
};

// Of a ticket on which nothing happened since it was created.
Metrics begin_metrics(const Ticket& created);
// One audit's effect. `by_staff`: whether an agent answered in it, in public and not for themselves. The clocks that it
// moved are appended to `moved`.
void measure(Metrics& metrics, const Ticket& before, const Ticket& after, const events::Audit& audit, bool by_staff,
             std::vector<MetricEvent>& moved);
// The clocks that a new ticket starts.
std::vector<MetricEvent> first_clocks(const Ticket& created);

std::string render_metrics(const Metrics& metrics);
// Where in that text, from 0, a member stands.
std::size_t place_of(Micros Metrics::* member);
std::size_t place_of(std::optional<Micros> Metrics::* member);
std::optional<Metrics> parse_metrics(std::string_view text);

// Whether the comment of this audit, if any, is an agent's public answer to somebody else.
using IsAgent = std::function<Result<bool>(UserId)>;
Result<bool> is_staff_answer(const Ticket& ticket, const events::Audit& audit, const IsAgent& is_agent);

// Keeps the metrics with every change. For the desk.
Hook metrics_hook();
// Of these tickets, in one query.
Result<std::map<std::int64_t, Metrics>> load_metrics(sql::Transaction& tx, const std::vector<Ticket>& tickets);

}  // namespace pult::tickets
