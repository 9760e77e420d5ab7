// SPDX-License-Identifier: AGPL-3.0-or-later
#include "timers/runner.hpp"

#include <algorithm>
#include <latch>
#include <vector>

#include "base/log.hpp"

namespace pult::timers {
namespace {

// How soon the thread looks again when the database was not there, or other servers were at it.
constexpr Micros retry_after = base::second_us / 2;
// A clock that somebody put forward is noticed after this at the latest.
constexpr Micros longest_sleep = base::hour_us;
constexpr Micros first_back_off = 10 * base::second_us;
constexpr int most_doublings = 8;

bool is_for_good(const Error& error, std::int64_t attempts) {
  if (error.kind == ErrorKind::unavailable) return false;
  return error.kind != ErrorKind::internal || attempts + 1 >= max_attempts;
}

}  // namespace

Micros back_off(std::int64_t attempts) {
  return first_back_off << std::clamp<std::int64_t>(attempts, 0, most_doublings);
}

// One timer on its way. `id` 0: there was none left.
struct Runner::Fired {
  std::int64_t id = 0, attempts = 0;
  std::string kind, subject;
  Result<void> result{};
};

Runner::Runner(sql::Database& database, const base::Clock& clock)
    : database_(database), clock_(clock), bell_(std::make_shared<base::Bell>()) {
  database.listen([weak = std::weak_ptr(bell_)](std::string_view told, std::string_view) {
    const auto bell = weak.lock();
    if (bell && (told == channel || told == "reconnected")) bell->ring();
  });
}

Runner::~Runner() { stop(); }

void Runner::handle(std::string kind, Kind how) { kinds_.insert_or_assign(std::move(kind), std::move(how)); }

void Runner::start() {
  thread_ = std::thread([this] { work(); });
}

void Runner::stop() {
  bell_->stop();
  if (thread_.joinable()) thread_.join();
}

void Runner::wake() { bell_->ring(); }

void Runner::work() {
  while (!bell_->stopping()) {
    const auto heard = bell_->heard();
    const auto next = fire_due();
    if (!next || *next > clock_.now())
      bell_->wait(heard, next ? std::min(*next - clock_.now(), longest_sleep) : longest_sleep);
  }
}

// Those that this version knows; a newer one's wait for it.
std::string Runner::add_kinds(std::vector<sql::Param>& params) const {
  std::string out;
  for (const auto& [name, kind] : kinds_) {
    params.emplace_back(name);
    out += (out.empty() ? "kind IN (?" : ", ?") + std::to_string(params.size());
  }
  return out + ")";
}

// Fires what is due; returns when the next one will be.
std::optional<Micros> Runner::fire_due() {
  struct Due {
    std::optional<Micros> next;
    int now = 0;
  };
  if (kinds_.empty()) return std::nullopt;
  const auto due = sql::read_value(database_, [this](sql::Transaction& tx) -> Result<Due> {
    Due out;
    std::vector<sql::Param> params{max_in_flight};
    const auto kinds = add_kinds(params);
    PULT_TRY(tx.each("SELECT due_at FROM timers WHERE " + kinds + " ORDER BY due_at, id LIMIT ?1", params,
                     [&](const sql::Row& row) -> Result<void> {
                       if (!out.next) out.next = row.int64(0);
                       out.now += row.int64(0) <= clock_.now();
                       return {};
                     }));
    return out;
  });
  if (!due || (due->now > 0 && !fire_some(due->now))) return clock_.now() + retry_after;
  return due->next;
}

// Each in a transaction of its own. False when the thread should wait a little: the database was not there, or
// another server has all of them in hand.
bool Runner::fire_some(int count) {
  std::vector<Fired> all{std::size_t(count)};
  std::latch ended(count);
  for (auto& fired : all)
    database_.write([this, &fired](sql::Transaction& tx) { return fire_next(tx, fired); },
                    [&fired, &ended](Result<void> result) {
                      fired.result = std::move(result);
                      ended.count_down();
                    });
  ended.wait();
  bool settled = true;
  for (const auto& fired : all) settled &= fired.result || settle(fired);
  return settled && std::ranges::any_of(all, [](const Fired& fired) { return fired.id != 0; });
}

Result<void> Runner::fire_next(sql::Transaction& tx, Fired& fired) const {
  fired = {};
  std::vector<sql::Param> params{clock_.now()};
  const auto kinds = add_kinds(params);
  // The lock of the row is what keeps other servers from firing the same timer.
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  PULT_TRY(tx.each("SELECT id, kind, subject, attempts FROM timers WHERE due_at <= ?1 AND " + kinds +
                       " ORDER BY due_at, id LIMIT 1" + lock,
                   params, [&](const sql::Row& row) -> Result<void> {
                     fired.id = row.int64(0);
                     fired.kind = row.string(1);
                     fired.subject = row.string(2);
                     fired.attempts = row.int64(3);
                     return {};
                   }));
  if (!fired.id) return {};
  PULT_TRY(tx.run("DELETE FROM timers WHERE id = ?1", {fired.id}));
  return kinds_.find(fired.kind)->second.run(tx, fired.subject);
}

// After a failure, which undid everything: gives the timer up or lets it wait. False when not even that went.
bool Runner::settle(const Fired& fired) {
  const auto& error = fired.result.error();
  if (!fired.id) return false;
  const auto& kind = kinds_.find(fired.kind)->second;
  const bool gives_up = kind.give_up && is_for_good(error, fired.attempts);
  log::warn(gives_up ? "timers.given_up" : "timers.failed", {{"kind", fired.kind},
                                                             {"subject", fired.subject},
                                                             {"code", error.code},
                                                             {"cause", error.cause},
                                                             {"attempts", std::to_string(fired.attempts + 1)}});
  const auto settled = database_.write([&](sql::Transaction& tx) -> Result<void> {
    // Another server may have fired it since, or somebody has set it anew.
    const auto mine = PULT_TRY(
        tx.run("UPDATE timers SET attempts = attempts + 1, due_at = ?3, error = ?4 WHERE id = ?1 AND attempts = ?2 "
               "AND due_at <= ?5",
               {fired.id, fired.attempts, clock_.now() + back_off(fired.attempts), error.code, clock_.now()}));
    if (mine == 0 || !gives_up) return {};
    PULT_TRY(tx.run("DELETE FROM timers WHERE id = ?1", {fired.id}));
    return kind.give_up(tx, fired.subject, error);
  });
  return settled.has_value();
}

}  // namespace pult::timers
