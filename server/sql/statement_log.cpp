// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/statement_log.hpp"

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <mutex>
#include <string>

namespace pult::sql {
namespace {

struct Log {
  std::mutex mutex;
  std::ofstream file;
};

Log* open_log() {
  const char* path = std::getenv("PULT_STATEMENT_LOG");
  if (!path || !*path) return nullptr;
  static Log log;
  log.file.open(path, std::ios::app);
  return &log;
}

}  // namespace

void log_statement(std::string_view sql) {
  static Log* const log = open_log();
  if (!log) return;
  std::string line(sql);
  std::ranges::replace(line, '\n', ' ');
  const std::lock_guard lock(log->mutex);
  log->file << line << std::endl;
}

}  // namespace pult::sql
