// SPDX-License-Identifier: AGPL-3.0-or-later
#include "http_clients.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <vector>

#include "figures.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

std::string render_request(const char* method, const std::string& path, const std::string& authorization,
                           const std::string& body) {
  std::string out = std::string(method) + " " + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n";
  if (!authorization.empty()) out += "Authorization: " + authorization + "\r\n";
  if (!body.empty()) out += "Content-Type: application/json\r\nContent-Length: " + std::to_string(body.size()) + "\r\n";
  return out + "\r\n" + body;
}

void send_bytes(int descriptor, const std::string& bytes) {
  for (std::size_t sent = 0; sent < bytes.size();) {
    const auto some = ::send(descriptor, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
    if (some <= 0) stop("the server hung up");
    sent += std::size_t(some);
  }
}

// The answer once it is whole.
std::optional<HttpAnswer> parse_answer(const std::string& bytes) {
  const auto end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return std::nullopt;
  const auto field = bytes.find("Content-Length: ");
  const std::size_t length = field < end ? std::strtoul(bytes.c_str() + field + 16, nullptr, 10) : 0;
  if (bytes.size() < end + 4 + length) return std::nullopt;
  return HttpAnswer{std::atoi(bytes.c_str() + 9), bytes.substr(end + 4, length)};
}

void receive(int descriptor, std::string& bytes) {
  char buffer[65536];
  const auto some = ::recv(descriptor, buffer, sizeof buffer, 0);
  if (some <= 0) stop("the server hung up");
  bytes.append(buffer, std::size_t(some));
}

}  // namespace

int open_socket(std::uint16_t port) {
  const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::connect(descriptor, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
    stop("the server is not there");
  const int on = 1;
  ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  return descriptor;
}

HttpClient::HttpClient(std::uint16_t port, std::string authorization)
    : socket_(open_socket(port)), authorization_(std::move(authorization)) {}
HttpClient::~HttpClient() { ::close(socket_); }

HttpAnswer HttpClient::get(const std::string& path) {
  return exchange(render_request("GET", path, authorization_, {}));
}
HttpAnswer HttpClient::post(const std::string& path, const std::string& body) {
  return exchange(render_request("POST", path, authorization_, body));
}

HttpAnswer HttpClient::put(const std::string& path, const std::string& body) {
  return exchange(render_request("PUT", path, authorization_, body));
}

HttpAnswer HttpClient::exchange(const std::string& request) {
  send_bytes(socket_, request);
  std::string bytes;
  for (;;) {
    receive(socket_, bytes);
    if (auto answer = parse_answer(bytes)) return std::move(*answer);
  }
}

double send_all(std::uint16_t port, const std::string& authorization, std::span<const HttpRequest> requests,
                int clients) {
  const int poll = ::epoll_create1(EPOLL_CLOEXEC);
  std::vector<int> sockets;
  const auto wanted = std::size_t(clients);
  std::vector<std::string> received(wanted);
  for (int i = 0; i < clients; ++i) {
    sockets.push_back(open_socket(port));
    epoll_event event{EPOLLIN, {.u32 = std::uint32_t(i)}};
    ::epoll_ctl(poll, EPOLL_CTL_ADD, sockets.back(), &event);
  }
  std::size_t next = 0, answered = 0;
  const auto send_next = [&](std::size_t client) {
    if (next == requests.size()) return;
    const auto& [method, path, body] = requests[next++];
    send_bytes(sockets[client], render_request(method.c_str(), path, authorization, body));
  };
  const Stopwatch watch;
  for (std::size_t i = 0; i < sockets.size(); ++i) send_next(i);
  while (answered < requests.size()) {
    epoll_event events[64];
    const int ready = ::epoll_wait(poll, events, 64, 30'000);
    if (ready <= 0) stop("the server does not answer");
    for (int i = 0; i < ready; ++i) {
      const std::size_t client = events[i].data.u32;
      receive(sockets[client], received[client]);
      const auto answer = parse_answer(received[client]);
      if (!answer) continue;
      if (answer->status / 100 != 2) stop("status " + std::to_string(answer->status) + ": " + answer->body);
      received[client].clear();
      ++answered;
      send_next(client);
    }
  }
  const double seconds = watch.seconds();
  for (const int descriptor : sockets) ::close(descriptor);
  ::close(poll);
  return seconds;
}

double post_all(std::uint16_t port, const std::string& authorization, const std::string& path,
                std::span<const std::string> bodies, int clients) {
  std::vector<HttpRequest> requests;
  for (const auto& body : bodies) requests.push_back({"POST", path, body});
  return send_all(port, authorization, requests, clients);
}

}  // namespace pult::bench
