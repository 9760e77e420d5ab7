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

std::vector<double> BareReader::time(const std::string& sql, const std::vector<std::string>& texts, int runs) {
  sqlite3_stmt* statement = nullptr;
  if (sqlite3_prepare_v2(handle_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK)
    stop("bare reader: " + std::string(sqlite3_errmsg(handle_)) + " in " + sql);
  std::vector<double> out;
  for (int i = 0; i < runs; ++i) {
    const auto text = texts.empty() ? std::string() : texts[std::size_t(i) % texts.size()];
    const Stopwatch watch;
    if (!texts.empty()) sqlite3_bind_text(statement, 1, text.data(), int(text.size()), SQLITE_STATIC);
    while (sqlite3_step(statement) == SQLITE_ROW)
      for (int column = 0; column < sqlite3_column_count(statement); ++column)
        bytes_read_ += std::size_t(sqlite3_column_bytes(statement, column));
    sqlite3_reset(statement);
    out.push_back(watch.seconds() * 1000);
  }
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
