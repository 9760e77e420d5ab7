// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/time_entry.hpp"

#include <boost/json.hpp>

#include "sql/params.hpp"
#include "sql/reserve_ids.hpp"
#include "tickets/work.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::int64_t max_seconds = 7 * 24 * 3600;
constexpr std::size_t max_note_characters = 2'000;

const std::string columns =
    "e.id, e.ticket_id, e.user_id, e.seconds, e.spent_at, e.note, e.billable, e.comment_id, e.source, e.created_at, "
    "e.updated_at";

TimeEntry map(const sql::Row& row) {
  TimeEntry e;
  e.id = row.id<TimeEntryId>(0);
  e.ticket = row.id<TicketId>(1);
  e.user = row.id<UserId>(2);
  e.seconds = row.int64(3);
  e.spent_at = row.int64(4);
  e.note = row.string(5);
  e.billable = row.boolean(6);
  e.comment = row.id<CommentId>(7);
  e.source = row.string(8);
  e.created_at = row.int64(9);
  e.updated_at = row.int64(10);
  return e;
}

json::object facts_of(const TimeEntry& entry) {
  return {{"id", entry.id.value},
          {"user_id", entry.user.value},
          {"seconds", entry.seconds},
          {"billable", entry.billable},
          {"note", entry.note}};
}

Result<void> check(sql::Transaction& tx, const people::Actor& actor, const TimeEntry& entry, Micros now) {
  if (entry.seconds < 1 || entry.seconds > max_seconds)
    return base::fail_field("seconds", "InvalidValue", "Seconds: must be between 1 and 604800");
  if (!entry.note.empty()) PULT_TRY(check_text("note", entry.note, max_note_characters));
  if (entry.source != "timer" && entry.source != "manual")
    return base::fail_field("source", "InvalidValue", "Source: must be timer or manual");
  // Clocks of other machines are seldom right.
  if (entry.spent_at > now + base::day_us)
    return base::fail_field("spent_at", "InvalidValue", "Spent at: lies in the future");
  if (entry.user == actor.id()) return {};
  if (!actor.is_admin()) return base::fail(ErrorKind::forbidden, "Forbidden", "You may only write down your own time");
  return check_agent(tx, "user_id", entry.user);
}

void add_events(const Ticket& ticket, const std::optional<TimeEntry>& before, const std::optional<TimeEntry>& after,
                std::vector<events::Event>& planned) {
  const auto facts = [](const std::optional<TimeEntry>& entry) {
    return entry ? std::optional(facts_of(*entry)) : std::nullopt;
  };
  planned.push_back(work_event("time_entry", facts(after), facts(before)));
  const auto sum = ticket.time_spent_s + (after ? after->seconds : 0) - (before ? before->seconds : 0);
  set_on_row(planned, "time_spent", std::to_string(ticket.time_spent_s), std::to_string(sum));
}

Result<void> check_owner(const people::Actor& actor, const TimeEntry& entry) {
  if (entry.user == actor.id() || actor.is_admin()) return {};
  return base::fail(ErrorKind::forbidden, "Forbidden", "You may only change your own time entries");
}

}  // namespace

Result<TimeEntry> plan_time_entry(sql::Transaction& tx, const people::Actor& actor, const Ticket& ticket,
                                  const NewTimeEntry& wanted, Micros now, std::vector<events::Event>& planned) {
  TimeEntry entry;
  entry.id = TimeEntryId(PULT_TRY(sql::reserve_ids<1>(tx, {"time_entries"}))[0]);
  entry.ticket = ticket.id;
  entry.user = wanted.user ? wanted.user : actor.id();
  entry.seconds = wanted.seconds;
  entry.spent_at = wanted.spent_at.value_or(now);
  entry.note = wanted.note;
  entry.billable = wanted.billable;
  entry.source = wanted.source;
  entry.created_at = entry.updated_at = now;
  PULT_TRY(check(tx, actor, entry, now));
  add_events(ticket, std::nullopt, entry, planned);
  return entry;
}

Result<void> insert_time_entry(sql::Transaction& tx, const TimeEntry& entry) {
  PULT_TRY(
      tx.run("INSERT INTO time_entries (id, ticket_id, user_id, seconds, spent_at, note, billable, comment_id, source, "
             "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
             {entry.id.value, entry.ticket, entry.user, entry.seconds, entry.spent_at, entry.note, entry.billable,
              entry.comment, entry.source, entry.created_at, entry.updated_at}));
  return {};
}

