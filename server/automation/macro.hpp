// SPDX-License-Identifier: AGPL-3.0-or-later
// The changes that a macro amounts to. Computed, never written: people look at them, edit them and save the ticket.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "automation/placeholders.hpp"
#include "automation/rule.hpp"

namespace pult::automation {

struct MacroComment {
  std::string body, html_body;  // "" for none
  std::optional<bool> is_public;
  std::vector<std::pair<std::string, std::string>> scoped;  // {"channel:web", text}
};

struct MacroChange {
  // Members of a ticket by name, ids and texts as the ticket has them; "" for none.
  std::vector<std::pair<std::string, std::string>> fields;
  std::vector<std::pair<std::int64_t, std::vector<std::string>>> custom_fields;
  std::optional<std::string> tags;  // the whole set, as it would be
  std::vector<UserId> followers, ccs;
  std::optional<MacroComment> comment;
};

// For a ticket, or for one that is not there yet (null). `placeholders` know the same ticket.
Result<MacroChange> apply_macro(const Rule& macro, const people::Actor& actor, const tickets::Ticket* ticket,
                                Placeholders& placeholders);

}  // namespace pult::automation
