// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/field_json.hpp"

#include <algorithm>
#include <array>

#include "api/present.hpp"
#include "people/locale.hpp"

namespace pult::api {
namespace {

using tickets::Definitions;
using tickets::Field;
using tickets::FieldTarget;
using tickets::FieldType;

json::array system_options(FieldType type) {
  using Pairs = std::vector<std::pair<std::string_view, std::string_view>>;
  Pairs pairs;
  if (type == FieldType::status)
    pairs = {{"New", "new"},      {"Open", "open"},     {"Pending", "pending"},
             {"On-hold", "hold"}, {"Solved", "solved"}, {"Closed", "closed"}};
  if (type == FieldType::priority)
    pairs = {{"Low", "low"}, {"Normal", "normal"}, {"High", "high"}, {"Urgent", "urgent"}};
  if (type == FieldType::tickettype)
    pairs = {{"Question", "question"}, {"Incident", "incident"}, {"Problem", "problem"}, {"Task", "task"}};
  json::array out;
  for (const auto& [name, value] : pairs) out.push_back({{"name", name}, {"value", value}});
  return out;
}

json::object field_option(const Call& call, const Definitions& definitions, const tickets::FieldOption& option) {
  return {{"id", option.id},
          {"name", localized(call, definitions, option.name)},
          {"raw_name", option.name},
          {"value", option.value},
          {"default", option.is_default}};
}

json::value parsed_or_object(const std::string& text) {
  boost::system::error_code broken;
  auto out = text.empty() ? json::value(json::object()) : json::parse(text, broken);
  return broken ? json::value(json::object()) : std::move(out);
}

// Members that depend on the type, the same for all targets.
void add_type_members(const Call& call, const Definitions& definitions, const Field& field, json::object& out) {
  if (tickets::has_options(field.type)) {
    json::array options;
    for (const auto& option : field.options) options.push_back(field_option(call, definitions, option));
    out["custom_field_options"] = std::move(options);
  }
  if (field.type == FieldType::lookup) {
    out["relationship_target_type"] = field.lookup_target;
    out["relationship_filter"] = parsed_or_object(field.lookup_filter);
  }
}

void add_ticket_members(const Call& call, const Definitions& definitions, const Field& field, json::object& out) {
  out["required"] = field.required;
  out["collapsed_for_agents"] = field.collapsed_for_agents;
  out["title_in_portal"] = localized(call, definitions, field.title_in_portal);
  out["raw_title_in_portal"] = field.title_in_portal;
  out["visible_in_portal"] = field.visible_in_portal;
  out["editable_in_portal"] = field.editable_in_portal;
  out["required_in_portal"] = field.required_in_portal;
  out["tag"] = text_or_null(field.tag);
  out["removable"] = field.removable;
  out["key"] = nullptr;
  out["agent_description"] = text_or_null(field.agent_description);
  if (auto options = system_options(field.type); !options.empty()) {
    out["system_field_options"] = std::move(options);
    out["sub_type_id"] = field.type == FieldType::status ? 1 : 0;
  }
  if (field.type == FieldType::custom_status) {
    json::array statuses;
    for (const auto& status : definitions.statuses)
      statuses.push_back(present_custom_status(call, definitions, status));
    out["custom_statuses"] = std::move(statuses);
  }
  if (call.request.query_value("creator") == "true") {
    out["creator_user_id"] = field.creator ? field.creator.value : -1;
    out["creator_app_name"] = nullptr;
  }
}

std::string path_of(const Field& field) {
  if (field.target == FieldTarget::object)
    return "custom_objects/" + field.object + "/fields/" + std::to_string(field.id.value);
  constexpr std::array<std::string_view, 3> names{"ticket_fields/", "user_fields/", "organization_fields/"};
  return std::string(names[std::size_t(field.target)]) + std::to_string(field.id.value);
}

// [{id?, name, value, default?}]: what is left out goes; an option without id is the one that has its value.
void read_options(Body& in, Field& field) {
  const auto* list = in.array("custom_field_options");
  if (!list) return;
  std::vector<tickets::FieldOption> options;
  for (const auto& item : *list) {
    if (!item.is_object()) return in.fail("custom_field_options", "an array of objects");
    Body one(item.get_object());
    tickets::FieldOption option;
    const auto id = one.id("id").value_or(0);
    const auto value = one.text("value");
    const auto known = std::ranges::find_if(field.options, [&](const tickets::FieldOption& other) {
      return id ? other.id == id : value && other.value == *value;
    });
    if (known != field.options.end()) option = *known;
    if (!read_option(one, option)) return in.fail("custom_field_options", "an array of objects with name and value");
    if (std::ranges::find(options, option.id, &tickets::FieldOption::id) != options.end()) option.id = 0;
    options.push_back(std::move(option));
  }
  field.options = std::move(options);
}

}  // namespace

std::string localized(const Call& call, const Definitions& definitions, std::string_view text) {
  if (text.find("{{") == std::string_view::npos) return std::string(text);
  const auto wanted = call.request.query_value("locale");
  const auto& locale = people::locale_or_default(wanted.empty() ? std::string_view(call.actor.user.locale) : wanted);
  return tickets::render_dynamic_content(definitions.dynamic_items, text, locale.id);
}

json::object present_field(const Call& call, const Definitions& definitions, const Field& field) {
  json::object out{{"url", call.url(path_of(field))},
                   {"id", field.id.value},
                   {"type", tickets::render_field_type(field.type, field.target)}};
  if (field.target != FieldTarget::ticket) out["key"] = field.key;
  out["title"] = localized(call, definitions, field.title);
  out["raw_title"] = field.title;
  out["description"] = localized(call, definitions, field.description);
  out["raw_description"] = field.description;
  out["position"] = field.position;
  out["active"] = field.active;
  out["regexp_for_validation"] = text_or_null(field.regexp);
  if (field.target == FieldTarget::ticket) {
    add_ticket_members(call, definitions, field, out);
  } else {
    out["system"] = false;
    if (field.type == FieldType::checkbox) out["tag"] = text_or_null(field.tag);
  }
  add_type_members(call, definitions, field, out);
  out["created_at"] = base::render_iso8601(field.created_at);
  out["updated_at"] = base::render_iso8601(field.updated_at);
  return out;
}

json::object present_option(const Call& call, const Definitions& definitions, const Field& field,
                            const tickets::FieldOption& option) {
  auto out = field_option(call, definitions, option);
  const auto place = std::ranges::find(field.options, option.id, &tickets::FieldOption::id) - field.options.begin();
  out["position"] = place;
  out["url"] = call.url(path_of(field) + "/options/" + std::to_string(option.id));
  return out;
}

Result<void> read_option(Body& in, tickets::FieldOption& option) {
  if (const auto v = in.text("name"))
    option.name = *v;
  else if (const auto raw = in.text("raw_name"))
    option.name = *raw;
  if (const auto v = in.text("value")) option.value = *v;
  if (const auto v = in.boolean("default")) option.is_default = *v;
  return in.check();
}

Result<void> read_field(Body& in, Field& field, bool is_new) {
  const auto text = [&](const char* name, std::string& into) {
    if (const auto v = in.text(name)) into = *v;
  };
  const auto flag = [&](const char* name, bool& into) {
    if (const auto v = in.boolean(name)) into = *v;
  };
  if (is_new) {
    const auto type = tickets::parse_field_type(in.text("type").value_or(""));
    if (!type || tickets::is_system(*type))
      return base::fail_field("type", in.has("type") ? "InvalidValue" : "BlankValue", "Type: is not a type of field");
    field.type = *type;
    if (field.target != FieldTarget::ticket) text("key", field.key);
  }
  // What was read shows `title` in the reader's language; `raw_title` is what was written.
  const char* title = in.has("title") ? "title" : "raw_title";
  text(title, field.title);
  text(in.has("description") ? "description" : "raw_description", field.description);
  text("agent_description", field.agent_description);
  text(in.has("title_in_portal") ? "title_in_portal" : "raw_title_in_portal", field.title_in_portal);
  text("regexp_for_validation", field.regexp);
  text("tag", field.tag);
  text("relationship_target_type", field.lookup_target);
  if (const auto* filter = in.object("relationship_filter")) field.lookup_filter = json::serialize(*filter);
  if (const auto v = in.id("position"); v && *v >= 0) field.position = *v;
  flag("active", field.active);
  flag("required", field.required);
  flag("collapsed_for_agents", field.collapsed_for_agents);
  flag("visible_in_portal", field.visible_in_portal);
  flag("editable_in_portal", field.editable_in_portal);
  flag("required_in_portal", field.required_in_portal);
  if (tickets::has_options(field.type)) read_options(in, field);
  return in.check();
}

}  // namespace pult::api
