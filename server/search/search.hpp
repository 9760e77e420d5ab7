// SPDX-License-Identifier: AGPL-3.0-or-later
// Finding tickets, users, organizations and groups. What is committed is found at once.
#pragma once
#include <chrono>
#include <cstdint>
#include <map>
#include <vector>

#include "people/access.hpp"
#include "people/word_index.hpp"
#include "search/query.hpp"
#include "sql/database.hpp"
#include "tickets/desk.hpp"
#include "tickets/side_conversation.hpp"
#include "tickets/store.hpp"

namespace pult::search {

// However common a word is, so many of its newest comments are looked at; rare words find all.
inline constexpr int max_matches = 2'000;
// The same where fields or access leave out some, or where several words have to meet in a ticket.
inline constexpr int max_scanned = 10'000;
// Where only fields are asked for that no index has, the newest tickets are looked at: so many of the open ones, of the
// solved ones or of all, as the query says.
inline constexpr int max_passed = 50'000;
inline constexpr std::chrono::milliseconds most_time{1'000};

// ------ the index
// Keeps the index with every change, in its transaction. Give it to the desk.
tickets::Hook index_hook(const base::Clock& clock);
// All documents of a ticket that has none in the index, and away with them. For what the hook does not see.
Result<void> index_ticket(sql::Transaction& tx, const tickets::Ticket& ticket);
Result<void> forget_ticket(sql::Transaction& tx, TicketId ticket);
// A comment whose text or privacy changes (redaction). `before` as it stands in the index.
Result<void> reindex_comment(sql::Transaction& tx, const tickets::Comment& before, const tickets::Comment& after);
// What the index knows of a ticket beside its comments, after somebody it names has changed.
Result<void> reindex_head(sql::Transaction& tx, const tickets::Ticket& ticket);
// A side conversation whose people are called otherwise now.
Result<void> reindex_side_conversation(sql::Transaction& tx, TicketId ticket, tickets::SideConversationId conversation);
// Of the tickets of a renamed person or organization, and of the side conversations of a purged person: what the timers
// of people/rename.hpp are for. The newest first and some at a time, so that very many hold up nobody.
Result<void> follow_rename(sql::Transaction& tx, const std::string& subject, Micros now);
Result<void> follow_organization_rename(sql::Transaction& tx, const std::string& subject, Micros now);
Result<void> follow_purge(sql::Transaction& tx, const std::string& subject, Micros now);
// Indexes what a migration left to be indexed. Before the desk is served: minutes for a million tickets.
Result<void> complete_index(sql::Database& database);

// ------ tickets
struct FoundTicket {
  TicketId id;
  std::int64_t place = 0;  // the comment that fits best, from 1; 0 where no words were asked for
};
struct Found {
  std::vector<FoundTicket> tickets;  // the wanted page, best first
  std::int64_t count = 0;            // of all that were found
  std::int64_t looked_at = 0;        // matching comments
  bool is_cut = false;               // looking ended at a bound: older tickets may fit, too
};
// Only tickets the actor may see; for end-users private comments neither match nor exclude.
// unprocessable/"invalid" when it takes longer than most_time.
Result<Found> find_tickets(sql::Transaction& tx, const people::Actor& actor, const Query& query, std::int64_t offset,
                           int limit);

// For exports: all of them, newer tickets first, from below `before` (0: the newest). `next` is where to go on, 0 at
// the end; a page may have fewer than `limit` before it.
struct ExportPage {
  std::vector<TicketId> tickets;
  TicketId next;
};
Result<ExportPage> export_tickets(sql::Transaction& tx, const people::Actor& actor, const Query& query, TicketId before,
                                  int limit);

// ------ people
// Ids of users, organizations or groups, those whose name fits first. Agents only.
Result<std::vector<std::int64_t>> find_people(sql::Transaction& tx, const people::Actor& actor, Kind kind,
                                              const Query& query, int most);

// ------ what was found
struct Highlights {
  std::string subject, body;  // HTML: escaped, with <mark> around what fits
};
Result<std::map<std::int64_t, Highlights>> highlight(sql::Transaction& tx, const Query& query,
                                                     const std::vector<FoundTicket>& tickets,
                                                     const std::vector<tickets::Ticket>& rows);

}  // namespace pult::search
