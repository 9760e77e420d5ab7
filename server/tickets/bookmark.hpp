// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets that an agent keeps at hand.
#pragma once
#include <optional>
#include <vector>

#include "tickets/store.hpp"

namespace pult::tickets {

using BookmarkId = base::Id<struct BookmarkTag>;

struct Bookmark {
  BookmarkId id;
  TicketId ticket;
  Micros created_at = 0;
};

struct AddedBookmark {
  Bookmark bookmark;
  bool is_new = false;
};
// The ticket is one the user may see: ask Desk::access_ticket before.
Result<AddedBookmark> add_bookmark(sql::Transaction& tx, UserId user, TicketId ticket, Micros now);
// Of tickets the actor still may see.
Result<std::vector<Bookmark>> list_bookmarks(sql::Transaction& tx, const people::Actor& actor);
// not_found when it is not the user's.
Result<void> delete_bookmark(sql::Transaction& tx, UserId user, BookmarkId id);

}  // namespace pult::tickets
