// SPDX-License-Identifier: AGPL-3.0-or-later
#include <chrono>
#include <cstdio>
#include <span>
#include <thread>

#include "base/log.hpp"
#include "sql/sqlite/checkpointer.hpp"
#include "sql/sqlite/connection.hpp"
#include "sql/sqlite/open.hpp"

namespace pult::sql::sqlite {
namespace {

// Those who came first wait no longer than this for the commit because of who came while the others' work ran.
constexpr auto longest_growth = std::chrono::milliseconds(10);

// What ended the transaction inside a unit: its error (a full disk), or the work itself.
Result<void> lost_transaction(const Result<void>& outcome) {
  if (!outcome) return outcome;
  return base::fail(ErrorKind::internal, "sql_error", "Internal error", "the work ended the transaction");
}

// One writer thread commits everything that waits at once: a batch costs one fsync.
class SqliteDatabase final : public Database {
 public:
  SqliteDatabase(const Options& options, std::string path)
      : max_batch_(std::size_t(std::max(options.max_batch, 1))),
        path_(std::move(path)),
        writes_(options.max_queue),
        reads_(options.max_queue) {}
  ~SqliteDatabase() override { close(); }

  Result<void> start(int readers, const WalLimits& limits);

  Dialect dialect() const override { return Dialect::sqlite; }
  void write(Work work, Done done) override { writes_.push({std::move(work), std::move(done), false}); }
  void read(Work work, Done done) override {
    (in_memory() ? writes_ : reads_).push({std::move(work), std::move(done), true});
  }
  void listen(Listener listener) override { listeners_.add(std::move(listener)); }
  void close() override;
  Result<void> backup_to(const std::string& path) override;

 private:
  bool in_memory() const { return path_ == ":memory:"; }
  void run_writer();
  void run_reader(Connection& connection);
  void commit(std::vector<Unit>& units, bool may_grow);
  Result<void> perform_together(std::vector<Unit>& units, bool may_grow, std::vector<Result<void>>& outcomes,
                                bool& is_clean);
  Result<void> perform_apart(std::span<const Unit> units, std::vector<Result<void>>& outcomes);

