// SPDX-License-Identifier: AGPL-3.0-or-later
// Alert channels as stored: where a loud alert goes, and how. What they know of other services is sealed.
#pragma once
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "crypto/crypto.hpp"
#include "net/address_guard.hpp"
#include "sql/database.hpp"

namespace pult::alerts {

using ChannelId = base::Id<struct AlertChannelTag>;
using Headers = std::vector<std::pair<std::string, std::string>>;

inline constexpr std::int64_t most_channels = 50;

struct Channel {
  ChannelId id;
  std::string name;
  std::string kind = "hook";  // hook: as below; pushover: token, user_token; ntfy: endpoint (its server), topic, token
  std::string locale = "en";  // of what it says
  bool is_active = true;
  std::string http_method = "POST", endpoint;
  std::string format = "json";  // of the body: json | form | text
  std::string body;             // with {{placeholders}}, as the endpoint and the headers (message.hpp)
  Headers headers;
  std::string token, user_token, topic;
  std::optional<Micros> last_success_at;
  std::string last_error;  // of the newest call
  Micros created_at = 0, updated_at = 0;
};

// unprocessable with the field that cannot be.
Result<void> check(const Channel& channel, const net::AddressGuard& guard);

class ChannelStore {
 public:
  ChannelStore(sql::Transaction& transaction, const crypto::SecretBox& box) : tx_(transaction), secrets_(box) {}

  // unprocessable/"LimitReached" when there are too many.
  Result<Channel> create(Channel channel, Micros now) const;
  Result<std::vector<Channel>> list() const;  // by id
  Result<std::optional<Channel>> find(ChannelId id) const;
  Result<void> save(const Channel& channel, Micros now) const;
  Result<void> remove(ChannelId id) const;
  // How the newest call went; "" for well.
  Result<void> note(ChannelId id, std::string_view error, Micros now) const;

 private:
  sql::Transaction& tx_;
  const crypto::SecretBox& secrets_;
};

}  // namespace pult::alerts
