// SPDX-License-Identifier: AGPL-3.0-or-later
// Tiers of customers: a tag of a person or of their organization that says how soon their tickets matter. The first
// tier in the desk's list that a customer belongs to counts.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"
#include "people/user.hpp"

namespace pult::tickets {

struct Change;
struct Definitions;
struct NewTicket;
struct Ticket;

struct CustomerTier {
  std::string tag;       // of the user or of the organization
  std::string name;      // as agents see it: "Gold"
  std::string priority;  // of tickets that have none of their own
  std::string set_tag;   // "": none
  GroupId group;         // of new tickets that have none; 0: none
};

inline constexpr std::size_t max_customer_tiers = 50;

// They stand among the settings of the account (account_settings.hpp), whose text this is.
std::vector<CustomerTier> parse_customer_tiers(const std::string& account_settings);
// The settings with these tiers. unprocessable: a tag that is none or is named twice, an unknown priority, too many.
Result<std::string> with_customer_tiers(const std::string& account_settings, std::vector<CustomerTier> tiers);

// The tier of a customer, nullptr for none; lives as long as the definitions.
Result<const CustomerTier*> find_tier(sql::Transaction& tx, const Definitions& definitions,
                                      const people::User& customer);

// A ticket without a priority of its own gets that of its requester's tier, and a guessed one is raised to it.
Result<void> apply_tier(sql::Transaction& tx, const Definitions& definitions, const people::User& requester,
                        NewTicket& wanted);
// The same when a change names another requester; a priority that the tier before gave is not the ticket's own.
Result<void> apply_tier(sql::Transaction& tx, const Definitions& definitions, const Ticket& before, bool may_tag,
                        Change& change);

}  // namespace pult::tickets
