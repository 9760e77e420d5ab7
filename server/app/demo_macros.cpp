// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/demo_macros.hpp"

#include <boost/json.hpp>

#include "automation/rule.hpp"
#include "tickets/dynamic_content.hpp"

namespace pult::app {
namespace {

namespace json = boost::json;

std::string text_of(const json::object& from, std::string_view name) { return std::string(from.at(name).as_string()); }

// The variants stand in the order of the desk's languages.
Result<void> write_text(sql::Transaction& tx, const json::object& from, Micros now) {
  tickets::DynamicItem item;
  item.name = text_of(from, "name");
  std::int64_t locale = 0;
  for (const auto& content : from.at("variants").as_array()) {
    tickets::DynamicVariant variant;
    variant.locale_id = ++locale;
    variant.content = std::string(content.as_string());
    variant.is_default = locale == 1;
    item.variants.push_back(std::move(variant));
  }
  PULT_TRY(tickets::create_dynamic_item(tx, std::move(item), now));
  return {};
}

Result<void> write_macro(sql::Transaction& tx, const json::object& from, Micros now) {
  const json::array actions{{{"field", "comment_value"}, {"value", {"channel:all", from.at("text")}}},
                            {{"field", "status"}, {"value", from.at("status")}}};
  automation::Rule macro;
  macro.title = text_of(from, "title");
  macro.description = text_of(from, "description");
  macro.actions = PULT_TRY(rules::parse_actions(actions, rules::Actor::macro));
  PULT_TRY(automation::insert_rule(tx, std::move(macro), now));
  return {};
}

}  // namespace

Result<void> write_demo_macros(sql::Transaction& tx, const tickets::Desk& desk, const json::object& file, Micros now) {
  for (const auto& text : file.at("texts").as_array()) PULT_TRY(write_text(tx, text.as_object(), now));
  for (const auto& macro : file.at("macros").as_array()) PULT_TRY(write_macro(tx, macro.as_object(), now));
  return desk.definitions_changed(tx);
}

}  // namespace pult::app
