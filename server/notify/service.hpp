// SPDX-License-Identifier: AGPL-3.0-or-later
// Notifications of one server process: writes them as tickets change, and pushes them to browsers. The only class of
// the module that others hold.
#pragma once
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>

#include "crypto/crypto.hpp"
#include "net/address_guard.hpp"
#include "notify/subscription.hpp"
#include "tickets/desk.hpp"

namespace pult::notify {

class Worker;

struct Options {
  net::AddressGuard guard;
  std::string contact = "mailto:postmaster@localhost";  // for operators of push services (RFC 8292 section 2.1)
};

class NotifyService {
 public:
  // Adds its hook to the desk, so make it before the desk serves.
  NotifyService(sql::Database& database, tickets::Desk& desk, crypto::SecretBox secrets, Options options);
  ~NotifyService();

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
  std::mutex mutex_;
  std::unique_ptr<Worker> worker_;
};

}  // namespace pult::notify
