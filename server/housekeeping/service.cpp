// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/service.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "housekeeping/link_check.hpp"
#include "housekeeping/links.hpp"
#include "housekeeping/reader.hpp"

namespace pult::housekeeping {
namespace {

constexpr Micros lease = 5 * base::minute_us, retry_after = base::minute_us, week = 7 * base::day_us;
constexpr Micros macro_uses_kept_for = 365 * base::day_us;
constexpr int links_at_once = 20;
constexpr std::string_view timer_kind = "housekeeping", timer_subject = "week";
constexpr UserId desk_itself{-1};

// The first report of a new desk comes when there is something to report.
Result<void> set_timer(sql::Transaction& tx, Micros now) {
  const auto newest = PULT_TRY(newest_report(tx));
  return timers::set(tx, timer_kind, timer_subject, newest ? std::max(newest->created_at + week, now) : now + week);
}

Result<void> begin_watching(sql::Transaction& tx, Micros now) {
  PULT_TRY(tx.run("UPDATE settings SET value = ?1 WHERE name = 'macros_watched_since' AND value = '0'",
                  {std::to_string(now)}));
  return set_timer(tx, now);
}

void warn(const char* what, const Error& error) { log::warn(what, {{"code", error.code}, {"cause", error.cause}}); }

}  // namespace

Service::Service(sql::Database& database, const base::Clock& clock, net::AddressGuard guard)
    : database_(database), clock_(clock), guard_(std::move(guard)) {
  database.listen([this](std::string_view told, std::string_view) {
    if (told == channel || told == "reconnected") wake();
  });
}

Service::~Service() { stop(); }

void Service::add_timer(timers::Runner& runner) {
  runner.handle(std::string(timer_kind), {[this](sql::Transaction& tx, const std::string&) -> Result<void> {
                  const auto now = clock_.now();
                  PULT_TRY(tx.run("DELETE FROM macro_uses WHERE created_at < ?1", {now - macro_uses_kept_for}));
                  PULT_TRY(ask_for_report(tx, desk_itself, now));
                  return timers::set(tx, timer_kind, timer_subject, now + week);
                }});
}

void Service::start() {
  const auto begun = database_.write([this](sql::Transaction& tx) -> Result<void> {
    // The only process on a SQLite file is this one: what an earlier one was working on goes on at once.
    if (tx.dialect() == sql::Dialect::sqlite)
      PULT_TRY(tx.run("UPDATE housekeeping_reports SET lease_until = 0 WHERE state = 'working'"));
    return begin_watching(tx, clock_.now());
  });
  if (!begun) warn("housekeeping.start", begun.error());
  thread_ = std::thread([this] { work(); });
}

void Service::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void Service::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

void Service::work() {
  std::uint64_t seen = 0;
  while (!stopping_) {
    {
      const std::lock_guard lock(mutex_);
      seen = wakes_;
    }
    const auto due = run_due();
    std::unique_lock lock(mutex_);
    const auto woken = [&] { return stopping_ || wakes_ != seen; };
    if (!due)
      changed_.wait(lock, woken);
    else if (const auto wait = *due - clock_.now(); wait > 0)
      changed_.wait_for(lock, std::chrono::microseconds(wait), woken);
  }
}

std::optional<Micros> Service::run_due() {
  while (!stopping_ && run_report()) continue;
  while (!stopping_ && follow_links()) continue;
  const auto due = sql::read_value(database_, [](sql::Transaction& tx) { return next_link_due(tx); });
  // The time that a failed attempt waits, so that an error does not make this thread run in circles.
  if (!due) return clock_.now() + retry_after;
  return *due ? std::optional(std::max(**due, clock_.now() + base::second_us)) : std::nullopt;
}

bool Service::run_report() {
  const auto now = clock_.now();
  const auto claimed =
      sql::write_value(database_, [&](sql::Transaction& tx) { return claim_report(tx, now, now + lease); });
  if (!claimed || !*claimed) return false;
  const auto looked = look(**claimed, "working");
  if (looked) return true;
  warn("housekeeping.report", looked.error());
  if (looked.error().kind == ErrorKind::unavailable) return false;
  (void)database_.write([&](sql::Transaction& tx) { return set_state(tx, **claimed, "failed", clock_.now()); });
  return true;
}

Result<Findings> Service::find(std::vector<std::string>& links) {
  auto desk =
      PULT_TRY(sql::read_value(database_, [&](sql::Transaction& tx) { return read_inventory(tx, clock_.now()); }));
  const auto pairs = tags_to_compare(desk.tags);
  desk.used_together =
      PULT_TRY(sql::read_value(database_, [&](sql::Transaction& tx) { return read_used_together(tx, pairs); }));
  for (const auto& text : texts_of(desk))
    for (auto& link : links_in(text.text)) links.push_back(std::move(link));
  std::ranges::sort(links);
  const auto repeated = std::ranges::unique(links);
  links.erase(repeated.begin(), repeated.end());
  return find_all(desk);
}

Result<void> Service::look(const Report& report, std::string_view expected) {
  std::vector<std::string> links;
  const auto findings = PULT_TRY(find(links));
  return database_.write([&](sql::Transaction& tx) -> Result<void> {
    const auto now = clock_.now();
    // Somebody asked for another one meanwhile, or another server was faster.
    const auto current = PULT_TRY(find_report(tx, report.id));
    if (!current || current->state != expected) return {};
    PULT_TRY(keep_links(tx, report, links, now));
    PULT_TRY(keep_findings(tx, report, findings, now));
    return set_state(tx, report, "completed", now);
  });
}

// A handful at a time; true when there may be more.
bool Service::follow_links() {
  const auto due =
      sql::read_value(database_, [&](sql::Transaction& tx) { return due_links(tx, clock_.now(), links_at_once); });
  if (!due || due->empty()) return false;
  std::vector<LinkAnswer> answers;
  for (const auto& link : *due) {
    if (stopping_) return false;
    answers.push_back(follow(link, guard_, &stopping_));
  }
  const auto is_news = sql::write_value(database_, [&](sql::Transaction& tx) -> Result<bool> {
    bool changed = false;
    for (std::size_t i = 0; i < answers.size(); ++i)
      if (PULT_TRY(keep_answer(tx, (*due)[i], answers[i], clock_.now()))) changed = true;
    return changed;
  });
  if (!is_news) return false;
  if (*is_news) {
    const auto report = sql::read_value(database_, [](sql::Transaction& tx) { return newest_report(tx); });
    if (report && *report && (*report)->state == "completed") {
      const auto looked = look(**report, "completed");
      if (!looked) warn("housekeeping.links", looked.error());
    }
  }
  return true;
}

}  // namespace pult::housekeeping
