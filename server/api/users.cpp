// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "crypto/crypto.hpp"
#include "people/role.hpp"
#include "tickets/counts.hpp"

namespace pult::api {
namespace {

// Passwords shorter than this are refused (NIST SP 800-63B section 5.1.1.2).
constexpr std::size_t min_password_chars = 8;
constexpr std::size_t max_password_chars = 256;

Result<people::User> access_user(Call& call, std::int64_t id) {
  auto user = PULT_TRY(people::load_user(call.tx, UserId(id)));
  if (!people::may_see_user(call.actor, user)) return base::fail_not_found();
  return user;
}

Result<people::User> access_user_to_edit(Call& call, std::int64_t id) {
  auto user = PULT_TRY(access_user(call, id));
  if (!people::may_edit_user(call.actor, user))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change this user");
  return user;
}

Result<Answer> answer_users(Call& call, people::UserFilter filter) {
  const auto page = PULT_TRY(page_of(call));
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = UserId(page.after[0]);
  auto rows = PULT_TRY(people::list_users(call.tx, filter));
  std::int64_t total = 0;
  if (!page.by_cursor) total = PULT_TRY(people::count_users(call.tx, filter));
  return Answer{200, list_answer(
                         call, page, "users", rows, [](const people::User& u) { return u.id.value; },
                         [&](const people::User& u) { return present_user(call, u); }, [&] { return total; })};
}

Result<Answer> list(Call& call) {
  people::UserFilter filter;
  for (const auto& [name, value] : call.request.query) {
    if (name != "role" && name != "role[]") continue;
    const auto role = people::parse_role(value);
    if (!role) return base::fail(ErrorKind::invalid, "InvalidValue", "role must be end-user, agent or admin");
    filter.roles.push_back(*role);
  }
  filter.external_id = call.request.query_value("external_id");
  return answer_users(call, filter);
}

Result<Answer> search(Call& call) {
  people::UserFilter filter;
  filter.external_id = call.request.query_value("external_id");
  filter.name_prefix = call.request.query_value("query");
  if (filter.name_prefix.empty()) filter.name_prefix = call.request.query_value("name");
  if (filter.name_prefix.empty() && filter.external_id.empty())
    return base::fail(ErrorKind::invalid, "InvalidValue", "query, name or external_id is needed");
  return answer_users(call, filter);
}

Result<Answer> of_organization(Call& call) {
  if (!PULT_TRY(people::find_organization(call.tx, OrganizationId(call.ids[0])))) return base::fail_not_found();
  people::UserFilter filter;
  filter.organization = OrganizationId(call.ids[0]);
  return answer_users(call, filter);
}

Result<Answer> of_group(Call& call) {
  if (!PULT_TRY(people::find_group(call.tx, GroupId(call.ids[0])))) return base::fail_not_found();
  people::UserFilter filter;
  filter.group = GroupId(call.ids[0]);
  return answer_users(call, filter);
}

Result<Answer> show_many(Call& call) {
  std::vector<UserId> ids;
  for (const auto& word : tickets::split_words(call.request.query_value("ids")))
    if (word.size() < 19 && word.find_first_not_of("0123456789") == std::string::npos)
      ids.emplace_back(std::stoll(word));
  if (ids.size() > 100)
    return base::fail(ErrorKind::invalid, "TooManyValues", "Parameter ids cannot specify more than 100 values");
  json::array list;
  for (const auto& user : PULT_TRY(people::list_users(call.tx, ids))) list.push_back(present_user(call, user));
  const auto count = list.size();
  return Answer{200,
                {{"users", std::move(list)}, {"count", count}, {"next_page", nullptr}, {"previous_page", nullptr}}};
}

Result<Answer> show(Call& call) {
  const auto user = PULT_TRY(access_user(call, call.ids[0]));
  Mentioned mentioned;
  if (user.organization) mentioned.organizations.insert(user.organization.value);
  for (const auto& group : PULT_TRY(people::list_groups_of(call.tx, user.id))) mentioned.groups.insert(group.id.value);
  json::object body;
  body["user"] = present_user(call, user);
  PULT_TRY(add_sideloads(call, mentioned, body));
  body.erase("users");
  return Answer{200, std::move(body)};
}

Result<Answer> me(Call& call) {
  json::object user;
  if (call.actor.user.id) {
    user = present_user(call, call.actor.user);
  } else {
    user = present_user(call, people::User{});
    user["id"] = nullptr;
    user["name"] = "Anonymous user";
  }
  user["authenticity_token"] = call.session ? json::value(call.session->csrf_token) : json::value(nullptr);
  return Answer{200, {{"user", std::move(user)}}};
}

// Only what the caller sent changes. Roles and restrictions are the admins' business.
Result<void> apply_input(Call& call, Body& in, people::User& user) {
  if (const auto v = in.text("name")) user.name = *v;
  if (const auto v = in.text("phone")) user.phone = *v;
  if (const auto v = in.text("alias")) user.alias = *v;
  if (const auto v = in.text("signature")) user.signature = *v;
  if (const auto v = in.text("locale"); v && !v->empty()) user.locale = *v;
  if (const auto v = in.text("time_zone"); v && !v->empty()) user.time_zone = *v;
  if (!call.actor.is_agent()) return in.check();
  if (const auto v = in.text("details")) user.details = *v;
  if (const auto v = in.text("notes")) user.notes = *v;
  if (const auto v = in.text("external_id")) user.external_id = *v;
  if (const auto v = in.boolean("verified")) user.verified = *v;
  if (const auto v = in.id("organization_id")) user.organization = OrganizationId(*v);
  if (const auto v = in.id("default_group_id")) user.default_group = GroupId(*v);
  if (const auto v = in.texts("tags")) {
    std::string tags;
    for (const auto& tag : *v) tags += " " + tag;
    user.tags = tickets::normalize_tags(tags);
  }
  const auto role = in.text("role");
  const auto restriction = in.text("ticket_restriction");
  const auto suspended = in.boolean("suspended");
  const auto custom_role = in.id("custom_role_id");
  PULT_TRY(in.check());
  if (role && !people::parse_role(*role))
    return base::fail_field("role", "InvalidValue", "Role: " + *role + " is not included in the list");
  const bool changes_role = custom_role && people::CustomRoleId(*custom_role) != user.custom_role;
  const bool raises = changes_role || (role && *people::parse_role(*role) != user.role) ||
                      (restriction && *restriction != user.ticket_restriction && user.is_agent()) || suspended;
  if (raises && !call.actor.is_admin())
    return base::fail(ErrorKind::forbidden, "Forbidden", "Only admins may change roles and access");
  if (role) user.role = *people::parse_role(*role);
  if (restriction && user.is_agent() && !user.custom_role) user.ticket_restriction = *restriction;
  const bool may_hold = user.role == people::Role::agent;
  if (changes_role && *custom_role && !may_hold)
    return base::fail_field("custom_role_id", "InvalidValue", "Custom role: is for agents");
  if (changes_role || (user.custom_role && !may_hold))
    PULT_TRY(people::give_role(call.tx, user, people::CustomRoleId(may_hold ? custom_role.value_or(0) : 0)));
  if (suspended) user.suspended = *suspended;
  if (user.organization && !PULT_TRY(people::find_organization(call.tx, user.organization)))
    return base::fail_field("organization_id", "InvalidValue", "Organization: is invalid");
  return {};
}

// Adds the identities named beside the main address.
Result<void> add_identities(Call& call, const json::array* list, UserId user) {
  if (!list) return {};
  for (const auto& item : *list) {
    if (!item.is_object())
      return base::fail(ErrorKind::invalid, "InvalidAttribute", "identities must be an array of objects");
    Body in(item.get_object());
    people::Identity identity;
    identity.user = user;
    identity.type = in.text("type").value_or("email");
    identity.value = in.text("value").value_or("");
    identity.verified = in.boolean("verified").value_or(false);
    PULT_TRY(in.check());
    const auto added = PULT_TRY(people::add_identity(call.tx, identity, call.now()));
    const auto owner = PULT_TRY(people::load_user(call.tx, user));
    if (owner.email.empty() && identity.type == "email") PULT_TRY(people::make_primary(call.tx, added, call.now()));
  }
  return {};
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "user")));
  people::User user;
  user.email = in.text("email").value_or("");
  const auto* organization = in.object("organization");
  const auto* identities = in.array("identities");
  PULT_TRY(apply_input(call, in, user));
  if (organization && !user.organization) {
    const auto* name = organization->if_contains("name");
    people::Organization wanted;
    if (name && name->is_string()) wanted.name = name->get_string();
    people::OrganizationFilter filter;
    filter.name_prefix = wanted.name;
    for (const auto& known : PULT_TRY(people::list_organizations(call.tx, filter)))
      if (people::name_key(known.name) == people::name_key(wanted.name)) user.organization = known.id;
    if (!user.organization)
      user.organization = PULT_TRY(people::create_organization(call.tx, wanted, call.now())).id;
  }
  auto created = PULT_TRY(people::create_user(call.tx, std::move(user), call.now()));
  PULT_TRY(add_identities(call, identities, created.id));
  created = PULT_TRY(people::load_user(call.tx, created.id));
  auto presented = present_user(call, created);
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"user", std::move(presented)}};
  return answer;
}

