// SPDX-License-Identifier: AGPL-3.0-or-later
// Notifications of one server process: writes them as tickets change, pushes them to browsers and mails them. The only
// class of the module that others hold.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "crypto/crypto.hpp"
#include "net/address_guard.hpp"
#include "notify/mailer.hpp"
#include "notify/subscription.hpp"
#include "tickets/desk.hpp"
#include "timers/runner.hpp"

namespace pult::notify {

class Worker;

struct Options {
  net::AddressGuard guard;
  std::string contact = "mailto:postmaster@localhost";  // for operators of push services (RFC 8292 section 2.1)
  std::string base_url;                                 // of the desk, for links in mails
};

class NotifyService {
 public:
  // Adds its hook to the desk and writes the mails to agents, so make it before these serve.
  NotifyService(sql::Database& database, tickets::Desk& desk, channels::MailService& mail, crypto::SecretBox secrets,
                Options options);
  ~NotifyService();

  // Before the runner starts.
  void add_timer(timers::Runner& runner);

  Result<void> start();
  void stop();
  // Another process committed something.
  void wake();

  Store store(sql::Transaction& tx) const { return {tx, secrets_}; }
  const Options& options() const { return options_; }
  sql::Database& database() const { return database_; }
  Micros now() const { return desk_.now(); }

 private:
  sql::Database& database_;
  tickets::Desk& desk_;
  crypto::SecretBox secrets_;
  Options options_;
  Mailer mailer_;
  std::mutex mutex_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace pult::notify
