// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/permit.hpp"

#include <algorithm>
#include <array>

#include "api/scopes.hpp"

namespace pult::api {
namespace {

using people::Thing;

constexpr auto things = std::to_array<std::pair<std::string_view, Thing>>({
    {"automations", Thing::automations},
    {"business_hours", Thing::slas},
    {"checklist_templates", Thing::business_rules},
    {"context_links", Thing::extensions_and_channels},
    {"custom_roles", Thing::roles},
    {"dynamic_content", Thing::dynamic_content},
    {"group_memberships", Thing::group_memberships},
    {"groups", Thing::groups},
    {"help_center", Thing::dynamic_content},
    {"mailboxes", Thing::extensions_and_channels},
    {"organization_fields", Thing::organization_fields},
    {"organization_memberships", Thing::organizations},
    {"organizations", Thing::organizations},
    {"recipient_addresses", Thing::extensions_and_channels},
    {"slas", Thing::slas},
    {"suspended_tickets", Thing::suspended_tickets},
    {"ticket_fields", Thing::ticket_fields},
    {"ticket_forms", Thing::ticket_forms},
    {"trigger_categories", Thing::triggers},
    {"triggers", Thing::triggers},
    {"user_fields", Thing::user_fields},
    {"webhooks", Thing::extensions_and_channels},
    {"workspaces", Thing::contextual_workspaces},
});

bool may_enter(const Route& route, const people::Actor& actor) {
  switch (route.who) {
    case Who::anybody:
    case Who::user: return true;
    case Who::agent: return actor.is_agent();
    case Who::admin: break;
  }
  if (actor.is_admin()) return true;
  const auto thing = thing_of(route.path);
  return thing && people::may_manage(actor, *thing);
}

}  // namespace

std::optional<Thing> thing_of(std::string_view path) {
  const auto found = std::ranges::find(things, path.substr(0, path.find('/')), &decltype(things)::value_type::first);
  return found == things.end() ? std::nullopt : std::optional(found->second);
}

Result<void> check_access(const Route& route, const Identity& identity, const net::Request& request) {
  const auto& actor = identity.actor;
  if (route.who != Who::anybody && !actor.user.id)
    return base::fail(ErrorKind::unauthenticated, "Couldn't authenticate you", "Credentials are required");
  if (!may_enter(route, actor)) return base::fail(ErrorKind::forbidden, "Forbidden", "You do not have access to this");
  if (identity.grant && !covers(identity.grant->scopes, route.method, route.path))
    return base::fail(ErrorKind::forbidden, "Forbidden", "The token's scopes do not allow this");
  // A browser sends its cookie wherever another site makes it; only our own pages know the token.
  const bool changes = route.method != "GET";
  if (identity.session && changes && request.header("x-csrf-token") != identity.session->csrf_token)
    return base::fail(ErrorKind::forbidden, "InvalidCsrfToken", "The X-CSRF-Token header is missing or wrong");
  return {};
}

}  // namespace pult::api
