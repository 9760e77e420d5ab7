// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/sla_clock.hpp"

#include <algorithm>

#include "sql/id_list.hpp"

namespace pult::automation {
namespace {

const std::string ticket_columns = "ticket_id, policy_id, schedule_id, tracks, trace, due_at, breached_at";
const std::string clock_columns =
    "ticket_id, metric, policy_id, target_s, business_hours, instance, state, started_at, due_at, fulfilled_at, "
    "breached_at, warn_at";

SlaTicket map_ticket(const sql::Row& row) {
  return {row.id<TicketId>(0),   row.id<SlaPolicyId>(1),
          row.id<ScheduleId>(2), sla::parse_tracks(row.text(3)).value_or(sla::Tracks()),
          row.string(4),         row.optional_int64(5),
          row.optional_int64(6)};
}

sla::State parse_state(std::string_view text) {
  return text == "active" ? sla::State::active : text == "paused" ? sla::State::paused : sla::State::fulfilled;
}

SlaClock map_clock(const sql::Row& row) {
  return {row.id<TicketId>(0),      sla::parse_metric(row.text(1)).value_or(sla::Metric::first_reply),
          row.id<SlaPolicyId>(2),   row.int64(3),
          row.boolean(4),           row.int64(5),
          parse_state(row.text(6)), row.int64(7),
          row.optional_int64(8),    row.optional_int64(9),
          row.optional_int64(10),   row.optional_int64(11)};
}

}  // namespace

Result<std::optional<SlaTicket>> find_sla_ticket(sql::Transaction& tx, TicketId id) {
  return tx.one("SELECT " + ticket_columns + " FROM sla_tickets WHERE ticket_id = ?1", {id}, map_ticket);
}

Result<std::map<std::int64_t, SlaTicket>> load_sla_tickets(sql::Transaction& tx, const std::vector<TicketId>& ids) {
  std::map<std::int64_t, SlaTicket> out;
  const sql::IdList list(tx, ids);
  PULT_TRY(tx.each("SELECT " + ticket_columns + " FROM sla_tickets WHERE ticket_id" + list.among(1), {list},
                   [&](const sql::Row& row) -> Result<void> {
                     out.emplace(row.int64(0), map_ticket(row));
                     return {};
                   }));
  return out;
}

Result<void> save_sla_ticket(sql::Transaction& tx, const SlaTicket& row, Micros now) {
  const auto tracks = sla::render_tracks(row.tracks);
  PULT_TRY(
      tx.run("INSERT INTO sla_tickets (ticket_id, policy_id, schedule_id, tracks, trace, due_at, breached_at, "
             "updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (ticket_id) DO UPDATE SET "
             "policy_id = excluded.policy_id, schedule_id = excluded.schedule_id, tracks = excluded.tracks, "
             "trace = excluded.trace, due_at = excluded.due_at, breached_at = excluded.breached_at, "
             "updated_at = excluded.updated_at",
             {row.ticket, row.policy, row.schedule, tracks, row.trace, row.due_at, row.breached_at, now}));
  return {};
}

Result<void> delete_sla_ticket(sql::Transaction& tx, TicketId id) {
  PULT_TRY(tx.run("DELETE FROM sla_clocks WHERE ticket_id = ?1", {id}));
  PULT_TRY(tx.run("DELETE FROM sla_tickets WHERE ticket_id = ?1", {id}));
  return {};
}

Result<std::vector<SlaClock>> list_sla_clocks(sql::Transaction& tx, const std::vector<TicketId>& tickets) {
  const sql::IdList list(tx, tickets);
  auto clocks = PULT_TRY(
      tx.all("SELECT " + clock_columns + " FROM sla_clocks WHERE ticket_id" + list.among(1), {list}, map_clock));
  std::ranges::sort(clocks, {}, [](const SlaClock& clock) { return std::pair(clock.ticket.value, clock.metric); });
  return clocks;
}

Result<void> save_sla_clock(sql::Transaction& tx, const SlaClock& clock) {
  PULT_TRY(
      tx.run("INSERT INTO sla_clocks (ticket_id, metric, policy_id, target_s, business_hours, instance, state, "
             "started_at, due_at, fulfilled_at, breached_at, warn_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
             "?11, ?12) "
             "ON CONFLICT (ticket_id, metric) DO UPDATE SET policy_id = excluded.policy_id, "
             "target_s = excluded.target_s, business_hours = excluded.business_hours, instance = excluded.instance, "
             "state = excluded.state, started_at = excluded.started_at, due_at = excluded.due_at, "
             "fulfilled_at = excluded.fulfilled_at, breached_at = excluded.breached_at, warn_at = excluded.warn_at",
             {clock.ticket, sla::render_metric(clock.metric), clock.policy, clock.target_s, clock.business_hours,
              clock.instance, sla::render_state(clock.state), clock.started_at, clock.due_at, clock.fulfilled_at,
              clock.breached_at, clock.warn_at}));
  return {};
}

Result<void> delete_sla_clock(sql::Transaction& tx, TicketId ticket, sla::Metric metric) {
  PULT_TRY(tx.run("DELETE FROM sla_clocks WHERE ticket_id = ?1 AND metric = ?2", {ticket, sla::render_metric(metric)}));
  return {};
}

void sum_up(SlaTicket& row, const std::vector<SlaClock>& clocks) {
  row.due_at.reset();
  row.breached_at.reset();
  for (const auto& clock : clocks) {
    if (clock.is_ticking()) row.due_at = std::min(row.due_at.value_or(*clock.due_at), *clock.due_at);
    if (clock.breached_at && clock.state != sla::State::fulfilled)
      row.breached_at = std::max(row.breached_at.value_or(*clock.breached_at), *clock.breached_at);
  }
}

}  // namespace pult::automation
