// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/scopes.hpp"

#include <algorithm>
#include <array>

#include "tickets/ticket.hpp"

namespace pult::api {
namespace {

constexpr auto resources = std::to_array<std::string_view>(
    {"tickets", "users", "auditlogs", "organizations", "hc", "apps", "triggers", "automations", "targets", "webhooks",
     "macros", "requests", "satisfaction_ratings", "dynamic_content", "any_channel", "web_widget", "zis"});

// The resource of a path by its first word. What is not here needs the plain "read" or "write".
constexpr auto resource_of_word = std::to_array<std::pair<std::string_view, std::string_view>>({
    {"audit_logs", "auditlogs"},
    {"automations", "automations"},
    {"comment_redactions", "tickets"},
    {"deleted_tickets", "tickets"},
    {"deleted_users", "users"},
    {"dynamic_content", "dynamic_content"},
    {"end_users", "users"},
    {"help_center", "hc"},
    {"macros", "macros"},
    {"organization_memberships", "organizations"},
    {"organization_merges", "organizations"},
    {"organization_subscriptions", "organizations"},
    {"organizations", "organizations"},
    {"problems", "tickets"},
    {"requests", "requests"},
    {"satisfaction_ratings", "satisfaction_ratings"},
    {"ticket_audits", "tickets"},
    {"ticket_metrics", "tickets"},
    {"tickets", "tickets"},
    {"trigger_categories", "triggers"},
    {"triggers", "triggers"},
    {"uploads", "tickets"},
    {"users", "users"},
    {"webhooks", "webhooks"},
});

bool is_known(std::string_view scope) {
  if (scope == "read" || scope == "write" || scope == "impersonate") return true;
  const auto colon = scope.find(':');
  if (colon == std::string_view::npos) return false;
  const auto access = scope.substr(colon + 1);
  return (access == "read" || access == "write") &&
         std::ranges::find(resources, scope.substr(0, colon)) != resources.end();
}

}  // namespace

Result<std::string> parse_scopes(std::string_view text) {
  auto sorted = tickets::normalize_tags(text);
  const auto scopes = tickets::split_words(sorted);
  if (scopes.empty()) return base::fail(ErrorKind::invalid, "InvalidScope", "A scope is needed");
  for (const auto& scope : scopes)
    if (!is_known(scope)) return base::fail(ErrorKind::invalid, "InvalidScope", "There is no scope " + scope);
  return sorted;
}

bool has_scope(std::string_view scopes, std::string_view wanted) {
  const auto all = tickets::split_words(scopes);
  return std::ranges::find(all, wanted) != all.end();
}

bool covers(std::string_view scopes, std::string_view method, std::string_view path) {
  const std::string access = method == "GET" || method == "HEAD" ? "read" : "write";
  if (has_scope(scopes, access)) return true;
  // A program may always look at, and give back, the token it has.
  if (path == "oauth/tokens/current") return true;
  const auto found = std::ranges::find(resource_of_word, path.substr(0, path.find('/')),
                                       &decltype(resource_of_word)::value_type::first);
  return found != resource_of_word.end() && has_scope(scopes, std::string(found->second) + ":" + access);
}

}  // namespace pult::api
