// SPDX-License-Identifier: AGPL-3.0-or-later
// A raw blocking client on 127.0.0.1 for tests: says exactly the bytes it is told to. Tests only.
#pragma once
#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <string_view>

namespace pult::net::testing {

class LoopbackClient {
 public:
  explicit LoopbackClient(std::uint16_t port, int receive_buffer_bytes = 0)
      : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    if (receive_buffer_bytes > 0) {
      ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer_bytes, sizeof receive_buffer_bytes);
    }
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    connected_ = ::connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
  }
  LoopbackClient(const LoopbackClient&) = delete;
  LoopbackClient& operator=(const LoopbackClient&) = delete;
  ~LoopbackClient() { ::close(socket_); }

  bool connected() const { return connected_; }

  bool send(std::string_view bytes) {
    while (!bytes.empty()) {
      const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return false;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
  }

  // One answer: head and, by Content-Length, its body. "" when the server closed or 5 s passed.
  std::string receive_response(bool head_only = false) {
    while (received_.find("\r\n\r\n") == std::string::npos) {
      if (!receive_some()) return {};
    }
    const auto head_bytes = received_.find("\r\n\r\n") + 4;
    const auto field = received_.find("Content-Length: ");
    std::size_t body_bytes = 0;
    if (!head_only && field != std::string::npos && field < head_bytes) {
      body_bytes = std::strtoull(received_.c_str() + field + 16, nullptr, 10);
    }
    return receive_exactly(head_bytes + body_bytes);
  }

  std::string receive_exactly(std::size_t bytes) {
    while (received_.size() < bytes) {
      if (!receive_some()) return {};
    }
    std::string taken = received_.substr(0, bytes);
    received_.erase(0, bytes);
    return taken;
  }

  // Everything until the server closes.
  std::string receive_rest() {
    while (receive_some()) {
    }
    return std::exchange(received_, {});
  }

  // True when the server closed the connection and nothing unread is left.
  bool closed_by_server() { return received_.empty() && !receive_some() && closed_; }

  std::string ask(std::string_view request, bool head_only = false) {
    if (!send(request)) return {};
    return receive_response(head_only);
  }

 private:
  bool receive_some() {
    pollfd waiting{socket_, POLLIN, 0};
    if (::poll(&waiting, 1, 5'000) <= 0) return false;
    char piece[16 * 1024];
    const auto got = ::recv(socket_, piece, sizeof piece, 0);
    closed_ = got <= 0;
    if (got <= 0) return false;
    received_.append(piece, static_cast<std::size_t>(got));
    return true;
  }

  int socket_;
  bool connected_ = false;
  bool closed_ = false;
  std::string received_;
};

inline int status_of(std::string_view response) {
  return response.size() < 12 ? 0 : std::atoi(std::string(response.substr(9, 3)).c_str());
}
inline std::string body_of(std::string_view response) {
  const auto end = response.find("\r\n\r\n");
  return end == std::string_view::npos ? std::string() : std::string(response.substr(end + 4));
}

}  // namespace pult::net::testing
