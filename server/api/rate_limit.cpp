// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/rate_limit.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace pult::api {
namespace {

constexpr std::size_t max_buckets = 100'000;

std::string_view next_word(std::string_view& text) {
  while (text.starts_with(' ')) text.remove_prefix(1);
  const auto word = text.substr(0, text.find(' '));
  text.remove_prefix(word.size());
  return word;
}

bool read_number(std::string_view text, std::int64_t& out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  return !text.empty() && error == std::errc() && end == text.data() + text.size() && out > 0 && out <= 1'000'000;
}

std::int64_t seconds_for(double tokens, double per_us) {
  return std::int64_t(std::ceil(std::max(0.0, tokens) / per_us / double(base::second_us)));
}

}  // namespace

std::optional<EndpointLimit> parse_endpoint_limit(std::string_view text) {
  EndpointLimit out;
  out.method = next_word(text);
  out.path = next_word(text);
  const auto amount = next_word(text);
  const auto per = next_word(text);
  const auto slash = amount.find('/');
  if (out.method.empty() || out.path.empty() || slash == std::string_view::npos || !next_word(text).empty())
    return std::nullopt;
  if (!read_number(amount.substr(0, slash), out.count) || !read_number(amount.substr(slash + 1), out.seconds))
    return std::nullopt;
  if (per == "object")
    out.per = EndpointLimit::Per::object;
  else if (per == "account")
    out.per = EndpointLimit::Per::account;
  else if (!per.empty() && per != "caller")
    return std::nullopt;
  return out;
}

std::string endpoint_name(std::string_view method, std::string_view path) {
  const bool of_one = path.ends_with("{id}") || path.ends_with("{word}");
  std::string out;
  while (!path.empty()) {
    const auto part = path.substr(0, path.find('/'));
    path.remove_prefix(std::min(part.size() + 1, path.size()));
    if (!part.starts_with('{')) out.append(out.empty() ? "" : "-").append(part);
  }
  const std::string_view action = method == "GET"      ? of_one ? "show" : "index"
                                  : method == "POST"   ? "create"
                                  : method == "DELETE" ? "destroy"
                                                       : "update";
  return out.append("-").append(action);
}

Buckets::Bucket& Buckets::filled(const std::string& key, std::int64_t count, std::int64_t seconds, Micros now) {
  if (buckets_.size() >= max_buckets && !buckets_.contains(key)) {
    std::erase_if(buckets_, [&](const auto& entry) {
      const auto& bucket = entry.second;
      return bucket.tokens + double(now - bucket.at) * bucket.per_us >= bucket.capacity;
    });
    if (buckets_.size() >= max_buckets) buckets_.clear();  // bounded whatever an attacker sends
  }
  auto [found, is_new] = buckets_.try_emplace(key);
  auto& bucket = found->second;
  bucket.capacity = double(count);
  bucket.per_us = double(count) / double(seconds * base::second_us);
  const auto passed = double(std::max<Micros>(0, now - bucket.at));
  bucket.tokens = is_new ? bucket.capacity : std::min(bucket.capacity, bucket.tokens + passed * bucket.per_us);
  bucket.at = now;
  return bucket;
}

Allowance Buckets::take(const std::string& key, std::int64_t count, std::int64_t seconds, Micros now) {
  const std::lock_guard lock(mutex_);
  auto& bucket = filled(key, count, seconds, now);
  Allowance out;
  out.limit = count;
  out.allowed = bucket.tokens >= 1;
  if (out.allowed)
    bucket.tokens -= 1;
  else
    out.retry_s = std::max<std::int64_t>(1, seconds_for(1 - bucket.tokens, bucket.per_us));
  out.remaining = std::int64_t(bucket.tokens);
  out.reset_s = seconds_for(bucket.capacity - bucket.tokens, bucket.per_us);
  return out;
}

void Buckets::charge(const std::string& key, std::int64_t count, std::int64_t seconds, Micros now) {
  const std::lock_guard lock(mutex_);
  auto& bucket = filled(key, count, seconds, now);
  bucket.tokens = std::max(0.0, bucket.tokens - 1);
}

Allowance Buckets::look(const std::string& key, std::int64_t count, std::int64_t seconds, Micros now) {
  const std::lock_guard lock(mutex_);
  const auto found = buckets_.find(key);
  if (found == buckets_.end()) return {.limit = count, .remaining = count};
  const auto& bucket = filled(key, count, seconds, now);
  const bool allowed = bucket.tokens >= 1;
  return {.allowed = allowed,
          .limit = count,
          .remaining = std::int64_t(bucket.tokens),
          .reset_s = seconds_for(bucket.capacity - bucket.tokens, bucket.per_us),
          .retry_s = allowed ? 0 : std::max<std::int64_t>(1, seconds_for(1 - bucket.tokens, bucket.per_us))};
}

RateLimiter::RateLimiter(std::int64_t requests_per_minute, const std::vector<std::string>& endpoint_limits)
    : requests_per_minute_(requests_per_minute) {
  for (const auto& text : endpoint_limits)
    if (auto limit = parse_endpoint_limit(text)) endpoints_.push_back(std::move(*limit));
}

std::int64_t RateLimiter::Decision::retry_s() const {
  return std::max(caller ? caller->retry_s : 0, endpoint ? endpoint->retry_s : 0);
}

RateLimiter::Decision RateLimiter::decide(const std::string& caller, const std::string& address,
                                          std::string_view method, std::string_view route_path, std::string_view path,
                                          Micros now) {
  Decision out;
  if (requests_per_minute_ > 0) {
    const auto guesses = buckets_.look("address " + address, requests_per_minute_, 60, now);
    out.caller = guesses.allowed ? buckets_.take("caller " + caller, requests_per_minute_, 60, now) : guesses;
    if (!out.caller->allowed) return out;
  }
  for (const auto& limit : endpoints_) {
    if (limit.method != method || limit.path != route_path) continue;
    using Per = EndpointLimit::Per;
    std::string key = "endpoint " + limit.method + " " + limit.path;
    if (limit.per != Per::account) key += " " + caller;
    if (limit.per == Per::object) key.append(" ").append(path);
    out.endpoint = buckets_.take(key, limit.count, limit.seconds, now);
    out.endpoint_header = "Zendesk-RateLimit-" + endpoint_name(method, route_path);
    if (!out.endpoint->allowed) return out;
  }
  return out;
}

void RateLimiter::charge_address(const std::string& address, Micros now) {
  if (requests_per_minute_ > 0) buckets_.charge("address " + address, requests_per_minute_, 60, now);
}

}  // namespace pult::api
