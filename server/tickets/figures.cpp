// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/figures.hpp"

#include "tickets/merge.hpp"
#include "tickets/tags.hpp"

namespace pult::tickets {
namespace {

struct Row {
  FigureKind kind = FigureKind::created;
  Micros at = 0;
  UserId user;
  std::optional<Micros> took;
  int quality = 0;
};

Result<void> insert(sql::Transaction& tx, const Ticket& ticket, const Row& row) {
  PULT_TRY(
      tx.run("INSERT INTO ticket_figures (ticket_id, kind, at, group_id, user_id, took_us, quality, hidden) "
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (ticket_id, kind, at) DO NOTHING",
             {ticket.id, int(row.kind), row.at, ticket.group.value, row.user.value, row.took, row.quality,
              ticket.status == Status::deleted}));
  return {};
}

// A ticket that is solved when it comes was handled at once: a call that somebody wrote down.
Result<void> note_new(sql::Transaction& tx, const Ticket& ticket) {
  PULT_TRY(insert(tx, ticket, {FigureKind::created, ticket.created_at, ticket.assignee, {}}));
  if (ticket.status != Status::solved && ticket.status != Status::closed) return {};
  const bool at_once = ticket.is_public && ticket.submitter != ticket.requester;
  return insert(
      tx, ticket,
      {FigureKind::solved, ticket.created_at, ticket.assignee, Micros(0), at_once ? solved_at_first_contact : 0});
}

// What was merged into another ticket is closed, not solved.
bool is_merged(const Ticket& ticket) {
  return (" " + ticket.tags + " ").find(" " + std::string(merge_tag) + " ") != std::string::npos;
}

Result<void> note_solved(sql::Transaction& tx, const Notice& notice, const Metrics& before, const Metrics& after) {
  const auto& ticket = notice.after;
  const auto at = notice.audit.created_at;
  if (!before.solved_at && after.solved_at && !is_merged(ticket)) {
    const auto solver = !ticket.assignee && notice.actor.is_agent() ? notice.actor.id() : ticket.assignee;
    const bool at_once = after.reopens == 0 && after.replies == 1;
    return insert(tx, ticket,
                  {FigureKind::solved, at, solver, std::max<Micros>(at - ticket.created_at, 0),
                   at_once ? solved_at_first_contact : 0});
  }
  if (!before.solved_at || after.solved_at) return {};
  PULT_TRY(
      tx.run("UPDATE ticket_figures SET quality = ?3 WHERE ticket_id = ?1 AND kind = ?2 AND at = "
             "(SELECT MAX(f.at) FROM ticket_figures f WHERE f.ticket_id = ?1 AND f.kind = ?2)",
             {ticket.id, int(FigureKind::solved), reopened_later}));
  return {};
}

Result<void> note_rating(sql::Transaction& tx, const Notice& notice) {
  const auto& ticket = notice.after;
  if (ticket.satisfaction_score == notice.before->satisfaction_score) return {};
  PULT_TRY(
      tx.run("DELETE FROM ticket_figures WHERE ticket_id = ?1 AND kind = ?2", {ticket.id, int(FigureKind::rated)}));
  const bool is_good = ticket.satisfaction_score == "good";
  if (!is_good && ticket.satisfaction_score != "bad") return {};
  return insert(tx, ticket, {FigureKind::rated, notice.audit.created_at, ticket.assignee, {}, is_good ? 1 : 0});
}

}  // namespace

Result<void> note_figures(sql::Transaction& tx, const Notice& notice, const Metrics* before, const Metrics& after) {
  const auto& ticket = notice.after;
  if (!before || !notice.before) return note_new(tx, ticket);
  const auto& old = *notice.before;
  if (old.assignee != ticket.assignee || old.group != ticket.group)
    PULT_TRY(tx.run("UPDATE ticket_figures SET group_id = ?3, user_id = ?4 WHERE ticket_id = ?1 AND kind = ?2",
                    {ticket.id, int(FigureKind::created), ticket.group.value, ticket.assignee.value}));
  if (!before->first_replied_at && after.first_replied_at) {
    const auto author = notice.comment ? notice.comment->author : notice.actor.id();
    PULT_TRY(insert(tx, ticket,
                    {FigureKind::first_reply, *after.first_replied_at, author,
                     std::max<Micros>(*after.first_replied_at - ticket.created_at, 0)}));
  }
  PULT_TRY(note_solved(tx, notice, *before, after));
  PULT_TRY(note_rating(tx, notice));
  if ((old.status == Status::deleted) != (ticket.status == Status::deleted))
    PULT_TRY(tx.run("UPDATE ticket_figures SET hidden = ?2 WHERE ticket_id = ?1",
                    {ticket.id, ticket.status == Status::deleted}));
  return {};
}

}  // namespace pult::tickets
