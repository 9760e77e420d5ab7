// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/sqlite/connection.hpp"

#include <mutex>

#include "sql/cancel.hpp"
#include "sql/sqlite/full_text.hpp"
#include "sql/sqlite/gathered_log.hpp"
#include "sql/statement_log.hpp"

namespace pult::sql::sqlite {
namespace {

class StatementRow final : public Row {
 public:
  explicit StatementRow(sqlite3_stmt* statement) : statement_(statement) {}
  bool is_null(int column) const override { return sqlite3_column_type(statement_, column) == SQLITE_NULL; }
  std::int64_t int64(int column) const override { return sqlite3_column_int64(statement_, column); }
  double real(int column) const override { return sqlite3_column_double(statement_, column); }
  std::string_view text(int column) const override {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement_, column));
    return text ? std::string_view(text, std::size_t(sqlite3_column_bytes(statement_, column))) : std::string_view();
  }
  std::string_view bytes(int column) const override {
    const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement_, column));
    return bytes ? std::string_view(bytes, std::size_t(sqlite3_column_bytes(statement_, column))) : std::string_view();
  }

 private:
  sqlite3_stmt* statement_;
};

Error wrong_use(std::string cause) { return {ErrorKind::internal, "sql_error", "Internal error", std::move(cause)}; }

Error interrupted() {
  const auto* cancellation = CancelScope::current();
  if (cancellation && cancellation->is_cancelled())
    return {ErrorKind::unavailable, "cancelled", "Nobody waits for the answer", {}};
  return error_of(SQLITE_INTERRUPT, nullptr);
}

// A null pointer would bind NULL, where the caller meant the empty value.
const char* data_of(std::string_view bytes) { return bytes.data() ? bytes.data() : ""; }

}  // namespace

Error error_of(int code, sqlite3* handle) {
  std::string cause = handle ? sqlite3_errmsg(handle) : sqlite3_errstr(code);
  switch (code) {
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
      return {ErrorKind::conflict, "unique_violation", "The record already exists", std::move(cause)};
    case SQLITE_CONSTRAINT_FOREIGNKEY:
      return {ErrorKind::conflict, "foreign_key_violation", "A related record is missing or still in use",
              std::move(cause)};
    case SQLITE_CONSTRAINT_CHECK:
      return {ErrorKind::invalid, "check_violation", "A value is not allowed", std::move(cause)};
    case SQLITE_CONSTRAINT_NOTNULL:
      return {ErrorKind::invalid, "not_null_violation", "A value is missing", std::move(cause)};
  }
  switch (code & 0xff) {
    case SQLITE_INTERRUPT: return {ErrorKind::unavailable, "timeout", "The database took too long", std::move(cause)};
    case SQLITE_BUSY:
    case SQLITE_LOCKED: return {ErrorKind::unavailable, "busy", "The database is busy", std::move(cause)};
    case SQLITE_FULL: return {ErrorKind::unavailable, "disk_full", "The disk is full", std::move(cause)};
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
      return {ErrorKind::unavailable, "io_error", "The database file cannot be used", std::move(cause)};
    case SQLITE_TOOBIG: return {ErrorKind::too_large, "too_big", "A value is too large", std::move(cause)};
  }
  return {ErrorKind::internal, "sql_error", "Internal error",
          std::move(cause) + " (SQLite " + std::to_string(code) + ")"};
}

// A statement out of the cache for as long as it runs. Ends clean: also after an early stop or an exception.
class Connection::Lease {
 public:
  Lease(Statements& cache, std::string_view sql)
      : cache_(cache), entry_(cache.use(sql)), statement_(std::move(entry_.idle)) {}
  ~Lease() {
    if (statement_) {
      sqlite3_reset(statement_.get());
      sqlite3_clear_bindings(statement_.get());
      if (!entry_.idle) entry_.idle = std::move(statement_);
    }
    cache_.release(entry_, [](Statement) {});
  }
  Lease(const Lease&) = delete;
  void set(Statement statement) { statement_ = std::move(statement); }
  sqlite3_stmt* get() const { return statement_.get(); }

 private:
  Statements& cache_;
  Statements::Entry& entry_;
  Statement statement_;
};

