// SPDX-License-Identifier: AGPL-3.0-or-later
// One sqlite3 connection, used by one thread at a time, and the Transaction that work sees of it.
#pragma once
#include <sqlite3.h>

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sql/statement_cache.hpp"
#include "sql/units.hpp"

namespace pult::sql::sqlite {

enum class Access : std::uint8_t { write, read };

// The error for a result code (extended), with the message of the connection when there is one.
Error error_of(int code, sqlite3* handle);

class Connection final : public Transaction {
 public:
  // `path` is a file, or ":memory:".
  static Result<std::unique_ptr<Connection>> open(const std::string& path, Access access);
  ~Connection() override;
  Connection(const Connection&) = delete;

  Dialect dialect() const override { return Dialect::sqlite; }
  Result<void> each(std::string_view sql, const std::vector<Param>& params,
                    const std::function<Result<void>(const Row&)>& row) override;
  Result<std::int64_t> run(std::string_view sql, const std::vector<Param>& params) override;
  Result<void> script(std::string_view sql) override;
  void notify(std::string_view channel, std::string_view payload) override;
  Result<void> limit_time(std::chrono::milliseconds most) override;
  int counter_shard() const override { return 0; }

  // A statement of the driver itself: BEGIN, COMMIT, PRAGMA.
  Result<void> control(std::string_view sql);
  // Runs the unit; an error, also of a statement that the work ignored, is the unit's error.
  Result<void> perform(const Unit& unit);
  // Whether the last unit ran a statement that can write.
  bool has_written() const { return has_written_; }
  // perform() inside a savepoint, rolled back on error. Check in_transaction() afterwards.
  Result<void> perform_in_savepoint(const Unit& unit);
  // False also after SQLite gave the transaction up by itself (disk full, I/O error).
  bool in_transaction() const { return !sqlite3_get_autocommit(handle_); }
  std::vector<Notification> take_notifications() { return std::exchange(notifications_, {}); }
  sqlite3* handle() { return handle_; }

 private:
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }
  };
  using Statement = std::unique_ptr<sqlite3_stmt, Finalize>;
  using Statements = StatementCache<Statement>;
  class Lease;

  Connection() = default;
  Result<void> configure(const std::string& path, Access access);
  Result<Statement> prepare(std::string_view sql);
  Result<void> bind(sqlite3_stmt* statement, const std::vector<Param>& params);
  template <class OnRow>
  Result<void> execute(std::string_view sql, const std::vector<Param>& params, const OnRow& on_row);
  std::unexpected<Error> doom(Error error);
  bool is_over() const;
  void watch();

  sqlite3* handle_ = nullptr;
  Statements statements_{300};
  std::vector<Notification> notifications_;  // of the units that went well since take_notifications()
  std::optional<Error> doomed_;              // the first failed statement of this unit
  std::optional<std::chrono::steady_clock::time_point> deadline_;  // of a unit with limited time
  bool read_only_ = false;                                         // this unit may not write
  bool has_written_ = false;                                       // this unit ran a statement that can write
};

}  // namespace pult::sql::sqlite
