// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/rule_note.hpp"

#include <boost/json.hpp>

namespace pult::tickets {
namespace json = boost::json;

events::Event render_rule_note(const RuleNote& note) {
  json::array changes;
  for (const auto& [field, value] : note.changes)
    changes.push_back(json::object{{"field_name", field}, {"value", value}});
  const json::object value{{"rule", note.rule},
                           {"rule_id", note.id ? json::value(note.id) : json::value(nullptr)},
                           {"title", note.title},
                           {"reason", note.reason},
                           {"changes", std::move(changes)}};
  return {events::EventType::create, std::string(rule_note_field), json::serialize(value), {}, {}};
}

std::optional<json::object> parse_rule_note(const events::Event& event) {
  if (event.type != events::EventType::create || event.field != rule_note_field) return std::nullopt;
  boost::system::error_code broken;
  auto value = json::parse(event.value.value_or(""), broken);
  if (broken || !value.is_object()) return std::nullopt;
  return std::move(value.get_object());
}

}  // namespace pult::tickets
