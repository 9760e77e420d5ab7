// SPDX-License-Identifier: AGPL-3.0-or-later
#include "raw_engine.hpp"

#include <condition_variable>
#include <memory>
#include <semaphore>

#include "figures.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

sqlite3* open(const std::string& path) {
  sqlite3* handle = nullptr;
  if (sqlite3_open_v2(path.c_str(), &handle, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX, nullptr) != SQLITE_OK)
    stop("cannot open " + path);
  sqlite3_busy_timeout(handle, 15'000);
  for (const auto* pragma : {"PRAGMA journal_mode=WAL", "PRAGMA synchronous=FULL", "PRAGMA foreign_keys=ON",
                             "PRAGMA wal_autocheckpoint=0", "PRAGMA cache_size=-8000"})
    sqlite3_exec(handle, pragma, nullptr, nullptr, nullptr);
  return handle;
}

void bind(sqlite3_stmt* statement, int place, const OwnValue& value) {
  if (const auto* number = std::get_if<std::int64_t>(&value)) {
    sqlite3_bind_int64(statement, place, *number);
  } else if (const auto* real = std::get_if<double>(&value)) {
    sqlite3_bind_double(statement, place, *real);
  } else if (const auto* text = std::get_if<std::string>(&value)) {
    sqlite3_bind_text64(statement, place, text->data(), text->size(), SQLITE_STATIC, SQLITE_UTF8);
  } else if (const auto* blob = std::get_if<Bytes>(&value)) {
    sqlite3_bind_blob64(statement, place, blob->bytes.data(), blob->bytes.size(), SQLITE_STATIC);
  } else {
    sqlite3_bind_null(statement, place);
  }
}

// Units that wait for the writer.
struct Queue {
  struct Waiting {
    const Unit* unit;
    std::binary_semaphore* durable;
  };
  std::mutex mutex;
  std::condition_variable filled;
  std::vector<Waiting> waiting;
  std::size_t next = 0;  // the first unit nobody has handed in
  bool closed = false;
};

}  // namespace

RawEngine::RawEngine(const std::string& path)
    : path_(path), handle_(open(path)), checkpoints_([this](std::stop_token stop) { run_checkpoints(stop); }) {}

RawEngine::~RawEngine() {
  checkpoints_.request_stop();
  checkpoints_.join();
  for (const auto& [sql, statement] : statements_) sqlite3_finalize(statement);
  sqlite3_close_v2(handle_);
}

void RawEngine::run_checkpoints(std::stop_token stop) {
  sqlite3* own = open(path_);
  while (!stop.stop_requested()) {
    std::this_thread::sleep_for(std::chrono::milliseconds(300));
    sqlite3_wal_checkpoint_v2(own, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
  }
  sqlite3_close_v2(own);
}

void RawEngine::begin() { sqlite3_exec(handle_, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr); }

void RawEngine::end() {
  if (sqlite3_exec(handle_, "COMMIT", nullptr, nullptr, nullptr) != SQLITE_OK)
    stop(std::string("raw commit: ") + sqlite3_errmsg(handle_));
}

void RawEngine::apply(const Unit& unit) {
  for (const auto& [sql, values] : unit) {
    auto& statement = statements_[sql];
    if (!statement && sqlite3_prepare_v3(handle_, sql.data(), int(sql.size()), SQLITE_PREPARE_PERSISTENT, &statement,
                                         nullptr) != SQLITE_OK)
      stop(std::string("raw: ") + sqlite3_errmsg(handle_));
    for (std::size_t i = 0; i < values.size(); ++i) bind(statement, int(i) + 1, values[i]);
    int code = SQLITE_ROW;
    while (code == SQLITE_ROW) code = sqlite3_step(statement);
    if (code != SQLITE_DONE) stop(std::string("raw: ") + sqlite3_errmsg(handle_) + " in " + sql);
    sqlite3_reset(statement);
  }
}

void RawEngine::commit(std::span<const Unit> units) {
  begin();
  for (const auto& unit : units) apply(unit);
  end();
}

double RawEngine::commit_in_groups(std::span<const Unit> units, int clients) {
  Queue queue;
  std::jthread writer([&] {
    std::vector<Queue::Waiting> batch;
    for (;;) {
      {
        std::unique_lock lock(queue.mutex);
        queue.filled.wait(lock, [&] { return queue.closed || !queue.waiting.empty(); });
        if (queue.waiting.empty()) return;
        batch.swap(queue.waiting);
      }
      begin();
      for (const auto& one : batch) apply(*one.unit);
      end();
      for (const auto& one : batch) one.durable->release();
      batch.clear();
    }
  });
  const Stopwatch watch;
  {
    std::vector<std::jthread> waiters;
    for (int client = 0; client < clients; ++client)
      waiters.emplace_back([&] {
        std::binary_semaphore durable(0);
        for (;;) {
          {
            // In the order of the recording: rows name each other by ids that the order decides.
            const std::lock_guard lock(queue.mutex);
            if (queue.next == units.size()) return;
            queue.waiting.push_back({&units[queue.next++], &durable});
          }
          queue.filled.notify_one();
          durable.acquire();
        }
      });
  }
  const double seconds = watch.seconds();
  {
    const std::lock_guard lock(queue.mutex);
    queue.closed = true;
  }
  queue.filled.notify_one();
  return seconds;
}

std::int64_t RawEngine::count(const std::string& table) {
  std::int64_t rows = 0;
  sqlite3_exec(
      handle_, ("SELECT COUNT(*) FROM " + table).c_str(),
      [](void* out, int, char** values, char**) {
        *static_cast<std::int64_t*>(out) = std::stoll(values[0]);
        return 0;
      },
      &rows, nullptr);
  return rows;
}

}  // namespace pult::bench
