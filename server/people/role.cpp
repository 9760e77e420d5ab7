// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/role.hpp"

#include <algorithm>
#include <array>

#include "sql/insert_id.hpp"

namespace pult::people {
namespace {

namespace json = boost::json;
using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 5> ticket_access = {"assigned-only", "within-groups", "within-organization",
                                                           "within-groups-and-public-groups", "all"};
constexpr std::array<std::string_view, 2> comment_access = {"none", "public"};
constexpr std::array<std::string_view, 4> profile_access = {"readonly", "edit-within-org", "edit", "full"};
constexpr std::array<std::string_view, 6> rule_access = {"readonly",        "none",         "playonly",
                                                         "manage-personal", "manage-group", "full"};
constexpr std::array<std::string_view, 2> list_access = {"full", "none"};
constexpr std::array<std::string_view, 2> personal_data = {"all", "none"};
constexpr std::array<std::string_view, 4> report_access = {"none", "readonly", "edit", "full"};
constexpr std::array<std::string_view, 3> forum_access = {"readonly", "edit-topics", "full"};
constexpr std::array<std::string_view, 2> roles_access = {"none", "all-except-self"};

// Kept for programs that write them, of no effect here: what Pult has nothing of yet (chat_access,
// forum_*, macro content suggestions, manage_facebook, manage_skills, moderate_forums, twitter_*,
// user_view_access, voice_*, workspaces) and group_access, which manage_groups says.
constexpr auto keys = std::to_array<ConfigurationKey>({
    {"assign_tickets_to_any_group", false, {}},
    {"chat_access", false, {}},
    {"end_user_list_access", false, list_access},
    {"end_user_profile_access", false, profile_access},
    {"explore_access", false, report_access},
    {"forum_access", false, forum_access},
    {"forum_access_restricted_content", false, {}},
    {"group_access", true, {}},
    {"light_agent", false, {}},
    {"macro_access", false, rule_access},
    {"manage_automations", false, {}},
    {"manage_business_rules", false, {}},
    {"manage_contextual_workspaces", false, {}},
    {"manage_dynamic_content", false, {}},
    {"manage_extensions_and_channels", false, {}},
    {"manage_facebook", false, {}},
    {"manage_group_memberships", false, {}},
    {"manage_groups", false, {}},
    {"manage_macro_content_suggestions", false, {}},
    {"manage_organization_fields", false, {}},
    {"manage_organizations", false, {}},
    {"manage_roles", false, roles_access},
    {"manage_skills", false, {}},
    {"manage_slas", false, {}},
    {"manage_suspended_tickets", false, {}},
    {"manage_ticket_fields", false, {}},
    {"manage_ticket_forms", false, {}},
    {"manage_triggers", false, {}},
    {"manage_user_fields", false, {}},
    {"moderate_forums", false, {}},
    {"organization_editing", false, {}},
    {"organization_notes_editing", false, {}},
    {"personal_data", false, personal_data},
    {"report_access", false, report_access},
    {"side_conversation_create", false, {}},
    {"ticket_access", false, ticket_access},
    {"ticket_comment_access", false, comment_access},
    {"ticket_deletion", false, {}},
    {"ticket_editing", false, {}},
    {"ticket_merge", false, {}},
    {"ticket_redaction", false, {}},
    {"ticket_tag_editing", false, {}},
    {"twitter_search_access", false, {}},
    {"user_view_access", false, rule_access},
    {"view_access", false, rule_access},
    {"view_deleted_tickets", false, {}},
    {"voice_access", false, {}},
    {"voice_dashboard_access", false, {}},
});

constexpr auto things = std::to_array<std::pair<std::string_view, Thing>>({
    {"manage_automations", Thing::automations},
    {"manage_business_rules", Thing::business_rules},
    {"manage_contextual_workspaces", Thing::contextual_workspaces},
    {"manage_dynamic_content", Thing::dynamic_content},
    {"manage_extensions_and_channels", Thing::extensions_and_channels},
    {"manage_group_memberships", Thing::group_memberships},
    {"manage_groups", Thing::groups},
    {"manage_macro_content_suggestions", Thing::macro_content_suggestions},
    {"manage_organization_fields", Thing::organization_fields},
    {"manage_organizations", Thing::organizations},
    {"manage_skills", Thing::skills},
    {"manage_slas", Thing::slas},
    {"manage_suspended_tickets", Thing::suspended_tickets},
    {"manage_ticket_fields", Thing::ticket_fields},
    {"manage_ticket_forms", Thing::ticket_forms},
    {"manage_triggers", Thing::triggers},
    {"manage_user_fields", Thing::user_fields},
});

constexpr std::string_view objects_key = "custom_objects";
constexpr std::size_t max_named_objects = 200, max_object_key_bytes = 80;
constexpr std::string_view key_letters = "abcdefghijklmnopqrstuvwxyz0123456789_-";

std::unexpected<Error> bad_objects(const std::string& why) {
  return base::fail_field(std::string(objects_key), "InvalidValue", "Configuration: custom_objects " + why);
}

// {"scopes": ["read", "update"]} as bits.
Result<std::uint8_t> read_scopes(const json::value& one) {
  const auto* object = one.if_object();
  const auto* list = object ? object->if_contains("scopes") : nullptr;
  if (!list || !list->is_array()) return bad_objects("must have a list of scopes for each object");
  std::uint8_t out = 0;
  for (const auto& item : list->get_array()) {
    const auto known = std::ranges::find_if(
        record_scope_words, [&](const auto& scope) { return item.is_string() && item.get_string() == scope.first; });
    if (known == record_scope_words.end()) return bad_objects("has a scope that is not read, create, update or delete");
    out |= std::uint8_t(known->second);
  }
  if (out && !(out & std::uint8_t(RecordScope::read))) return bad_objects("must have read beside other scopes");
  return out;
}

// As it is kept: each object with its scopes in one order.
Result<json::object> complete_objects(const json::value* given) {
  json::object out;
  if (!given || given->is_null()) return out;
  if (!given->is_object() || given->get_object().size() > max_named_objects)
    return bad_objects("must be an object of custom object keys");
  for (const auto& [key, one] : given->get_object()) {
    if (key.empty() || key.size() > max_object_key_bytes || key.find_first_not_of(key_letters) != key.npos)
      return bad_objects("must be an object of custom object keys");
    const auto bits = PULT_TRY(read_scopes(one));
    json::array words;
    for (const auto& [word, scope] : record_scope_words)
      if (bits & std::uint8_t(scope)) words.emplace_back(word);
    out[key] = json::object{{"scopes", std::move(words)}};
  }
  return out;
}

std::map<std::string, std::uint8_t, std::less<>> record_scopes_of(const json::object& configuration, bool light) {
  std::map<std::string, std::uint8_t, std::less<>> out;
  const auto* objects = configuration.if_contains(objects_key);
  if (!objects || !objects->is_object()) return out;
  for (const auto& [key, one] : objects->get_object())
    if (const auto bits = read_scopes(one))
      out[std::string(key)] = light ? *bits & std::uint8_t(RecordScope::read) : *bits;
  return out;
}

bool is_on(const json::object& configuration, std::string_view key) {
  const auto* value = configuration.if_contains(key);
  return value && value->is_bool() && value->get_bool();
}

std::string_view word(const json::object& configuration, std::string_view key) {
  const auto* value = configuration.if_contains(key);
  return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

RuleAccess rule_access_of(std::string_view text) {
  if (text == "full") return RuleAccess::full;
  if (text == "manage-group") return RuleAccess::manage_group;
  if (text == "manage-personal") return RuleAccess::manage_personal;
  if (text == "readonly") return RuleAccess::readonly;
  return text == "playonly" ? RuleAccess::play_only : RuleAccess::none;
}

ProfileAccess profile_access_of(std::string_view text) {
  if (text == "full") return ProfileAccess::full;
  if (text == "edit") return ProfileAccess::edit;
  return text == "edit-within-org" ? ProfileAccess::edit_within_org : ProfileAccess::readonly;
}

const std::string columns = "id, name, description, role_type, configuration, created_at, updated_at";

CustomRole map(const sql::Row& row) {
  CustomRole role{
      row.id<CustomRoleId>(0), row.string(1), row.string(2), int(row.int64(3)), {}, row.int64(5), row.int64(6)};
  boost::system::error_code broken;
  auto stored = json::parse(row.text(4), broken);
  if (!broken && stored.is_object()) role.configuration = std::move(stored.get_object());
  return role;
}

bool only_private(const CustomRole& role) { return !permissions_of(role.configuration).public_comments; }

Result<void> check_name(sql::Transaction& tx, const CustomRole& role, const std::string& key) {
  if (key.empty()) return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (PULT_TRY(tx.one_int64("SELECT id FROM custom_roles WHERE name_key = ?1 AND id <> ?2", {key, role.id.value})))
    return base::fail_field("name", "DuplicateValue", "Name: " + role.name + " has already been taken");
  return {};
}

}  // namespace

std::span<const ConfigurationKey> configuration_keys() { return keys; }

Result<json::object> complete_configuration(const json::object& given) {
  json::object out;
  for (const auto& key : keys) {
    const auto* value = given.if_contains(key.name);
    if (!value || value->is_null()) {
      if (key.words.empty())
        out[key.name] = key.otherwise_on;
      else
        out[key.name] = key.words.front();
      continue;
    }
    const bool fits = key.words.empty()
                          ? value->is_bool()
                          : value->is_string() && std::ranges::find(key.words, value->get_string()) != key.words.end();
    if (!fits)
      return base::fail_field(std::string(key.name), "InvalidValue",
                              "Configuration: " + std::string(key.name) + " is not included in the list");
    out[key.name] = *value;
  }
  out[objects_key] = PULT_TRY(complete_objects(given.if_contains(objects_key)));
  return out;
}

Permissions permissions_of(const json::object& configuration) {
  const auto on = [&](std::string_view key) { return is_on(configuration, key); };
  const bool light = on("light_agent");
  Permissions out;
  out.no_custom_role = false;
  out.public_comments = !light && word(configuration, "ticket_comment_access") == "public";
  out.ticket_editing = !light && on("ticket_editing");
  out.ticket_deletion = !light && on("ticket_deletion");
  out.ticket_merge = !light && on("ticket_merge");
  out.ticket_redaction = !light && on("ticket_redaction");
  out.ticket_tag_editing = !light && on("ticket_tag_editing");
  out.view_deleted_tickets = on("view_deleted_tickets");
  out.assign_tickets_to_any_group = on("assign_tickets_to_any_group");
  out.organization_editing = on("organization_editing");
  out.organization_notes_editing = on("organization_notes_editing");
  out.list_end_users = word(configuration, "end_user_list_access") == "full";
  out.personal_data = word(configuration, "personal_data") != "none";
  out.views = rule_access_of(word(configuration, "view_access"));
  out.macros = rule_access_of(word(configuration, "macro_access"));
  out.end_user_profiles = profile_access_of(word(configuration, "end_user_profile_access"));
  out.start_side_conversations = on("side_conversation_create");
  for (const auto& [key, thing] : things)
    if (on(key)) out.things |= 1U << unsigned(thing);
  out.record_scopes = record_scopes_of(configuration, light);
  if (word(configuration, "manage_roles") == "all-except-self") out.things |= 1U << unsigned(Thing::roles);
  return out;
}

std::string restriction_of(const json::object& configuration) {
  const auto access = word(configuration, "ticket_access");
  if (access == "all") return "";
  if (access == "within-organization") return "organization";
  return access.starts_with("within-groups") ? "groups" : "assigned";
}

bool sees_public_groups(const json::object& configuration) {
  return word(configuration, "ticket_access") == "within-groups-and-public-groups";
}

Result<std::optional<CustomRole>> find_custom_role(sql::Transaction& tx, CustomRoleId id) {
  return tx.one("SELECT " + columns + " FROM custom_roles WHERE id = ?1", {id}, map);
}

Result<std::vector<CustomRole>> list_custom_roles(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM custom_roles ORDER BY id", {}, map);
}

Result<CustomRole> create_custom_role(sql::Transaction& tx, CustomRole role, Micros now) {
  const auto key = name_key(role.name);
  PULT_TRY(check_name(tx, role, key));
  role.created_at = role.updated_at = now;
  const auto configuration = json::serialize(role.configuration);
  const auto id = PULT_TRY(sql::insert_id(
      tx,
      "INSERT INTO custom_roles (name, name_key, description, role_type, configuration, created_at, updated_at) "
      "VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
      {role.name, key, role.description, role.role_type, configuration, now}));
  role.id = CustomRoleId(id.value_or(0));
  return role;
}

Result<void> save_custom_role(sql::Transaction& tx, const CustomRole& role, Micros now) {
  const auto key = name_key(role.name);
  PULT_TRY(check_name(tx, role, key));
  const auto configuration = json::serialize(role.configuration);
  PULT_TRY(
      tx.run("UPDATE custom_roles SET name = ?2, name_key = ?3, description = ?4, role_type = ?5, "
             "configuration = ?6, updated_at = ?7 WHERE id = ?1",
             {role.id, role.name, key, role.description, role.role_type, configuration, now}));
  const auto restriction = restriction_of(role.configuration);
  PULT_TRY(
      tx.run("UPDATE users SET ticket_restriction = ?2, role_type = ?3, only_private_comments = ?4, "
             "updated_at = ?5 WHERE custom_role_id = ?1",
             {role.id, restriction.empty() ? sql::Param(sql::Null{}) : sql::Param(restriction), role.role_type,
              only_private(role), now}));
  tx.notify("people", "");
  return {};
}

Result<void> delete_custom_role(sql::Transaction& tx, CustomRoleId id) {
  if (PULT_TRY(tx.one_int64("SELECT id FROM users WHERE custom_role_id = ?1 AND active = 1 LIMIT 1", {id})))
    return base::fail_field("base", "InvalidValue", "This role is assigned to agents");
  PULT_TRY(tx.run("DELETE FROM custom_roles WHERE id = ?1", {id}));
  return {};
}

Result<std::vector<std::pair<CustomRoleId, std::int64_t>>> count_members(sql::Transaction& tx) {
  return tx.all(
      "SELECT custom_role_id, COUNT(*) FROM users WHERE custom_role_id IS NOT NULL AND active = 1 "
      "GROUP BY custom_role_id",
      {}, [](const sql::Row& row) { return std::pair(row.id<CustomRoleId>(0), row.int64(1)); });
}

Result<void> give_role(sql::Transaction& tx, User& user, CustomRoleId id) {
  user.custom_role = id;
  if (!id) {
    user.role_type.reset();
    user.only_private_comments = false;
    return {};
  }
  const auto role = PULT_TRY(find_custom_role(tx, id));
  if (!role) return base::fail_field("custom_role_id", "InvalidValue", "Custom role: is invalid");
  user.role_type = role->role_type;
  user.only_private_comments = only_private(*role);
  user.ticket_restriction = restriction_of(role->configuration);
  return {};
}

}  // namespace pult::people
