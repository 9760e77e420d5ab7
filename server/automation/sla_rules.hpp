// SPDX-License-Identifier: AGPL-3.0-or-later
// Which policy applies to a ticket, and why: the first one by position whose filter holds.
#pragma once
#include <boost/json/object.hpp>
#include <memory>
#include <mutex>
#include <vector>

#include "automation/sla_policy.hpp"
#include "tickets/desk.hpp"
#include "tickets/view_set.hpp"

namespace pult::automation {

struct SlaRule {
  SlaPolicy policy;
  bool is_broken = false;  // its filter names what is no more: it holds for nothing
  rules::Program program;
};

// All policies with their filters compiled, as they stand for a transaction.
struct SlaRuleSet {
  std::shared_ptr<const tickets::ViewSet> views;  // the desk's fields and hours
  std::vector<SlaRule> rules;                     // by position
  bool needs_custom = false, needs_requester = false, needs_organization = false;
};

// Thread-safe. Policies are told by the version of the views (tickets/view_set.hpp), which their changes move.
class SlaRules {
 public:
  Result<std::shared_ptr<const SlaRuleSet>> get(sql::Transaction& tx, std::shared_ptr<const tickets::ViewSet> views);

 private:
  std::mutex mutex_;
  std::shared_ptr<const SlaRuleSet> kept_;
};

struct SlaChoice {
  const SlaRule* rule = nullptr;
  // [{"title", "reason": condition | any | broken, "field", "operator", "value"}]: the last policies before this one,
  // and what of each did not hold.
  boost::json::array passed_over;
};
// rule is null where none holds.
Result<SlaChoice> choose_policy(sql::Transaction& tx, const SlaRuleSet& set, const tickets::Ticket& ticket, Micros now);

// The priority whose targets count: tickets without one are of normal priority.
std::string_view target_priority(const tickets::Ticket& ticket);

}  // namespace pult::automation
