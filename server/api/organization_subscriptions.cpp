// SPDX-License-Identifier: AGPL-3.0-or-later
// Who follows all tickets of an organization; and the organizations of a user.
#include "people/subscription.hpp"

#include "api/organization_input.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/user_input.hpp"
#include "people/membership.hpp"

namespace pult::api {
namespace {

using people::OrganizationSubscription;
using people::OrganizationSubscriptionId;

json::object present(const OrganizationSubscription& subscription) {
  return {{"id", subscription.id.value},
          {"user_id", subscription.user.value},
          {"organization_id", subscription.organization.value},
          {"created_at", base::render_iso8601(subscription.created_at)}};
}

Result<Answer> answer_list(Call& call, people::SubscriptionFilter filter) {
  const auto page = PULT_TRY(page_of(call));
  if (!call.actor.is_agent()) filter.user = call.actor.id();
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = OrganizationSubscriptionId(page.after[0]);
  auto rows = PULT_TRY(people::list_subscriptions(call.tx, filter));
  return Answer{200, list_answer(
                         call, page, "organization_subscriptions", rows,
                         [](const OrganizationSubscription& s) { return s.id.value; },
                         [](const OrganizationSubscription& s) { return present(s); }, {})};
}

Result<Answer> list(Call& call) { return answer_list(call, {}); }

Result<Answer> list_of_organization(Call& call) {
  people::SubscriptionFilter filter;
  filter.organization = PULT_TRY(access_organization(call, OrganizationId(call.ids[0]))).id;
  return answer_list(call, filter);
}

Result<Answer> list_of_user(Call& call) {
  people::SubscriptionFilter filter;
  filter.user = PULT_TRY(access_user(call, UserId(call.ids[0]))).id;
  return answer_list(call, filter);
}

// Tickets of an organization are for those it shares them with.
Result<void> check_subscriber(Call& call, UserId user, OrganizationId organization) {
  const auto subscriber = PULT_TRY(people::load_actor(call.tx, PULT_TRY(access_user(call, user))));
  if (subscriber.is_agent() ? people::may_see_organization(subscriber, organization)
                            : subscriber.in_organization(organization))
    return {};
  return base::fail_field("organization_id", "InvalidValue", "Organization: does not share tickets with this user");
}

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "organization_subscription")));
  const UserId user(in.id("user_id").value_or(call.actor.id().value));
  const OrganizationId organization(in.id("organization_id").value_or(0));
  PULT_TRY(in.check());
  PULT_TRY(access_user_to_edit(call, user));
  PULT_TRY(access_organization(call, organization));
  PULT_TRY(check_subscriber(call, user, organization));
  const auto made = PULT_TRY(people::subscribe(call.tx, user, organization, call.now()));
  return Answer{200, {{"organization_subscription", present(made)}}};
}

Result<OrganizationSubscription> load(Call& call) {
  auto found = PULT_TRY(people::find_subscription(call.tx, OrganizationSubscriptionId(call.ids[0])));
  if (!found || (!call.actor.is_agent() && found->user != call.actor.id())) return base::fail_not_found();
  return std::move(*found);
}

Result<Answer> show(Call& call) { return Answer{200, {{"organization_subscription", present(PULT_TRY(load(call)))}}}; }

Result<Answer> remove(Call& call) {
  const auto subscription = PULT_TRY(load(call));
  PULT_TRY(access_user_to_edit(call, subscription.user));
  PULT_TRY(people::unsubscribe(call.tx, subscription.id));
  return Answer{204, nullptr};
}

// A person belongs to a handful of organizations.
Result<std::vector<people::Organization>> organizations_of(Call& call) {
  people::MembershipFilter filter;
  filter.user = PULT_TRY(access_user(call, UserId(call.ids[0]))).id;
  filter.limit = 1000;
  if (filter.user != call.actor.id()) filter.condition = people::organization_condition(call.actor);
  std::vector<OrganizationId> ids;
  for (const auto& membership : PULT_TRY(people::list_organization_memberships(call.tx, filter)))
    ids.push_back(membership.organization);
  return people::list_organizations(call.tx, ids);
}

Result<Answer> list_organizations(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(organizations_of(call));
  return Answer{200, whole_list_answer(
                         call, page, "organizations", rows, [](const people::Organization& o) { return o.id.value; },
                         [&](const people::Organization& o) { return present_organization(call, o); })};
}

Result<Answer> count_organizations(Call& call) {
  const auto value = std::int64_t(PULT_TRY(organizations_of(call)).size());
  return Answer{200, {{"count", {{"value", value}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

}  // namespace

std::vector<Route> organization_subscription_routes() {
  return {
      {"GET", "organization_subscriptions", Who::user, Mode::read, list},
      {"POST", "organization_subscriptions", Who::user, Mode::write, create},
      {"GET", "organization_subscriptions/{id}", Who::user, Mode::read, show},
      {"DELETE", "organization_subscriptions/{id}", Who::user, Mode::write, remove},
      {"GET", "organizations/{id}/subscriptions", Who::user, Mode::read, list_of_organization},
      {"GET", "users/{id}/organization_subscriptions", Who::user, Mode::read, list_of_user},
      {"GET", "users/{id}/organizations", Who::user, Mode::read, list_organizations},
      {"GET", "users/{id}/organizations/count", Who::user, Mode::read, count_organizations},
  };
}

}  // namespace pult::api
