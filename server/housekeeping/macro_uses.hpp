// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether the texts of macros are sent as they are: noted when a ticket is saved with a macro.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "automation/rule.hpp"
#include "tickets/desk.hpp"

namespace pult::housekeeping {

// For the desk: notes each macro that a change names ("macro_reference" of its audit) and how much of its text is left.
tickets::Hook macro_use_hook();

// How often each macro was used since then; those that were not are not in it.
Result<std::map<automation::RuleId, std::int64_t>> count_macro_uses(sql::Transaction& tx, Micros since);

// The words of the text that a macro writes, folded, without placeholders.
std::vector<std::string> macro_words(const automation::Rule& macro);
std::vector<std::string> text_words(std::string_view text);
// How much of `text` stands in `sent`, in order: 100 when all of it does, whatever was added. 100 for no text.
int kept_percent(const std::vector<std::string>& text, const std::vector<std::string>& sent);
// Below this a text counts as changed.
inline constexpr int unchanged_percent = 90;

}  // namespace pult::housekeeping
