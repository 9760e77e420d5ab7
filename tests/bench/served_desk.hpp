// SPDX-License-Identifier: AGPL-3.0-or-later
// The real binary: data folders, verbs of the command line, a running server.
#pragma once
#include <sys/types.h>

#include <cstdint>
#include <string>
#include <vector>

namespace pult::bench {

// Throws std::runtime_error: a measurement that cannot be made ends the run.
[[noreturn]] void stop(const std::string& why);

// An empty folder that is gone at the end.
class Folder {
 public:
  explicit Folder(const std::string& path);
  ~Folder();
  Folder(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

// Standard output of a verb that must succeed.
std::string run_pult(const std::string& binary, const std::vector<std::string>& arguments,
                     const std::string& input = {});

// Makes a desk with an admin in the folder and gives the value of the Authorization header of the admin's token.
std::string make_desk(const std::string& binary, const std::string& data);

// Copies a closed desk's database and key.
void copy_desk(const std::string& from, const std::string& to);

class ServedDesk {
 public:
  // Returns when the server says that it is listening.
  ServedDesk(const std::string& binary, const std::string& data);
  ~ServedDesk();
  ServedDesk(const ServedDesk&) = delete;

  std::uint16_t port() const { return port_; }
  double start_seconds() const { return start_seconds_; }
  double rss_mb() const;       // VmRSS
  double cpu_seconds() const;  // of all its threads so far

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  std::uint16_t port_ = 0;
  double start_seconds_ = 0;
};

}  // namespace pult::bench
