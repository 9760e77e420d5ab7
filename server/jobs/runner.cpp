// SPDX-License-Identifier: AGPL-3.0-or-later
#include "jobs/runner.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "crypto/crypto.hpp"
#include "jobs/item.hpp"
#include "jobs/rows.hpp"

namespace pult::jobs {
namespace {

// How long the jobs of a server that died wait for another one. Longer than most turns take; when it runs out all the
// same, the lock on the item's row holds.
constexpr Micros lease = 10 * base::second_us;
// How soon a job goes on whose item found the database unavailable.
constexpr Micros retry_after = 5 * base::second_us;
// How often the person who waits is told how far a job is.
constexpr Micros told_every = 200'000;
constexpr std::size_t max_active = 8;

Result<std::vector<Job>> claim_due(sql::Transaction& tx, std::string_view node, Micros now, std::size_t limit) {
  const std::string lock = tx.dialect() == sql::Dialect::postgres ? " FOR UPDATE SKIP LOCKED" : "";
  return tx.all(
      "UPDATE jobs SET state = 'working', node = ?1, lease_until = ?2, updated_at = ?3 WHERE id IN ("
      "SELECT id FROM jobs WHERE state IN ('queued', 'working') AND lease_until <= ?3 "
      "ORDER BY lease_until, id LIMIT ?4" +
          lock + ") RETURNING " + std::string(job_columns),
      {node, now + lease, now, limit}, map_job);
}

// When the next job may be taken: nullopt when none waits.
Result<std::optional<Micros>> next_due(sql::Transaction& tx) {
  const auto due = PULT_TRY(tx.one("SELECT MIN(lease_until) FROM jobs WHERE state IN ('queued', 'working')", {},
                                   [](const sql::Row& row) { return row.optional_int64(0); }));
  return due.value_or(std::nullopt);
}

Result<void> end_job(sql::Transaction& tx, const Job& job, std::string_view state, std::string_view message,
                     Micros now) {
  PULT_TRY(
      tx.run("UPDATE jobs SET state = ?2, message = ?3, updated_at = ?4, progress = total WHERE id = ?1 AND "
             "state = 'working'",
             {job.id, state, message, now}));
  notify_progress(tx, job);
  return {};
}

}  // namespace

// A job that this thread is working on. Everything before `next` has its result.
struct Runner::Active {
  Job job;
  const Kind* kind = nullptr;
  std::int64_t next = 0;
  Micros told_at = 0;
};

Runner::Runner(sql::Database& database, const base::Clock& clock)
    : database_(database), clock_(clock), node_(crypto::random_token(12)), bell_(std::make_shared<base::Bell>()) {
  database.listen([weak = std::weak_ptr(bell_)](std::string_view told, std::string_view) {
    const auto bell = weak.lock();
    if (bell && (told == channel || told == "reconnected")) bell->ring();
  });
}

Runner::~Runner() { stop(); }

void Runner::handle(std::string type, Kind kind) {
  kind.in_flight = std::clamp(kind.in_flight, 1, max_in_flight);
  kinds_.insert_or_assign(std::move(type), std::move(kind));
}

void Runner::start() {
  // The only process on a SQLite file is this one: what an earlier one was working on goes on at once.
  if (database_.dialect() == sql::Dialect::sqlite) {
    const auto freed = database_.write([](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(tx.run("UPDATE jobs SET lease_until = 0 WHERE state = 'working'"));
      return {};
    });
    if (!freed) log::warn("jobs.start", {{"error", freed.error().code}, {"cause", freed.error().cause}});
  }
  thread_ = std::thread([this] { work(); });
}

void Runner::stop() {
  bell_->stop();
  if (thread_.joinable()) thread_.join();
}

void Runner::wake() { bell_->ring(); }

void Runner::work() {
  std::vector<Active> active;
  while (!bell_->stopping()) {
    const auto heard = bell_->heard();
    const auto due = claim(active);
    if (active.empty()) {
      bell_->wait(heard, due ? std::optional(*due - clock_.now()) : std::nullopt);
      continue;
    }
    // One turn for each, so that a long import does not hold up a change of three tickets.
    std::erase_if(active, [this](Active& one) { return bell_->stopping() || !advance(one); });
  }
  // What is not finished is free for another server at once.
  (void)database_.write([this](sql::Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("UPDATE jobs SET lease_until = 0 WHERE state = 'working' AND node = ?1", {node_}));
    tx.notify(channel, "released");
    return {};
  });
}

// Takes on what waits; returns when something may be taken next.
std::optional<Micros> Runner::claim(std::vector<Active>& active) {
  const auto due = sql::read_value(database_, [](sql::Transaction& tx) { return next_due(tx); });
  if (!due) return clock_.now() + retry_after;
  if (active.size() >= max_active || !*due || **due > clock_.now()) return *due;
  auto claimed = sql::write_value(
      database_, [&](sql::Transaction& tx) { return claim_due(tx, node_, clock_.now(), max_active - active.size()); });
  if (!claimed) return clock_.now() + retry_after;
  for (auto& job : *claimed) {
    const auto kind = kinds_.find(job.type);
    std::erase_if(active, [&](const Active& one) { return one.job.id == job.id; });
    active.push_back({std::move(job), kind == kinds_.end() ? nullptr : &kind->second});
  }
  return *due;
}

// One turn: as many items as may be on their way at once. False when this thread is done with the job.
bool Runner::advance(Active& active) {
  if (!active.kind) {
    log::error("jobs.unknown_type", {{"job", active.job.name}, {"type", active.job.type}});
    (void)database_.write([&](sql::Transaction& tx) {
      return end_job(tx, active.job, "failed", "Nobody knows how to do this", clock_.now());
    });
    return false;
  }
  const auto positions = sql::read_value(database_, [&](sql::Transaction& tx) {
    return waiting_items(tx, active.job.id, active.next, active.kind->in_flight);
  });
  if (!positions) return false;
  const auto outcome = run_items(database_, active.job, active.kind->step, *positions);
  if (outcome.is_unavailable) {
    (void)database_.write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(tx.run("UPDATE jobs SET progress = progress + ?2, lease_until = ?3 WHERE id = ?1 AND state = 'working'",
                      {active.job.id, outcome.done, clock_.now() + retry_after}));
      return {};
    });
    return false;
  }
  if (!positions->empty()) active.next = positions->back() + 1;
  return conclude(active, outcome.done, int(positions->size()) < active.kind->in_flight);
}

// Says how far the job is and keeps the lease, or ends the job. `is_last`: no items waited behind this turn's.
bool Runner::conclude(Active& active, std::size_t done, bool is_last) {
  const auto now = clock_.now();
  const bool tells = now - active.told_at >= told_every;
  const auto going_on = sql::write_value(database_, [&](sql::Transaction& tx) -> Result<bool> {
    const auto kept =
        PULT_TRY(tx.run("UPDATE jobs SET progress = progress + ?2, lease_until = ?3, updated_at = ?4 WHERE id = ?1 AND "
                        "state = 'working' AND node = ?5",
                        {active.job.id, done, now + lease, now, node_}));
    if (kept == 0) return false;  // killed, or another server has it
    // A step may have added items while this turn's list was being worked on.
    if (!is_last || !PULT_TRY(waiting_items(tx, active.job.id, active.next, 1)).empty()) {
      if (tells) notify_progress(tx, active.job);
      return true;
    }
    PULT_TRY(end_job(tx, active.job, "completed", "Completed at " + render_moment(now), now));
    return false;
  });
  if (tells) active.told_at = now;
  return going_on.value_or(false);
}

}  // namespace pult::jobs
