// SPDX-License-Identifier: AGPL-3.0-or-later
// When the clocks of a ticket began, paused and ended.
#pragma once
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "sql/database.hpp"

namespace pult::tickets {

struct MetricEvent {
  std::int64_t id = 0;  // of stored ones
  TicketId ticket;
  std::string metric;  // agent_work_time | requester_wait_time | reply_time | resolution_time | periodic_update_time |
                       // pausable_update_time
  std::int64_t instance = 1;  // a clock that starts anew counts
  std::string type;           // activate | pause | fulfill | update_status | apply_sla | breach
  Micros time = 0;
  std::int64_t calendar_minutes = 0;  // update_status only: how long the clock ran so far
  std::string sla{};                  // apply_sla only: JSON, the target and its policy

  bool operator==(const MetricEvent&) const = default;
};

Result<void> append_metric_events(sql::Transaction& tx, TicketId ticket, const std::vector<MetricEvent>& moved,
                                  Micros at);
Result<std::vector<MetricEvent>> list_metric_events_of(sql::Transaction& tx, TicketId ticket);

// In the order in which they were stored, for exports. The events of one change are never torn apart.
struct MetricEventPage {
  std::vector<MetricEvent> events;
  Micros last_time = 0;       // of the last change of the page, 0 for an empty page
  std::int64_t last_row = 0;  // where to go on, with last_time
  bool is_end = true;
};
// Changes stored at `from` or later, behind (from, after_row) when that is not 0; at most `limit` changes.
Result<MetricEventPage> list_metric_events(sql::Transaction& tx, Micros from, std::int64_t after_row, int limit,
                                           const std::string& ticket_condition);

}  // namespace pult::tickets
