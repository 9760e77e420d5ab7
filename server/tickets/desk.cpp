// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/desk.hpp"

#include <algorithm>

#include "people/merge.hpp"
#include "sql/reserve_ids.hpp"
#include "tickets/changes.hpp"
#include "tickets/checklist.hpp"
#include "tickets/comment_writer.hpp"
#include "tickets/counts.hpp"
#include "tickets/field_values.hpp"
#include "tickets/follow_up.hpp"
#include "tickets/form_rules.hpp"
#include "tickets/permits.hpp"
#include "tickets/satisfaction.hpp"
#include "tickets/store.hpp"
#include "tickets/tags.hpp"
#include "tickets/view_counts.hpp"

namespace pult::tickets {
namespace {

std::unexpected<Error> forbidden(std::string why) {
  return base::fail(ErrorKind::forbidden, "Forbidden", std::move(why));
}

bool writes_as_oneself(const people::Actor& actor, const NewComment& comment) {
  return comment.is_public && (!comment.author || comment.author == actor.id());
}

// What somebody who is not an agent may do to a ticket: answer in public, and say that it is solved.
Result<void> check_end_user(const people::Actor& actor, const Change& change) {
  const bool only_answers = !change.subject && !change.priority && !change.type && !change.external_id &&
                            !change.requester && !change.assignee && !change.group && !change.problem &&
                            !change.organization && !change.brand && !change.form && !change.custom_status &&
                            change.custom_fields.empty() && !change.due_at && !change.snoozed_until && !change.tags &&
                            change.add_tags.empty() && change.remove_tags.empty() && change.add_followers.empty() &&
                            change.remove_followers.empty() && !change.ccs && change.add_ccs.empty() &&
                            change.remove_ccs.empty() && !change.time_entry && !change.at;
  if (!only_answers || (change.status && *change.status != Status::solved) ||
      (change.comment && !writes_as_oneself(actor, *change.comment)))
    return forbidden("You may only answer this ticket");
  return {};
}

// And to open one: in their own name, leaving to the desk what the desk decides.
Result<void> check_end_user(const people::Actor& actor, const NewTicket& wanted) {
  const auto is_own = [&](UserId id) { return !id || id == actor.id(); };
  const bool own = actor.user.active && !actor.user.suspended && actor.id() && is_own(wanted.requester) &&
                   is_own(wanted.submitter) && writes_as_oneself(actor, wanted.comment);
  const bool leaves_the_rest = !wanted.status && !wanted.custom_status && !wanted.assignee && !wanted.group &&
                               wanted.tags.empty() && wanted.followers.empty() && !wanted.created_at;
  if (!own || !leaves_the_rest) return forbidden("You may only open tickets of your own");
  return {};
}

Result<void> check_stamp(const Ticket& ticket, const Change& change) {
  if (!change.expected_stamp) return {};
  const auto seen = base::parse_iso8601(*change.expected_stamp);
  if (!seen) return base::fail_field("updated_stamp", "InvalidFormat", "Updated stamp: is not a time");
  if (base::render_iso8601(*seen) == base::render_iso8601(ticket.updated_at)) return {};
  return base::fail(ErrorKind::conflict, "UpdateConflict",
                    "Safe Update prevented the update due to outdated ticket data. Please fetch the latest ticket "
                    "data and try again.");
}

// Two changes never carry the same second, so that a stamp in whole seconds tells them apart.
Micros next_stamp(const Ticket& ticket, Micros now) {
  const Micros next_second = (ticket.updated_at / base::second_us + 1) * base::second_us;
  return std::max(now, next_second);
}

Ticket folded(Ticket ticket, const std::vector<events::Event>& events) {
  for (const auto& event : events) apply(ticket, event, events::Audit{});
  return ticket;
}

// Words of a customer, in whose way nobody stands: what they do to a solved ticket is up to its group.
bool opens_again(const people::Actor& actor, const Ticket& before, const Change& change) {
  return before.status == Status::solved && !change.status && !change.custom_status && change.comment &&
         change.comment->is_public && change.comment->counts_as_activity && (actor.is_system || !actor.is_agent());
}

NewTicket answer_as_ticket(const Ticket& solved, UserId author, Change& change) {
  auto wanted = follow_up_by(solved, author, std::move(*change.comment));
  wanted.via = change.via;
  for (const auto* more : {&change.add_ccs, change.ccs ? &*change.ccs : nullptr})
    if (more) wanted.email_ccs.insert(wanted.email_ccs.end(), more->begin(), more->end());
  return wanted;
}

std::string live_message(const Ticket& ticket, const events::Audit& audit) {
  return std::to_string(ticket.id.value) + " " + std::to_string(audit.id.value);
}

}  // namespace

Result<Ticket> Desk::access_ticket(sql::Transaction& tx, const people::Actor& actor, TicketId id) {
  auto ticket = PULT_TRY(find_ticket(tx, id));
  if (!ticket || ticket->status == Status::deleted || !people::may_see_ticket(actor, scope_of(*ticket, actor.id())))
    return base::fail_not_found();
  return std::move(*ticket);
}

Result<std::shared_ptr<const ViewSet>> Desk::views(sql::Transaction& tx) const {
  return views_->get(tx, definitions(tx));
}

Result<void> Desk::conclude(sql::Transaction& tx, const Notice& notice) const {
  PULT_TRY(events::append_audit(tx, notice.audit));
  PULT_TRY(move_counts(tx, notice.before, notice.after));
  PULT_TRY(move_view_counts(tx, *PULT_TRY(views(tx)), notice.before, notice.after));
  const std::string_view fields_before = notice.before ? std::string_view(notice.before->custom_fields) : "{}";
  if (fields_before != notice.after.custom_fields)
    PULT_TRY(move_field_values(tx, *definitions(tx), notice.after.id, std::string(fields_before),
                               notice.after.custom_fields));
  for (const auto& hook : hooks_) PULT_TRY(hook(tx, notice));
  tx.notify("ticket", live_message(notice.after, notice.audit));
  return {};
}

Result<Outcome> Desk::create(sql::Transaction& tx, const people::Actor& actor, NewTicket wanted) const {
  const UserId requester_id = wanted.requester ? wanted.requester : actor.id();
  PULT_TRY(check_bcc(actor, requester_id, wanted.comment));
  if (!actor.is_agent()) PULT_TRY(check_end_user(actor, wanted));
  PULT_TRY(check_permissions(actor, wanted));
  PULT_TRY(people::hold_person(tx, requester_id));
  const auto requester = PULT_TRY(people::find_user(tx, requester_id));
  if (!requester || !requester->active)
    return base::fail_field("requester", "InvalidValue", "Requester: is not a user");
  if (!wanted.comment.author) wanted.comment.author = actor.is_system ? requester_id : actor.id();
  if (!wanted.submitter && actor.is_system) wanted.submitter = requester_id;

  const auto ids = PULT_TRY(sql::reserve_ids<3>(tx, {"tickets", "audits", "comments"}));
  events::Audit audit{
      AuditId(ids[1]), TicketId(ids[0]), wanted.comment.author, wanted.via, wanted.created_at.value_or(now()), {}, {}};
  const auto defined = definitions(tx);
  // What is told of the past stays as it was.
  if (!wanted.created_at) PULT_TRY(apply_tier(tx, *defined, *requester, wanted));
  audit.events = PULT_TRY(plan_creation(tx, *defined, actor, wanted, *requester));
  PULT_TRY(check_new_tags(tx, actor, *defined, audit.events));
  if (defined->needs_checks && actor.is_agent() && !actor.is_system)
    PULT_TRY(check_required(*defined, Ticket{}, folded(Ticket{}, audit.events)));
  if (!actor.is_agent()) PULT_TRY(check_portal(*defined, folded(Ticket{}, audit.events)));
  auto comment = PULT_TRY(write_comment(tx, wanted.comment, CommentId(ids[2]), audit, actor.id()));
  audit.events.push_back(comment.event);
  audit.events.insert(audit.events.end(), wanted.notes.begin(), wanted.notes.end());

  Ticket ticket;
  apply(ticket, audit);
  PULT_TRY(insert_ticket(tx, ticket, now()));
  PULT_TRY(conclude(tx, {nullptr, ticket, audit, &comment.row, actor, &*requester, wanted.comment.words.get()}));
  return Outcome{std::move(ticket), std::move(audit), comment.row.id};
}

// What a change comes to, allowed and checked.
struct Desk::Intent {
  Ticket before;
  std::vector<events::Event> events;
};

Result<Desk::Intent> Desk::plan(sql::Transaction& tx, const people::Actor& actor, TicketId id, Change& change) const {
  const auto found = PULT_TRY(find_ticket_for_update(tx, id));
  if (!found || found->status == Status::deleted || !people::may_see_ticket(actor, scope_of(*found, actor.id())))
    return base::fail_not_found();
  const Ticket& before = *found;
  if (change.comment) PULT_TRY(check_bcc(actor, before.requester, *change.comment));
  if (!people::may_answer_ticket(actor, scope_of(before, actor.id())))
    return forbidden("You may only read this ticket");
  if (!people::may_edit_ticket(actor, scope_of(before, actor.id()))) PULT_TRY(check_end_user(actor, change));
  PULT_TRY(check_stamp(before, change));
  if (before.status == Status::closed && !(change.comment && !change.comment->counts_as_activity))
    return base::fail_field("status", "InvalidValue", "Status: closed prevents ticket update");
  if (change.comment && !change.comment->author) change.comment->author = actor.id();

  const auto defined = definitions(tx);
  PULT_TRY(apply_tier(tx, *defined, before, people::may(actor, &people::Permissions::ticket_tag_editing), change));
  auto planned = PULT_TRY(plan_changes(tx, *defined, actor, before, change));
  if (defined->needs_checks && actor.is_agent() && !actor.is_system)
    PULT_TRY(check_required(*defined, before, folded(before, planned)));
  PULT_TRY(check_permissions(actor, before, change, planned));
  PULT_TRY(check_new_tags(tx, actor, *defined, planned));
  if (actor.is_agent() && !actor.is_system) PULT_TRY(check_checklists(tx, before, planned));
  if (change.satisfaction) PULT_TRY(plan_satisfaction(actor, before, *change.satisfaction, planned));
  return Intent{before, std::move(planned)};
}

Result<Outcome> Desk::update(sql::Transaction& tx, const people::Actor& actor, TicketId id, Change change) const {
  auto intent = PULT_TRY(plan(tx, actor, id, change));
  if (opens_again(actor, intent.before, change)) {
    const auto author = change.comment->author;
    const auto place = PULT_TRY(place_of_answer(tx, *definitions(tx), intent.before, author, now()));
    if (!place) return create(tx, people::system_actor(), answer_as_ticket(intent.before, author, change));
    change.expected_stamp.reset();
    if (place->id != id) return update(tx, actor, place->id, std::move(change));
  }
  auto& planned = intent.events;
  std::optional<TimeEntry> spent;
  if (change.time_entry)
    spent = PULT_TRY(plan_time_entry(tx, actor, intent.before, *change.time_entry, now(), planned));
  if (planned.empty() && !change.comment) return Outcome{std::move(intent.before), std::nullopt, {}};
  planned.insert(planned.end(), change.notes.begin(), change.notes.end());
  auto outcome =
      PULT_TRY(record(tx, actor, intent.before,
                      {std::move(planned), std::move(change.comment), change.via, change.via_rel, change.at}));
  if (spent) {
    spent->comment = outcome.comment;
    PULT_TRY(insert_time_entry(tx, *spent));
  }
  return outcome;
}

Result<void> Desk::check(sql::Transaction& tx, const people::Actor& actor, TicketId id, Change change) const {
  PULT_TRY(plan(tx, actor, id, change));
  return {};
}

Result<Outcome> Desk::record(sql::Transaction& tx, const people::Actor& actor, const Ticket& before,
                             Planned planned) const {
  const auto ids = PULT_TRY(sql::reserve_ids<2>(tx, {"audits", "comments"}));
  const UserId author = planned.comment ? planned.comment->author : actor.id();
  events::Audit audit{
      AuditId(ids[0]),           before.id, author, planned.via, next_stamp(before, planned.at.value_or(now())),
      std::move(planned.events), {}};
  if (planned.at) audit.created_at = *planned.at;
  if (!planned.via_rel.empty()) audit.metadata = "{\"rel\":\"" + planned.via_rel + "\"}";
  std::optional<WrittenComment> comment;
  if (planned.comment) {
    comment = PULT_TRY(write_comment(tx, *planned.comment, CommentId(ids[1]), audit, actor.id()));
    audit.events.push_back(comment->event);
  }
  Ticket after = before;
  apply(after, audit);
  PULT_TRY(update_ticket(tx, after, now()));
  PULT_TRY(conclude(tx, {&before, after, audit, comment ? &comment->row : nullptr, actor, nullptr,
                         planned.comment ? planned.comment->words.get() : nullptr}));
  return Outcome{std::move(after), std::move(audit), comment ? comment->row.id : CommentId()};
}

Result<Outcome> Desk::remove(sql::Transaction& tx, const people::Actor& actor, TicketId id) const {
  const auto found = PULT_TRY(find_ticket_for_update(tx, id));
  if (!found || found->status == Status::deleted || !people::may_see_ticket(actor, scope_of(*found, actor.id())))
    return base::fail_not_found();
  if (!people::may(actor, &people::Permissions::ticket_deletion)) return forbidden("You may not delete tickets");
  Planned planned;
  planned.events.push_back(
      {events::EventType::change, "status", "deleted", std::string(render_status(found->status)), {}});
  return record(tx, actor, *found, std::move(planned));
}

}  // namespace pult::tickets
