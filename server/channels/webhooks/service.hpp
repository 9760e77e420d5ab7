// SPDX-License-Identifier: AGPL-3.0-or-later
// Webhooks of one server process: writes calls into their outbox as tickets change, and delivers them. The only class
// of the folder that others hold.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "channels/webhooks/webhook.hpp"
#include "net/address_guard.hpp"
#include "net/http_client.hpp"
#include "tickets/desk.hpp"

namespace pult::channels {

namespace webhooks {
class Worker;
}

struct WebhookOptions {
  net::AddressGuard guard;
  int workers = 3;
};

class WebhookService {
 public:
  // Adds its hook to the desk, so make it before the desk serves.
  WebhookService(sql::Database& database, tickets::Desk& desk, crypto::SecretBox secrets, WebhookOptions options);
  ~WebhookService();

  Result<void> start();
  void stop();
  // Another process committed something.
  void wake();

  // A transaction is about to change webhooks: until it is known, transactions read the list themselves. The
  // notification of its commit would come too late for what this process does next.
  void expect_change();
  webhooks::Store store(sql::Transaction& tx) const { return {tx, secrets_}; }
  const net::AddressGuard& guard() const { return options_.guard; }
  sql::Database& database() const { return database_; }
  Micros now() const { return desk_.now(); }
  // Who we say we are: a desk is one account.
  static constexpr std::string_view account = "1";

  // One call right now, for a person who tries a webhook. Blocks.
  Result<net::HttpReply> call(const webhooks::Webhook& webhook, const std::string& payload) const;

  // Makes calls of what happened to people and organizations (events/domain_event.hpp); true: there may be more.
  Result<bool> pass_on(sql::Transaction& tx) const;

 private:
  // Subscription -> ids of active webhooks.
  using Subscribers = std::map<std::string, std::vector<std::string>, std::less<>>;
  Result<void> on_ticket(sql::Transaction& tx, const tickets::Notice& notice) const;
  Result<std::shared_ptr<const Subscribers>> subscribers(sql::Transaction& tx) const;
  Result<Subscribers> load_subscribers(sql::Transaction& tx) const;
  // One call due now to each of them.
  Result<void> enqueue_for(sql::Transaction& tx, const std::vector<std::string>& webhook_ids, const std::string& type,
                           const std::string& payload) const;
  void reload();

  sql::Database& database_;
  tickets::Desk& desk_;
  crypto::SecretBox secrets_;
  WebhookOptions options_;
  mutable std::mutex mutex_;
  std::shared_ptr<const Subscribers> subscribers_;  // null: ask the database
  std::uint64_t generation_ = 0;
  std::atomic<bool> stopping_ = false;
  std::unique_ptr<webhooks::Worker> worker_;
};

}  // namespace pult::channels
