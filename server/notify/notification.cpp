// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/notification.hpp"

#include "sql/id_list.hpp"
#include "text/utf8.hpp"

namespace pult::notify {
namespace {

constexpr std::size_t max_excerpt_bytes = 300;

const std::string columns =
    "n.id, n.user_id, n.kind, n.ticket_id, n.comment_id, n.actor_id, a.name, t.subject, "
    "SUBSTR(COALESCE(c.visible_body, c.body), 1, 300), n.created_at, n.read_at, "
    "n.metric, n.due_at";
const std::string tables =
    " FROM notifications n JOIN tickets t ON t.id = n.ticket_id LEFT JOIN comments c ON c.id = n.comment_id "
    "LEFT JOIN users a ON a.id = n.actor_id";

std::string on_one_line(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool space = c == '\n' || c == '\r' || c == '\t' || c == ' ';
    if (!space)
      out += c;
    else if (!out.empty() && out.back() != ' ')
      out += ' ';
  }
  while (out.ends_with(' ')) out.pop_back();
  return out;
}

Notification map(const sql::Row& row) {
  Notification n;
  n.id = row.id<NotificationId>(0);
  n.user = row.id<UserId>(1);
  n.kind = row.string(2);
  n.ticket = row.id<TicketId>(3);
  n.comment = row.id<CommentId>(4);
  n.actor = row.id<UserId>(5);
  n.actor_name = row.string(6);
  n.subject = row.string(7);
  n.excerpt = on_one_line(text::truncate_utf8(text::to_valid_utf8(row.text(8)), max_excerpt_bytes));
  n.created_at = row.int64(9);
  n.read_at = row.optional_int64(10);
  n.metric = row.string(11);
  n.due_at = row.optional_int64(12);
  return n;
}

std::string visible_to(const people::Actor& actor) {
  return " WHERE n.user_id = ?1 AND t.status < 6 AND " + people::ticket_condition(actor);
}

}  // namespace

Result<std::vector<Notification>> list_notifications(sql::Transaction& tx, const people::Actor& actor,
                                                     const NotificationFilter& filter) {
  std::vector<sql::Param> params{actor.id(), filter.limit, filter.offset};
  auto sql = "SELECT " + columns + tables + visible_to(actor);
  if (filter.unread_only) sql += " AND n.read_at IS NULL";
  if (filter.before) {
    sql += " AND n.id < ?4";
    params.emplace_back(filter.before);
  }
  return tx.all(sql + " ORDER BY n.id DESC LIMIT ?2 OFFSET ?3", params, map);
}

Result<std::vector<Notification>> list_unread(sql::Transaction& tx, const people::Actor& actor,
                                              const std::vector<NotificationId>& ids) {
  const sql::IdList list(tx, ids);
  return tx.all("SELECT " + columns + tables + visible_to(actor) + " AND n.id" + list.among(2) +
                    " AND n.read_at IS NULL ORDER BY n.id",
                {actor.id(), list}, map);
}

Result<std::int64_t> count_notifications(sql::Transaction& tx, const people::Actor& actor, bool unread_only,
                                         int limit) {
  const auto count = PULT_TRY(
      tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 FROM notifications n JOIN tickets t ON t.id = n.ticket_id" +
                       visible_to(actor) + (unread_only ? " AND n.read_at IS NULL" : "") + " LIMIT ?2) AS bounded",
                   {actor.id(), limit}));
  return count.value_or(0);
}

Result<std::int64_t> mark_read(sql::Transaction& tx, UserId user, const Seen& seen, Micros now) {
  const std::string update = "UPDATE notifications SET read_at = ?2 WHERE user_id = ?1 AND read_at IS NULL AND ";
  std::int64_t changed = 0;
  for (const auto id : seen.ids) changed += PULT_TRY(tx.run(update + "id = ?3", {user, now, id}));
  if (seen.ticket) changed += PULT_TRY(tx.run(update + "ticket_id = ?3", {user, now, seen.ticket}));
  if (seen.up_to) changed += PULT_TRY(tx.run(update + "id <= ?3", {user, now, seen.up_to}));
  if (changed > 0) tell_windows(tx, user);
  return changed;
}

void tell_windows(sql::Transaction& tx, UserId user) {
  const auto id = std::to_string(user.value);
  tx.notify("progress", id + " notifications " + id);
}

}  // namespace pult::notify
