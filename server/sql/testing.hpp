// SPDX-License-Identifier: AGPL-3.0-or-later
// Databases for tests. All give an empty database of its own per call, gone with the process.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "sql/database.hpp"

namespace pult::sql::testing {

// A temporary folder, removed at the end of its life.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// The URL of a fresh database on a private PostgreSQL server, which the first call starts (about a second) and which
// ends with this process, whatever way that ends. PULT_TEST_POSTGRES names a running server to use instead.
// nullopt without PostgreSQL: postgres_missing() says why.
std::optional<std::string> postgres_url();
std::string postgres_missing();

// Stop the process when the database cannot be opened.
std::unique_ptr<Database> sqlite_memory();
std::unique_ptr<Database> sqlite_file(const std::string& folder);

// "memory", "file" or "postgres"; `folder` is for "file". nullopt: postgres_missing().
std::optional<Options> options_for(const std::string& kind, const std::string& folder);

}  // namespace pult::sql::testing
