// SPDX-License-Identifier: AGPL-3.0-or-later
// A GoogleTest fixture that runs a suite on every database (tests only: the library does not link gtest).
//
//   class TicketStore : public sql::testing::OnEveryDatabase {};
//   PULT_ON_EVERY_DATABASE(TicketStore);
//   TEST_P(TicketStore, KeepsTags) { must(db().write([&](sql::Transaction& tx) { return save(tx, ...); })); }
#pragma once
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>

#include "base/log.hpp"
#include "sql/migrator.hpp"
#include "sql/testing.hpp"

namespace pult::sql::testing {

inline std::string describe(const Error& error) { return error.code + ": " + error.message + " [" + error.cause + "]"; }

// The value of a Result, or a failure of the test that shows the error.
template <class T>
T must(Result<T> result) {
  if (!result) throw std::runtime_error(describe(result.error()));
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}
// The code of the error, "" when there was none.
template <class T>
std::string code_of(const Result<T>& result) {
  return result ? std::string() : result.error().code;
}

class OnEveryDatabase : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    log::set_quiet(true);
    auto options = options_for(GetParam(), folder_.path());
    if (!options) GTEST_SKIP() << postgres_missing();
    options_ = *options;
    change(options_);
    db_ = must(Database::open(options_));
  }
  void TearDown() override { db_.reset(); }

  // A suite may want other options than these small ones.
  virtual void change(Options&) {}

  Database& db() { return *db_; }
  const Options& options() const { return options_; }
  const std::string& folder() const { return folder_.path(); }
  Dialect dialect() const { return db_->dialect(); }
  // A second Database on the same data, as another process or node would have. Not for "memory".
  std::unique_ptr<Database> open_again() { return must(Database::open(options_)); }
  void reopen() {
    db_.reset();
    db_ = open_again();
  }

  // One statement, or several separated by ";", in a transaction of their own.
  void script(std::string_view sql) {
    must(db_->write([&](Transaction& tx) { return tx.script(sql); }));
  }
  std::int64_t run(std::string_view sql, const std::vector<Param>& params = {}) {
    return must(write_value(*db_, [&](Transaction& tx) { return tx.run(sql, params); }));
  }
  std::optional<std::int64_t> int64(std::string_view sql, const std::vector<Param>& params = {}) {
    return must(read_value(*db_, [&](Transaction& tx) { return tx.one_int64(sql, params); }));
  }

#ifdef PULT_MIGRATIONS
  // Brings the database to the newest schema of the source tree.
  void migrate_to_newest() {
    std::vector<std::pair<std::string, std::string>> files;
    for (const auto& entry : std::filesystem::directory_iterator(PULT_MIGRATIONS)) {
      if (entry.path().extension() != ".sql") continue;
      std::ifstream in(entry.path(), std::ios::binary);
      files.emplace_back(entry.path().filename(), std::string(std::istreambuf_iterator<char>(in), {}));
    }
    must(migrate(*db_, must(parse_migrations(dialect(), files)), ""));
  }
#endif

 private:
  TemporaryFolder folder_;
  Options options_;
  std::unique_ptr<Database> db_;
};

}  // namespace pult::sql::testing

#define PULT_ON_EVERY_DATABASE(suite)                                                  \
  INSTANTIATE_TEST_SUITE_P(On, suite, ::testing::Values("memory", "file", "postgres"), \
                           [](const auto& info) { return info.param; })
