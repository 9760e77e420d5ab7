// SPDX-License-Identifier: AGPL-3.0-or-later
#include "reports/scope.hpp"

#include "people/role.hpp"

namespace pult::reports {
namespace {

Result<bool> is_trusted(sql::Transaction& tx, const people::Actor& actor) {
  if (actor.is_admin()) return true;
  if (!actor.user.custom_role) return false;
  const auto role = PULT_TRY(people::find_custom_role(tx, actor.user.custom_role));
  if (!role) return false;
  const auto grants = [&](std::string_view key) {
    const auto* value = role->configuration.if_contains(key);
    return value && value->is_string() && value->get_string() != "none";
  };
  return grants("report_access") || grants("explore_access");
}

}  // namespace

Result<Scope> scope_of(sql::Transaction& tx, const people::Actor& actor) {
  Scope scope;
  scope.self = actor.id();
  if (!PULT_TRY(is_trusted(tx, actor))) return scope;
  const auto& restriction = actor.user.ticket_restriction;
  scope.groups_only = !actor.is_admin() && restriction == "groups";
  scope.everybody = actor.is_admin() || restriction.empty() || scope.groups_only;
  if (scope.groups_only) {
    scope.groups = actor.groups;
    scope.groups.insert(scope.groups.end(), actor.open_groups.begin(), actor.open_groups.end());
  }
  return scope;
}

std::string condition_of(const Scope& scope, const Wanted& wanted) {
  std::string out = "f.hidden = 0";
  if (!scope.everybody) out += " AND f.user_id = " + std::to_string(scope.self.value);
  if (scope.groups_only) {
    std::string ids;
    for (const auto id : scope.groups) ids += (ids.empty() ? "" : ", ") + std::to_string(id.value);
    out += ids.empty() ? " AND 1=0" : " AND f.group_id IN (" + ids + ")";
  }
  if (wanted.group) out += " AND f.group_id = " + std::to_string(wanted.group.value);
  if (wanted.user) out += " AND f.user_id = " + std::to_string(wanted.user.value);
  return out;
}

}  // namespace pult::reports
