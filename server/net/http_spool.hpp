// SPDX-License-Identifier: AGPL-3.0-or-later
// A request body on disk, gone with its object. Internal to net.
#pragma once
#include <string>
#include <string_view>

namespace pult::net {

class SpoolFile {
 public:
  SpoolFile() = default;
  SpoolFile(const SpoolFile&) = delete;
  SpoolFile& operator=(const SpoolFile&) = delete;
  ~SpoolFile();

  bool open(const std::string& dir);  // a new file of its own, readable by us alone
  bool append(std::string_view bytes);
  void finish();  // closes the descriptor; the file stays until the destructor
  const std::string& path() const { return path_; }

 private:
  std::string path_;
  int descriptor_ = -1;
};

// Makes the folder and removes what a crash left there.
bool prepare_spool_dir(const std::string& dir);

}  // namespace pult::net
