// SPDX-License-Identifier: AGPL-3.0-or-later
// What the desk has decided by itself about a ticket, and why: an event beside those that it led to, of no effect on
// the ticket. Mail filters, urgent words and tiers of customers leave one, so that nobody has to wonder.
#pragma once
#include <boost/json/fwd.hpp>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "events/event.hpp"

namespace pult::tickets {

inline constexpr std::string_view rule_note_field = "rule_note";

struct RuleNote {
  std::string rule;                                          // mail_filter | priority_words | customer_tier
  std::int64_t id = 0;                                       // 0: there is only one
  std::string title;                                         // what people call it
  std::string reason;                                        // what made it act; "" when the title says it
  std::vector<std::pair<std::string, std::string>> changes;  // field of the API -> value
};

events::Event render_rule_note(const RuleNote& note);
// {"rule", "rule_id", "title", "reason", "changes": [{"field_name", "value"}]}; nullopt for other events.
std::optional<boost::json::object> parse_rule_note(const events::Event& event);

}  // namespace pult::tickets
