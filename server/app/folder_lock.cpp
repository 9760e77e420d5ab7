// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/folder_lock.hpp"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace pult::app {
namespace {

std::string lock_path(const std::string& folder, int place) {
  return folder + (place == 0 ? "/pult.lock" : "/pult." + std::to_string(place) + ".lock");
}

}  // namespace

Result<FolderLock> FolderLock::take(const std::string& folder, int places) {
  for (int place = 0; place < places; ++place) {
    const auto path = lock_path(folder, place);
    const int descriptor = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0)
      return base::fail(ErrorKind::unavailable, "lock", "Cannot write " + path + ": " + std::strerror(errno));
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return FolderLock(descriptor, place);
    ::close(descriptor);
  }
  return base::fail(ErrorKind::conflict, "already_running",
                    "Another Pult server is running on the data folder " + folder +
                        ". Stop it first, or choose another folder with --data.");
}

bool FolderLock::is_taken(const std::string& folder) {
  const int descriptor = ::open(lock_path(folder, 0).c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool taken = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0;
  ::close(descriptor);
  return taken;
}

FolderLock::FolderLock(FolderLock&& other) noexcept
    : descriptor_(std::exchange(other.descriptor_, -1)), place_(other.place_) {}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

}  // namespace pult::app
