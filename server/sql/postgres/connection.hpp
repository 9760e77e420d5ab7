// SPDX-License-Identifier: AGPL-3.0-or-later
// One connection to PostgreSQL, used by one thread at a time, and the Transaction that work sees of it.
// Connects when it is first needed and again after it was lost.
#pragma once
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "sql/cancel.hpp"
#include "sql/postgres/link.hpp"
#include "sql/statement_cache.hpp"
#include "sql/units.hpp"

namespace pult::sql::postgres {

// All notifications travel on one channel of PostgreSQL, as "CHANNEL PAYLOAD".
inline constexpr const char* wire_channel = "pult";

class Connection final : public Transaction {
 public:
  Connection(std::string url, int shard) : url_(std::move(url)), shard_(shard) {}

  Dialect dialect() const override { return Dialect::postgres; }
  Result<void> each(std::string_view sql, const std::vector<Param>& params,
                    const std::function<Result<void>(const Row&)>& row) override;
  Result<std::int64_t> run(std::string_view sql, const std::vector<Param>& params) override;
  Result<void> script(std::string_view sql) override;
  void notify(std::string_view channel, std::string_view payload) override;
  Result<void> limit_time(std::chrono::milliseconds most) override;
  int counter_shard() const override { return shard_; }

  // Runs the unit in a transaction: read committed for a write, a read-only snapshot for a read. Retries what
  // PostgreSQL asks to be retried. A lost connection is the unit's error, unless it was lost before the unit began.
  Result<void> perform(const Unit& unit);
  Result<void> ensure_connected();

 private:
  // Parameters in libpq's form; the values point into those of the caller.
  struct Arguments {
    std::vector<Oid> types;
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
    std::vector<std::uint64_t> numbers;
  };

  Result<void> begin(bool read_only);
  Result<void> perform_once(const Unit& unit);
  Result<void> commit(bool read_only);
  Result<Reply> execute(std::string_view sql, const std::vector<Param>& params);
  Result<void> prepare(const std::string& name, std::string_view sql, const std::vector<Param>& params);
  Result<void> arrange(const std::vector<Param>& params);
  Result<void> control(const char* sql);
  bool arm(Cancellation& cancellation) const;
  std::unexpected<Error> doom(Error error);
  std::unexpected<Error> doom(const Reply& reply, std::string_view sql);

  const std::string url_;
  const int shard_;
  Link link_;
  std::chrono::steady_clock::time_point connect_after_{};
  std::chrono::milliseconds connect_pause_{0};

  StatementCache<std::string> statements_{300};  // types and text -> name on the server
  std::int64_t prepared_ = 0;
  std::string key_;
  Arguments arguments_;

  std::optional<Error> doomed_;  // the first failed statement of this unit
  bool retry_ = false;           // ... failed in a way that another try may cure
  bool read_only_ = false;
};

}  // namespace pult::sql::postgres