Result<Answer> update(Call& call) {
  auto user = PULT_TRY(access_user_to_edit(call, call.ids[0]));
  Body in(*PULT_TRY(inner(call.body, "user")));
  const auto email = in.text("email");
  PULT_TRY(apply_input(call, in, user));
  PULT_TRY(people::save_user(call.tx, user, call.now()));
  // A new address in the user object adds an identity; the old one stays known (v2 conventions).
  if (email && !email->empty() && people::address_key(*email) != people::address_key(user.email)) {
    if (!call.actor.is_agent()) return base::fail(ErrorKind::forbidden, "Forbidden", "Only agents may add addresses");
    people::Identity identity;
    identity.user = user.id;
    identity.value = *email;
    const auto added = PULT_TRY(people::add_identity(call.tx, identity, call.now()));
    if (user.email.empty()) PULT_TRY(people::make_primary(call.tx, added, call.now()));
  }
  return Answer{200, {{"user", present_user(call, PULT_TRY(people::load_user(call.tx, user.id)))}}};
}

Result<Answer> remove(Call& call) {
  const auto user = PULT_TRY(access_user_to_edit(call, call.ids[0]));
  if (user.id == call.actor.id())
    return base::fail_field("base", "InvalidValue", "You cannot delete yourself");
  if (user.is_agent() && !call.actor.is_admin())
    return base::fail(ErrorKind::forbidden, "Forbidden", "Only admins may delete agents");
  PULT_TRY(people::delete_user(call.tx, user.id, call.now()));
  return Answer{200, {{"user", present_user(call, PULT_TRY(people::load_user(call.tx, user.id)))}}};
}

