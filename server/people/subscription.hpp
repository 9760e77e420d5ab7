// SPDX-License-Identifier: AGPL-3.0-or-later
// Who wants to hear of every ticket of an organization.
#pragma once
#include <vector>

#include "people/access.hpp"

namespace pult::people {

using OrganizationSubscriptionId = base::Id<struct OrganizationSubscriptionTag>;

struct OrganizationSubscription {
  OrganizationSubscriptionId id;
  UserId user;
  OrganizationId organization;
  Micros created_at = 0;
};

struct SubscriptionFilter {
  UserId user;
  OrganizationId organization;
  OrganizationSubscriptionId after;
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<OrganizationSubscription>> list_subscriptions(sql::Transaction& tx,
                                                                 const SubscriptionFilter& filter);
Result<std::optional<OrganizationSubscription>> find_subscription(sql::Transaction& tx, OrganizationSubscriptionId id);
// Twice is once.
Result<OrganizationSubscription> subscribe(sql::Transaction& tx, UserId user, OrganizationId organization, Micros now);
Result<void> unsubscribe(sql::Transaction& tx, OrganizationSubscriptionId id);

}  // namespace pult::people
