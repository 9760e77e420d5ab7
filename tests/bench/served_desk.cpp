// SPDX-License-Identifier: AGPL-3.0-or-later
#include "served_desk.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <stdexcept>

#include "crypto/crypto.hpp"
#include "figures.hpp"

namespace pult::bench {
namespace {

namespace fs = std::filesystem;

constexpr const char* admin_email = "bench@example.com";

struct Child {
  pid_t pid = -1;
  int in = -1, out = -1;
};

Child spawn(const std::string& binary, const std::vector<std::string>& arguments) {
  int to[2], from[2];
  if (::pipe2(to, O_CLOEXEC) != 0 || ::pipe2(from, O_CLOEXEC) != 0) stop("no pipe");
  const pid_t pid = ::fork();
  if (pid < 0) stop("no process");
  if (pid == 0) {
    ::dup2(to[0], STDIN_FILENO);
    ::dup2(from[1], STDOUT_FILENO);
    std::vector<char*> argv{const_cast<char*>(binary.c_str())};
    for (const auto& argument : arguments) argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    ::execv(binary.c_str(), argv.data());
    ::_exit(127);
  }
  ::close(to[0]);
  ::close(from[1]);
  return {pid, to[1], from[0]};
}

// Up to and with the first line that holds `word`, or to the end when the word is empty.
std::string read_until(int file, const std::string& word) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const auto got = ::read(file, buffer, sizeof buffer);
    if (got <= 0) return text;
    text.append(buffer, std::size_t(got));
    if (const auto at = text.find(word);
        !word.empty() && at != std::string::npos && text.find('\n', at) != std::string::npos)
      return text;
  }
}

}  // namespace

void stop(const std::string& why) { throw std::runtime_error(why); }

Folder::Folder(const std::string& path) : path_(path) {
  fs::remove_all(path_);
  fs::create_directories(path_);
}
Folder::~Folder() {
  std::error_code ignored;
  fs::remove_all(path_, ignored);
}

std::string run_pult(const std::string& binary, const std::vector<std::string>& arguments, const std::string& input) {
  const auto child = spawn(binary, arguments);
  const bool fed = ::write(child.in, input.data(), input.size()) == ssize_t(input.size());
  ::close(child.in);
  const auto output = read_until(child.out, "");
  ::close(child.out);
  int status = 0;
  ::waitpid(child.pid, &status, 0);
  if (status != 0 || !fed) stop("pult " + arguments.front() + " failed: " + output);
  return output;
}

std::string make_desk(const std::string& binary, const std::string& data) {
  run_pult(binary, {"admin", "create", "--email", admin_email, "--name", "Bench", "--password-stdin", "--data", data},
           "a-long-enough-password\n");
  auto token = run_pult(binary, {"token", "create", "--email", admin_email, "--data", data});
  while (!token.empty() && token.back() <= ' ') token.pop_back();
  return "Basic " + crypto::base64(std::string(admin_email) + "/token:" + token);
}

void copy_desk(const std::string& from, const std::string& to) {
  for (const auto* name : {"pult.db", "secret.key"})
    fs::copy_file(from + "/" + name, to + "/" + name, fs::copy_options::overwrite_existing);
}

ServedDesk::ServedDesk(const std::string& binary, const std::string& data) {
  ::setenv("PULT_REQUESTS_PER_MINUTE", "0", 1);  // one caller asks for all
  const Stopwatch watch;
  const auto child = spawn(binary, {"serve", "--data", data, "--listen", "127.0.0.1:0"});
  ::close(child.in);
  pid_ = child.pid;
  out_ = child.out;
  const auto words = read_until(out_, "listening on ");
  start_seconds_ = watch.seconds();
  const auto colon = words.rfind(':');
  if (words.find("listening on ") == std::string::npos) {
    ::waitpid(pid_, nullptr, 0);
    ::close(out_);
    stop("the server did not start: " + words);
  }
  port_ = std::uint16_t(std::stoi(words.substr(colon + 1)));
}

ServedDesk::~ServedDesk() {
  ::kill(pid_, SIGTERM);
  ::waitpid(pid_, nullptr, 0);
  ::close(out_);
}

double ServedDesk::cpu_seconds() const {
  clockid_t clock{};
  timespec time{};
  if (::clock_getcpuclockid(pid_, &clock) != 0 || ::clock_gettime(clock, &time) != 0) stop("no CPU clock");
  return double(time.tv_sec) + double(time.tv_nsec) / 1e9;
}

double ServedDesk::rss_mb() const {
  std::ifstream file("/proc/" + std::to_string(pid_) + "/status");
  for (std::string line; std::getline(file, line);)
    if (line.starts_with("VmRSS:")) return std::stod(line.substr(6)) / 1024;
  return 0;
}

}  // namespace pult::bench