Result<Answer> related(Call& call) {
  const auto user = PULT_TRY(access_user(call, call.ids[0]));
  const auto requested = PULT_TRY(call.tx.one_int64(
      "SELECT COUNT(*) FROM tickets WHERE requester_id = ?1 AND status < 6", {user.id}));
  const auto copied = PULT_TRY(call.tx.one_int64(
      "SELECT COUNT(*) FROM ticket_people WHERE user_id = ?1 AND kind = 'cc'", {user.id}));
  std::int64_t assigned = 0;
  for (const auto& cell : PULT_TRY(tickets::load_counts(call.tx)))
    if (cell.assignee == user.id) assigned += cell.tickets;
  return Answer{200,
                {{"user_related",
                  {{"assigned_tickets", assigned},
                   {"requested_tickets", requested.value_or(0)},
                   {"ccd_tickets", copied.value_or(0)},
                   {"organization_subscriptions", 0}}}}};
}

Result<people::User> access_password(Call& call) {
  auto user = PULT_TRY(access_user_to_edit(call, call.ids[0]));
  if (user.id != call.actor.id() && !call.actor.is_admin())
    return base::fail(ErrorKind::forbidden, "Forbidden", "Only admins may set others' passwords");
  return user;
}

Result<Answer> show_password(Call& call) {
  const auto user = PULT_TRY(access_password(call));
  return Answer{200, {{"password", {{"set", !user.password_hash.empty()}}}}};
}

