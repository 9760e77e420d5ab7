// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/blocking_listener.hpp"

#include <netdb.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

namespace pult::net {
namespace {

int left_ms(BlockingSocket::Deadline deadline) {
  using std::chrono::milliseconds;
  auto left = std::chrono::ceil<milliseconds>(deadline - std::chrono::steady_clock::now()).count();
  return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
}

Result<int> listen_on(const std::string& host, std::uint16_t port) {
  addrinfo hints{};
  hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* address = nullptr;
  if (::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &address) != 0)
    return base::fail(ErrorKind::invalid, "listen_address", "Not an address to listen on: " + host);
  int fd = ::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  int on = 1;
  ::setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  bool listening = fd >= 0 && ::bind(fd, address->ai_addr, address->ai_addrlen) == 0 && ::listen(fd, 128) == 0;
  int error = errno;
  ::freeaddrinfo(address);
  if (listening) return fd;
  if (fd >= 0) ::close(fd);
  return base::fail(ErrorKind::unavailable, "listen_failed",
                    "Cannot listen on " + host + ":" + std::to_string(port) + ": " + std::strerror(error));
}

std::uint16_t port_of(int fd) {
  sockaddr_storage address{};
  socklen_t size = sizeof address;
  ::getsockname(fd, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.ss_family == AF_INET6 ? reinterpret_cast<sockaddr_in6&>(address).sin6_port
                                             : reinterpret_cast<sockaddr_in&>(address).sin_port);
}

}  // namespace

BlockingSocket::~BlockingSocket() { ::close(fd_); }

BlockingSocket::Outcome BlockingSocket::wait(short events, Deadline deadline) const {
  for (;;) {
    pollfd fds[] = {{fd_, events, 0}, {stop_fd_, POLLIN, 0}};
    int ready = ::poll(fds, 2, left_ms(deadline));
    if (ready < 0 && errno == EINTR) continue;
    if (ready < 0) return Outcome::closed;
    if (fds[1].revents != 0) return Outcome::stopped;
    return ready == 0 ? Outcome::timeout : Outcome::ok;
  }
}

BlockingSocket::Outcome BlockingSocket::receive(std::string& into, Deadline deadline) {
  std::array<char, 64 * 1024> buffer;
  for (;;) {
    if (auto outcome = wait(POLLIN, deadline); outcome != Outcome::ok) return outcome;
    auto got = ::recv(fd_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) continue;
    if (got <= 0) return Outcome::closed;
    into.append(buffer.data(), static_cast<std::size_t>(got));
    return Outcome::ok;
  }
}

BlockingSocket::Outcome BlockingSocket::send(std::string_view bytes, Deadline deadline) {
  while (!bytes.empty()) {
    auto sent = ::send(fd_, bytes.data(), bytes.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    if (sent >= 0) {
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (auto outcome = wait(POLLOUT, deadline); outcome != Outcome::ok) return outcome;
    } else if (errno != EINTR) {
      return Outcome::closed;
    }
  }
  return Outcome::ok;
}

Result<std::unique_ptr<BlockingListener>> BlockingListener::start(const std::string& host, std::uint16_t port,
                                                                  int max_connections, std::string overload,
                                                                  Serve serve) {
  int listen_fd = PULT_TRY(listen_on(host, port));
  int stop_fd = ::eventfd(0, EFD_CLOEXEC);
  return std::unique_ptr<BlockingListener>(
      new BlockingListener(listen_fd, stop_fd, max_connections, std::move(overload), std::move(serve)));
}

BlockingListener::BlockingListener(int listen_fd, int stop_fd, int max_connections, std::string overload, Serve serve)
    : listen_fd_(listen_fd),
      stop_fd_(stop_fd),
      port_(port_of(listen_fd)),
      max_connections_(static_cast<std::size_t>(max_connections)),
      overload_(std::move(overload)),
      serve_(std::move(serve)),
      acceptor_([this] { accept_all(); }) {}

void BlockingListener::accept_all() {
  for (;;) {
    pollfd fds[] = {{listen_fd_, POLLIN, 0}, {stop_fd_, POLLIN, 0}};
    ::poll(fds, 2, -1);
    if (fds[1].revents != 0) return;
    accept_one();
  }
}

void BlockingListener::accept_one() {
  std::erase_if(connections_, [](Connection& connection) {
    if (!connection.ended) return false;
    connection.thread.join();
    return true;
  });
  int fd = ::accept4(listen_fd_, nullptr, nullptr, SOCK_CLOEXEC);
  if (fd < 0) return;
  if (connections_.size() >= max_connections_) {
    BlockingSocket(fd, stop_fd_).send(overload_, BlockingSocket::in_ms(0));
    return;
  }
  Connection& connection = connections_.emplace_back();
  connection.thread = std::thread([this, fd, &connection] {
    {
      BlockingSocket socket(fd, stop_fd_);
      serve_(socket);
    }
    connection.ended = true;
  });
}

void BlockingListener::stop() {
  if (!acceptor_.joinable()) return;
  ::eventfd_write(stop_fd_, 1);
  acceptor_.join();
  for (Connection& connection : connections_) connection.thread.join();
  connections_.clear();
  ::close(listen_fd_);
  ::close(stop_fd_);
}

}  // namespace pult::net