Result<std::unique_ptr<Connection>> Connection::open(const std::string& path, Access access) {
  // The statistics cost a global lock per allocation; nobody reads them.
  static std::once_flag once;
  std::call_once(once, [] { sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); });

  std::unique_ptr<Connection> connection(new Connection);
  const int mode = access == Access::write ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const char* vfs = access == Access::write ? gathering_vfs() : nullptr;
  const int code = sqlite3_open_v2(path.c_str(), &connection->handle_, mode | SQLITE_OPEN_NOMUTEX, vfs);
  if (code != SQLITE_OK) return std::unexpected(error_of(code, connection->handle_));
  PULT_TRY(connection->configure(path, access));
  return connection;
}

Connection::~Connection() {
  statements_.clear();
  sqlite3_close_v2(handle_);
}

Result<void> Connection::configure(const std::string& path, Access access) {
  sqlite3_extended_result_codes(handle_, 1);
  sqlite3_busy_timeout(handle_, 15'000);
  // "Text" in double quotes is a name, as on PostgreSQL; so is the case sensitivity of LIKE below.
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DML, 0, nullptr);
  sqlite3_db_config(handle_, SQLITE_DBCONFIG_DQS_DDL, 0, nullptr);
  if (access == Access::write && path != ":memory:") PULT_TRY(control("PRAGMA journal_mode=WAL"));
  for (const char* pragma : {"PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON", "PRAGMA wal_autocheckpoint=0",
                             "PRAGMA journal_size_limit=33554432", "PRAGMA mmap_size=0", "PRAGMA temp_store=MEMORY",
                             "PRAGMA case_sensitive_like=ON"}) {
    PULT_TRY(control(pragma));
  }
  PULT_TRY(control(access == Access::write ? "PRAGMA cache_size=-8000" : "PRAGMA cache_size=-2000"));
  return add_full_text_functions(handle_);
}

Result<Connection::Statement> Connection::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  const char* tail = nullptr;
  const int code = sqlite3_prepare_v3(handle_, sql.data(), int(sql.size()), SQLITE_PREPARE_PERSISTENT, &raw, &tail);
  Statement statement(raw);
  if (code != SQLITE_OK) {
    auto error = error_of(code, handle_);
    error.cause.append(" in: ").append(sql);
    return std::unexpected(std::move(error));
  }
  const auto rest = sql.substr(std::size_t(tail - sql.data()));
  if (!statement || rest.find_first_not_of(" \t\r\n;") != rest.npos) {
    return std::unexpected(wrong_use("not exactly one statement: " + std::string(sql)));
  }
  return statement;
}

Result<void> Connection::bind(sqlite3_stmt* statement, const std::vector<Param>& params) {
  if (params.size() != std::size_t(sqlite3_bind_parameter_count(statement))) {
    return std::unexpected(wrong_use(std::to_string(params.size()) + " parameters for: " + sqlite3_sql(statement)));
  }
  for (int i = 0; i < int(params.size()); ++i) {
    const Value& value = params[std::size_t(i)].value();
    int code = SQLITE_OK;
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      code = sqlite3_bind_int64(statement, i + 1, *number);
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      PULT_TRY(check_text(*text));
      code = sqlite3_bind_text64(statement, i + 1, data_of(*text), text->size(), SQLITE_STATIC, SQLITE_UTF8);
    } else if (const auto* real = std::get_if<double>(&value)) {
      code = sqlite3_bind_double(statement, i + 1, *real);
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      code = sqlite3_bind_blob64(statement, i + 1, data_of(blob->bytes), blob->bytes.size(), SQLITE_STATIC);
    }  // Null: bindings are clear
    if (code != SQLITE_OK) return std::unexpected(error_of(code, handle_));
  }
  return {};
}

// `on_row(statement)` gives false to stop.
template <class OnRow>
Result<void> Connection::execute(std::string_view sql, const std::vector<Param>& params, const OnRow& on_row) {
  Lease lease(statements_, sql);
  if (!lease.get()) lease.set(PULT_TRY(prepare(sql)));
  sqlite3_stmt* statement = lease.get();
  const bool writes = !sqlite3_stmt_readonly(statement);
  if (read_only_ && writes) return std::unexpected(wrong_use("a write in a read: " + std::string(sql)));
  has_written_ |= writes;
  log_statement(sql);
  PULT_TRY(bind(statement, params));
  if (CancelScope::current()) watch();
  if (is_over()) return std::unexpected(interrupted());
  for (;;) {
    const int code = sqlite3_step(statement);
    if (code == SQLITE_DONE) return {};
    if (code == SQLITE_INTERRUPT) return std::unexpected(interrupted());
    if (code != SQLITE_ROW) return std::unexpected(error_of(code, handle_));
    if (!on_row(statement)) return {};
  }
}

