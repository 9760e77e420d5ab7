// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "api/present.hpp"

namespace pult::api {
void Mentioned::add(const tickets::Ticket& ticket) {
  for (const auto user : {ticket.requester, ticket.submitter, ticket.assignee, ticket.last_comment_author})
    if (user.value > 0) users.insert(user.value);
  for (const auto user : tickets::split_ids(ticket.email_cc_ids)) users.insert(user.value);
  for (const auto user : tickets::split_ids(ticket.follower_ids)) users.insert(user.value);
  if (ticket.group) groups.insert(ticket.group.value);
  if (ticket.organization) organizations.insert(ticket.organization.value);
}

bool includes(const Call& call, std::string_view what) {
  auto include = std::string(call.request.query_value("include"));  // also "tickets(users,groups)" of search
  std::ranges::replace_if(include, [](char c) { return c == '(' || c == ')'; }, ' ');
  const auto wanted = tickets::split_words(include);
  return std::ranges::find(wanted, what) != wanted.end();
}

Result<std::set<std::int64_t>> tickets_with_draft(Call& call) {
  std::set<std::int64_t> out;
  if (!call.actor.is_agent()) return out;
  PULT_TRY(call.tx.each("SELECT ticket_id FROM drafts WHERE user_id = ?1", {call.actor.id()},
                        [&](const sql::Row& row) -> Result<void> {
                          out.insert(row.int64(0));
                          return {};
                        }));
  return out;
}

Result<void> add_sideloads(Call& call, const Mentioned& mentioned, json::object& body, bool all) {
  if (all || includes(call, "users")) {
    json::array out;
    std::vector<UserId> ids;
    for (const auto id : mentioned.users) ids.emplace_back(id);
    for (const auto& user : PULT_TRY(people::list_users(call.tx, ids)))
      if (people::may_see_user(call.actor, user)) out.push_back(present_user(call, user));
    body["users"] = std::move(out);
  }
  if (all || includes(call, "groups")) {
    json::array out;
    for (const auto& group : PULT_TRY(people::list_groups(call.tx)))
      if (mentioned.groups.contains(group.id.value)) out.push_back(present_group(call, group));
    body["groups"] = std::move(out);
  }
  if (all || includes(call, "organizations")) {
    json::array out;
    for (const auto id : mentioned.organizations) {
      if (!people::may_see_organization(call.actor, OrganizationId(id))) continue;
      if (const auto found = PULT_TRY(people::find_organization(call.tx, OrganizationId(id))))
        out.push_back(present_organization(call, *found));
    }
    body["organizations"] = std::move(out);
  }
  return {};
}

}  // namespace pult::api
