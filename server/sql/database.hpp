// SPDX-License-Identifier: AGPL-3.0-or-later
// The door to the database. SQLite and PostgreSQL behind one small surface; stores are plain functions of SQL
// against Transaction. Knows no domain word.
//
// SQL text is written once: placeholders are ?1, ?2 ... (each may be used several times), RETURNING and
// ON CONFLICT are common to both. Values are int64, double, text, bytes and null, nothing else; times are int64
// microseconds, booleans are 0/1 in BIGINT columns, JSON is TEXT.
#pragma once
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.hpp"
#include "base/result.hpp"

namespace pult::sql {

enum class Dialect : std::uint8_t { sqlite, postgres };

// Bytes that are not text (BLOB, bytea). Views: the caller keeps the memory until the statement has run.
struct Blob {
  std::string_view bytes;
};
struct Null {};

using Value = std::variant<Null, std::int64_t, double, std::string_view, Blob>;

// One parameter. Converts from what stores have at hand; an id of 0 and an empty optional bind NULL.
class Param {
 public:
  Param(Null) {}
  Param(std::nullopt_t) {}
  Param(bool v) : value_(std::int64_t(v)) {}
  template <std::integral I>
    requires(!std::same_as<I, bool>)
  Param(I v) : value_(std::int64_t(v)) {}
  Param(double v) : value_(v) {}
  Param(const char* v) : value_(std::string_view(v)) {}
  Param(const std::string& v) : value_(std::string_view(v)) {}
  Param(std::string_view v) : value_(v) {}
  Param(Blob v) : value_(v) {}
  template <class Tag>
  Param(base::Id<Tag> id) {
    if (id) value_ = id.value;
  }
  template <class T>
  Param(const std::optional<T>& v) {
    if (v) value_ = Param(*v).value_;
  }
  const Value& value() const { return value_; }

 private:
  Value value_ = Null{};
};

// One result row. Columns by position from 0. Views live until the next row or the end of the statement.
class Row {
 public:
  virtual ~Row() = default;
  virtual bool is_null(int column) const = 0;
  virtual std::int64_t int64(int column) const = 0;      // 0 for NULL
  virtual double real(int column) const = 0;             // 0 for NULL
  virtual std::string_view text(int column) const = 0;   // "" for NULL
  virtual std::string_view bytes(int column) const = 0;  // "" for NULL

  std::string string(int column) const { return std::string(text(column)); }
  bool boolean(int column) const { return int64(column) != 0; }
  template <class I>
  I id(int column) const {
    return I(int64(column));
  }
  std::optional<std::int64_t> optional_int64(int column) const {
    return is_null(column) ? std::nullopt : std::optional(int64(column));
  }
  std::optional<std::string> optional_string(int column) const {
    return is_null(column) ? std::nullopt : std::optional(string(column));
  }
};

// Work on one connection inside one transaction (SQLite: a savepoint of the writer's group commit).
// Errors: conflict/"unique_violation" and conflict/"foreign_key_violation" (cause names the constraint or columns),
// unavailable/"busy" | "timeout" | "disk_full" | "connection_lost", internal/"sql_error" for a statement that is wrong.
class Transaction {
 public:
  virtual ~Transaction() = default;
  virtual Dialect dialect() const = 0;

  // Runs a statement, calls `row` for each row in order; stops early when `row` gives an error and returns it.
  virtual Result<void> each(std::string_view sql, const std::vector<Param>& params,
                            const std::function<Result<void>(const Row&)>& row) = 0;
  // Runs a statement that gives no rows; returns how many rows it changed.
  virtual Result<std::int64_t> run(std::string_view sql, const std::vector<Param>& params = {}) = 0;
  // Several statements without parameters, separated by ";" (migrations).
  virtual Result<void> script(std::string_view sql) = 0;
  // After the commit, and only then, `payload` reaches every listener of every node (see Database::listen).
  // Payload: at most 7,000 bytes of UTF-8.
  virtual void notify(std::string_view channel, std::string_view payload) = 0;
  // From now on a statement of this unit ends with unavailable/"timeout" when the time is over (PostgreSQL: each
  // statement has that long). For reads whose cost the caller of the API decides.
  virtual Result<void> limit_time(std::chrono::milliseconds most) = 0;
  // Which shard of hot counters this connection writes (0 .. shard_count-1); 0 on SQLite, which has one writer.
  virtual int counter_shard() const = 0;

