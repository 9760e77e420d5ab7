// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/lifecycle_clock.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "events/quiet.hpp"
#include "sql/id_list.hpp"
#include "tickets/auto_close.hpp"
#include "tickets/draft.hpp"
#include "tickets/scheduled_reply.hpp"
#include "tickets/store.hpp"
#include "tickets/view_set.hpp"
#include "timers/timers.hpp"

namespace pult::tickets {
namespace {

constexpr std::string_view wait_kind = "wait", owner_kind = "owner";
constexpr int started_at_once = 200;
constexpr Micros breath = base::second_us;
// A calendar without any more working time is looked at again: it may be changed.
constexpr Micros look_again = base::day_us;

struct Clock {
  TicketId ticket;
  std::string kind;
  Micros started_at = 0, touched_at = 0;
  std::optional<Micros> reminded_at;
};

// "wait 7 1795219200000000": a kind and numbers.
struct Subject {
  std::string kind;
  std::vector<std::int64_t> numbers;

  static Subject parse(std::string_view text) {
    Subject out;
    const auto words = split_words(text);
    if (!words.empty()) out.kind = words[0];
    for (std::size_t i = 1; i < words.size(); ++i) {
      std::int64_t number = 0;
      std::from_chars(words[i].data(), words[i].data() + words[i].size(), number);
      out.numbers.push_back(number);
    }
    out.numbers.resize(3);
    return out;
  }
};

std::string subject_of(const Clock& clock) {
  return clock.kind + " " + std::to_string(clock.ticket.value) + " " + std::to_string(clock.started_at);
}

Result<std::optional<Clock>> find_clock(sql::Transaction& tx, TicketId ticket, std::string_view kind) {
  return tx.one("SELECT started_at, touched_at, reminded_at FROM lifecycle_clocks WHERE ticket_id = ?1 AND kind = ?2",
                {ticket, kind}, [&](const sql::Row& row) {
                  return Clock{ticket, std::string(kind), row.int64(0), row.int64(1), row.optional_int64(2)};
                });
}

Result<void> save(sql::Transaction& tx, const Clock& clock) {
  PULT_TRY(
      tx.run("INSERT INTO lifecycle_clocks (ticket_id, kind, started_at, touched_at, reminded_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT (ticket_id, kind) DO UPDATE SET "
             "started_at = excluded.started_at, touched_at = excluded.touched_at, reminded_at = excluded.reminded_at",
             {clock.ticket, clock.kind, clock.started_at, clock.touched_at, clock.reminded_at}));
  return {};
}

Result<void> remove(sql::Transaction& tx, TicketId ticket, std::string_view kind) {
  PULT_TRY(tx.run("DELETE FROM lifecycle_clocks WHERE ticket_id = ?1 AND kind = ?2", {ticket, kind}));
  return {};
}

bool is_worked_on(const Ticket& ticket) {
  return ticket.assignee && ticket.status <= Status::open && !ticket.snoozed_until;
}

// What decides about the clocks of a ticket, as it stands for a transaction.
struct Rules {
  std::shared_ptr<const Definitions> defined;
  std::shared_ptr<const BusinessHours> hours;

