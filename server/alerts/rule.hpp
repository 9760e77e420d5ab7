// SPDX-License-Identifier: AGPL-3.0-or-later
// Alert rules as stored: what is loud, on which channels, how often, and who comes next.
#pragma once
#include <array>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "alerts/channel.hpp"
#include "alerts/timeline.hpp"
#include "automation/sla_policy.hpp"

namespace pult::alerts {

using RuleId = base::Id<struct AlertRuleTag>;

inline constexpr std::array<std::string_view, 5> events{"sla_warning", "sla_breach", "ticket_urgent", "mailbox_failing",
                                                        "outgoing_failing"};
bool is_event(std::string_view name);
// Events of tickets; the others are of mailboxes.
bool is_of_ticket(std::string_view event);

inline constexpr std::int64_t most_rules = 100, most_minutes = 10'080;

struct Rule {
  RuleId id;
  std::string title;
  bool is_active = true;
  std::string event = "sla_breach";
  std::string priority;            // this one and above; "": every one
  automation::SlaPolicyId policy;  // 0: every one; of SLA events
  GroupId group;                   // 0: every one
  std::vector<ChannelId> channels, escalation_channels;
  std::int64_t delay_minutes = 0, repeat_minutes = 0, escalate_minutes = 0;
  Micros created_at = 0, updated_at = 0;

  Plan plan() const;
};

// What happened, as rules are asked about it.
struct Happened {
  std::string_view event, priority;
  automation::SlaPolicyId policy;
  GroupId group;
};
// Tickets without a priority are of normal priority. Pure.
bool matches(const Rule& rule, const Happened& happened);

Result<std::vector<Rule>> list_rules(sql::Transaction& tx);  // by id
Result<std::optional<Rule>> find_rule(sql::Transaction& tx, RuleId id);
// unprocessable with the field that cannot be, "LimitReached" when there are too many.
Result<Rule> create_rule(sql::Transaction& tx, Rule rule, Micros now);
Result<void> save_rule(sql::Transaction& tx, const Rule& rule, Micros now);
Result<void> delete_rule(sql::Transaction& tx, RuleId id);
// A channel is no more: rules go on without it.
Result<void> forget_channel(sql::Transaction& tx, ChannelId channel, Micros now);

// The notification that tells the processes that rules changed.
inline constexpr std::string_view rules_channel = "alert_rules";

// The active rules in memory, so that a desk without any pays nothing for them. Thread-safe.
class RuleCache {
 public:
  explicit RuleCache(sql::Database& database) : database_(database) { reload(); }
  Result<std::shared_ptr<const std::vector<Rule>>> get(sql::Transaction& tx);
  // A transaction is about to change rules: until it is known, transactions read them themselves.
  void expect_change();
  void reload();

 private:
  sql::Database& database_;
  std::mutex mutex_;
  std::shared_ptr<const std::vector<Rule>> kept_;  // null: ask the database
  std::uint64_t generation_ = 0;
};

}  // namespace pult::alerts
