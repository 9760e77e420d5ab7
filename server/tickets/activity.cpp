// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/activity.hpp"

#include <algorithm>
#include <array>

#include "events/quiet.hpp"
#include "sql/params.hpp"

namespace pult::tickets {
namespace {

int rank_of(std::string_view priority) {
  constexpr std::array<std::string_view, 5> order{"", "low", "normal", "high", "urgent"};
  return int(std::ranges::find(order, priority) - order.begin());
}

Result<void> keep(sql::Transaction& tx, const NewActivity& activity, CommentId comment) {
  PULT_TRY(
      tx.run("INSERT INTO activities (user_id, actor_id, ticket_id, comment_id, verb, value, created_at) "
             "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
             {activity.user, activity.actor.value, activity.ticket, comment, activity.verb,
              sql::text_or_null(activity.value), activity.at}));
  // Each new one takes up to two away that are too old, so that the table stays as large as 30 days are busy.
  PULT_TRY(
      tx.run("DELETE FROM activities WHERE created_at < ?1 AND id IN "
             "(SELECT id FROM activities ORDER BY id LIMIT 2)",
             {activity.at - activity_lifetime}));
  return {};
}

// For the assignee.
Result<void> keep(sql::Transaction& tx, const Notice& notice, std::string_view verb, CommentId comment,
                  std::string_view value) {
  return keep(tx, {notice.after.assignee, notice.audit.author, notice.after.id, verb, value, notice.audit.created_at},
              comment);
}

const std::string columns =
    "a.id, a.user_id, a.actor_id, a.ticket_id, a.comment_id, a.verb, a.value, a.created_at, t.subject, c.body, "
    "c.is_public";
const std::string from =
    " FROM activities a JOIN tickets t ON t.id = a.ticket_id LEFT JOIN comments c ON c.id = a.comment_id";

Activity map(const sql::Row& row) {
  Activity a;
  a.id = row.id<ActivityId>(0);
  a.user = row.id<UserId>(1);
  a.actor = row.id<UserId>(2);
  a.ticket = row.id<TicketId>(3);
  a.comment = row.id<CommentId>(4);
  a.verb = row.string(5);
  a.value = row.string(6);
  a.created_at = row.int64(7);
  a.subject = row.string(8);
  a.comment_body = row.string(9);
  a.comment_public = row.boolean(10);
  return a;
}

struct Conditions {
  std::string sql;
  std::vector<sql::Param> params;
};

Conditions conditions_of(const people::Actor& actor, Micros now, const ActivityFilter& filter) {
  const auto since = std::max(filter.since.value_or(0), now - activity_lifetime);
  Conditions out{" WHERE a.user_id = ?1 AND a.created_at >= ?2 AND t.status < 6 AND " + people::ticket_condition(actor),
                 {actor.id(), since}};
  if (!filter.before) return out;
  out.sql += " AND a.id < ?3";
  out.params.emplace_back(filter.before);
  return out;
}

}  // namespace

Result<void> add_activity(sql::Transaction& tx, const NewActivity& activity) { return keep(tx, activity, {}); }

Hook activity_hook() {
  return [](sql::Transaction& tx, const Notice& notice) -> Result<void> {
    if (events::telling() == events::Telling::nobody) return {};
    const auto* before = notice.before;
    const auto& after = notice.after;
    if (!after.assignee || after.assignee == notice.audit.author || after.assignee == notice.actor.id()) return {};
    if (!before || before->assignee != after.assignee) return keep(tx, notice, verb_assignment, {}, {});
    if (notice.comment) PULT_TRY(keep(tx, notice, verb_comment, notice.comment->id, {}));
    if (rank_of(before->priority) < rank_of(after.priority))
      PULT_TRY(keep(tx, notice, verb_priority, {}, after.priority));
    return {};
  };
}

Result<std::vector<Activity>> list_activities(sql::Transaction& tx, const people::Actor& actor, Micros now,
                                              const ActivityFilter& filter) {
  auto where = conditions_of(actor, now, filter);
  where.params.emplace_back(filter.limit);
  where.params.emplace_back(filter.offset);
  const auto count = where.params.size();
  return tx.all("SELECT " + columns + from + where.sql + " ORDER BY a.id DESC LIMIT ?" + std::to_string(count - 1) +
                    " OFFSET ?" + std::to_string(count),
                where.params, map);
}

Result<std::int64_t> count_activities(sql::Transaction& tx, const people::Actor& actor, Micros now,
                                      const ActivityFilter& filter, std::int64_t limit) {
  auto where = conditions_of(actor, now, filter);
  where.params.emplace_back(limit);
  const auto count = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (SELECT 1" + from + where.sql + " LIMIT ?" +
                                               std::to_string(where.params.size()) + ") AS bounded",
                                           where.params));
  return count.value_or(0);
}

Result<std::optional<Activity>> find_activity(sql::Transaction& tx, const people::Actor& actor, Micros now,
                                              ActivityId id) {
  auto where = conditions_of(actor, now, {});
  where.params.emplace_back(id.value);
  return tx.one("SELECT " + columns + from + where.sql + " AND a.id = ?3", where.params, map);
}

}  // namespace pult::tickets
