// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/view_present.hpp"

#include "people/group.hpp"
#include "tickets/view_columns.hpp"

namespace pult::api {
namespace {

const tickets::Field* custom_field(const std::string& column, const tickets::Definitions& definitions) {
  if (column.find_first_not_of("0123456789") != std::string::npos || column.empty() || column.size() > 18)
    return nullptr;
  return definitions.find_field(tickets::FieldId(std::stoll(column)));
}

json::object present_column(const std::string& id, const tickets::Definitions& definitions) {
  const auto* known = tickets::find_view_column(id);
  const auto* field = known ? nullptr : custom_field(id, definitions);
  const std::string title = known ? std::string(known->title) : field ? field->title : id;
  return {{"id", id}, {"title", title}, {"filterable", true}, {"sortable", known && known->sortable}};
}

json::value ordered_column(const std::string& id, const std::string& order, const tickets::Definitions& definitions) {
  if (id.empty()) return nullptr;
  auto out = present_column(id, definitions);
  out["order"] = order;
  return out;
}

json::array custom_columns(const Call& call, const std::vector<std::string>& columns,
                           const tickets::Definitions& definitions) {
  json::array out;
  for (const auto& id : columns)
    if (const auto* field = custom_field(id, definitions))
      out.push_back(json::object{{"id", field->id.value},
                                 {"title", field->title},
                                 {"type", tickets::render_field_type(field->type, field->target)},
                                 {"url", call.url("ticket_fields/" + id)}});
  return out;
}

json::object present_execution(const Call& call, const tickets::View& view, const tickets::Definitions& definitions) {
  auto columns = present_columns(view.columns, definitions);
  return {{"group_by", text_or_null(view.group_by)},
          {"group_order", view.group_order},
          {"sort_by", text_or_null(view.sort_by)},
          {"sort_order", view.sort_order},
          {"group", ordered_column(view.group_by, view.group_order, definitions)},
          {"sort", ordered_column(view.sort_by, view.sort_order, definitions)},
          {"columns", columns},
          {"fields", columns},
          {"custom_fields", custom_columns(call, view.columns, definitions)}};
}

}  // namespace

json::array present_columns(const std::vector<std::string>& columns, const tickets::Definitions& definitions) {
  json::array out;
  for (const auto& id : columns) out.push_back(present_column(id, definitions));
  return out;
}

json::value present_restriction(UserId owner, const std::vector<GroupId>& groups) {
  if (owner) return json::object{{"type", "User"}, {"id", owner.value}};
  if (groups.empty()) return nullptr;
  json::array ids;
  for (const auto group : groups) ids.emplace_back(group.value);
  return json::object{{"type", "Group"}, {"id", groups[0].value}, {"ids", std::move(ids)}};
}

Result<void> read_restriction(Call& call, const json::object& from, UserId& owner, std::vector<GroupId>& groups) {
  const auto* value = from.if_contains("restriction");
  if (!value) return {};
  owner = {};
  groups.clear();
  if (value->is_null()) return {};
  const auto bad = [] { return base::fail_field("restriction", "InvalidValue", "Restriction: is invalid"); };
  if (!value->is_object()) return bad();
  if (value->get_object().empty()) return {};
  Body in(value->get_object());
  const auto type = in.text("type").value_or("");
  const auto id = in.id("id").value_or(0);
  auto ids = in.ids("ids").value_or(std::vector<std::int64_t>());
  PULT_TRY(in.check());
  if (type == "User") {
    if (id && id != call.actor.id().value) return bad();
    owner = call.actor.id();
    return {};
  }
  if (type != "Group") return bad();
  if (ids.empty()) ids.push_back(id);
  for (const auto group : ids) {
    const auto found = PULT_TRY(people::find_group(call.tx, GroupId(group)));
    if (!found || found->deleted) return bad();
    groups.push_back(found->id);
  }
  return {};
}

void read_output(Body& in, tickets::View& view) {
  if (const auto v = in.texts("columns")) view.columns = *v;
  if (const auto v = in.text("group_by")) view.group_by = *v;
  if (const auto v = in.text("group_order")) view.group_order = v->empty() ? "asc" : *v;
  if (const auto v = in.text("sort_by")) view.sort_by = *v;
  if (const auto v = in.text("sort_order")) view.sort_order = v->empty() ? "desc" : *v;
}

Result<void> read_view(Call& call, const json::object& from, tickets::View& view) {
  Body in(from);
  if (const auto v = in.text("title")) view.title = *v;
  if (const auto v = in.text("description")) view.description = *v;
  if (const auto v = in.boolean("active")) view.active = *v;
  if (const auto v = in.id("position")) view.position = *v;
  if (const auto* output = in.object("output")) {
    Body shown(*output);
    read_output(shown, view);
    PULT_TRY(shown.check());
  }
  PULT_TRY(in.check());
  PULT_TRY(read_restriction(call, from, view.owner, view.groups));
  if (!rules::has_conditions(from)) return {};
  view.conditions = PULT_TRY(rules::parse_conditions(from, rules::Place::view, std::move(view.conditions)));
  return {};
}

json::object present_view(const Call& call, const tickets::View& view, const tickets::Definitions& definitions) {
  return {{"url", call.url("views/" + std::to_string(view.id.value))},
          {"id", view.id.value},
          {"title", view.title},
          {"raw_title", view.title},
          {"active", view.active},
          {"updated_at", base::render_iso8601(view.updated_at)},
          {"created_at", base::render_iso8601(view.created_at)},
          {"default", view.is_default},
          {"position", view.position},
          {"description", text_or_null(view.description)},
          {"execution", present_execution(call, view, definitions)},
          {"conditions", rules::render_conditions(view.conditions)},
          {"restriction", present_restriction(view.owner, view.groups)},
          {"watchable", true},
          {"key", text_or_null(view.key)}};
}

json::object present_view_count(const Call& call, const tickets::View& view, const tickets::ViewCount& count) {
  const auto pretty = !count.value ? std::string("...") : std::to_string(*count.value) + (count.is_more ? "+" : "");
  const auto url = view.id ? "views/" + std::to_string(view.id.value) + "/count" : std::string("views/preview/count");
  return {{"url", call.url(url)},
          {"view_id", id_or_null(view.id)},
          {"value", count.value ? json::value(*count.value) : json::value(nullptr)},
          {"pretty", pretty},
          {"fresh", count.is_fresh},
          {"active", view.active}};
}

}  // namespace pult::api
