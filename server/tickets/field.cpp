// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/field.hpp"

#include <algorithm>
#include <array>
#include <map>

#include "sql/params.hpp"
#include "tickets/field_rules.hpp"

namespace pult::tickets {
namespace {

constexpr std::array<std::string_view, 19> type_names{
    "text",   "textarea",          "integer",      "decimal", "date",        "checkbox", "tagger",     "multiselect",
    "regexp", "partialcreditcard", "lookup",       "subject", "description", "status",   "tickettype", "priority",
    "group",  "assignee",          "custom_status"};
constexpr std::array<std::string_view, 3> target_names{"ticket", "user", "organization"};
constexpr std::string_view object_target = "object:";

std::string render_target(FieldTarget target, std::string_view object) {
  if (target == FieldTarget::object) return std::string(object_target).append(object);
  return std::string(target_names[std::size_t(target)]);
}

const std::string columns =
    "id, target, type, field_key, title, description, agent_description, title_in_portal, position, active, required, "
    "collapsed_for_agents, visible_in_portal, editable_in_portal, required_in_portal, regexp_for_validation, tag, "
    "lookup_target, lookup_filter, creator_id, removable, created_at, updated_at";

Field map(const sql::Row& row) {
  Field f;
  f.id = row.id<FieldId>(0);
  f.target = FieldTarget(std::ranges::find(target_names, row.text(1)) - target_names.begin());
  if (f.target == FieldTarget::object) f.object = row.text(1).substr(object_target.size());
  f.type = parse_field_type(row.text(2)).value_or(FieldType::text);
  f.key = row.string(3);
  f.title = row.string(4);
  f.description = row.string(5);
  f.agent_description = row.string(6);
  f.title_in_portal = row.string(7);
  f.position = row.int64(8);
  f.active = row.boolean(9);
  f.required = row.boolean(10);
  f.collapsed_for_agents = row.boolean(11);
  f.visible_in_portal = row.boolean(12);
  f.editable_in_portal = row.boolean(13);
  f.required_in_portal = row.boolean(14);
  f.regexp = row.string(15);
  f.tag = row.string(16);
  f.lookup_target = row.string(17);
  f.lookup_filter = row.string(18);
  f.creator = row.id<UserId>(19);
  f.removable = row.boolean(20);
  f.created_at = row.int64(21);
  f.updated_at = row.int64(22);
  return f;
}

// Options that stay are written first under names that cannot collide, so that two may swap their values.
Result<void> write_options(sql::Transaction& tx, Field& field) {
  std::string kept = "0";
  for (const auto& option : field.options)
    if (option.id) kept += "," + std::to_string(option.id);
  PULT_TRY(tx.run("DELETE FROM field_options WHERE field_id = ?1 AND id NOT IN (" + kept + ")", {field.id}));
  PULT_TRY(tx.run("UPDATE field_options SET value = '\x01' || CAST(id AS TEXT) WHERE field_id = ?1", {field.id}));
  std::int64_t position = 0;
  for (auto& option : field.options) {
    ++position;
    if (option.id) {
      PULT_TRY(tx.run("UPDATE field_options SET name = ?2, value = ?3, position = ?4, is_default = ?5 WHERE id = ?1",
                      {option.id, option.name, option.value, position, option.is_default}));
      continue;
    }
    const auto id =
        PULT_TRY(tx.one_int64("INSERT INTO field_options (field_id, name, value, position, is_default) "
                              "VALUES (?1, ?2, ?3, ?4, ?5) RETURNING id",
                              {field.id, option.name, option.value, position, option.is_default}));
    option.id = id.value_or(0);
  }
  return {};
}

// What depends on other fields: keys, tags and options are each one field's own.
Result<void> check(sql::Transaction& tx, const Field& field) {
  PULT_TRY(check_field(field));
  if (field.type == FieldType::lookup && field.lookup_target.starts_with(object_lookup_prefix)) {
    const auto key = field.lookup_target.substr(object_lookup_prefix.size());
    if (!PULT_TRY(tx.one_int64("SELECT id FROM objects WHERE object_key = ?1", {key})))
      return base::fail_field("relationship_target_type", "InvalidValue",
                              "Relationship target type: there is no custom object " + key);
  }
  return check_against(field, PULT_TRY(list_fields(tx)));
}

}  // namespace

std::string_view render_field_type(FieldType type, FieldTarget target) {
  if (type == FieldType::tagger && target != FieldTarget::ticket) return "dropdown";
  return type_names[std::size_t(type)];
}

std::optional<FieldType> parse_field_type(std::string_view text) {
  if (text == "dropdown") return FieldType::tagger;
  const auto found = std::ranges::find(type_names, text);
  if (found == type_names.end()) return std::nullopt;
  return FieldType(found - type_names.begin());
}

Result<std::vector<Field>> list_fields(sql::Transaction& tx) {
  auto fields = PULT_TRY(tx.all("SELECT " + columns + " FROM fields ORDER BY target, position, id", {}, map));
  std::map<std::int64_t, Field*> by_id;
  for (auto& field : fields) by_id[field.id.value] = &field;
  PULT_TRY(tx.each("SELECT field_id, id, name, value, is_default FROM field_options ORDER BY field_id, position, id",
                   {}, [&](const sql::Row& row) -> Result<void> {
                     if (const auto owner = by_id.find(row.int64(0)); owner != by_id.end())
                       owner->second->options.push_back({row.int64(1), row.string(2), row.string(3), row.boolean(4)});
                     return {};
                   }));
  return fields;
}

Result<Field> create_field(sql::Transaction& tx, Field field, Micros now) {
  field.created_at = field.updated_at = now;
  if (field.title_in_portal.empty()) field.title_in_portal = field.title;
  PULT_TRY(check(tx, field));
  const auto target = render_target(field.target, field.object);
  if (!field.position)
    field.position =
        PULT_TRY(tx.one_int64("SELECT COALESCE(MAX(position), 0) + 1 FROM fields WHERE target = ?1", {target}))
            .value_or(1);
  using sql::text_or_null;
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO fields (target, type, field_key, title, description, agent_description, title_in_portal, position, "
      "active, required, collapsed_for_agents, visible_in_portal, editable_in_portal, required_in_portal, "
      "regexp_for_validation, tag, lookup_target, lookup_filter, creator_id, created_at, updated_at) VALUES (?1, ?2, "
      "?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?20) RETURNING id",
      {target,
       type_names[std::size_t(field.type)],
       text_or_null(field.key),
       field.title,
       field.description,
       text_or_null(field.agent_description),
       field.title_in_portal,
       field.position,
       field.active,
       field.required,
       field.collapsed_for_agents,
       field.visible_in_portal,
       field.editable_in_portal,
       field.required_in_portal,
       text_or_null(field.regexp),
       text_or_null(field.tag),
       text_or_null(field.lookup_target),
       text_or_null(field.lookup_filter),
       field.creator,
       now}));
  field.id = FieldId(id.value_or(0));
  PULT_TRY(write_options(tx, field));
  return field;
}

