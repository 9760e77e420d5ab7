// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/fix_job.hpp"

#include <algorithm>
#include <charconv>

#include "jobs/jobs.hpp"
#include "tickets/store.hpp"
#include "tickets/tags.hpp"

namespace pult::housekeeping {
namespace {

using tickets::tickets_in_a_step;

struct Piece {
  int changed = 0;
  TicketId last;  // go on behind this one; 0: all done
};

std::string target_of(const Finding& finding) {
  const auto* to = finding.fix->with.if_contains("to");
  return to ? std::string(to->as_string()) : std::string();
}

UserId agent_of(const Finding& finding) {
  std::int64_t id = 0;
  std::from_chars(finding.subject.id.data(), finding.subject.id.data() + finding.subject.id.size(), id);
  return UserId(id);
}

Result<void> note(const Acting& acting, FindingId finding, TicketId ticket, bool had_other) {
  PULT_TRY(
      acting.tx.run("INSERT INTO housekeeping_tickets (finding_id, ticket_id, had_other) VALUES (?1, ?2, ?3) ON "
                    "CONFLICT (finding_id, ticket_id) DO NOTHING",
                    {finding, ticket, had_other}));
  return {};
}

Result<Piece> take_tag(const Acting& acting, const StoredFinding& stored, TicketId after) {
  const auto& tag = stored.finding.subject.id;
  const auto to = target_of(stored.finding);
  // The same tickets that replace_tag takes next.
  struct Found {
    TicketId id;
    bool had_other;
  };
  const auto rows = PULT_TRY(acting.tx.all(
      "SELECT a.ticket_id, b.ticket_id FROM ticket_tags a LEFT JOIN ticket_tags b ON b.ticket_id = a.ticket_id AND "
      "b.tag = ?2 WHERE a.tag = ?1 AND a.ticket_id > ?3 ORDER BY a.ticket_id LIMIT ?4",
      {tag, to, after.value, tickets_in_a_step},
      [](const sql::Row& row) { return Found{row.id<TicketId>(0), !row.is_null(1)}; }));
  for (const auto& row : rows) PULT_TRY(note(acting, stored.id, row.id, row.had_other));
  const auto step = PULT_TRY(tickets::replace_tag(acting.tx, acting.desk, acting.actor, tag, to, after));
  return Piece{step.changed, step.last};
}

Result<bool> set_field(const Acting& acting, const tickets::Ticket& ticket, std::string field, std::string value,
                       std::string before) {
  const auto or_none = [](std::string text) { return text.empty() ? std::nullopt : std::optional(std::move(text)); };
  tickets::Planned planned;
  planned.events.push_back(
      {events::EventType::change, std::move(field), or_none(std::move(value)), or_none(std::move(before)), {}});
  PULT_TRY(acting.desk.record(acting.tx, acting.actor, ticket, std::move(planned)));
  return true;
}

Result<Piece> take_from_agent(const Acting& acting, const StoredFinding& stored, TicketId after) {
  const auto agent = agent_of(stored.finding);
  const auto ids = PULT_TRY(
      acting.tx.all("SELECT id FROM tickets WHERE assignee_id = ?1 AND status < 4 AND id > ?2 ORDER BY id LIMIT ?3",
                    {agent, after.value, tickets_in_a_step}, [](const sql::Row& row) { return row.id<TicketId>(0); }));
  Piece piece;
  for (const auto id : ids) {
    const auto ticket = PULT_TRY(tickets::find_ticket_for_update(acting.tx, id));
    piece.last = id;
    if (!ticket || ticket->assignee != agent) continue;
    PULT_TRY(note(acting, stored.id, id, false));
    piece.changed += PULT_TRY(set_field(acting, *ticket, "assignee_id", "", std::to_string(agent.value)));
  }
  if (int(ids.size()) < tickets_in_a_step) piece.last = {};
  return piece;
}

// The tag comes back to tickets that still have what it became.
Result<bool> give_tag(const Acting& acting, const Finding& finding, const tickets::Ticket& ticket, bool had_other) {
  const auto to = target_of(finding);
  auto words = tickets::split_words(ticket.tags);
  if (!to.empty() && std::ranges::find(words, to) == words.end()) return false;
  if (!to.empty() && !had_other) std::erase(words, to);
  auto tags = finding.subject.id;
  for (const auto& word : words) tags += " " + word;
  tags = tickets::normalize_tags(tags);
  if (tags == ticket.tags) return false;
  return set_field(acting, ticket, "tags", tags, ticket.tags);
}

Result<Piece> give_back(const Acting& acting, const StoredFinding& stored, TicketId after) {
  const auto rows = PULT_TRY(acting.tx.all(
      "SELECT ticket_id, had_other FROM housekeeping_tickets WHERE finding_id = ?1 AND ticket_id > ?2 ORDER BY "
      "ticket_id LIMIT ?3",
      {stored.id, after.value, tickets_in_a_step},
      [](const sql::Row& row) { return std::pair(row.id<TicketId>(0), row.boolean(1)); }));
  Piece piece;
  for (const auto& [id, had_other] : rows) {
    piece.last = id;
    const auto ticket = PULT_TRY(tickets::find_ticket_for_update(acting.tx, id));
    if (!ticket) continue;
    if (stored.finding.subject.type == "tag") {
      piece.changed += PULT_TRY(give_tag(acting, stored.finding, *ticket, had_other));
    } else if (!ticket->assignee && ticket->status < tickets::Status::solved) {
      const auto agent = std::to_string(agent_of(stored.finding).value);
      piece.changed += PULT_TRY(set_field(acting, *ticket, "assignee_id", agent, ""));
    }
  }
  if (int(rows.size()) < tickets_in_a_step) piece.last = {};
  return piece;
}

Result<void> end(const Acting& acting, StoredFinding stored, bool back) {
  if (back) PULT_TRY(acting.tx.run("DELETE FROM housekeeping_tickets WHERE finding_id = ?1", {stored.id}));
  stored.state = back ? "open" : "fixed";
  PULT_TRY(save_finding(acting.tx, stored));
  tell_progress(acting.tx, stored.acted_by, "finding");
  return {};
}

}  // namespace

Result<void> begin_fix_job(const Acting& acting, FindingId id, bool back) {
  const json::array items{json::object{{"finding", id.value}, {"back", back}, {"after", 0}}};
  PULT_TRY(jobs::enqueue(acting.tx, acting.actor, fix_job, items, acting.now()));
  return {};
}

Result<json::object> fix_step(const Acting& acting, const json::value& item) {
  const bool back = item.at("back").as_bool();
  const TicketId after(item.at("after").as_int64());
  const auto stored = PULT_TRY(find_finding_for_update(acting.tx, FindingId(item.at("finding").as_int64())));
  if (!stored || stored->state != (back ? "undoing" : "fixing")) return finding_changed();
  Piece piece;
  if (back)
    piece = PULT_TRY(give_back(acting, *stored, after));
  else if (stored->finding.fix->action == "unassign")
    piece = PULT_TRY(take_from_agent(acting, *stored, after));
  else
    piece = PULT_TRY(take_tag(acting, *stored, after));
  json::object result{{"id", stored->id.value}, {"tickets", piece.changed}, {"success", true}};
  if (!piece.last) {
    PULT_TRY(end(acting, *stored, back));
    return result;
  }
  auto next = item.as_object();
  next["after"] = piece.last.value;
  jobs::continue_with(result, std::move(next));
  return result;
}

}  // namespace pult::housekeeping
