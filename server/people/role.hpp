// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom roles: named sets of permissions that admins give to agents.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "people/permissions.hpp"
#include "people/user.hpp"

namespace pult::people {

inline constexpr int custom_role_type = 0, light_agent_role_type = 1;

struct CustomRole {
  CustomRoleId id;
  std::string name, description;
  int role_type = custom_role_type;
  boost::json::object configuration;  // every key of configuration_keys()
  Micros created_at = 0, updated_at = 0;
};

// A key of a configuration: boolean when there are no words to choose from.
struct ConfigurationKey {
  std::string_view name;
  bool otherwise_on;
  std::span<const std::string_view> words;  // the first is the default
};
std::span<const ConfigurationKey> configuration_keys();

// What is missing gets its default; unprocessable for a value that a key does not take. Unknown keys are dropped.
// Beside those of configuration_keys(): custom_objects {key: {"scopes": ["read", "create", "update", "delete"]}}.
Result<boost::json::object> complete_configuration(const boost::json::object& given);
Permissions permissions_of(const boost::json::object& configuration);
// The row scope as users.ticket_restriction has it: "" | groups | organization | assigned.
std::string restriction_of(const boost::json::object& configuration);
// Whether one restricted to groups sees the tickets of all public ones.
bool sees_public_groups(const boost::json::object& configuration);

Result<std::optional<CustomRole>> find_custom_role(sql::Transaction& tx, CustomRoleId id);
// In id order, whole: a desk has a handful.
Result<std::vector<CustomRole>> list_custom_roles(sql::Transaction& tx);
// unprocessable: blank or taken name.
Result<CustomRole> create_custom_role(sql::Transaction& tx, CustomRole role, Micros now);
// Agents who have the role get its new scope at once.
Result<void> save_custom_role(sql::Transaction& tx, const CustomRole& role, Micros now);
// unprocessable while somebody has it: nobody becomes an unrestricted agent by accident.
Result<void> delete_custom_role(sql::Transaction& tx, CustomRoleId id);
// How many active agents have each role, by role id.
Result<std::vector<std::pair<CustomRoleId, std::int64_t>>> count_members(sql::Transaction& tx);

// Makes `user` (not yet saved) a holder of the role; an id of 0 takes the role away. unprocessable: unknown role.
Result<void> give_role(sql::Transaction& tx, User& user, CustomRoleId role);

}  // namespace pult::people