Result<TimeEntry> add_time_entry(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                                 const NewTimeEntry& wanted) {
  const auto before = PULT_TRY(lock_for_work(tx, actor, ticket));
  Planned planned;
  auto entry = PULT_TRY(plan_time_entry(tx, actor, before, wanted, desk.now(), planned.events));
  PULT_TRY(insert_time_entry(tx, entry));
  PULT_TRY(desk.record(tx, actor, before, std::move(planned)));
  return entry;
}

Result<void> save_time_entry(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TimeEntry entry) {
  const auto ticket = PULT_TRY(lock_for_work(tx, actor, entry.ticket));
  const auto before = PULT_TRY(find_time_entry(tx, entry.id));
  if (!before) return base::fail_not_found();
  PULT_TRY(check_owner(actor, *before));
  PULT_TRY(check(tx, actor, entry, desk.now()));
  PULT_TRY(
      tx.run("UPDATE time_entries SET user_id = ?2, seconds = ?3, spent_at = ?4, note = ?5, billable = ?6, "
             "updated_at = ?7 WHERE id = ?1",
             {entry.id.value, entry.user, entry.seconds, entry.spent_at, entry.note, entry.billable, desk.now()}));
  Planned planned;
  add_events(ticket, before, entry, planned.events);
  PULT_TRY(desk.record(tx, actor, ticket, std::move(planned)));
  return {};
}

Result<void> delete_time_entry(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                               const TimeEntry& entry) {
  const auto ticket = PULT_TRY(lock_for_work(tx, actor, entry.ticket));
  const auto before = PULT_TRY(find_time_entry(tx, entry.id));
  if (!before) return base::fail_not_found();
  PULT_TRY(check_owner(actor, *before));
  PULT_TRY(tx.run("DELETE FROM time_entries WHERE id = ?1", {entry.id.value}));
  Planned planned;
  add_events(ticket, before, std::nullopt, planned.events);
  PULT_TRY(desk.record(tx, actor, ticket, std::move(planned)));
  return {};
}

Result<std::optional<TimeEntry>> find_time_entry(sql::Transaction& tx, TimeEntryId id) {
  return tx.one("SELECT " + columns + " FROM time_entries e WHERE e.id = ?1", {id.value}, map);
}

Result<std::vector<TimeEntry>> list_time_entries(sql::Transaction& tx, const TimeEntryFilter& filter) {
  std::string sql = "SELECT " + columns +
                    " FROM time_entries e JOIN tickets t ON t.id = e.ticket_id WHERE t.status < 6 AND " +
                    filter.ticket_condition;
  std::vector<sql::Param> params{filter.limit, filter.offset};
  const auto add = [&](std::string_view condition, std::int64_t value) {
    params.emplace_back(value);
    sql.append(" AND ").append(condition).append("?").append(std::to_string(params.size()));
  };
  if (filter.ticket) add("e.ticket_id = ", filter.ticket.value);
  if (filter.user) add("e.user_id = ", filter.user.value);
  if (filter.from) add("e.spent_at >= ", *filter.from);
  if (filter.to) add("e.spent_at < ", *filter.to);
  if (filter.after) {
    params.emplace_back(filter.after->first);
    params.emplace_back(filter.after->second.value);
    sql += " AND (e.spent_at, e.id) < (?" + std::to_string(params.size() - 1) + ", ?" + std::to_string(params.size()) +
           ")";
  }
  return tx.all(sql + " ORDER BY e.spent_at DESC, e.id DESC LIMIT ?1 OFFSET ?2", params, map);
}

Result<std::vector<TimeTotal>> total_times(sql::Transaction& tx, TicketId ticket) {
  return tx.all(
      "SELECT user_id, CAST(SUM(seconds) AS BIGINT), CAST(SUM(CASE WHEN billable = 1 THEN seconds ELSE 0 END) AS "
      "BIGINT), "
      "COUNT(*) FROM time_entries "
      "WHERE ticket_id = ?1 GROUP BY user_id ORDER BY SUM(seconds) DESC, user_id",
      {ticket},
      [](const sql::Row& row) { return TimeTotal{row.id<UserId>(0), row.int64(1), row.int64(2), row.int64(3)}; });
}

}  // namespace pult::tickets