  // The first row mapped, or nullopt. At most one row is read.
  template <class Map>
  auto one(std::string_view sql, const std::vector<Param>& params, Map map)
      -> Result<std::optional<std::invoke_result_t<Map, const Row&>>> {
    std::optional<std::invoke_result_t<Map, const Row&>> found;
    bool more = false;  // a second row: not read; only then is the statement stopped, so RETURNING runs to its end
    auto ran = each(sql, params, [&](const Row& row) -> Result<void> {
      if ((more = found.has_value())) return base::fail(ErrorKind::internal, "more", {});
      found.emplace(map(row));
      return {};
    });
    if (!ran && !more) return std::unexpected(std::move(ran).error());
    return found;
  }
  template <class Map>
  auto all(std::string_view sql, const std::vector<Param>& params, Map map)
      -> Result<std::vector<std::invoke_result_t<Map, const Row&>>> {
    std::vector<std::invoke_result_t<Map, const Row&>> rows;
    auto ran = each(sql, params, [&](const Row& row) -> Result<void> {
      rows.push_back(map(row));
      return {};
    });
    if (!ran) return std::unexpected(std::move(ran).error());
    return rows;
  }
  Result<std::optional<std::int64_t>> one_int64(std::string_view sql, const std::vector<Param>& params = {}) {
    return one(sql, params, [](const Row& row) { return row.int64(0); });
  }
};

struct Options {
  // "sqlite::memory:", "sqlite:/path/to/pult.db" or "postgresql://user:password@host:port/name".
  std::string url;
  int readers = 4;                 // read connections (SQLite file and PostgreSQL)
  int writers = 8;                 // PostgreSQL only: write connections; SQLite has one
  int max_batch = 256;             // SQLite: most units of work in one commit
  std::size_t max_queue = 20'000;  // waiting work beyond this is refused with unavailable/"overloaded"
};

// Thread-safe. Work runs on database threads and must not block on anything but the database.
class Database {
 public:
  using Work = std::function<Result<void>(Transaction&)>;
  using Done = std::function<void(Result<void>)>;
  using Listener = std::function<void(std::string_view channel, std::string_view payload)>;

  static Result<std::unique_ptr<Database>> open(const Options& options);
  virtual ~Database() = default;

  virtual Dialect dialect() const = 0;

  // Queue work. `done` is called on a database thread: for a write after the commit is durable, or with the error
  // that rolled this unit (and only this unit) back. A work that returns an error is rolled back.
  // An exception out of `work` becomes internal/"exception". PostgreSQL retries serialization failures and
  // deadlocks (40001, 40P01) up to 5 times, so work may run more than once and must not keep state of a failed run.
  virtual void write(Work work, Done done) = 0;
  // Same for a read-only snapshot.
  virtual void read(Work work, Done done) = 0;

  // The same, waiting for the end: for the command line, workers with threads of their own, and tests.
  Result<void> write(const Work& work);
  Result<void> read(const Work& work);

  // `listener` gets every notification of a committed transaction, on a thread of the database. Register before
  // the first write. On PostgreSQL these come from all nodes (LISTEN/NOTIFY), after a reconnect a synthetic
  // ("reconnected", "") tells listeners to catch up.
  virtual void listen(Listener listener) = 0;

  // Stops taking work, finishes what is queued, closes the connections. Idempotent; the destructor calls it.
  virtual void close() = 0;

  // Copies the whole database to a file, consistently, while it is in use (SQLite online backup);
  // PostgreSQL answers invalid/"not_supported": backups are pg_dump's job there.
  virtual Result<void> backup_to(const std::string& path) = 0;
};

// Maps a value out of a unit of work: auto ticket = sql::read_value(db, [&](auto& tx) { return load(tx, id); });
template <class F>
auto read_value(Database& db, F work) {
  using R = std::invoke_result_t<F, Transaction&>;
  std::optional<typename R::value_type> value;
  auto ran = db.read([&](Transaction& tx) -> Result<void> {
    auto got = work(tx);
    if (!got) return std::unexpected(std::move(got).error());
    value.emplace(std::move(*got));
    return {};
  });
  if (!ran) return R(std::unexpected(std::move(ran).error()));
  return R(std::move(*value));
}
template <class F>
auto write_value(Database& db, F work) {
  using R = std::invoke_result_t<F, Transaction&>;
  std::optional<typename R::value_type> value;
  auto ran = db.write([&](Transaction& tx) -> Result<void> {
    auto got = work(tx);
    if (!got) return std::unexpected(std::move(got).error());
    value.emplace(std::move(*got));
    return {};
  });
  if (!ran) return R(std::unexpected(std::move(ran).error()));
  return R(std::move(*value));
}

}  // namespace pult::sql
