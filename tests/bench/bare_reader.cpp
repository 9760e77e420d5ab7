// SPDX-License-Identifier: AGPL-3.0-or-later
#include "bare_reader.hpp"

#include <filesystem>

#include "figures.hpp"
#include "served_desk.hpp"

namespace pult::bench {

BareReader::BareReader(const std::string& path) {
  if (sqlite3_open_v2(path.c_str(), &handle_, SQLITE_OPEN_READONLY, nullptr) != SQLITE_OK)
    stop("bare reader: " + std::string(sqlite3_errmsg(handle_)));
  sqlite3_exec(handle_, "PRAGMA cache_size=-2000", nullptr, nullptr, nullptr);
}

BareReader::~BareReader() { sqlite3_close(handle_); }

void BareReader::read_out(sqlite3_stmt* statement) {
  for (int column = 0; column < sqlite3_column_count(statement); ++column) {
    const auto bytes = [&](const void* from) {
      return std::string(static_cast<const char*>(from), std::size_t(sqlite3_column_bytes(statement, column)));
    };
    switch (sqlite3_column_type(statement, column)) {
      case SQLITE_INTEGER: values_.emplace_back(std::int64_t(sqlite3_column_int64(statement, column))); break;
      case SQLITE_FLOAT: values_.emplace_back(sqlite3_column_double(statement, column)); break;
      case SQLITE_TEXT: values_.emplace_back(bytes(sqlite3_column_text(statement, column))); break;
      case SQLITE_BLOB: values_.emplace_back(Bytes{bytes(sqlite3_column_blob(statement, column))}); break;
      default: values_.emplace_back();
    }
  }
}

BareTimes BareReader::time(const std::vector<std::vector<std::string>>& kinds, const std::vector<std::string>& texts,
                           int runs) {
  std::vector<std::vector<sqlite3_stmt*>> prepared;
  for (const auto& statements : kinds) {
    prepared.emplace_back();
    for (const auto& sql : statements)
      if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &prepared.back().emplace_back(), nullptr) != SQLITE_OK)
        stop("bare reader: " + std::string(sqlite3_errmsg(handle_)) + " in " + sql);
  }
  BareTimes out;
  const double before = own_cpu_seconds();
  for (int i = 0; i < runs; ++i) {
    const auto text = texts.empty() ? std::string() : texts[std::size_t(i) % texts.size()];
    const Stopwatch watch;
    values_.clear();
    sqlite3_exec(handle_, "BEGIN", nullptr, nullptr, nullptr);
    for (auto* statement : prepared[std::size_t(i) % prepared.size()]) {
      if (sqlite3_bind_parameter_count(statement) > 0)
        sqlite3_bind_text(statement, 1, text.data(), int(text.size()), SQLITE_STATIC);
      while (sqlite3_step(statement) == SQLITE_ROW) read_out(statement);
      sqlite3_reset(statement);
    }
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
    out.ms.push_back(watch.seconds() * 1000);
  }
  out.cpu_seconds = own_cpu_seconds() - before;
  for (const auto& statements : prepared)
    for (auto* statement : statements) sqlite3_finalize(statement);
  return out;
}

std::vector<std::int64_t> BareReader::ids(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  std::vector<std::int64_t> out;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK)
    while (sqlite3_step(statement) == SQLITE_ROW) out.push_back(sqlite3_column_int64(statement, 0));
  sqlite3_finalize(statement);
  return out;
}

std::string BareReader::text(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  std::string out;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) == SQLITE_OK &&
      sqlite3_step(statement) == SQLITE_ROW && sqlite3_column_text(statement, 0))
    out = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0));
  sqlite3_finalize(statement);
  return out;
}

std::vector<double> time_bare_commits(const std::string& path, int commits) {
  std::filesystem::remove(path);
  sqlite3* handle = nullptr;
  if (sqlite3_open(path.c_str(), &handle) != SQLITE_OK) stop("bare commits: cannot open " + path);
  sqlite3_exec(handle,
               "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; CREATE TABLE row (id INTEGER PRIMARY KEY, t TEXT)",
               nullptr, nullptr, nullptr);
  std::vector<double> out;
  for (int i = 0; i < commits; ++i) {
    const Stopwatch watch;
    sqlite3_exec(handle, "INSERT INTO row (t) VALUES (hex(zeroblob(500)))", nullptr, nullptr, nullptr);
    out.push_back(watch.seconds() * 1000);
  }
  sqlite3_close(handle);
  std::filesystem::remove(path);
  return out;
}

}  // namespace pult::bench
