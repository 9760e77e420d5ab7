// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/postgres/connection.hpp"

#include <bit>
#include <charconv>
#include <cstring>
#include <random>
#include <thread>

#include "base/log.hpp"
#include "sql/cancel.hpp"
#include "sql/postgres/placeholders.hpp"
#include "sql/statement_log.hpp"

namespace pult::sql::postgres {
namespace {

using namespace std::chrono_literals;

constexpr int retries = 5;
// pg_type.dat: the object ids of built-in types never change.
constexpr Oid bool_oid = 16, bytea_oid = 17, int8_oid = 20, text_oid = 25, float8_oid = 701;
constexpr Oid null_oid = 1043;  // varchar, which no value has: NULL is written into the statement

// Results come as text: exact for integers and (shortest form that reads back the same) for doubles.
class ResultRow final : public Row {
 public:
  explicit ResultRow(const Reply& reply) : reply_(reply.get()) {}
  int row = 0;

  bool is_null(int column) const override { return PQgetisnull(reply_, row, column) != 0; }
  std::int64_t int64(int column) const override {
    const auto value = text(column);
    if (PQftype(reply_, column) == bool_oid) return value == "t";
    return number<std::int64_t>(value);
  }
  double real(int column) const override { return number<double>(text(column)); }
  std::string_view text(int column) const override {
    return {PQgetvalue(reply_, row, column), std::size_t(PQgetlength(reply_, row, column))};
  }
  std::string_view bytes(int column) const override {
    const auto value = text(column);
    return PQftype(reply_, column) == bytea_oid && value.starts_with("\\x") ? decode(column, value.substr(2)) : value;
  }

 private:
  template <class T>
  static T number(std::string_view text) {
    T value{};
    std::from_chars(text.data(), text.data() + text.size(), value);
    return value;
  }
  static unsigned nibble(char c) { return unsigned(c <= '9' ? c - '0' : c - 'a' + 10); }
  std::string_view decode(int column, std::string_view hex) const {
    decoded_.resize(std::size_t(PQnfields(reply_)));
    auto& bytes = decoded_[std::size_t(column)];
    bytes.resize(hex.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
      bytes[i] = char(nibble(hex[2 * i]) << 4 | nibble(hex[2 * i + 1]));
    }
    return bytes;
  }

