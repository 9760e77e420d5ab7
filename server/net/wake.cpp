// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/wake.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <thread>
#include <utility>

#include "base/log.hpp"

namespace pult::net {
namespace {

class Descriptor {
 public:
  explicit Descriptor(int number = -1) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&&) = delete;
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  int number() const { return number_; }

 private:
  int number_;
};

Descriptor open_socket() { return Descriptor(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)); }

bool fill_address(sockaddr_un& address, const std::string& path) {
  if (path.empty() || path.size() >= sizeof address.sun_path) return false;
  address.sun_family = AF_UNIX;
  std::memcpy(address.sun_path, path.c_str(), path.size() + 1);
  return true;
}

const sockaddr* generic(const sockaddr_un& address) { return reinterpret_cast<const sockaddr*>(&address); }

bool somebody_listens(const sockaddr_un& address) {
  const auto probe = open_socket();
  return ::connect(probe.number(), generic(address), sizeof address) == 0;
}

class ThreadListener final : public WakeListener {
 public:
  ThreadListener(Descriptor socket, std::string path, std::function<void(std::string_view)> on_message)
      : socket_(std::move(socket)),
        quit_(::eventfd(0, EFD_CLOEXEC)),
        path_(std::move(path)),
        on_message_(std::move(on_message)) {
    struct stat facts{};
    if (::stat(path_.c_str(), &facts) == 0) inode_ = facts.st_ino;
    thread_ = std::thread([this] { listen(); });
  }

  ~ThreadListener() override {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto told = ::write(quit_.number(), &one, sizeof one);
    thread_.join();
    struct stat facts{};  // a successor may have put its own socket there
    if (::stat(path_.c_str(), &facts) == 0 && facts.st_ino == inode_) ::unlink(path_.c_str());
  }

 private:
  void listen() {
    std::array<pollfd, 2> waiting{pollfd{socket_.number(), POLLIN, 0}, pollfd{quit_.number(), POLLIN, 0}};
    while (true) {
      if (::poll(waiting.data(), waiting.size(), -1) < 0 && errno != EINTR) return;
      if (waiting[1].revents != 0) return;
      std::array<char, wake_message_bytes> message;
      const auto got = ::recv(socket_.number(), message.data(), message.size(), 0);
      if (got < 0) continue;
      try {
        on_message_({message.data(), static_cast<std::size_t>(got)});
      } catch (const std::exception& error) {
        log::error("wake.handler", {{"error", error.what()}});
      }
    }
  }

  Descriptor socket_, quit_;
  std::string path_;
  std::function<void(std::string_view)> on_message_;
  ino_t inode_ = 0;
  std::thread thread_;
};

}  // namespace

Result<std::unique_ptr<WakeListener>> WakeListener::open(const std::string& socket_path,
                                                         std::function<void(std::string_view)> on_message) {
  sockaddr_un address{};
  if (!fill_address(address, socket_path)) {
    return fail(ErrorKind::invalid, "WakePath", "The wake socket's path is empty or too long", socket_path);
  }
  if (somebody_listens(address)) {
    return fail(ErrorKind::conflict, "WakeInUse", "Another server listens on the wake socket", socket_path);
  }
  struct stat facts{};
  if (::lstat(socket_path.c_str(), &facts) == 0 && S_ISSOCK(facts.st_mode)) ::unlink(socket_path.c_str());
  auto socket = open_socket();
  // fchmod before bind decides the file's mode without touching the process-wide umask.
  if (socket.number() < 0 || ::fchmod(socket.number(), 0600) != 0 ||
      ::bind(socket.number(), generic(address), sizeof address) != 0) {
    return fail(ErrorKind::unavailable, "WakeSocket", "The wake socket can not be made", std::strerror(errno));
  }
  return std::make_unique<ThreadListener>(std::move(socket), socket_path, std::move(on_message));
}

bool send_wake(const std::string& socket_path, std::string_view message) {
  sockaddr_un address{};
  if (message.size() > wake_message_bytes || !fill_address(address, socket_path)) return false;
  const auto socket = open_socket();
  return ::sendto(socket.number(), message.data(), message.size(), MSG_NOSIGNAL, generic(address), sizeof address) ==
         static_cast<ssize_t>(message.size());
}

}  // namespace pult::net