  static Result<Rules> load(sql::Transaction& tx, const Desk& desk) {
    return Rules{desk.definitions(tx), PULT_TRY(desk.views(tx))->hours};
  }
  bool applies(std::string_view kind, const Ticket& ticket) const {
    if (kind == wait_kind) return ticket.status == Status::pending && defined->lifecycle.waits();
    return is_worked_on(ticket) && defined->policy_of(ticket.group).ownership_hours > 0;
  }
  Micros ownership_end(const Ticket& ticket, const Clock& clock, Micros now) const {
    const auto* calendar = hours ? &hours->calendar() : nullptr;
    return tickets::ownership_end(defined->policy_of(ticket.group), clock.touched_at, calendar)
        .value_or(now + look_again);
  }
  std::optional<Micros> next_look(const Ticket& ticket, const Clock& clock, Micros now) const {
    if (clock.kind == owner_kind) return ownership_end(ticket, clock, now);
    const auto step = wait_step(defined->lifecycle, clock.touched_at, clock.reminded_at, now);
    return step.due == Due::nothing ? step.next : std::optional(now);
  }
};

Result<void> begin(sql::Transaction& tx, const Rules& rules, const Ticket& ticket, const Clock& clock, Micros now) {
  PULT_TRY(save(tx, clock));
  const auto next = rules.next_look(ticket, clock, now);
  return next ? timers::set(tx, lifecycle_timer, subject_of(clock), *next) : Result<void>();
}

// A public word on a ticket that is pending afterwards is one to its customer: theirs would have opened it.
bool says_something(const Notice& notice) {
  const auto* comment = notice.comment;
  return comment && comment->is_public && notice.after.last_comment == comment->id;
}

bool is_by_assignee(const Notice& notice) {
  const auto assignee = notice.after.assignee;
  return notice.actor.id() == assignee || notice.audit.author == assignee ||
         (notice.comment && notice.comment->author == assignee);
}

Result<void> follow_wait(sql::Transaction& tx, const Rules& rules, const Notice& notice, Micros now) {
  const bool was = notice.before && notice.before->status == Status::pending;
  if (!rules.applies(wait_kind, notice.after)) return was ? remove(tx, notice.after.id, wait_kind) : Result<void>();
  if (was && !says_something(notice)) return {};
  return begin(tx, rules, notice.after, {notice.after.id, std::string(wait_kind), now, now, std::nullopt}, now);
}

Result<void> follow_owner(sql::Transaction& tx, const Rules& rules, const Notice& notice, Micros now) {
  const auto* before = notice.before;
  const auto& after = notice.after;
  const bool was = before && rules.applies(owner_kind, *before);
  if (!rules.applies(owner_kind, after)) return was ? remove(tx, after.id, owner_kind) : Result<void>();
  if (was && before->assignee == after.assignee) {
    if (!is_by_assignee(notice)) return {};
    const auto touched = PULT_TRY(tx.run(
        "UPDATE lifecycle_clocks SET touched_at = ?3 WHERE ticket_id = ?1 AND kind = ?2", {after.id, owner_kind, now}));
    if (touched > 0) return {};
  }
  return begin(tx, rules, after, {after.id, std::string(owner_kind), now, now, std::nullopt}, now);
}

Result<void> follow(sql::Transaction& tx, const Desk& desk, const Notice& notice) {
  if (events::telling() == events::Telling::nobody) return {};
  const auto defined = desk.definitions(tx);
  if (!defined->lifecycle.waits() && defined->group_policies.empty()) return {};
  const auto rules = PULT_TRY(Rules::load(tx, desk));
  PULT_TRY(follow_wait(tx, rules, notice, desk.now()));
  return follow_owner(tx, rules, notice, desk.now());
}

Result<void> remind(sql::Transaction& tx, const Desk& desk, const Reach& reach, const Ticket& ticket,
                    std::optional<Micros> solved_at) {
  if (!PULT_TRY(reach(tx, ticket))) return {};
  Planned planned;
  planned.events.push_back({events::EventType::change,
                            std::string(reminder_field),
                            solved_at ? std::optional(base::render_iso8601(*solved_at)) : std::nullopt,
                            std::nullopt,
                            {}});
  planned.via = "rule";
  planned.via_rel = reminder_rel;
  PULT_TRY(desk.record(tx, people::system_actor(), ticket, std::move(planned)));
  return {};
}

Result<void> change_by_rule(sql::Transaction& tx, const Desk& desk, TicketId id, std::string_view rel, Change change) {
  change.via = "rule";
  change.via_rel = rel;
  PULT_TRY(desk.update(tx, people::system_actor(), id, std::move(change)));
  return {};
}

Result<void> end_wait(sql::Transaction& tx, const Desk& desk, const Reach& reach, const Rules& rules,
                      const Ticket& ticket, Clock clock) {
  const auto step = wait_step(rules.defined->lifecycle, clock.touched_at, clock.reminded_at, desk.now());
  if (step.due == Due::solving) {
    Change change;
    change.status = Status::solved;
    return change_by_rule(tx, desk, ticket.id, pending_solve_rel, std::move(change));
  }
  if (step.due == Due::reminder) {
    PULT_TRY(remind(tx, desk, reach, ticket, step.next));
    clock.reminded_at = desk.now();
    PULT_TRY(save(tx, clock));
  }
  return step.next ? timers::set(tx, lifecycle_timer, subject_of(clock), *step.next) : Result<void>();
}

// Who writes on an answer works on the ticket, and so does who has written one that leaves later.
Result<Micros> last_touch(sql::Transaction& tx, const Ticket& ticket, Micros touched_at) {
  const auto draft = PULT_TRY(find_draft(tx, ticket.assignee, ticket.id));
  const auto reply = PULT_TRY(find_scheduled_reply(tx, ticket.id, ticket.assignee));
  return std::max({touched_at, draft ? draft->updated_at : 0, reply && reply->is_waiting() ? reply->send_at : 0});
}

Result<void> end_ownership(sql::Transaction& tx, const Desk& desk, const Rules& rules, const Ticket& ticket,
                           Clock clock) {
  clock.touched_at = PULT_TRY(last_touch(tx, ticket, clock.touched_at));
  const auto end = rules.ownership_end(ticket, clock, desk.now());
  if (end > desk.now()) return timers::set(tx, lifecycle_timer, subject_of(clock), end);
  Change change;
  change.assignee = UserId();
  return change_by_rule(tx, desk, ticket.id, ownership_rel, std::move(change));
}

std::string start_subject(std::string_view kind, GroupId group, Micros updated_at, TicketId after) {
  return std::string(kind) + " " + std::to_string(group.value) + " " + std::to_string(updated_at) + " " +
         std::to_string(after.value);
}

Result<std::map<TicketId, Clock>> find_clocks(sql::Transaction& tx, const std::vector<Listed>& rows,
                                              const std::string& kind) {
  std::vector<TicketId> ids;
  for (const auto& row : rows) ids.push_back(row.ticket.id);
  const sql::IdList list(tx, ids);
  std::map<TicketId, Clock> out;
  PULT_TRY(
      tx.each("SELECT ticket_id, started_at, touched_at, reminded_at FROM lifecycle_clocks WHERE kind = ?2 "
              "AND ticket_id" +
                  list.among(1),
              {list, kind}, [&](const sql::Row& row) -> Result<void> {
                const auto id = row.id<TicketId>(0);
                out.emplace(id, Clock{id, kind, row.int64(1), row.int64(2), row.optional_int64(3)});
                return {};
              }));
  return out;
}

}  // namespace

Hook lifecycle_hook(const Desk& desk) {
  return [&desk](sql::Transaction& tx, const Notice& notice) { return follow(tx, desk, notice); };
}

Result<void> end_lifecycle_time(sql::Transaction& tx, const Desk& desk, const Reach& reach,
                                const std::string& subject) {
  const auto named = Subject::parse(subject);
  const TicketId id(named.numbers[0]);
  const auto ticket = PULT_TRY(find_ticket_for_update(tx, id));
  auto clock = PULT_TRY(find_clock(tx, id, named.kind));
  if (!clock || clock->started_at != named.numbers[1]) return {};
  const auto rules = PULT_TRY(Rules::load(tx, desk));
  if (!ticket || !rules.applies(named.kind, *ticket)) return remove(tx, id, named.kind);
  if (named.kind == owner_kind) return end_ownership(tx, desk, rules, *ticket, std::move(*clock));
  return end_wait(tx, desk, reach, rules, *ticket, std::move(*clock));
}

Result<void> forget_clock(sql::Transaction& tx, const std::string& subject) {
  const auto named = Subject::parse(subject);
  return remove(tx, TicketId(named.numbers[0]), named.kind);
}

Result<void> lifecycle_changed(sql::Transaction& tx, const Lifecycle& before, const Lifecycle& after, Micros now) {
  if (after.close_after_days != before.close_after_days) PULT_TRY(look_for_silent(tx, now));
  if (after.remind_after_days == before.remind_after_days && after.solve_after_days == before.solve_after_days)
    return {};
  if (after.waits()) return timers::set(tx, lifecycle_start_timer, start_subject(wait_kind, {}, 0, {}), now);
  PULT_TRY(tx.run("DELETE FROM lifecycle_clocks WHERE kind = ?1", {wait_kind}));
  return {};
}

Result<void> policy_changed(sql::Transaction& tx, GroupId group, const GroupPolicy& before, const GroupPolicy& after,
                            Micros now) {
  if (after.ownership_hours == before.ownership_hours) return {};
  if (after.ownership_hours > 0)
    return timers::set(tx, lifecycle_start_timer, start_subject(owner_kind, group, 0, {}), now);
  PULT_TRY(
      tx.run("DELETE FROM lifecycle_clocks WHERE kind = ?1 AND ticket_id IN "
             "(SELECT id FROM tickets WHERE status < 4 AND group_id = ?2)",
             {owner_kind, group}));
  return {};
}

Result<void> start_clocks(sql::Transaction& tx, const Desk& desk, const std::string& subject) {
  const auto named = Subject::parse(subject);
  const GroupId group(named.numbers[0]);
  TicketFilter filter;
  filter.condition = "t.status < 4" + (group ? " AND t.group_id = " + std::to_string(group.value) : std::string());
  filter.order = Order::updated_asc;
  filter.after = Position{named.numbers[1], TicketId(named.numbers[2])};
  filter.limit = started_at_once;
  const auto rows = PULT_TRY(list_tickets(tx, filter));
  const auto rules = PULT_TRY(Rules::load(tx, desk));
  auto known = PULT_TRY(find_clocks(tx, rows, named.kind));
  for (const auto& row : rows) {
    if (!rules.applies(named.kind, row.ticket)) continue;
    Clock clock{row.ticket.id, named.kind, 0, desk.now(), std::nullopt};
    if (const auto found = known.find(row.ticket.id); found != known.end()) clock = found->second;
    clock.started_at = desk.now();
    PULT_TRY(begin(tx, rules, row.ticket, clock, desk.now()));
  }
  if (std::ssize(rows) < started_at_once) return {};
  const auto& last = rows.back().ticket;
  return timers::set(tx, lifecycle_start_timer, start_subject(named.kind, group, last.updated_at, last.id),
                     desk.now() + breath);
}

}  // namespace pult::tickets
