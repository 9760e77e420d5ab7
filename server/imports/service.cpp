// SPDX-License-Identifier: AGPL-3.0-or-later
#include "imports/service.hpp"

#include <fstream>
#include <sstream>

#include "base/log.hpp"
#include "imports/run.hpp"

namespace pult::imports {
namespace {

constexpr Micros lease = base::minute_us;

}  // namespace

ImportService::ImportService(sql::Database& database, const tickets::Desk& quiet, const tickets::Desk& desk,
                             const blobs::BlobStore& blobs)
    : database_(database), quiet_(quiet), desk_(desk), blobs_(blobs) {
  database.listen([this](std::string_view channel_name, std::string_view) {
    if (channel_name == channel || channel_name == "reconnected") wake();
  });
}

ImportService::~ImportService() { stop(); }

void ImportService::start() {
  // One server owns an SQLite desk: what it was working on when it ended goes on at once.
  if (database_.dialect() == sql::Dialect::sqlite)
    (void)database_.write([](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(tx.run("UPDATE imports SET lease_until = 0 WHERE state = 'working' AND in_blobs = 1"));
      return {};
    });
  thread_ = std::thread([this] { work(); });
}

void ImportService::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  if (thread_.joinable()) thread_.join();
}

void ImportService::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

bool ImportService::is_stopping() {
  const std::lock_guard lock(mutex_);
  return stopping_;
}

void ImportService::work() {
  std::uint64_t seen = 0;
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      seen = wakes_;
    }
    std::optional<Micros> due;
    try {
      due = run_due();
    } catch (const std::exception& problem) {
      log::error("imports.failed", {{"cause", problem.what()}});
      due = desk_.now() + base::minute_us;
    }
    std::unique_lock lock(mutex_);
    const auto ready = [&] { return stopping_ || wakes_ != seen; };
    if (!due)
      changed_.wait(lock, ready);
    else if (const Micros wait = *due - desk_.now(); wait > 0)
      changed_.wait_for(lock, std::chrono::microseconds(wait), ready);
  }
}

std::optional<Micros> ImportService::run_due() {
  while (!is_stopping()) {
    const auto now = desk_.now();
    const auto import =
        sql::write_value(database_, [&](sql::Transaction& tx) { return claim_import(tx, now, now + lease); });
    if (!import) return now + 10 * base::second_us;
    if (!*import) break;
    run_one(**import);
  }
  const auto due = sql::read_value(database_, [](sql::Transaction& tx) { return next_due(tx); });
  return due ? *due : std::optional(desk_.now() + base::minute_us);
}

void ImportService::run_one(const Import& import) {
  log::info("imports.start", {{"id", std::to_string(import.id.value)}, {"rows", std::to_string(import.total)}});
  std::unique_ptr<std::istream> bytes =
      std::make_unique<std::ifstream>(blobs_.file_of(import.sha256), std::ios::binary);
  if (!*bytes) {
    auto content = sql::read_value(database_, [&](sql::Transaction& tx) { return blobs_.load(tx, import.sha256); });
    if (!content) {
      log::error("imports.unreadable", {{"id", std::to_string(import.id.value)}, {"cause", content.error().cause}});
      (void)database_.write([&](sql::Transaction& tx) {
        return end_import(tx, import.id, "failed", "The file cannot be read", desk_.now());
      });
      return;
    }
    bytes = std::make_unique<std::istringstream>(std::move(*content));
  }
  const auto& desk = import.notify ? desk_ : quiet_;
  const RunOptions options{database_, desk, [this](std::int64_t, std::int64_t) { return !is_stopping(); }, lease};
  const auto ended = run(options, import, *bytes);
  if (!ended) log::warn("imports.paused", {{"id", std::to_string(import.id.value)}, {"cause", ended.error().cause}});
}

}  // namespace pult::imports
