// SPDX-License-Identifier: AGPL-3.0-or-later
// How many requests a caller may make (v2 conventions, section 5): a token bucket per caller, and tighter ones of
// single endpoints where the operator set them. In memory, per server process. Thread-safe.
#pragma once
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/clock.hpp"

namespace pult::api {

// "PUT tickets/{id} 30/600 object": 30 in 600 seconds, counted per caller (the default), per caller and object, or for
// the whole account.
struct EndpointLimit {
  std::string method, path;
  std::int64_t count = 0, seconds = 0;
  enum class Per : std::uint8_t { caller, object, account } per = Per::caller;
};
std::optional<EndpointLimit> parse_endpoint_limit(std::string_view text);
// What headers call an endpoint: "tickets-index", "tickets-update", "tickets-comments-index".
std::string endpoint_name(std::string_view method, std::string_view path);

struct Allowance {
  bool allowed = true;
  std::int64_t limit = 0, remaining = 0;
  std::int64_t reset_s = 0;  // until the bucket is full again
  std::int64_t retry_s = 0;  // until the next request may come; with allowed = false
};

// Buckets that fill up evenly. Bounded: full ones are forgotten, they say nothing.
class Buckets {
 public:
  // Takes one of `count` per `seconds`; a bucket that lacks one stays as it is.
  Allowance take(const std::string& key, std::int64_t count, std::int64_t seconds, Micros now);
  // Takes without asking, for what turned out to cost: never below nothing.
  void charge(const std::string& key, std::int64_t count, std::int64_t seconds, Micros now);
  // Whether there is one left, without taking it.
  Allowance look(const std::string& key, std::int64_t count, std::int64_t seconds, Micros now);

 private:
  struct Bucket {
    double tokens = 0;
    Micros at = 0;
    double per_us = 0, capacity = 0;
  };
  Bucket& filled(const std::string& key, std::int64_t count, std::int64_t seconds, Micros now);
  std::mutex mutex_;
  std::unordered_map<std::string, Bucket> buckets_;
};

class RateLimiter {
 public:
  RateLimiter(std::int64_t requests_per_minute, const std::vector<std::string>& endpoint_limits);

  struct Decision {
    std::optional<Allowance> caller;  // nullopt: no limit is set
    std::optional<Allowance> endpoint;
    std::string endpoint_header;  // "Zendesk-RateLimit-tickets-update"
    bool allowed() const { return (!caller || caller->allowed) && (!endpoint || endpoint->allowed); }
    std::int64_t retry_s() const;
  };
  // `caller`: what the request proves itself by. `route_path`: "tickets/{id}"; `path`: "/api/v2/tickets/7".
  Decision decide(const std::string& caller, const std::string& address, std::string_view method,
                  std::string_view route_path, std::string_view path, Micros now);
  // Wrong credentials cost the address they came from, for their caller is whoever they like.
  void charge_address(const std::string& address, Micros now);

 private:
  std::int64_t requests_per_minute_;
  std::vector<EndpointLimit> endpoints_;
  Buckets buckets_;
};

}  // namespace pult::api