  const std::size_t max_batch_;
  const std::string path_;
  UnitQueue writes_;
  UnitQueue reads_;
  Listeners listeners_;
  std::unique_ptr<Connection> writer_;
  std::vector<std::unique_ptr<Connection>> readers_;
  std::unique_ptr<Checkpointer> checkpointer_;  // none in memory
  std::vector<std::thread> threads_;
};

Result<void> SqliteDatabase::start(int readers, const WalLimits& limits) {
  writer_ = PULT_TRY(Connection::open(path_, Access::write));
  if (!in_memory()) {
    for (int i = 0; i < std::max(readers, 1); ++i) readers_.push_back(PULT_TRY(Connection::open(path_, Access::read)));
    checkpointer_ = std::make_unique<Checkpointer>(PULT_TRY(Connection::open(path_, Access::write)), limits);
    checkpointer_->watch(*writer_);
  }
  threads_.emplace_back([this] { run_writer(); });
  for (auto& reader : readers_) threads_.emplace_back([this, &reader] { run_reader(*reader); });
  return {};
}

void SqliteDatabase::close() {
  writes_.close();
  reads_.close();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  checkpointer_.reset();
  readers_.clear();
  writer_.reset();  // the last one: SQLite empties the log into the database
}

void SqliteDatabase::run_writer() {
  std::vector<Unit> batch;
  while (writes_.pop(batch, max_batch_)) {
    if (checkpointer_) checkpointer_->wait_for_room();
    commit(batch, true);
    batch.clear();
  }
}

void SqliteDatabase::commit(std::vector<Unit>& units, bool may_grow) {
  std::vector<Result<void>> outcomes;
  outcomes.reserve(units.size());
  bool is_clean = true;
  auto committed = perform_together(units, may_grow, outcomes, is_clean);
  if (!is_clean && units.size() > 1) {
    (void)writer_->take_notifications();
    outcomes.clear();
    committed = perform_apart(units, outcomes);
  }
  auto notifications = writer_->take_notifications();
  if (!committed) {
    if (writer_->in_transaction()) (void)writer_->control("ROLLBACK");
    // A constraint that is checked at the end is one unit's fault: each gets a commit of its own.
    if (committed.error().kind == ErrorKind::conflict && units.size() > 1) {
      for (auto& unit : units) {
        std::vector<Unit> alone;
        alone.push_back(std::move(unit));
        commit(alone, false);
      }
      return;
    }
    notifications.clear();
    outcomes.assign(units.size(), committed);
  }
  for (const auto& [channel, payload] : notifications) listeners_.tell(channel, payload);
  for (std::size_t i = 0; i < units.size(); ++i) finish(units[i], std::move(outcomes[i]));
}

// Savepoints cost as much as a small unit (copies of pages, full-text rows pushed to disk), so there are none until a
// unit fails after it has written: not clean, everything is rolled back.
// A commit costs as much as several units, so what arrives meanwhile comes along instead of waiting for the next one.
Result<void> SqliteDatabase::perform_together(std::vector<Unit>& units, bool may_grow,
                                              std::vector<Result<void>>& outcomes, bool& is_clean) {
  PULT_TRY(writer_->control("BEGIN IMMEDIATE"));
  const auto handed_in = units.size();
  const auto begun = std::chrono::steady_clock::now();
  const auto grows = [&] {
    if (!may_grow || units.size() >= max_batch_) return false;
    const bool has_time = units.size() == handed_in || std::chrono::steady_clock::now() - begun < longest_growth;
    return has_time && writes_.take(units, max_batch_ - units.size());
  };
  for (std::size_t i = 0; i < units.size() || grows(); ++i) {
    outcomes.push_back(writer_->perform(units[i]));
    if (!writer_->in_transaction()) return lost_transaction(outcomes.back());
    is_clean = outcomes.back() || !writer_->has_written();
    if (!is_clean) return writer_->control("ROLLBACK");
  }
  return writer_->control("COMMIT");
}

// A savepoint each.
Result<void> SqliteDatabase::perform_apart(std::span<const Unit> units, std::vector<Result<void>>& outcomes) {
  PULT_TRY(writer_->control("BEGIN IMMEDIATE"));
  for (const auto& unit : units) {
    outcomes.push_back(writer_->perform_in_savepoint(unit));
    if (!writer_->in_transaction()) return lost_transaction(outcomes.back());
  }
  return writer_->control("COMMIT");
}

void SqliteDatabase::run_reader(Connection& connection) {
  std::vector<Unit> one;
  while (reads_.pop(one, 1)) {
    auto outcome = connection.control("BEGIN");
    if (outcome) {
      outcome = connection.perform(one.front());
      (void)connection.control("ROLLBACK");  // nothing was written; the snapshot is let go
    }
    finish(one.front(), std::move(outcome));
    one.clear();
  }
}

Result<void> SqliteDatabase::backup_to(const std::string& path) {
  if (in_memory()) return base::fail(ErrorKind::invalid, "not_supported", "A database in memory has no backup");
  auto source = PULT_TRY(Connection::open(path_, Access::read));
  const std::string part = path + ".part";  // a half-written file never has the name of a backup
  std::remove(part.c_str());
  sqlite3* target = nullptr;
  int code = sqlite3_open_v2(part.c_str(), &target, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, nullptr);
  Result<void> copied;
  if (auto* backup = code == SQLITE_OK ? sqlite3_backup_init(target, "main", source->handle(), "main") : nullptr) {
    // All in one step: a snapshot of the log-mode source, which blocks no writer and is never started again.
    sqlite3_backup_step(backup, -1);
    code = sqlite3_backup_finish(backup);
  } else if (code == SQLITE_OK) {
    code = sqlite3_errcode(target);
  }
  if (code != SQLITE_OK) copied = std::unexpected(error_of(code, target));
  sqlite3_close_v2(target);
  if (copied && std::rename(part.c_str(), path.c_str()) != 0) {
    copied = base::fail(ErrorKind::unavailable, "io_error", "The backup cannot be written", path);
  }
  if (!copied) std::remove(part.c_str());
  return copied;
}

}  // namespace

Result<std::unique_ptr<Database>> open(const Options& options, const WalLimits& limits) {
  auto database = std::make_unique<SqliteDatabase>(options, options.url.substr(std::string("sqlite:").size()));
  PULT_TRY(database->start(options.readers, limits));
  return database;
}

}  // namespace pult::sql::sqlite
