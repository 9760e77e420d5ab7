// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/database.hpp"

#include <condition_variable>
#include <mutex>

#include "sql/postgres/open.hpp"
#include "sql/sqlite/open.hpp"

namespace pult::sql {
namespace {

// The end of one unit of work, for a thread that waits for it.
class Outcome {
 public:
  Database::Done done() {
    return [this](Result<void> result) {
      std::lock_guard lock(mutex_);
      result_ = std::move(result);
      ended_.notify_one();
    };
  }
  Result<void> wait() {
    std::unique_lock lock(mutex_);
    ended_.wait(lock, [&] { return result_.has_value(); });
    return std::move(*result_);
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::optional<Result<void>> result_;
};

}  // namespace

Result<std::unique_ptr<Database>> Database::open(const Options& options) {
  if (options.url.starts_with("sqlite:")) return sqlite::open(options);
  if (options.url.starts_with("postgresql:") || options.url.starts_with("postgres:")) return postgres::open(options);
  return base::fail(ErrorKind::invalid, "bad_url", "The database URL must start with sqlite: or postgresql:");
}

Result<void> Database::write(const Work& work) {
  Outcome outcome;
  write(std::ref(work), outcome.done());
  return outcome.wait();
}

Result<void> Database::read(const Work& work) {
  Outcome outcome;
  read(std::ref(work), outcome.done());
  return outcome.wait();
}

}  // namespace pult::sql
