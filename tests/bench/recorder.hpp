// SPDX-License-Identifier: AGPL-3.0-or-later
// What the product writes, statement by statement, so that the bare engine can be given exactly the same rows: whatever
// hooks, indexes and counters are added later, both sides write them.
#pragma once
#include <mutex>
#include <string>
#include <variant>
#include <vector>

#include "sql/database.hpp"

namespace pult::bench {

struct Bytes {
  std::string bytes;
};
using OwnValue = std::variant<std::monostate, std::int64_t, double, std::string, Bytes>;

struct Statement {
  std::string sql;
  std::vector<OwnValue> values;
};
// The statements of one successful unit of work, without those that only read.
using Unit = std::vector<Statement>;

// A database whose writes are kept, in the order of their commits. Give it one unit at a time.
class RecordingDatabase final : public sql::Database {
 public:
  explicit RecordingDatabase(sql::Database& inner) : inner_(inner) {}

  std::vector<Unit> take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(units_, {});
  }

  using sql::Database::read;
  using sql::Database::write;
  sql::Dialect dialect() const override { return inner_.dialect(); }
  void write(Work work, Done done) override;
  void read(Work work, Done done) override { inner_.read(std::move(work), std::move(done)); }
  void listen(Listener listener) override { inner_.listen(std::move(listener)); }
  void close() override { inner_.close(); }
  Result<void> backup_to(const std::string& path) override { return inner_.backup_to(path); }

 private:
  sql::Database& inner_;
  std::mutex mutex_;
  std::vector<Unit> units_;
};

}  // namespace pult::bench
