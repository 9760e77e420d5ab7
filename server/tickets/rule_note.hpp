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

// What screens say in the language of their reader: a key and the values it speaks of.
struct Reason {
  std::string key;  // condition {field, operator, value} | word {word} | header {name, value} | filter {title}
  std::vector<std::pair<std::string, std::string>> params;
};
boost::json::array render_reasons(const std::vector<Reason>& why);  // [{"key", "params"}]

struct RuleNote {
  std::string rule;                                          // mail_filter | priority_words | customer_tier
  std::int64_t id = 0;                                       // 0: there is only one
  std::string title;                                         // what people call it
  std::string reason;                                        // what made it act; "" when the title says it
  std::vector<std::pair<std::string, std::string>> changes;  // field of the API -> value
  std::vector<Reason> why = {};                              // `reason` for screens
};

events::Event render_rule_note(const RuleNote& note);
// {"rule", "rule_id", "title", "reason", "changes": [{"field_name", "value"}], "why"}; nullopt for other events.
std::optional<boost::json::object> parse_rule_note(const events::Event& event);

}  // namespace pult::tickets
