// SPDX-License-Identifier: AGPL-3.0-or-later
// The floor of a read: the statement itself, on the same file, by bare sqlite3.
#pragma once
#include <sqlite3.h>

#include <string>
#include <vector>

namespace pult::bench {

class BareReader {
 public:
  explicit BareReader(const std::string& path);
  ~BareReader();
  BareReader(const BareReader&) = delete;

  // Milliseconds of each run. Every column of every row is read. `texts` is bound to ?1 in turn, where there are any.
  std::vector<double> time(const std::string& sql, const std::vector<std::string>& texts, int runs);
  std::string text(const std::string& sql);

 private:
  sqlite3* handle_ = nullptr;
  std::size_t bytes_read_ = 0;
};

// Milliseconds of commits of one small row each, with the product's durability, in a file of their own.
std::vector<double> time_bare_commits(const std::string& path, int commits);

}  // namespace pult::bench
