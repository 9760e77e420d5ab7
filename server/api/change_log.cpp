// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/change_log.hpp"

#include <algorithm>
#include <array>

#include "people/audit_log.hpp"
#include "text/utf8.hpp"

namespace pult::api {
namespace {

template <class List>
bool is_among(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != std::end(list);
}

constexpr std::size_t max_value_bytes = 200, max_description_bytes = 4000;

// What may be changed by others than admins, yet is a setting of the desk.
constexpr std::string_view setting_resources[] = {"views",
                                                  "macros",
                                                  "triggers",
                                                  "trigger_categories",
                                                  "automations",
                                                  "slas",
                                                  "group_slas",
                                                  "business_hours",
                                                  "ticket_fields",
                                                  "user_fields",
                                                  "organization_fields",
                                                  "ticket_forms",
                                                  "custom_statuses",
                                                  "custom_roles",
                                                  "brands",
                                                  "recipient_addresses",
                                                  "dynamic_content",
                                                  "account",
                                                  "mailboxes",
                                                  "webhooks",
                                                  "api_tokens",
                                                  "oauth",
                                                  "groups",
                                                  "group_memberships",
                                                  "imports",
                                                  "retention_rules"};
// Last words of paths that compute something and change nothing.
constexpr std::string_view harmless_actions[] = {"preview", "export", "search", "apply",
                                                 "test",    "count",  "guess",  "autocomplete"};
// Of users only these are a matter of who may do what.
constexpr std::string_view rights[] = {
    "role",   "custom_role_id",        "role_type",       "ticket_restriction", "suspended",
    "active", "only_private_comments", "restricted_agent"};
constexpr std::string_view ever_changing[] = {"url", "updated_at", "updated_by", "created_at"};

std::string_view first_part(std::string_view path) { return path.substr(0, path.find('/')); }
std::string_view last_part(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_secret(std::string_view name) {
  for (const auto* word : {"password", "secret", "token", "private", "credential", "authentication", "headers"})
    if (name.find(word) != std::string_view::npos) return true;
  return false;
}

bool is_user_route(const Route& route) { return first_part(route.path) == "users"; }
bool is_password_route(const Route& route) { return route.path.ends_with("/password"); }

// What a path of the help center changes: the last thing that it names.
std::string knowledge_type_of(std::string_view path) {
  constexpr std::pair<std::string_view, std::string_view> types[] = {{"translations", "translation"},
                                                                     {"labels", "label"},
                                                                     {"articles", "article"},
                                                                     {"sections", "section"},
                                                                     {"categories", "category"}};
  for (auto rest = path; !rest.empty(); rest = rest.substr(0, rest.rfind('/'))) {
    const auto* found =
        std::ranges::find(types, last_part(rest), &std::pair<std::string_view, std::string_view>::first);
    if (found != std::end(types)) return std::string(found->second);
    if (rest.find('/') == std::string_view::npos) break;
  }
  return "help_center";
}

// "ticket_fields" -> "ticket_field"; what decides about tickets by itself is a rule, as clients know it.
std::string source_type_of(std::string_view path) {
  const auto resource = first_part(path);
  static constexpr std::string_view rules[] = {"triggers", "automations", "views", "macros"};
  if (is_among(rules, resource)) return "rule";
  if (resource == "account") return "account_setting";
  if (resource == "custom_statuses") return "custom_status";
  if (resource == "recipient_addresses") return "recipient_address";
  if (resource == "mailboxes") return "mailbox";
  if (resource == "slas") return "sla_policy";
  if (resource == "business_hours") return "schedule";
  if (resource == "dynamic_content") return "dynamic_content_item";
  if (resource == "trigger_categories") return "trigger_category";
  if (resource == "help_center") return knowledge_type_of(path);
  std::string out(resource);
  if (out.ends_with('s')) out.pop_back();
  return out;
}

// {"group": {...}} -> the inner object; {} for lists and nothing.
json::object object_of(const json::value& body) {
  if (!body.is_object()) return {};
  for (const auto& [name, value] : body.get_object())
    if (value.is_object()) return value.get_object();
  return {};
}

bool is_personal(const json::object& object) {
  const auto* restriction = object.if_contains("restriction");
  if (!restriction || !restriction->is_object()) return false;
  const auto* type = restriction->get_object().if_contains("type");
  return type && type->is_string() && type->get_string() == "User";
}

std::string label_of(const json::object& object) {
  for (const auto* name : {"name", "title", "agent_label", "address", "email", "description", "client_id"}) {
    const auto* value = object.if_contains(name);
    if (value && value->is_string() && !value->get_string().empty())
      return std::string(text::truncate_utf8(value->get_string(), max_value_bytes));
  }
  return {};
}

constexpr std::string_view not_shown = "(not shown)";

// Without the secrets inside.
json::value tamed(const json::value& value) {
  if (value.is_array()) {
    json::array out;
    for (const auto& one : value.get_array()) out.push_back(tamed(one));
    return out;
  }
  if (!value.is_object()) return value;
  json::object out;
  for (const auto& [name, inner] : value.get_object())
    out[name] = is_secret(name) ? json::value(json::string(not_shown)) : tamed(inner);
  return out;
}

std::string shown(std::string_view name, const json::value& value) {
  if (is_secret(name)) return std::string(not_shown);
  const auto text = json::serialize(tamed(value));
  const auto cut = text::truncate_utf8(text, max_value_bytes);
  return std::string(cut) + (cut.size() < text.size() ? "..." : "");
}

void append(std::string& out, const std::string& words) {
  if (out.size() < max_description_bytes) out.append(out.empty() ? "" : "; ").append(words);
}

// Only what a route of users changed of their rights; "" when nothing.
std::string describe_rights(const json::object& before, const json::object& after) {
  json::object old_rights, new_rights;
  for (const auto name : rights) {
    if (const auto* value = before.if_contains(name)) old_rights[name] = *value;
    if (const auto* value = after.if_contains(name)) new_rights[name] = *value;
  }
  if (!before.empty()) return describe_changes(old_rights, new_rights);
  const auto* role = after.if_contains("role");
  return role && *role != "end-user" ? describe_values(new_rights) : std::string();
}

}  // namespace

bool is_logged(const Route& route) {
  if (route.method == "GET" || route.mode == Mode::read || route.who == Who::anybody) return false;
  if (is_among(harmless_actions, last_part(route.path))) return false;
  if (route.path.starts_with("imports/tickets")) return false;  // tickets keep audits of their own
  if (is_user_route(route)) return route.path != "users/me/settings";
  return route.who == Who::admin || is_among(setting_resources, first_part(route.path));
}

std::string describe_changes(const json::object& before, const json::object& after) {
  std::string out;
  for (const auto& [name, value] : after) {
    if (is_among(ever_changing, name)) continue;
    const auto* old = before.if_contains(name);
    if (old && *old == value) continue;
    append(out, std::string(name) + ": " + (old ? shown(name, *old) + " -> " : "") + shown(name, value));
  }
  for (const auto& [name, value] : before)
    if (!after.contains(name) && !is_among(ever_changing, name))
      append(out, std::string(name) + ": " + shown(name, value) + " -> null");
  return out;
}

std::string describe_values(const json::object& values) {
  std::string out;
  for (const auto& [name, value] : values)
    if (!is_among(ever_changing, name)) append(out, std::string(name) + ": " + shown(name, value));
  return out;
}

Result<ChangeLog> ChangeLog::open(const Route& route, const Route* shows, Call& call) {
  ChangeLog log(route);
  // Beside a POST the same path shows a list.
  log.shows_ = route.method == "POST" ? nullptr : shows;
  if (!log.shows_) return log;
  // An object that is not there, or not for this caller: the handler says so.
  if (const auto before = shows->handler(call)) log.before_ = object_of(before->body);
  return log;
}

Result<void> ChangeLog::record(Call& call, const Answer& answer) const {
  const auto& path = route_->path;
  const bool is_list = path.find('{') == std::string_view::npos;
  // Sections, articles and translations are made below what they belong to.
  const bool is_creation =
      route_->method == "POST" && (is_list || (first_part(path) == "help_center" && answer.status == 201));
  auto after = object_of(answer.body);
  if (shows_ && route_->method != "DELETE")
    if (const auto shown_now = shows_->handler(call)) after = object_of(shown_now->body);
  const auto& subject = after.empty() ? before_ : after;
  if (is_personal(subject)) return {};

  people::audit_log::Entry entry;
  entry.action = route_->method == "DELETE" ? "destroy" : is_creation ? "create" : "update";
  if (is_user_route(*route_)) {
    entry.change_description =
        is_password_route(*route_) ? "password: " + std::string(not_shown) : describe_rights(before_, after);
    if (route_->method == "DELETE") entry.change_description = "Deleted";
    if (entry.change_description.empty() && answer.status != 202 && !after.contains("job_type")) return {};
  } else if (entry.action == "destroy") {
    entry.change_description = "Deleted";
  } else if (shows_ && !before_.empty()) {
    entry.change_description = describe_changes(before_, after);
    if (entry.change_description.empty()) return {};
  }
  if (entry.change_description.empty()) {
    const auto asked = object_of(call.body);
    entry.change_description =
        std::string(path) + (call.body.empty() ? "" : ": ") + describe_values(asked.empty() ? call.body : asked);
  }
  const auto* id = subject.if_contains("id");
  if (id && id->is_int64())
    entry.source_id = id->get_int64();
  else if (!call.ids.empty())
    entry.source_id = call.ids.front();
  entry.source_type = source_type_of(path);
  entry.source_label = label_of(subject);
  if (entry.source_label.empty()) entry.source_label = std::string(path);
  entry.ip_address = call.request.remote_address;
  return people::audit_log::record(call.tx, call.actor, std::move(entry), call.now());
}

}  // namespace pult::api
