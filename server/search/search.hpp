// SPDX-License-Identifier: AGPL-3.0-or-later
// Finding tickets and people. A comment is found from the commit on that added it.
#pragma once
#include <cstdint>
#include <vector>

#include "people/access.hpp"
#include "search/query.hpp"
#include "sql/database.hpp"
#include "tickets/desk.hpp"

namespace pult::search {

// Ranking costs microseconds a match and a common word has hundreds of thousands: the newest are enough.
inline constexpr int max_ranked = 2'000;
// How many matches are looked at where access or fields leave out some of them.
inline constexpr int max_scanned = 20'000;

// Keeps the index with every change, in its transaction. Give it to the desk.
tickets::Hook index_hook();

struct Found {
  std::vector<TicketId> tickets;  // the wanted page, best first
  std::int64_t count = 0;         // of all that were found, at most max_ranked
  std::int64_t ranked = 0;        // matching comments that were ranked
};
// Only tickets the actor may see; for end-users private comments neither match nor exclude.
Result<Found> find_tickets(sql::Transaction& tx, const people::Actor& actor, const Query& query, std::int64_t offset,
                           int limit);

struct FoundUsers {
  std::vector<people::User> users;
  std::int64_t count = 0;
};
// By the beginning of a name or an address; agents only, and only for queries of plain words.
Result<FoundUsers> find_users(sql::Transaction& tx, const people::Actor& actor, const Query& query,
                              std::int64_t offset, int limit);

}  // namespace pult::search
