// SPDX-License-Identifier: AGPL-3.0-or-later
// The floor of a read: the statements themselves, on the same file, by bare sqlite3.
#pragma once
#include <sqlite3.h>

#include <string>
#include <vector>

#include "recorder.hpp"

namespace pult::bench {

// What runs took: each in milliseconds, and all together of the processor.
struct BareTimes {
  std::vector<double> ms;
  double cpu_seconds = 0;
};

class BareReader {
 public:
  explicit BareReader(const std::string& path);
  ~BareReader();
  BareReader(const BareReader&) = delete;

  // Each run is all of the statements of one kind, the kinds in turn, in one transaction. `texts` is bound to ?1 in
  // turn, where a statement has it. Every column of every row becomes a value of ours, as a program that works with
  // them needs it.
  BareTimes time(const std::vector<std::vector<std::string>>& kinds, const std::vector<std::string>& texts, int runs);
  std::vector<std::int64_t> ids(const std::string& sql);
  std::string text(const std::string& sql);

 private:
  void read_out(sqlite3_stmt* statement);

  sqlite3* handle_ = nullptr;
  std::vector<OwnValue> values_;  // of the run
};

// Milliseconds of commits of one small row each, with the product's durability, in a file of their own.
std::vector<double> time_bare_commits(const std::string& path, int commits);

}  // namespace pult::bench
