// SPDX-License-Identifier: AGPL-3.0-or-later
// One server per SQLite data folder. The lock goes with the process, however that ends.
#pragma once
#include <string>

#include "base/result.hpp"

namespace pult::app {

class FolderLock {
 public:
  // Takes the first free of `places` places in the folder (pult.lock, pult.1.lock ...): one for SQLite; several for
  // nodes on PostgreSQL that share a folder. conflict/"already_running" when all are taken.
  static Result<FolderLock> take(const std::string& folder, int places);
  // Whether some server holds the first place now.
  static bool is_taken(const std::string& folder);

  FolderLock(FolderLock&& other) noexcept;
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(FolderLock&&) = delete;
  ~FolderLock();
  int place() const { return place_; }

 private:
  FolderLock(int descriptor, int place) : descriptor_(descriptor), place_(place) {}

  int descriptor_;
  int place_;
};

}  // namespace pult::app
