// SPDX-License-Identifier: AGPL-3.0-or-later
// Content by its SHA-256: attachments and raw mails, each stored once. Small content lives in the database row, so
// that it is durable with the commit that names it; large content is a file of the data folder, durable before.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::blobs {

struct Staged {
  std::string sha256;
  std::uint64_t size = 0;
  std::string in_row;  // the content when it goes into the row; empty when a file holds it
  bool is_file = false;
};

class BlobStore {
 public:
  // Content over `row_limit` bytes goes to files under `folder`. Several nodes on one PostgreSQL share no disk, so
  // there everything is kept in rows: row_limit = unlimited.
  BlobStore(std::string folder, std::uint64_t row_limit) : folder_(std::move(folder)), row_limit_(row_limit) {}
  static constexpr std::uint64_t unlimited = UINT64_MAX;

  // Before the transaction, on any thread: digests the content and makes large content durable on disk.
  // unavailable/"disk_full" or "blob_write" when the file cannot be written.
  Result<Staged> stage(std::string content) const;
  // Inside the transaction: the row. Content that is there already is left alone.
  static Result<void> keep(sql::Transaction& tx, const Staged& staged, Micros now);
  // The whole content; not_found for an unknown digest.
  Result<std::string> load(sql::Transaction& tx, std::string_view sha256) const;
  static Result<bool> is_in_row(sql::Transaction& tx, std::string_view sha256);
  // The row, when the caller has made sure that nothing names it any more. True when a file holds it: erase_file
  // is next, after the commit.
  static Result<bool> forget(sql::Transaction& tx, std::string_view sha256);
  // Deletes the file of forgotten content, unless somebody staged the same content since.
  void erase_file(std::string_view sha256, Micros forgotten_at) const;
  // The file that holds content which is not in its row.
  std::string file_of(std::string_view sha256) const;

 private:
  std::string folder_;
  std::uint64_t row_limit_;
};

}  // namespace pult::blobs