  PGresult* reply_;
  mutable std::vector<std::string> decoded_;  // by column, of this row
};

Error cancelled() { return {ErrorKind::unavailable, "cancelled", "Nobody waits for the answer", {}}; }

std::chrono::milliseconds jittered(std::chrono::milliseconds most) {
  thread_local std::minstd_rand random(std::random_device{}());
  return std::chrono::milliseconds(std::uniform_int_distribution<long>(1, std::max<long>(most.count(), 1))(random));
}

}  // namespace

Result<void> Connection::ensure_connected() {
  if (alive(link_)) return {};
  const auto now = std::chrono::steady_clock::now();
  if (now < connect_after_) {
    return base::fail(ErrorKind::unavailable, "connection_lost", "The database cannot be reached", "waiting to retry");
  }
  link_.reset();
  statements_.clear();
  auto connected = connect(url_);
  if (!connected) {
    connect_pause_ = std::clamp(connect_pause_ * 2, 100ms, 5'000ms);
    connect_after_ = now + jittered(connect_pause_);
    return std::unexpected(std::move(connected).error());
  }
  connect_pause_ = 0ms;
  link_ = std::move(*connected);
  return {};
}

Result<void> Connection::begin(bool read_only) {
  const char* sql =
      read_only ? "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" : "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE";
  const bool was_alive = alive(link_);
  PULT_TRY(ensure_connected());
  auto begun = control(sql);
  // Lost while it lay idle, the usual way after a restart of the server: nothing was done yet, so try anew.
  if (begun || alive(link_) || !was_alive) return begun;
  PULT_TRY(ensure_connected());
  return control(sql);
}

Result<void> Connection::perform(const Unit& unit) {
  auto pause = 10ms;
  for (int tries = 0;; ++tries) {
    auto outcome = perform_once(unit);
    if (outcome || !retry_ || tries == retries) return outcome;
    std::this_thread::sleep_for(jittered(pause));
    pause *= 2;
  }
}

Result<void> Connection::perform_once(const Unit& unit) {
  doomed_.reset();
  retry_ = false;
  read_only_ = unit.read_only;
  PULT_TRY(begin(unit.read_only));
  auto outcome = attempt(unit, *this);
  if (doomed_ && outcome) outcome = std::unexpected(*doomed_);
  if (outcome) outcome = commit(unit.read_only);
  if (alive(link_) && PQtransactionStatus(link_.get()) != PQTRANS_IDLE && !control("ROLLBACK")) link_.reset();
  return outcome;
}

Result<void> Connection::commit(bool read_only) {
  if (PQtransactionStatus(link_.get()) != PQTRANS_INTRANS) {
    return base::fail(ErrorKind::internal, "sql_error", "Internal error", "the work ended the transaction");
  }
  Reply reply(PQexec(link_.get(), "COMMIT"));
  if (succeeded(reply)) return {};
  if (!alive(link_) && !read_only) {
    return base::fail(ErrorKind::unavailable, "commit_unknown", "It is not known whether the change was saved",
                      PQerrorMessage(link_.get()));
  }
  return doom(reply, "COMMIT");
}

Result<void> Connection::control(const char* sql) {
  Reply reply(PQexec(link_.get(), sql));
  if (!succeeded(reply)) return std::unexpected(error_of(link_, reply, sql));
  return {};
}

// Types are declared, so that `?1 + 1` is 64-bit arithmetic.
// All values travel in binary form: text and bytes as they are, numbers in network byte order.
Result<void> Connection::arrange(const std::vector<Param>& params) {
  auto& [types, values, lengths, formats, numbers] = arguments_;
  types.assign(params.size(), null_oid);
  values.assign(params.size(), nullptr);
  lengths.assign(params.size(), 0);
  formats.assign(params.size(), 1);
  numbers.assign(params.size(), 0);
  auto put = [&](std::size_t i, Oid type, std::string_view bytes) {
    types[i] = type;
    values[i] = bytes.data() ? bytes.data() : "";
    lengths[i] = int(bytes.size());
  };
  auto put_number = [&](std::size_t i, Oid type, std::uint64_t bits) {
    numbers[i] = std::endian::native == std::endian::little ? __builtin_bswap64(bits) : bits;
    put(i, type, {reinterpret_cast<const char*>(&numbers[i]), sizeof bits});
  };
  for (std::size_t i = 0; i < params.size(); ++i) {
    const Value& value = params[i].value();
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
      put_number(i, int8_oid, std::uint64_t(*number));
    } else if (const auto* text = std::get_if<std::string_view>(&value)) {
      PULT_TRY(check_text(*text));
      put(i, text_oid, *text);
    } else if (const auto* real = std::get_if<double>(&value)) {
      put_number(i, float8_oid, std::bit_cast<std::uint64_t>(*real));
    } else if (const auto* blob = std::get_if<Blob>(&value)) {
      put(i, bytea_oid, blob->bytes);
    }
  }
  return {};
}

Result<void> Connection::prepare(const std::string& name, std::string_view sql, const std::vector<Param>& params) {
  const auto text = to_postgres(sql, params);
  if (!text) return doom(text.error());
  const auto& types = arguments_.types;
  Reply reply(PQprepare(link_.get(), name.c_str(), text->c_str(), int(types.size()), types.data()));
  if (!succeeded(reply)) return doom(reply, sql);
  return {};
}

Result<Reply> Connection::execute(std::string_view sql, const std::vector<Param>& params) {
  if (doomed_) return std::unexpected(*doomed_);
  if (auto arranged = arrange(params); !arranged) return doom(std::move(arranged).error());
  key_.assign(reinterpret_cast<const char*>(arguments_.types.data()), arguments_.types.size() * sizeof(Oid));
  key_.append(sql);
  auto& entry = statements_.use(key_);
  Result<void> prepared;
  if (entry.idle.empty()) {
    auto name = "s" + std::to_string(++prepared_);
    prepared = prepare(name, sql, params);
    if (prepared) entry.idle = std::move(name);
  }
  const auto name = entry.idle;
  statements_.release(entry, [&](const std::string& old) {
    if (!old.empty()) (void)control(("DEALLOCATE " + old).c_str());
  });
  if (!prepared) return std::unexpected(std::move(prepared).error());
  log_statement(sql);
  const auto& [types, values, lengths, formats, numbers] = arguments_;
  auto* cancellation = CancelScope::current();
  if (cancellation && !arm(*cancellation)) return doom(cancelled());
  Reply reply(
      PQexecPrepared(link_.get(), name.c_str(), int(params.size()), values.data(), lengths.data(), formats.data(), 0));
  if (cancellation) cancellation->disarm();
  if (succeeded(reply)) return reply;
  if (cancellation && cancellation->is_cancelled() && sqlstate_of(reply) == "57014") return doom(cancelled());
  return doom(reply, sql);
}

// False when the statement is not to begin.
bool Connection::arm(Cancellation& cancellation) const {
  const std::shared_ptr<PGcancel> door(PQgetCancel(link_.get()), PQfreeCancel);
  return cancellation.arm([door] {
    char why[256];
    if (!PQcancel(door.get(), why, sizeof why)) log::warn("sql.cancel", {{"cause", why}});
  });
}

Result<void> Connection::each(std::string_view sql, const std::vector<Param>& params,
                              const std::function<Result<void>(const Row&)>& row) {
  const auto reply = PULT_TRY(execute(sql, params));
  ResultRow current(reply);
  for (const int rows = PQntuples(reply.get()); current.row < rows; ++current.row) PULT_TRY(row(current));
  return {};
}

Result<std::int64_t> Connection::run(std::string_view sql, const std::vector<Param>& params) {
  const auto reply = PULT_TRY(execute(sql, params));
  if (std::string_view(PQcmdStatus(reply.get())).starts_with("SELECT")) return 0;  // counts rows that were read
  const std::string_view count = PQcmdTuples(reply.get());
  std::int64_t changed = 0;
  std::from_chars(count.data(), count.data() + count.size(), changed);
  return changed;
}

Result<void> Connection::script(std::string_view sql) {
  if (doomed_) return std::unexpected(*doomed_);
  Reply reply(PQexec(link_.get(), std::string(sql).c_str()));
  if (!succeeded(reply)) return doom(reply, sql);
  // Plans made before may no longer fit the tables.
  statements_.clear();
  return control("DEALLOCATE ALL");
}

void Connection::notify(std::string_view channel, std::string_view payload) {
  if (doomed_) return;
  if (auto fit = check_notification(channel, payload, read_only_); !fit) {
    (void)doom(std::move(fit).error());
    return;
  }
  const auto message = std::string(channel) + " " + std::string(payload);
  (void)execute("SELECT pg_notify(?1, ?2)", {wire_channel, message});
}

// Until the end of the transaction.
Result<void> Connection::limit_time(std::chrono::milliseconds most) {
  if (doomed_) return std::unexpected(*doomed_);
  auto limited = control(("SET LOCAL statement_timeout = " + std::to_string(most.count())).c_str());
  if (!limited) return doom(std::move(limited).error());
  return {};
}

std::unexpected<Error> Connection::doom(Error error) {
  doomed_ = error;
  return std::unexpected(std::move(error));
}

std::unexpected<Error> Connection::doom(const Reply& reply, std::string_view sql) {
  const auto state = sqlstate_of(reply);
  retry_ = state == "40001" || state == "40P01";
  return doom(error_of(link_, reply, sql));
}

}  // namespace pult::sql::postgres
