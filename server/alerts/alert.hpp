// SPDX-License-Identifier: AGPL-3.0-or-later
// Alerts as rows: one for a rule and a cause, from the moment it is raised until its cause is gone. Whether somebody
// may see the ticket of one is asked at each read.
#pragma once
#include <boost/json/object.hpp>
#include <optional>
#include <string>
#include <vector>

#include "alerts/rule.hpp"
#include "people/access.hpp"
#include "tickets/ids.hpp"

namespace pult::alerts {

using AlertId = base::Id<struct AlertTag>;

// After that what is over is forgotten.
inline constexpr Micros alert_lifetime = 90 * base::day_us;
// What the live wire calls the alerts of a ticket (tickets::tell_part), and those of mailboxes ("progress").
inline constexpr std::string_view alerts_part = "alerts";

struct Alert {
  AlertId id;
  RuleId rule;
  std::string event, cause;
  TicketId ticket;
  boost::json::object facts;  // metric, instance, due_at, policy_id, policy_title, mailbox_id, address
  std::string secret;         // sealed
  std::int64_t rounds = 0;
  std::optional<Micros> first_round_at, last_round_at, escalated_at;
  std::optional<Micros> acknowledged_at;
  UserId acknowledged_by;        // 0: by a link
  std::string acknowledged_via;  // app, or the name of the channel whose link it was
  std::optional<Micros> ended_at;
  std::string end_reason;  // answered | changed | recovered | removed
  Micros created_at = 0;
  // Of other rows, as they are now.
  std::string rule_title, subject, priority, acknowledged_by_name;

  bool is_running() const { return !ended_at; }
  bool is_open() const { return !ended_at && !acknowledged_at; }
  std::string_view state() const { return ended_at ? "ended" : acknowledged_at ? "acknowledged" : "open"; }
  Standing standing() const;
  std::int64_t number(std::string_view fact) const;  // 0 for none
  std::string text(std::string_view fact) const;
};

// False when this rule has one of this cause already.
Result<bool> insert_alert(sql::Transaction& tx, Alert& alert, Micros now);
Result<std::optional<Alert>> find_alert(sql::Transaction& tx, AlertId id);
// Locks the row on PostgreSQL.
Result<std::optional<Alert>> find_alert_for_update(sql::Transaction& tx, AlertId id);
Result<void> save_rounds(sql::Transaction& tx, AlertId id, const Standing& standing);
Result<std::vector<Alert>> list_running_of_ticket(sql::Transaction& tx, TicketId ticket);
Result<std::vector<Alert>> list_running_of_rule(sql::Transaction& tx, RuleId rule);
Result<std::vector<Alert>> list_running_of_cause(sql::Transaction& tx, std::string_view cause);

struct AlertFilter {
  std::string state;  // open | acknowledged | ended; "": all
  AlertId before;     // newest first; 0: from the newest
  std::int64_t offset = 0;
  int limit = 100;
};
// Those whose ticket the agent may see; of mailboxes all.
Result<std::vector<Alert>> list_alerts(sql::Transaction& tx, const people::Actor& actor, const AlertFilter& filter);
Result<std::optional<Alert>> access_alert(sql::Transaction& tx, const people::Actor& actor, AlertId id);
// Looks at no more than `limit` rows.
Result<std::int64_t> count_alerts(sql::Transaction& tx, const people::Actor& actor, std::string_view state, int limit);

struct Taker {
  UserId user;  // 0: whoever had the link
  std::string via;
};
// Nobody is called any more for it. False when somebody had taken it, or it was over.
Result<bool> acknowledge(sql::Transaction& tx, const Alert& alert, const Taker& taker, Micros now);
Result<void> end_alert(sql::Transaction& tx, const Alert& alert, std::string_view reason, Micros now);
// The windows of who may see it hear that it changed.
Result<void> tell_windows(sql::Transaction& tx, const Alert& alert);

// Links by which it is taken: "7-12-c0ffee...", of a call that was made for it. Signed with the alert's secret.
std::string render_link(AlertId alert, std::int64_t call, std::string_view secret);
struct Link {
  AlertId alert;
  std::int64_t call = 0;
};
std::optional<Link> parse_link(std::string_view text);

}  // namespace pult::alerts
