// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/approval.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <set>

#include "crypto/crypto.hpp"
#include "sql/insert_id.hpp"
#include "tickets/activity.hpp"
#include "tickets/approval_rules.hpp"
#include "tickets/store.hpp"
#include "tickets/work.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::size_t max_title_characters = 200, max_body_characters = 5'000, max_reason_characters = 1'000;
constexpr std::size_t max_approvers = 20, max_approvals = 50;
constexpr Micros link_lifetime = 30 * base::day_us, link_after_due = 7 * base::day_us;

const std::string columns =
    "a.id, a.ticket_id, a.title, a.body, a.rule, a.status, a.due_at, a.created_by, a.decided_at, a.created_at, "
    "a.updated_at";

Approval map(const sql::Row& row) {
  Approval a;
  a.id = row.id<ApprovalId>(0);
  a.ticket = row.id<TicketId>(1);
  a.title = row.string(2);
  a.body = row.string(3);
  a.rule = row.string(4);
  a.status = row.string(5);
  a.due_at = row.optional_int64(6);
  a.created_by = row.id<UserId>(7);
  a.decided_at = row.optional_int64(8);
  a.created_at = row.int64(9);
  a.updated_at = row.int64(10);
  return a;
}

// The approvers of all of them, with one query. `condition` is on approvals a.
Result<void> add_approvers(sql::Transaction& tx, std::vector<Approval>& rows, const std::string& condition,
                           const std::vector<sql::Param>& params) {
  if (rows.empty()) return {};
  return tx.each(
      "SELECT p.id, p.approval_id, p.user_id, p.decision, p.reason, p.decided_at FROM approvers p "
      "JOIN approvals a ON a.id = p.approval_id WHERE " +
          condition + " ORDER BY p.id",
      params, [&](const sql::Row& row) -> Result<void> {
        const Approver one{row.id<ApproverId>(0), row.id<ApprovalId>(1), row.id<UserId>(2),
                           row.string(3),         row.string(4),         row.optional_int64(5)};
        const auto owner = std::ranges::find(rows, one.approval, &Approval::id);
        if (owner != rows.end()) owner->approvers.push_back(one);
        return {};
      });
}

json::object facts_of(const Approval& approval, const Approver* decided = nullptr) {
  json::array asked;
  for (const auto& one : approval.approvers) asked.emplace_back(one.user.value);
  json::object out{
      {"id", approval.id.value}, {"title", approval.title}, {"status", approval.status}, {"approver_ids", asked}};
  if (!decided) return out;
  out["decision"] = decided->decision;
  out["reason"] = decided->reason;
  return out;
}

// One audit with the change of an approval, and what all of the ticket's come to.
Result<void> record(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                    events::Event event) {
  Planned planned;
  planned.events.push_back(std::move(event));
  std::vector<std::string> statuses;
  for (const auto& one : PULT_TRY(list_approvals(tx, ticket.id))) statuses.push_back(one.status);
  set_on_row(planned.events, "approval_status", ticket.approval_status, summary_of(statuses));
  PULT_TRY(desk.record(tx, actor, ticket, std::move(planned)));
  return {};
}

Result<void> check(sql::Transaction& tx, const Ticket& ticket, Approval& wanted) {
  PULT_TRY(check_text("title", wanted.title, max_title_characters));
  if (!wanted.body.empty()) PULT_TRY(check_text("body", wanted.body, max_body_characters));
  if (wanted.rule != "any" && wanted.rule != "all")
    return base::fail_field("rule", "InvalidValue", "Rule: must be any or all");
  if (wanted.approvers.empty() || wanted.approvers.size() > max_approvers)
    return base::fail_field("approvers", "InvalidValue", "Approvers: there must be 1 to 20");
  std::set<UserId> seen;
  std::erase_if(wanted.approvers, [&](const Approver& one) { return !seen.insert(one.user).second; });
  if (PULT_TRY(list_approvals(tx, ticket.id)).size() >= max_approvals)
    return base::fail_field("base", "TooManyValues", "Approvals: there may be 50 at a ticket");
  return {};
}

