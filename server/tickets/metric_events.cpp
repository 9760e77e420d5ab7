// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/metric_events.hpp"

#include <boost/json.hpp>

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::int64_t most_of_one_change = 100;  // the id of an event is that of its row and its place in it

std::string render(const std::vector<MetricEvent>& moved) {
  json::array out;
  for (const auto& event : moved) {
    json::array parts{event.metric, event.instance, event.type, event.time, event.calendar_minutes};
    if (!event.sla.empty()) parts.push_back(json::value(event.sla));
    out.push_back(std::move(parts));
  }
  return json::serialize(out);
}

Result<void> parse_into(std::vector<MetricEvent>& out, const sql::Row& row) {
  boost::system::error_code broken;
  const auto parsed = json::parse(row.text(2), broken);
  if (broken || !parsed.is_array())
    return base::fail(ErrorKind::internal, "metric_events_damaged", "Metric events cannot be read");
  std::int64_t place = 0;
  for (const auto& one : parsed.get_array()) {
    const auto& parts = one.as_array();
    MetricEvent event;
    event.id = row.int64(0) * most_of_one_change + place++;
    event.ticket = row.id<TicketId>(1);
    event.metric = parts.at(0).as_string();
    event.instance = parts.at(1).as_int64();
    event.type = parts.at(2).as_string();
    event.time = parts.at(3).as_int64();
    event.calendar_minutes = parts.at(4).as_int64();
    if (parts.size() > 5) event.sla = parts.at(5).as_string();
    out.push_back(std::move(event));
  }
  return {};
}

}  // namespace

Result<void> append_metric_events(sql::Transaction& tx, TicketId ticket, const std::vector<MetricEvent>& moved,
                                  Micros at) {
  if (moved.empty()) return {};
  PULT_TRY(tx.run("INSERT INTO metric_events (ticket_id, events, created_at) VALUES (?1, ?2, ?3)",
                  {ticket, render(moved), at}));
  return {};
}

Result<std::vector<MetricEvent>> list_metric_events_of(sql::Transaction& tx, TicketId ticket) {
  std::vector<MetricEvent> out;
  PULT_TRY(tx.each("SELECT id, ticket_id, events FROM metric_events WHERE ticket_id = ?1 ORDER BY id", {ticket},
                   [&](const sql::Row& row) { return parse_into(out, row); }));
  return out;
}

Result<MetricEventPage> list_metric_events(sql::Transaction& tx, Micros from, std::int64_t after_row, int limit,
                                           const std::string& ticket_condition) {
  MetricEventPage page;
  int rows = 0;
  std::string sql = "SELECT m.id, m.ticket_id, m.events, m.created_at FROM metric_events m WHERE ";
  sql += after_row ? "(m.created_at, m.id) > (?1, ?2)" : "m.created_at >= ?1 AND m.id > ?2";
  if (ticket_condition != "1=1")
    sql += " AND m.ticket_id IN (SELECT t.id FROM tickets t WHERE " + ticket_condition + ")";
  PULT_TRY(tx.each(sql + " ORDER BY m.created_at, m.id LIMIT ?3", {from, after_row, limit + 1},
                   [&](const sql::Row& row) -> Result<void> {
                     page.is_end = ++rows <= limit;
                     if (!page.is_end) return {};
                     page.last_row = row.int64(0);
                     page.last_time = row.int64(3);
                     return parse_into(page.events, row);
                   }));
  return page;
}

}  // namespace pult::tickets
