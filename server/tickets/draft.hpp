// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent has written but not sent: one per person and ticket, kept through crash, sign-out and reassignment. A
// shared one may be read by the other agents of the ticket, and one of them may go on with it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::tickets {

struct Draft {
  UserId user;
  TicketId ticket;
  std::string body, html_body;
  bool is_public = true;
  std::string uploads = "[]";  // JSON array of upload tokens
  Micros updated_at = 0;
  bool is_shared = false;
  UserId taken_by;         // who went on with it; until it is written on
  std::string bcc = "[]";  // JSON array of mail addresses
};

Result<void> save_draft(sql::Transaction& tx, const Draft& draft);
Result<std::optional<Draft>> find_draft(sql::Transaction& tx, UserId user, TicketId ticket);
Result<std::vector<Draft>> list_drafts(sql::Transaction& tx, UserId user);
// Those that others may read.
Result<std::vector<Draft>> list_shared_drafts(sql::Transaction& tx, TicketId ticket);
Result<void> delete_draft(sql::Transaction& tx, UserId user, TicketId ticket);

// Puts a text before what its person has written since.
Result<void> return_to_draft(sql::Transaction& tx, Draft text);
// A colleague goes on with a shared draft: behind the text of their own, if they have any. The draft stays with who
// wrote it, no longer shared; its files go along.
Result<Draft> take_draft(sql::Transaction& tx, Draft shared, UserId taker, Micros now);

// The notification that tells browsers that something of a person beside a ticket has changed: "7 drafts 12".
void tell_part(sql::Transaction& tx, TicketId ticket, std::string_view part, UserId user);
inline constexpr std::string_view drafts_part = "drafts";

}  // namespace pult::tickets
