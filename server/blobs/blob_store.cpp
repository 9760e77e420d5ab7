// SPDX-License-Identifier: AGPL-3.0-or-later
#include "blobs/blob_store.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

#include "crypto/crypto.hpp"

namespace pult::blobs {
namespace {

bool write_all(int file, std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(file, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(std::size_t(written));
  }
  return true;
}

bool sync_folder(const std::string& folder) {
  const int handle = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (handle < 0) return false;
  const bool done = ::fsync(handle) == 0;
  ::close(handle);
  return done;
}

// Whole or not at all: written beside, synced, renamed, and the folder synced.
Result<void> write_durably(const std::string& path, std::string_view bytes) {
  const std::string folder = std::filesystem::path(path).parent_path();
  std::error_code ignored;
  const bool new_folder = std::filesystem::create_directories(folder, ignored);
  const std::string fresh = path + "." + crypto::random_token(6);
  const int file = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  const bool written = file >= 0 && write_all(file, bytes) && ::fsync(file) == 0;
  int why = errno;
  if (file >= 0) ::close(file);
  if (written) {
    if (::rename(fresh.c_str(), path.c_str()) == 0 && sync_folder(folder) &&
        (!new_folder || sync_folder(std::filesystem::path(folder).parent_path())))
      return {};
    why = errno;
  }
  ::unlink(fresh.c_str());
  return base::fail(ErrorKind::unavailable, why == ENOSPC ? "disk_full" : "blob_write",
                    "The content cannot be stored at the moment", path + ": " + std::strerror(why));
}

}  // namespace

std::string BlobStore::file_of(std::string_view sha256) const {
  return folder_ + "/" + std::string(sha256.substr(0, 2)) + "/" + std::string(sha256);
}

Result<Staged> BlobStore::stage(std::string content) const {
  Staged staged;
  staged.sha256 = crypto::sha256_hex(content);
  staged.size = content.size();
  if (content.size() <= row_limit_) {
    staged.in_row = std::move(content);
    return staged;
  }
  staged.is_file = true;
  const auto path = file_of(staged.sha256);
  std::error_code missing;
  if (std::filesystem::file_size(path, missing) == staged.size && !missing) {
    // Wanted again: not to be erased by who forgets it at this moment.
    std::filesystem::last_write_time(path, std::filesystem::file_time_type::clock::now(), missing);
    if (!missing) return staged;
  }
  PULT_TRY(write_durably(path, content));
  return staged;
}

Result<void> BlobStore::keep(sql::Transaction& tx, const Staged& staged, Micros now) {
  PULT_TRY(
      tx.run("INSERT INTO blobs (sha256, size, bytes, created_at) VALUES (?1, ?2, ?3, ?4) "
             "ON CONFLICT (sha256) DO NOTHING",
             {staged.sha256, staged.size,
              staged.is_file ? sql::Param(sql::Null{}) : sql::Param(sql::Blob{staged.in_row}), now}));
  return {};
}

Result<bool> BlobStore::is_in_row(sql::Transaction& tx, std::string_view sha256) {
  const auto row = PULT_TRY(tx.one("SELECT CASE WHEN bytes IS NULL THEN 1 ELSE 0 END FROM blobs WHERE sha256 = ?1",
                                   {sha256}, [](const sql::Row& r) { return !r.boolean(0); }));
  if (!row) return base::fail_not_found();
  return *row;
}

Result<bool> BlobStore::forget(sql::Transaction& tx, std::string_view sha256) {
  const auto in_row = is_in_row(tx, sha256);
  if (!in_row && in_row.error().kind == ErrorKind::not_found) return false;
  if (!in_row) return std::unexpected(in_row.error());
  PULT_TRY(tx.run("DELETE FROM blobs WHERE sha256 = ?1", {sha256}));
  return !*in_row;
}

void BlobStore::erase_file(std::string_view sha256, Micros forgotten_at) const {
  struct stat found{};
  const auto path = file_of(sha256);
  if (::stat(path.c_str(), &found) != 0) return;
  const Micros staged_at = Micros(found.st_mtim.tv_sec) * base::second_us + found.st_mtim.tv_nsec / 1'000;
  if (staged_at < forgotten_at) ::unlink(path.c_str());
}

Result<std::string> BlobStore::load(sql::Transaction& tx, std::string_view sha256) const {
  const auto row = PULT_TRY(tx.one("SELECT bytes FROM blobs WHERE sha256 = ?1", {sha256}, [](const sql::Row& r) {
    return r.is_null(0) ? std::nullopt : std::optional(std::string(r.bytes(0)));
  }));
  if (!row) return base::fail_not_found();
  if (*row) return **row;
  std::ifstream file(file_of(sha256), std::ios::binary);
  if (!file)
    return base::fail(ErrorKind::unavailable, "blob_missing", "The stored content cannot be read", file_of(sha256));
  return std::string(std::istreambuf_iterator<char>(file), {});
}

}  // namespace pult::blobs