// The person as an actor, who must be able to answer: agents on the ticket, others by mail.
Result<people::Actor> load_approver(sql::Transaction& tx, const Ticket& ticket, UserId id) {
  auto actor = people::load_actor(tx, id);
  if (!actor && actor.error().kind == ErrorKind::not_found)
    return base::fail_field("approvers", "InvalidValue", "Approvers: there is no such user");
  if (!actor) return std::unexpected(actor.error());
  if (!actor->user.active || actor->user.suspended)
    return base::fail_field("approvers", "InvalidValue", "Approvers: " + actor->user.name + " cannot be asked");
  if (actor->user.is_agent() && !people::may_see_ticket(*actor, scope_of(ticket, id)))
    return base::fail_field("approvers", "InvalidValue", "Approvers: " + actor->user.name + " may not see this ticket");
  if (!actor->user.is_agent() && actor->user.email.empty())
    return base::fail_field("approvers", "InvalidValue", "Approvers: " + actor->user.name + " has no e-mail address");
  return actor;
}

// Writes down the word of `user`, and what follows from it.
Result<void> decide(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                    Approval approval, const Decision& decision) {
  const auto mine = std::ranges::find(approval.approvers, actor.id(), &Approver::user);
  if (mine == approval.approvers.end())
    return base::fail(ErrorKind::forbidden, "Forbidden", "You were not asked to approve this");
  if (approval.status != "waiting" || mine->decision != "waiting")
    return base::fail_field("decision", "InvalidValue", "Decision: it is decided already");
  if (!decision.reason.empty()) PULT_TRY(check_text("reason", decision.reason, max_reason_characters));
  const auto former = facts_of(approval);
  const auto now = desk.now();
  mine->decision = decision.is_approved ? "approved" : "declined";
  mine->reason = decision.reason;
  PULT_TRY(tx.run("UPDATE approvers SET decision = ?2, reason = ?3, decided_at = ?4, token_digest = NULL WHERE id = ?1",
                  {mine->id.value, mine->decision, mine->reason, now}));
  std::vector<std::string> decisions;
  for (const auto& one : approval.approvers) decisions.push_back(one.decision);
  approval.status = status_of(approval.rule, decisions);
  const bool is_final = approval.status != "waiting";
  PULT_TRY(tx.run("UPDATE approvals SET status = ?2, decided_at = ?3, updated_at = ?4 WHERE id = ?1",
                  {approval.id.value, approval.status, is_final ? std::optional(now) : std::nullopt, now}));
  if (is_final)
    PULT_TRY(tx.run("UPDATE approvers SET token_digest = NULL WHERE approval_id = ?1", {approval.id.value}));
  PULT_TRY(record(tx, desk, actor, ticket, work_event("approval", facts_of(approval, &*mine), former)));
  const auto told = ticket.assignee ? ticket.assignee : approval.created_by;
  if (told == actor.id()) return {};
  return add_activity(tx, {told, actor.id(), ticket.id, verb_approval_decided, mine->decision, now});
}

Result<Approval> find(sql::Transaction& tx, TicketId ticket, ApprovalId id) {
  auto all = PULT_TRY(list_approvals(tx, ticket));
  const auto found = std::ranges::find(all, id, &Approval::id);
  if (found == all.end()) return base::fail_not_found();
  return std::move(*found);
}

}  // namespace

Result<std::vector<Approval>> list_approvals(sql::Transaction& tx, TicketId ticket) {
  auto rows =
      PULT_TRY(tx.all("SELECT " + columns + " FROM approvals a WHERE a.ticket_id = ?1 ORDER BY a.id", {ticket}, map));
  PULT_TRY(add_approvers(tx, rows, "a.ticket_id = ?1", {ticket}));
  return rows;
}

Result<std::vector<Approval>> list_awaited(sql::Transaction& tx, const people::Actor& actor, int limit) {
  const std::string mine =
      "a.status = 'waiting' AND a.id IN (SELECT approval_id FROM approvers WHERE user_id = ?1 AND decision = "
      "'waiting')";
  auto rows =
      PULT_TRY(tx.all("SELECT " + columns + " FROM approvals a JOIN tickets t ON t.id = a.ticket_id WHERE " + mine +
                          " AND t.status < 5 AND " + people::ticket_condition(actor) + " ORDER BY a.id LIMIT ?2",
                      {actor.id(), limit}, map));
  PULT_TRY(add_approvers(tx, rows, mine, {actor.id()}));
  return rows;
}

