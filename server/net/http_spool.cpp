// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_spool.hpp"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include <cerrno>
#include <filesystem>

namespace pult::net {
namespace {
constexpr std::string_view file_prefix = "body-";
}

SpoolFile::~SpoolFile() {
  finish();
  if (!path_.empty()) ::unlink(path_.c_str());
}

bool SpoolFile::open(const std::string& dir) {
  path_ = dir + "/" + std::string(file_prefix) + "XXXXXX";
  descriptor_ = ::mkostemp(path_.data(), O_CLOEXEC);
  if (descriptor_ < 0) path_.clear();
  return descriptor_ >= 0;
}

bool SpoolFile::append(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

void SpoolFile::finish() {
  if (descriptor_ >= 0) ::close(descriptor_);
  descriptor_ = -1;
}

bool prepare_spool_dir(const std::string& dir) {
  std::error_code error;
  std::filesystem::create_directories(dir, error);
  if (error) return false;
  for (const auto& entry : std::filesystem::directory_iterator(dir, error)) {
    if (entry.path().filename().native().starts_with(file_prefix)) std::filesystem::remove(entry.path(), error);
  }
  return !error;
}

}  // namespace pult::net
