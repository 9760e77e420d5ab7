// SPDX-License-Identifier: AGPL-3.0-or-later
// The ceiling: bare sqlite3 with the product's durability (WAL, synchronous=FULL), writing recorded rows.
#pragma once
#include <sqlite3.h>

#include <span>
#include <string>
#include <thread>
#include <unordered_map>

#include "recorder.hpp"

namespace pult::bench {

class RawEngine {
 public:
  explicit RawEngine(const std::string& path);
  ~RawEngine();
  RawEngine(const RawEngine&) = delete;

  // All units in one commit.
  void commit(std::span<const Unit> units);
  // `clients` threads, each of which waits until its unit is durable before it hands in the next; one writer thread
  // commits whatever waits. Seconds.
  double commit_in_groups(std::span<const Unit> units, int clients);
  std::int64_t count(const std::string& table);

 private:
  void begin();
  void apply(const Unit& unit);
  void end();
  void run_checkpoints(std::stop_token stop);

  const std::string path_;
  sqlite3* handle_ = nullptr;
  std::unordered_map<std::string, sqlite3_stmt*> statements_;
  std::jthread checkpoints_;  // beside the writer, as a careful user of SQLite does it
};

}  // namespace pult::bench
