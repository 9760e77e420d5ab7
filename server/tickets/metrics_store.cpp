// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/id_list.hpp"
#include "tickets/figures.hpp"
#include "tickets/metrics.hpp"

namespace pult::tickets {
namespace {

std::unexpected<Error> damaged(TicketId ticket) {
  return base::fail(ErrorKind::internal, "metrics_damaged", "The metrics of a ticket cannot be read",
                    "ticket " + std::to_string(ticket.value));
}

// Those of a ticket that did not change yet are what its row says.
Result<Metrics> load(sql::Transaction& tx, const Ticket& before) {
  const auto text = PULT_TRY(tx.one("SELECT measured FROM ticket_metrics WHERE ticket_id = ?1", {before.id},
                                    [](const sql::Row& row) { return row.string(0); }));
  if (!text) return begin_metrics(before);
  const auto metrics = parse_metrics(*text);
  if (!metrics) return damaged(before.id);
  return *metrics;
}

Result<void> keep(sql::Transaction& tx, const Notice& notice) {
  const auto& audit = notice.audit;
  if (!notice.before) {
    PULT_TRY(note_figures(tx, notice, nullptr, {}));
    return append_metric_events(tx, notice.after.id, first_clocks(notice.after), audit.created_at);
  }
  auto metrics = PULT_TRY(load(tx, *notice.before));
  const auto is_agent = [&](UserId id) -> Result<bool> {
    if (id == notice.actor.id()) return notice.actor.is_agent();
    const auto user = PULT_TRY(people::find_user(tx, id));
    return user && user->is_agent();
  };
  const bool by_staff = PULT_TRY(is_staff_answer(notice.after, audit, is_agent));
  std::vector<MetricEvent> moved;
  const auto then = metrics;
  measure(metrics, *notice.before, notice.after, audit, by_staff, moved);
  PULT_TRY(
      tx.run("INSERT INTO ticket_metrics (ticket_id, measured, updated_at) VALUES (?1, ?2, ?3) "
             "ON CONFLICT (ticket_id) DO UPDATE SET measured = excluded.measured, updated_at = excluded.updated_at",
             {notice.after.id, render_metrics(metrics), metrics.updated_at}));
  PULT_TRY(note_figures(tx, notice, &then, metrics));
  return append_metric_events(tx, notice.after.id, moved, audit.created_at);
}

}  // namespace

Result<bool> is_staff_answer(const Ticket& ticket, const events::Audit& audit, const IsAgent& is_agent) {
  for (const auto& event : audit.events) {
    if (event.type != events::EventType::comment || !event.comment.counts_as_activity) continue;
    const auto author = event.comment.author;
    return event.comment.is_public && author != ticket.requester && PULT_TRY(is_agent(author));
  }
  return false;
}

Hook metrics_hook() { return keep; }

Result<std::map<std::int64_t, Metrics>> load_metrics(sql::Transaction& tx, const std::vector<Ticket>& tickets) {
  std::map<std::int64_t, Metrics> out;
  std::vector<TicketId> ids;
  for (const auto& ticket : tickets) ids.push_back(ticket.id);
  const sql::IdList list(tx, ids);
  PULT_TRY(tx.each("SELECT ticket_id, measured FROM ticket_metrics WHERE ticket_id" + list.among(1), {list},
                   [&](const sql::Row& row) -> Result<void> {
                     const auto metrics = parse_metrics(row.text(1));
                     if (!metrics) return damaged(row.id<TicketId>(0));
                     out.emplace(row.int64(0), *metrics);
                     return {};
                   }));
  for (const auto& ticket : tickets) out.try_emplace(ticket.id.value, begin_metrics(ticket));
  return out;
}

}  // namespace pult::tickets
