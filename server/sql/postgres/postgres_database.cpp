// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <thread>

#include "sql/postgres/connection.hpp"
#include "sql/postgres/open.hpp"
#include "sql/postgres/subscriber.hpp"

namespace pult::sql::postgres {
namespace {

// A thread for each connection: libpq blocks, and so does the work.
class PostgresDatabase final : public Database {
 public:
  explicit PostgresDatabase(const Options& options)
      : writes_(options.max_queue), reads_(options.max_queue), subscriber_(options.url, listeners_) {}
  ~PostgresDatabase() override { close(); }

  Result<void> start(const Options& options);

  Dialect dialect() const override { return Dialect::postgres; }
  void write(Work work, Done done) override { writes_.push({std::move(work), std::move(done), false}); }
  void read(Work work, Done done) override { reads_.push({std::move(work), std::move(done), true}); }
  void listen(Listener listener) override {
    listeners_.add(std::move(listener));
    subscriber_.start();
  }
  void close() override;
  Result<void> backup_to(const std::string&) override {
    return base::fail(ErrorKind::invalid, "not_supported", "Use pg_dump to back up PostgreSQL");
  }

 private:
  static void serve(UnitQueue& queue, Connection& connection);

  UnitQueue writes_;
  UnitQueue reads_;
  Listeners listeners_;
  Subscriber subscriber_;
  std::vector<std::unique_ptr<Connection>> connections_;
  std::vector<std::thread> threads_;
};

Result<void> PostgresDatabase::start(const Options& options) {
  const int writers = std::max(options.writers, 1);
  const int readers = std::max(options.readers, 1);
  for (int i = 0; i < writers; ++i) connections_.push_back(std::make_unique<Connection>(options.url, i));
  for (int i = 0; i < readers; ++i) connections_.push_back(std::make_unique<Connection>(options.url, 0));
  PULT_TRY(connections_.front()->ensure_connected());  // a wrong URL is told at once, the others connect when needed
  for (int i = 0; i < writers + readers; ++i) {
    threads_.emplace_back(&serve, std::ref(i < writers ? writes_ : reads_), std::ref(*connections_[std::size_t(i)]));
  }
  return {};
}

void PostgresDatabase::serve(UnitQueue& queue, Connection& connection) {
  std::vector<Unit> one;
  while (queue.pop(one, 1)) {
    auto outcome = connection.perform(one.front());
    finish(one.front(), std::move(outcome));
    one.clear();
  }
}

void PostgresDatabase::close() {
  writes_.close();
  reads_.close();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  connections_.clear();
  subscriber_.stop();
}

}  // namespace

Result<std::unique_ptr<Database>> open(const Options& options) {
  auto database = std::make_unique<PostgresDatabase>(options);
  PULT_TRY(database->start(options));
  return database;
}

}  // namespace pult::sql::postgres
