// SPDX-License-Identifier: AGPL-3.0-or-later
// Browsers that take pushes, each with the keys it gave us; and the key by which push services know this desk.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "crypto/crypto.hpp"
#include "notify/message.hpp"
#include "people/session.hpp"
#include "sql/database.hpp"

namespace pult::notify {

using SubscriptionId = base::Id<struct PushSubscriptionTag>;

inline constexpr std::size_t most_subscriptions = 20;  // of one person; the oldest gives way

struct Subscription {
  SubscriptionId id;
  UserId user;
  people::SessionId session;  // 0: none
  Target target;
  std::string origin, name, last_error;
  Micros created_at = 0;
  std::optional<Micros> last_success_at;
};

// What may not be read off a stolen copy of the database is sealed.
class Store {
 public:
  Store(sql::Transaction& transaction, const crypto::SecretBox& box) : tx_(transaction), secrets_(box) {}

  // Made at first use; the same for all nodes and for ever: browsers remember it.
  Result<crypto::P256Key> desk_key() const;
  Result<std::optional<crypto::P256Key>> find_desk_key() const;

  // One row per endpoint: a browser that comes again, perhaps with another person, takes its place over.
  Result<Subscription> save(Subscription subscription, Micros now) const;
  Result<std::vector<Subscription>> list(UserId user) const;
  Result<std::optional<Subscription>> find(SubscriptionId id) const;
  // With what waits for it.
  Result<void> remove(SubscriptionId id) const;
  Result<void> note(SubscriptionId id, std::string_view error, Micros now) const;

 private:
  sql::Transaction& tx_;
  const crypto::SecretBox& secrets_;
};

}  // namespace pult::notify
