// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/reach.hpp"

#include <netdb.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>

namespace pult::app {
namespace {

// 0, or the errno of the failure.
int connect_to(const addrinfo& address, int timeout_ms) {
  const int descriptor = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (descriptor < 0) return errno;
  int failure = ::connect(descriptor, address.ai_addr, address.ai_addrlen) == 0 ? 0 : errno;
  if (failure == EINPROGRESS) {
    pollfd wait{descriptor, POLLOUT, 0};
    socklen_t size = sizeof failure;
    if (::poll(&wait, 1, timeout_ms) != 1)
      failure = ETIMEDOUT;
    else
      ::getsockopt(descriptor, SOL_SOCKET, SO_ERROR, &failure, &size);
  }
  ::close(descriptor);
  return failure;
}

}  // namespace

Result<void> reach(const std::string& host, std::uint16_t port, int timeout_ms) {
  addrinfo hints{};
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  if (const int code = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); code != 0)
    return base::fail(ErrorKind::unavailable, "unreachable", ::gai_strerror(code));
  const std::unique_ptr<addrinfo, decltype(&::freeaddrinfo)> addresses(found, &::freeaddrinfo);
  int failure = EHOSTUNREACH;
  for (const auto* address = found; address; address = address->ai_next) {
    failure = connect_to(*address, timeout_ms);
    if (failure == 0) return {};
  }
  return base::fail(ErrorKind::unavailable, "unreachable", std::strerror(failure));
}

}  // namespace pult::app