// The hash of the new password; some 60 ms with the check of the old one.
Result<std::string> check_password(Call& call) {
  const auto user = PULT_TRY(access_password(call));
  Body in(call.body);
  const auto password = in.text("password").value_or("");
  const auto previous = in.text("previous_password").value_or("");
  PULT_TRY(in.check());
  if (password.size() < min_password_chars || password.size() > max_password_chars)
    return base::fail_field("password", "InvalidValue", "Password: must have between 8 and 256 characters");
  const bool own = user.id == call.actor.id();
  if (own && !user.password_hash.empty() && !crypto::verify_password(user.password_hash, previous))
    return base::fail_field("previous_password", "InvalidValue", "Previous password: is wrong");
  return crypto::hash_password(password);
}

Result<Answer> change_password(Call& call) {
  const auto user = PULT_TRY(access_password(call));
  PULT_TRY(people::set_password(call.tx, user.id, call.before,
                                call.session ? call.session->id : people::SessionId(), call.now()));
  return Answer{200, json::object{}};
}

json::object settings_of(const people::User& user) {
  boost::system::error_code broken;
  const auto stored = json::parse(user.settings, broken);
  const auto* object = broken ? nullptr : stored.if_object();
  const auto text = [&](std::string_view name, std::string_view otherwise) {
    const auto* value = object ? object->if_contains(name) : nullptr;
    return std::string(value && value->is_string() ? std::string_view(value->get_string()) : otherwise);
  };
  const auto* keys = object ? object->if_contains("single_key_shortcuts") : nullptr;
  return {{"locale", user.locale},
          {"theme", text("theme", "system")},
          {"single_key_shortcuts", !(keys && keys->is_bool() && !keys->get_bool())}};
}

Result<Answer> show_settings(Call& call) { return Answer{200, {{"settings", settings_of(call.actor.user)}}}; }

Result<Answer> save_settings(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "settings")));
  auto user = call.actor.user;
  auto settings = settings_of(user);
  if (const auto v = in.text("locale"); v && !v->empty()) user.locale = *v;
  if (const auto v = in.text("theme")) {
    if (*v != "system" && *v != "light" && *v != "dark") in.fail("theme", "system, light or dark");
    settings["theme"] = *v;
  }
  if (const auto v = in.boolean("single_key_shortcuts")) settings["single_key_shortcuts"] = *v;
  PULT_TRY(in.check());
  settings["locale"] = user.locale;
  user.settings = json::serialize(settings);
  PULT_TRY(people::save_user(call.tx, user, call.now()));
  return Answer{200, {{"settings", std::move(settings)}}};
}

}  // namespace

std::vector<Route> user_routes() {
  return {
      {"GET", "users", Who::agent, Mode::read, list},
      {"POST", "users", Who::agent, Mode::write, create},
      {"GET", "users/me", Who::anybody, Mode::read, me},
      {"GET", "users/me/settings", Who::user, Mode::read, show_settings},
      {"PUT", "users/me/settings", Who::user, Mode::write, save_settings},
      {"GET", "users/show_many", Who::agent, Mode::read, show_many},
      {"GET", "users/autocomplete", Who::agent, Mode::read, search},
      {"GET", "users/search", Who::agent, Mode::read, search},
      {"GET", "users/{id}", Who::user, Mode::read, show},
      {"PUT", "users/{id}", Who::user, Mode::write, update},
      {"DELETE", "users/{id}", Who::agent, Mode::write, remove},
      {"GET", "users/{id}/related", Who::agent, Mode::read, related},
      {"GET", "users/{id}/password", Who::user, Mode::read, show_password},
      {"PUT", "users/{id}/password", Who::user, Mode::write, change_password, false, check_password},
      {"GET", "organizations/{id}/users", Who::agent, Mode::read, of_organization},
      {"GET", "groups/{id}/users", Who::agent, Mode::read, of_group},
  };
}

}  // namespace pult::api