Result<Field> save_field(sql::Transaction& tx, Field field, Micros now) {
  PULT_TRY(check(tx, field));
  field.updated_at = now;
  using sql::text_or_null;
  PULT_TRY(tx.run(
      "UPDATE fields SET title = ?2, description = ?3, agent_description = ?4, title_in_portal = ?5, position = ?6, "
      "active = ?7, required = ?8, collapsed_for_agents = ?9, visible_in_portal = ?10, editable_in_portal = ?11, "
      "required_in_portal = ?12, regexp_for_validation = ?13, tag = ?14, lookup_target = ?15, lookup_filter = ?16, "
      "updated_at = ?17 WHERE id = ?1",
      {field.id, field.title, field.description, text_or_null(field.agent_description), field.title_in_portal,
       field.position, field.active, field.required, field.collapsed_for_agents, field.visible_in_portal,
       field.editable_in_portal, field.required_in_portal, text_or_null(field.regexp), text_or_null(field.tag),
       text_or_null(field.lookup_target), text_or_null(field.lookup_filter), now}));
  if (has_options(field.type)) PULT_TRY(write_options(tx, field));
  return field;
}

Result<void> delete_field(sql::Transaction& tx, const Field& field) {
  PULT_TRY(tx.run("DELETE FROM field_options WHERE field_id = ?1", {field.id}));
  PULT_TRY(tx.run("DELETE FROM ticket_field_values WHERE field_id = ?1", {field.id}));
  PULT_TRY(tx.run("DELETE FROM fields WHERE id = ?1", {field.id}));
  return {};
}

Result<void> reorder_fields(sql::Transaction& tx, FieldTarget target, const std::vector<FieldId>& order, Micros now,
                            std::string_view object) {
  auto ids = order;
  for (const auto& field : PULT_TRY(list_fields(tx)))
    if (field.target == target && field.object == object && std::ranges::find(order, field.id) == order.end())
      ids.push_back(field.id);
  const auto stored = render_target(target, object);
  std::int64_t position = 0;
  for (const auto id : ids)
    PULT_TRY(tx.run("UPDATE fields SET position = ?2, updated_at = ?3 WHERE id = ?1 AND target = ?4",
                    {id, ++position, now, stored}));
  return {};
}

}  // namespace pult::tickets
