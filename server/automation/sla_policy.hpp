// SPDX-License-Identifier: AGPL-3.0-or-later
// SLA policies as rows: which tickets, and how long each thing may take. The first one that fits a ticket counts
// (sla_rules.hpp); a change of a policy counts for a ticket from the ticket's next change on.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "rules/condition.hpp"
#include "sql/database.hpp"

namespace pult::automation {

using SlaPolicyId = base::Id<struct SlaPolicyTag>;

struct SlaMetric {
  std::string priority;  // low | normal | high | urgent
  std::string metric;    // first_reply_time ...
  std::int64_t target_seconds = 0;
  bool business_hours = false;
};

struct SlaPolicy {
  SlaPolicyId id;
  std::string title, description;
  std::int64_t position = 0;
  rules::Conditions filter;
  std::vector<SlaMetric> metrics;
  Micros created_at = 0, updated_at = 0;
};

// [{priority, metric, target (minutes) or target_in_seconds, business_hours}]; unprocessable for what cannot be.
Result<std::vector<SlaMetric>> parse_sla_metrics(const boost::json::value& from);
boost::json::array render_sla_metrics(const std::vector<SlaMetric>& metrics);

Result<std::vector<SlaPolicy>> list_sla_policies(sql::Transaction& tx);  // by position
Result<std::optional<SlaPolicy>> find_sla_policy(sql::Transaction& tx, SlaPolicyId id);
// unprocessable: a blank title, too many. The policy comes last unless it has a position.
Result<SlaPolicy> insert_sla_policy(sql::Transaction& tx, SlaPolicy policy, Micros now);
Result<void> save_sla_policy(sql::Transaction& tx, const SlaPolicy& policy, Micros now);
Result<void> delete_sla_policy(sql::Transaction& tx, SlaPolicyId id);
// Positions 1, 2, ... for the named ones in this order; the others follow in theirs.
Result<void> reorder_sla_policies(sql::Transaction& tx, const std::vector<SlaPolicyId>& order, Micros now);

}  // namespace pult::automation
