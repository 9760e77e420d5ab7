// SPDX-License-Identifier: AGPL-3.0-or-later
// Webhooks as stored: where to call, how to prove that it is us, and what about.
#pragma once
#include <boost/json.hpp>
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

namespace pult::channels::webhooks {

namespace json = boost::json;
using Headers = std::vector<std::pair<std::string, std::string>>;

struct Webhook {
  std::string id;  // ULID
  std::string name, description;
  bool is_active = true;
  std::string endpoint;
  std::string http_method = "POST";     // GET | POST | PUT | PATCH | DELETE
  std::string request_format = "json";  // json | xml | form_encoded
  std::vector<std::string> subscriptions;
  // What the other side knows us by: {"username", "password"}, {"token"} or {"name", "value"}; type "" for none.
  std::string auth_type;
  json::object auth_data;
  Headers custom_headers;
  std::string signing_secret;
  std::string external_source;  // JSON, "" for none
  UserId created_by, updated_by;
  Micros created_at = 0, updated_at = 0;
};

// 48 bits of milliseconds and 80 random ones in Crockford's base 32: sorts by time.
std::string make_ulid(Micros now);
bool is_ulid(std::string_view text);
std::string make_signing_secret();

// unprocessable with the field that cannot be.
Result<void> check(const Webhook& webhook, const net::AddressGuard& guard);

// Secrets are sealed on the way in and opened on the way out.
class Store {
 public:
  Store(sql::Transaction& transaction, const crypto::SecretBox& box) : tx(transaction), secrets(box) {}
  sql::Transaction& tx;
  const crypto::SecretBox& secrets;

  // Gives it its id and its signing secret.
  Result<Webhook> create(Webhook webhook, Micros now) const;
  Result<std::optional<Webhook>> find(std::string_view id) const;
  Result<void> save(const Webhook& webhook) const;
  // What waits for it is never sent.
  Result<void> remove(std::string_view id, Micros now) const;
  Result<std::vector<Webhook>> list_active() const;

 private:
  Result<void> changed(std::string_view id) const;
};

struct WebhookFilter {
  std::string name_contains, status;  // "" : all
  std::string order = "id";           // id | name | status
  bool descending = false;
  std::optional<std::pair<std::string, std::string>> after;  // sort value and id of the last one seen
  int limit = 100;
};
Result<std::vector<Webhook>> list(const Store& store, const WebhookFilter& filter);

// Switches it on or off; false when it is so already, or is no more. Secrets are not needed for that.
Result<bool> set_active(sql::Transaction& tx, std::string_view id, bool active, Micros now);

// The notification that tells the processes that webhooks changed.
inline constexpr std::string_view changed_channel = "webhooks";

}  // namespace pult::channels::webhooks
