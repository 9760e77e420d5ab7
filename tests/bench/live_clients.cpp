// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live_clients.hpp"

#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <string_view>

#include "figures.hpp"
#include "http_clients.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

constexpr double wait_limit_s = 20;

int open_websocket(std::uint16_t port, const std::string& authorization) {
  const int descriptor = open_socket(port);
  // RFC 6455 section 4.1; the key is the RFC's own example, nobody checks its answer.
  const auto request =
      "GET /api/v2/live HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: " +
      authorization + "\r\n\r\n";
  if (::send(descriptor, request.data(), request.size(), MSG_NOSIGNAL) != ssize_t(request.size()))
    stop("the server hung up");
  return descriptor;
}

// The head of a frame that a server sends (RFC 6455 section 5.2): its length with the payload; 0: not all there yet.
struct Frame {
  std::size_t head = 0, payload = 0;
};
Frame frame_at(std::string_view bytes) {
  if (bytes.size() < 2) return {};
  const auto byte = [&](std::size_t at) { return std::size_t(static_cast<unsigned char>(bytes[at])); };
  const auto length = byte(1) & 127;
  const std::size_t extra = length == 127 ? 8 : length == 126 ? 2 : 0;
  if (bytes.size() < 2 + extra) return {};
  std::size_t payload = extra ? 0 : length;
  for (std::size_t i = 0; i < extra; ++i) payload = payload << 8 | byte(2 + i);
  return bytes.size() < 2 + extra + payload ? Frame{} : Frame{2 + extra, payload};
}

}  // namespace

LiveClients::LiveClients(std::uint16_t port, const std::vector<std::string>& authorizations)
    : poll_(::epoll_create1(EPOLL_CLOEXEC)) {
  for (const auto& authorization : authorizations) {
    const auto at = std::uint32_t(sockets_.size());
    sockets_.push_back({open_websocket(port, authorization), {}});
    epoll_event event{EPOLLIN, {.u32 = at}};
    ::epoll_ctl(poll_, EPOLL_CTL_ADD, sockets_.back().descriptor, &event);
  }
  thread_ = std::thread([this] { listen(); });
  for (const Stopwatch watch; greeted_ < std::int64_t(sockets_.size());) {
    if (watch.seconds() > wait_limit_s) stop("not all sockets were opened");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

LiveClients::~LiveClients() {
  stopping_ = true;
  thread_.join();
  for (const auto& socket : sockets_) ::close(socket.descriptor);
  ::close(poll_);
}

void LiveClients::wait_for(std::int64_t frames) const {
  for (const Stopwatch watch; ticket_frames_ < frames;) {
    if (watch.seconds() > wait_limit_s)
      stop("only " + std::to_string(ticket_frames_) + " of " + std::to_string(frames) + " frames came");
    std::this_thread::sleep_for(std::chrono::milliseconds(5));
  }
}

void LiveClients::listen() {
  while (!stopping_) {
    epoll_event events[64];
    const int ready = ::epoll_wait(poll_, events, 64, 50);
    for (int i = 0; i < ready; ++i) {
      auto& socket = sockets_[events[i].data.u32];
      char buffer[65536];
      const auto some = ::recv(socket.descriptor, buffer, sizeof buffer, 0);
      if (some <= 0) {
        ::epoll_ctl(poll_, EPOLL_CTL_DEL, socket.descriptor, nullptr);
        continue;
      }
      socket.bytes.append(buffer, std::size_t(some));
      take_frames(socket);
    }
  }
}

void LiveClients::take_frames(Socket& socket) {
  std::string_view rest = socket.bytes;
  if (rest.starts_with("HTTP/1.1 ")) {
    const auto end = rest.find("\r\n\r\n");
    if (end == std::string_view::npos) return;
    rest.remove_prefix(end + 4);
  }
  for (auto frame = frame_at(rest); frame.head; frame = frame_at(rest)) {
    const auto text = rest.substr(frame.head, frame.payload);
    ticket_frames_ += text.starts_with(R"({"type":"ticket",)");
    greeted_ += text.starts_with(R"({"type":"hello")");
    rest.remove_prefix(frame.head + frame.payload);
  }
  socket.bytes = std::string(rest);
}

}  // namespace pult::bench