Result<void> Connection::each(std::string_view sql, const std::vector<Param>& params,
                              const std::function<Result<void>(const Row&)>& row) {
  if (doomed_) return std::unexpected(*doomed_);
  Result<void> stopped;
  auto ran = execute(sql, params, [&](sqlite3_stmt* statement) {
    stopped = row(StatementRow(statement));
    return stopped.has_value();
  });
  if (!ran) return doom(std::move(ran).error());
  return stopped;
}

Result<std::int64_t> Connection::run(std::string_view sql, const std::vector<Param>& params) {
  if (doomed_) return std::unexpected(*doomed_);
  const auto before = sqlite3_total_changes64(handle_);
  auto ran = execute(sql, params, [](sqlite3_stmt*) { return true; });
  if (!ran) return doom(std::move(ran).error());
  // sqlite3_changes keeps the count of an earlier statement when this one was not INSERT, UPDATE or DELETE.
  return sqlite3_total_changes64(handle_) == before ? 0 : sqlite3_changes64(handle_);
}

Result<void> Connection::script(std::string_view sql) {
  if (doomed_) return std::unexpected(*doomed_);
  if (read_only_) return doom(wrong_use("a script in a read"));
  has_written_ = true;
  const int code = sqlite3_exec(handle_, std::string(sql).c_str(), nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return doom(error_of(code, handle_));
  return {};
}

void Connection::notify(std::string_view channel, std::string_view payload) {
  if (doomed_) return;
  if (auto fit = check_notification(channel, payload, read_only_); !fit) {
    doomed_ = std::move(fit).error();
  } else {
    notifications_.push_back({std::string(channel), std::string(payload)});
  }
}

Result<void> Connection::limit_time(std::chrono::milliseconds most) {
  deadline_ = std::chrono::steady_clock::now() + most;
  watch();
  return {};
}

bool Connection::is_over() const {
  const auto* cancellation = CancelScope::current();
  return (cancellation && cancellation->is_cancelled()) || (deadline_ && std::chrono::steady_clock::now() > *deadline_);
}

// Looks at the clock and at who waits while a statement runs, until the end of the unit.
void Connection::watch() {
  constexpr int steps_between_looks = 1'000;
  const auto is_over = [](void* self) { return int(static_cast<Connection*>(self)->is_over()); };
  sqlite3_progress_handler(handle_, steps_between_looks, is_over, this);
}

std::unexpected<Error> Connection::doom(Error error) {
  doomed_ = error;
  return std::unexpected(std::move(error));
}

Result<void> Connection::control(std::string_view sql) {
  return execute(sql, {}, [](sqlite3_stmt*) { return true; });
}

Result<void> Connection::perform(const Unit& unit) {
  const auto mark = notifications_.size();
  read_only_ = unit.read_only;
  has_written_ = false;
  auto outcome = attempt(unit, *this);
  read_only_ = false;
  deadline_.reset();
  sqlite3_progress_handler(handle_, 0, nullptr, nullptr);
  if (auto doomed = std::exchange(doomed_, std::nullopt); doomed && outcome) {
    outcome = std::unexpected(std::move(*doomed));
  }
  if (!outcome) notifications_.resize(mark);
  return outcome;
}

Result<void> Connection::perform_in_savepoint(const Unit& unit) {
  PULT_TRY(control("SAVEPOINT unit"));
  auto outcome = perform(unit);
  if (!in_transaction()) return outcome;
  const bool undone = outcome || control("ROLLBACK TO unit");
  if (auto released = control("RELEASE unit"); !undone || !released) {
    (void)control("ROLLBACK");  // what this unit did must not be committed with the others
    return base::fail(ErrorKind::internal, "sql_error", "Internal error", "a savepoint could not be ended");
  }
  return outcome;
}

}  // namespace pult::sql::sqlite
