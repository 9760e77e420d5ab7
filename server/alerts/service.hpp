// SPDX-License-Identifier: AGPL-3.0-or-later
// Alerts of one server process: raises them as tickets, clocks and mailboxes give cause, calls their channels, and is
// silent when somebody took them or the cause is gone. The only class of the module that others hold.
#pragma once
#include <memory>
#include <mutex>
#include <string>

#include "alerts/alert.hpp"
#include "alerts/cause.hpp"
#include "alerts/message.hpp"
#include "net/address_guard.hpp"
#include "tickets/desk.hpp"
#include "timers/runner.hpp"

namespace pult::alerts {

class Worker;

struct Options {
  net::AddressGuard guard;
  std::string base_url;  // of links, as people outside reach the desk: "https://desk.example"
};

class AlertService {
 public:
  // Adds its hook to the desk behind those that move its clocks, so make it before the desk serves.
  AlertService(sql::Database& database, tickets::Desk& desk, crypto::SecretBox secrets, Options options);
  ~AlertService();

  // Before the runner starts: rounds of alerts, warnings before deadlines, trouble of mailboxes.
  void add_timers(timers::Runner& runner);
  Result<void> start();
  void stop();
  // Another process committed something.
  void wake();

  // A transaction is about to change rules.
  void expect_change() { rules_.expect_change(); }
  // A rule is no more, or is another: what it raised is over, and new causes are judged by it.
  Result<void> end_alerts_of(sql::Transaction& tx, RuleId rule) const;

  ChannelStore channels(sql::Transaction& tx) const { return {tx, secrets_}; }
  const crypto::SecretBox& secrets() const { return secrets_; }
  const net::AddressGuard& guard() const { return options_.guard; }
  sql::Database& database() const { return database_; }
  Micros now() const { return desk_.now(); }

  // What a call for an alert says.
  Result<Values> values_of(sql::Transaction& tx, const Alert& alert, const Channel& channel, std::int64_t call) const;
  // One call right now, for a person who tries a channel. Blocks.
  Result<net::HttpReply> try_out(const Channel& channel) const;

 private:
  Result<void> on_ticket(sql::Transaction& tx, const tickets::Notice& notice);
  Result<void> on_breach(sql::Transaction& tx, const tickets::Ticket& ticket, std::string_view metric);
  Result<void> on_warning(sql::Transaction& tx, const std::string& subject);
  Result<void> on_trouble(sql::Transaction& tx, const std::string& subject);
  Result<void> on_round(sql::Transaction& tx, const std::string& subject);
  Result<void> raise(sql::Transaction& tx, const Cause& cause);
  Result<void> end_over(sql::Transaction& tx, const tickets::Notice& notice);

  sql::Database& database_;
  tickets::Desk& desk_;
  crypto::SecretBox secrets_;
  Options options_;
  RuleCache rules_;
  std::mutex mutex_;
  std::unique_ptr<Worker> worker_;
  std::atomic<bool> stopping_ = false;
};

}  // namespace pult::alerts
