// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/user_sideloads.hpp"

#include "api/custom_role_json.hpp"
#include "sql/id_list.hpp"

namespace pult::api {
namespace {

std::vector<UserId> ids_of(const std::vector<people::User>& users) {
  std::vector<UserId> ids;
  for (const auto& user : users) ids.push_back(user.id);
  return ids;
}

Result<void> add_groups(Call& call, const std::vector<UserId>& users, Mentioned& mentioned) {
  const sql::IdList list(call.tx, users);
  return call.tx.each("SELECT DISTINCT group_id FROM group_memberships WHERE user_id" + list.among(1), {list},
                      [&](const sql::Row& row) -> Result<void> {
                        mentioned.groups.insert(row.int64(0));
                        return {};
                      });
}

Result<json::array> roles_of(Call& call, const std::vector<people::User>& users) {
  std::set<std::int64_t> wanted;
  for (const auto& user : users) wanted.insert(user.custom_role.value);
  const auto members = PULT_TRY(people::count_members(call.tx));
  json::array out;
  for (const auto& role : PULT_TRY(people::list_custom_roles(call.tx)))
    if (wanted.contains(role.id.value)) out.push_back(present_custom_role(role, members));
  return out;
}

Result<json::array> identities_of(Call& call, const std::vector<UserId>& users) {
  json::array out;
  for (const auto& identity : PULT_TRY(people::list_identities(call.tx, users)))
    out.push_back(present_identity(call, identity));
  return out;
}

// How many tickets a person asked for that are not solved, of those the caller may see.
Result<json::object> open_tickets_of(Call& call, const std::vector<UserId>& users) {
  json::object out;
  for (const auto id : users) out[std::to_string(id.value)] = 0;
  const sql::IdList list(call.tx, users);
  PULT_TRY(call.tx.each("SELECT t.requester_id, COUNT(*) FROM tickets t WHERE t.status < 4 AND t.requester_id" +
                            list.among(1) + " AND " + people::ticket_condition(call.actor) + " GROUP BY t.requester_id",
                        {list}, [&](const sql::Row& row) -> Result<void> {
                          out[std::to_string(row.int64(0))] = row.int64(1);
                          return {};
                        }));
  return out;
}

json::array abilities_of(const Call& call, const std::vector<people::User>& users) {
  json::array out;
  for (const auto& user : users) {
    const bool can_edit = people::may_edit_user(call.actor, user);
    out.push_back({{"url", call.url("users/" + std::to_string(user.id.value))},
                   {"user_id", user.id.value},
                   {"can_edit", can_edit},
                   {"can_edit_password", call.actor.is_admin() || call.actor.id() == user.id},
                   {"can_manage_identities_of", can_edit},
                   {"can_verify_identities", can_edit && call.actor.is_agent()}});
  }
  return out;
}

}  // namespace

Result<void> add_user_sideloads(Call& call, const std::vector<people::User>& users, json::object& body) {
  if (!call.actor.is_agent() || call.request.query_value("include").empty()) return {};
  const auto ids = ids_of(users);
  Mentioned mentioned;
  for (const auto& user : users)
    if (user.organization) mentioned.organizations.insert(user.organization.value);
  if (includes(call, "groups")) PULT_TRY(add_groups(call, ids, mentioned));
  json::object sideloads;
  PULT_TRY(add_sideloads(call, mentioned, sideloads));
  for (const auto* name : {"groups", "organizations"})
    if (const auto* found = sideloads.if_contains(name)) body[name] = *found;
  if (includes(call, "roles")) body["roles"] = PULT_TRY(roles_of(call, users));
  if (includes(call, "identities")) body["identities"] = PULT_TRY(identities_of(call, ids));
  if (includes(call, "open_ticket_count")) body["open_ticket_count"] = PULT_TRY(open_tickets_of(call, ids));
  if (includes(call, "abilities")) body["abilities"] = abilities_of(call, users);
  return {};
}

}  // namespace pult::api
