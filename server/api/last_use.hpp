// SPDX-License-Identifier: AGPL-3.0-or-later
// When tokens and sessions were used last: written at most once a minute each, and never in a request's way.
#pragma once
#include <map>
#include <mutex>

#include "api/api.hpp"

namespace pult::api {

class LastUse {
 public:
  explicit LastUse(sql::Database& database) : database_(database) {}
  // Thread-safe; queues the write if one is due and returns.
  void note(const Identity& identity, Micros now);

 private:
  bool is_due(std::string_view table, std::int64_t id, Micros now);

  sql::Database& database_;
  std::mutex mutex_;
  std::map<std::pair<std::string_view, std::int64_t>, Micros> written_;
};

}  // namespace pult::api
