// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/sqlite/gathered_log.hpp"

#include <sqlite3.h>

#include <cstdlib>
#include <new>
#include <string>

namespace pult::sql::sqlite {
namespace {

// SQLite's own file takes less than 128 KiB at once (os_unix.c: seekAndWriteFd).
constexpr std::size_t most_gathered_bytes = 120 * 1024;
constexpr const char* vfs_name = "pult";

// SQLite's own file lies behind it in the same memory.
struct LogFile {
  sqlite3_file base;
  std::string* gathered;
  sqlite3_int64 from;  // where in the file the gathered bytes belong

  sqlite3_file* inner() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  const sqlite3_io_methods& methods() { return *inner()->pMethods; }
};

LogFile& log_of(sqlite3_file* file) { return *reinterpret_cast<LogFile*>(file); }

// After an error the transaction is rolled back, so what could not be written is of no use to anybody.
int write_out(LogFile& log) {
  if (log.gathered->empty()) return SQLITE_OK;
  const int code = log.methods().xWrite(log.inner(), log.gathered->data(), int(log.gathered->size()), log.from);
  log.gathered->clear();
  return code;
}

int close_log(sqlite3_file* file) {
  auto& log = log_of(file);
  const int written = write_out(log);
  delete log.gathered;
  const int closed = log.methods().xClose(log.inner());
  return written == SQLITE_OK ? closed : written;
}

int read_log(sqlite3_file* file, void* bytes, int size, sqlite3_int64 at) {
  auto& log = log_of(file);
  const int code = write_out(log);
  return code == SQLITE_OK ? log.methods().xRead(log.inner(), bytes, size, at) : code;
}

int write_log(sqlite3_file* file, const void* bytes, int size, sqlite3_int64 at) {
  auto& log = log_of(file);
  const bool follows = at == log.from + sqlite3_int64(log.gathered->size());
  if (!follows || log.gathered->size() + std::size_t(size) > most_gathered_bytes)
    if (const int code = write_out(log); code != SQLITE_OK) return code;
  if (log.gathered->empty()) log.from = at;
  try {
    log.gathered->append(static_cast<const char*>(bytes), std::size_t(size));
  } catch (const std::bad_alloc&) {
    return SQLITE_IOERR_NOMEM;
  }
  return SQLITE_OK;
}

int truncate_log(sqlite3_file* file, sqlite3_int64 size) {
  auto& log = log_of(file);
  const int code = write_out(log);
  return code == SQLITE_OK ? log.methods().xTruncate(log.inner(), size) : code;
}

int sync_log(sqlite3_file* file, int flags) {
  auto& log = log_of(file);
  const int code = write_out(log);
  return code == SQLITE_OK ? log.methods().xSync(log.inner(), flags) : code;
}

int size_of_log(sqlite3_file* file, sqlite3_int64* size) {
  auto& log = log_of(file);
  const int code = write_out(log);
  return code == SQLITE_OK ? log.methods().xFileSize(log.inner(), size) : code;
}

int lock_log(sqlite3_file* file, int level) { return log_of(file).methods().xLock(log_of(file).inner(), level); }
int unlock_log(sqlite3_file* file, int level) { return log_of(file).methods().xUnlock(log_of(file).inner(), level); }
int check_lock_of_log(sqlite3_file* file, int* held) {
  return log_of(file).methods().xCheckReservedLock(log_of(file).inner(), held);
}
int control_log(sqlite3_file* file, int what, void* value) {
  return log_of(file).methods().xFileControl(log_of(file).inner(), what, value);
}
int sector_size_of_log(sqlite3_file* file) { return log_of(file).methods().xSectorSize(log_of(file).inner()); }
int traits_of_log(sqlite3_file* file) { return log_of(file).methods().xDeviceCharacteristics(log_of(file).inner()); }

// Version 1: shared memory and mapped pages are the database file's.
const sqlite3_io_methods log_methods{1,
                                     close_log,
                                     read_log,
                                     write_log,
                                     truncate_log,
                                     sync_log,
                                     size_of_log,
                                     lock_log,
                                     unlock_log,
                                     check_lock_of_log,
                                     control_log,
                                     sector_size_of_log,
                                     traits_of_log,
                                     {},
                                     {},
                                     {},
                                     {},
                                     {},
                                     {}};

sqlite3_vfs* inner_vfs() {
  static sqlite3_vfs* const found = sqlite3_vfs_find(nullptr);
  return found;
}

int open_file(sqlite3_vfs*, const char* name, sqlite3_file* file, int flags, int* flags_out) {
  auto* inner = inner_vfs();
  if (!(flags & SQLITE_OPEN_WAL)) return inner->xOpen(inner, name, file, flags, flags_out);
  file->pMethods = nullptr;
  auto* log = new (file) LogFile{};
  const int code = inner->xOpen(inner, name, log->inner(), flags, flags_out);
  if (code != SQLITE_OK) return code;
  log->gathered = new (std::nothrow) std::string();
  if (!log->gathered) {
    log->methods().xClose(log->inner());
    return SQLITE_NOMEM;
  }
  log->base.pMethods = &log_methods;
  return SQLITE_OK;
}

// A copy with everything that the default one hangs on its structure.
sqlite3_vfs make_vfs() {
  sqlite3_vfs vfs = *inner_vfs();
  vfs.zName = vfs_name;
  vfs.szOsFile += int(sizeof(LogFile));
  vfs.pNext = nullptr;
  vfs.xOpen = open_file;
  return vfs;
}

}  // namespace

const char* gathering_vfs() {
  static const int registered = [] {
    static sqlite3_vfs vfs = make_vfs();
    return sqlite3_vfs_register(&vfs, 0);
  }();
  if (registered != SQLITE_OK) std::abort();  // out of memory before anything runs
  return vfs_name;
}

}  // namespace pult::sql::sqlite