Result<Asked> ask_approval(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, Approval wanted) {
  const auto ticket = PULT_TRY(lock_for_work(tx, actor, wanted.ticket));
  PULT_TRY(check(tx, ticket, wanted));
  const auto now = desk.now();
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO approvals (ticket_id, title, body, rule, status, due_at, created_by, created_at, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, 'waiting', ?5, ?6, ?7, ?7)",
      {ticket.id, wanted.title, wanted.body, wanted.rule, wanted.due_at, actor.id(), now}));
  wanted.id = ApprovalId(id.value_or(0));
  Asked asked{wanted.id, {}};
  const auto expires = std::max(now + link_lifetime, wanted.due_at.value_or(0) + link_after_due);
  for (const auto& one : wanted.approvers) {
    const auto approver = PULT_TRY(load_approver(tx, ticket, one.user));
    const bool by_link = !approver.user.is_agent();
    const auto secret = by_link ? crypto::random_token(24) : std::string();
    const auto digest = by_link ? std::optional(crypto::sha256_hex(secret)) : std::nullopt;
    PULT_TRY(
        tx.run("INSERT INTO approvers (approval_id, user_id, token_digest, token_expires_at) VALUES "
               "(?1, ?2, ?3, ?4)",
               {wanted.id.value, one.user, digest, by_link ? std::optional(expires) : std::nullopt}));
    if (by_link)
      asked.links.emplace_back(one.user, secret);
    else if (one.user != actor.id())
      PULT_TRY(add_activity(tx, {one.user, actor.id(), ticket.id, verb_approval_asked, wanted.title, now}));
  }
  PULT_TRY(record(tx, desk, actor, ticket, work_event("approval", facts_of(wanted), std::nullopt)));
  return asked;
}

Result<void> decide_approval(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket_id,
                             ApprovalId id, const Decision& decision) {
  const auto ticket = PULT_TRY(lock_for_work(tx, actor, ticket_id));
  return decide(tx, desk, actor, ticket, PULT_TRY(find(tx, ticket.id, id)), decision);
}

Result<void> withdraw_approval(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket_id,
                               ApprovalId id) {
  const auto ticket = PULT_TRY(lock_for_work(tx, actor, ticket_id));
  auto approval = PULT_TRY(find(tx, ticket.id, id));
  if (approval.status != "waiting") return base::fail_field("status", "InvalidValue", "Status: it is decided already");
  const auto former = facts_of(approval);
  approval.status = "withdrawn";
  PULT_TRY(tx.run("UPDATE approvals SET status = 'withdrawn', decided_at = ?2, updated_at = ?2 WHERE id = ?1",
                  {id.value, desk.now()}));
  PULT_TRY(tx.run("UPDATE approvers SET token_digest = NULL WHERE approval_id = ?1", {id.value}));
  return record(tx, desk, actor, ticket, work_event("approval", facts_of(approval), former));
}

Result<std::optional<LinkedApproval>> find_linked_approval(sql::Transaction& tx, std::string_view secret, Micros now) {
  struct Found {
    Approval approval;
    UserId user;
  };
  const auto digest = crypto::sha256_hex(secret);
  const auto found = PULT_TRY(
      tx.one("SELECT " + columns +
                 ", p.user_id FROM approvals a JOIN approvers p ON p.approval_id = a.id JOIN tickets t ON "
                 "t.id = a.ticket_id WHERE p.token_digest = ?1 AND p.token_expires_at > ?2 AND a.status = 'waiting' "
                 "AND t.status < 5",
             {digest, now}, [](const sql::Row& row) { return Found{map(row), row.id<UserId>(11)}; }));
  if (!found) return std::optional<LinkedApproval>();
  std::vector<Approval> one{found->approval};
  PULT_TRY(add_approvers(tx, one, "a.id = ?1", {found->approval.id.value}));
  return std::optional(LinkedApproval{std::move(one.front()), found->user});
}

Result<void> decide_by_link(sql::Transaction& tx, const Desk& desk, std::string_view secret, const Decision& decision) {
  const auto first = PULT_TRY(find_linked_approval(tx, secret, desk.now()));
  if (!first) return base::fail_not_found();
  const auto ticket = PULT_TRY(find_ticket_for_update(tx, first->approval.ticket));
  // Again under the lock: somebody may have been faster.
  const auto found = PULT_TRY(find_linked_approval(tx, secret, desk.now()));
  if (!ticket || !found) return base::fail_not_found();
  const auto actor = PULT_TRY(people::load_actor(tx, found->user));
  return decide(tx, desk, actor, *ticket, found->approval, decision);
}

}  // namespace pult::tickets
