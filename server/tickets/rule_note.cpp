// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/rule_note.hpp"

#include <boost/json.hpp>

namespace pult::tickets {
namespace json = boost::json;

json::array render_reasons(const std::vector<Reason>& why) {
  json::array out;
  for (const auto& one : why) {
    json::object params;
    for (const auto& [name, value] : one.params) params[name] = value;
    out.push_back(json::object{{"key", one.key}, {"params", std::move(params)}});
  }
  return out;
}

events::Event render_rule_note(const RuleNote& note) {
  json::array changes;
  for (const auto& [field, value] : note.changes)
    changes.push_back(json::object{{"field_name", field}, {"value", value}});
  const json::object value{{"rule", note.rule},
                           {"rule_id", note.id ? json::value(note.id) : json::value(nullptr)},
                           {"title", note.title},
                           {"reason", note.reason},
                           {"changes", std::move(changes)},
                           {"why", render_reasons(note.why)}};
  return {events::EventType::create, std::string(rule_note_field), json::serialize(value), {}, {}};
}

std::optional<json::object> parse_rule_note(const events::Event& event) {
  if (event.type != events::EventType::create || event.field != rule_note_field) return std::nullopt;
  boost::system::error_code broken;
  auto value = json::parse(event.value.value_or(""), broken);
  if (broken || !value.is_object()) return std::nullopt;
  value.get_object().emplace("why", json::array());  // notes of before had none
  return std::move(value.get_object());
}

}  // namespace pult::tickets
