// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent has written but not sent: one per person and ticket, kept through crash, sign-out and reassignment.
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
};

Result<void> save_draft(sql::Transaction& tx, const Draft& draft);
Result<std::optional<Draft>> find_draft(sql::Transaction& tx, UserId user, TicketId ticket);
Result<std::vector<Draft>> list_drafts(sql::Transaction& tx, UserId user);
Result<void> delete_draft(sql::Transaction& tx, UserId user, TicketId ticket);

}  // namespace pult::tickets
