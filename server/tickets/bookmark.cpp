// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/bookmark.hpp"

namespace pult::tickets {
namespace {

constexpr int max_bookmarks = 1'000;

Bookmark map(const sql::Row& row) { return {row.id<BookmarkId>(0), row.id<TicketId>(1), row.int64(2)}; }

Result<std::optional<Bookmark>> find(sql::Transaction& tx, UserId user, TicketId ticket) {
  return tx.one("SELECT id, ticket_id, created_at FROM bookmarks WHERE user_id = ?1 AND ticket_id = ?2", {user, ticket},
                map);
}

}  // namespace

Result<AddedBookmark> add_bookmark(sql::Transaction& tx, UserId user, TicketId ticket, Micros now) {
  const auto added = PULT_TRY(
      tx.run("INSERT INTO bookmarks (user_id, ticket_id, created_at) SELECT ?1, ?2, ?3 WHERE "
             "(SELECT COUNT(*) FROM bookmarks WHERE user_id = ?1) < ?4 ON CONFLICT (user_id, ticket_id) DO NOTHING",
             {user, ticket, now, max_bookmarks}));
  const auto found = PULT_TRY(find(tx, user, ticket));
  if (!found)
    return base::fail_field("base", "TooManyValues",
                            "Bookmarks: there are " + std::to_string(max_bookmarks) + " already, remove some");
  return AddedBookmark{*found, added > 0};
}

Result<std::vector<Bookmark>> list_bookmarks(sql::Transaction& tx, const people::Actor& actor) {
  return tx.all(
      "SELECT b.id, b.ticket_id, b.created_at FROM bookmarks b JOIN tickets t ON t.id = b.ticket_id "
      "WHERE b.user_id = ?1 AND t.status < 6 AND " +
          people::ticket_condition(actor) + " ORDER BY b.id LIMIT ?2",
      {actor.id(), max_bookmarks}, map);
}

Result<void> delete_bookmark(sql::Transaction& tx, UserId user, BookmarkId id) {
  const auto gone = PULT_TRY(tx.run("DELETE FROM bookmarks WHERE id = ?1 AND user_id = ?2", {id.value, user}));
  if (gone == 0) return base::fail_not_found();
  return {};
}

}  // namespace pult::tickets
