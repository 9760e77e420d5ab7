// SPDX-License-Identifier: AGPL-3.0-or-later
// TCP for the few connections that are simplest with a thread each: the LMTP door and the servers of our tests.
#pragma once
#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <list>
#include <memory>
#include <string>
#include <string_view>
#include <thread>

#include "base/result.hpp"

namespace pult::net {

// An accepted connection. Every call ends at its deadline or when the listener stops.
class BlockingSocket {
 public:
  using Deadline = std::chrono::steady_clock::time_point;
  static Deadline in_ms(int ms) { return std::chrono::steady_clock::now() + std::chrono::milliseconds(ms); }

  BlockingSocket(int fd, int stop_fd) : fd_(fd), stop_fd_(stop_fd) {}
  BlockingSocket(const BlockingSocket&) = delete;
  ~BlockingSocket();

  enum class Outcome : std::uint8_t { ok, closed, timeout, stopped };
  // Appends what there is, at most 64 KiB.
  Outcome receive(std::string& into, Deadline deadline);
  Outcome send(std::string_view bytes, Deadline deadline);

 private:
  Outcome wait(short events, Deadline deadline) const;

  int fd_;
  int stop_fd_;
};

class BlockingListener {
 public:
  using Serve = std::function<void(BlockingSocket&)>;

  // host: numeric. port 0: any free one. serve runs on the connection's thread; the connection closes when it returns.
  // What is over max_connections is sent `overload` and closed.
  static Result<std::unique_ptr<BlockingListener>> start(const std::string& host, std::uint16_t port,
                                                         int max_connections, std::string overload, Serve serve);
  ~BlockingListener() { stop(); }
  std::uint16_t port() const { return port_; }
  void stop();

 private:
  struct Connection {
    std::thread thread;
    std::atomic<bool> ended = false;
  };

  BlockingListener(int listen_fd, int stop_fd, int max_connections, std::string overload, Serve serve);
  void accept_all();
  void accept_one();

  int listen_fd_;
  int stop_fd_;
  std::uint16_t port_ = 0;
  std::size_t max_connections_;
  std::string overload_;
  Serve serve_;
  std::list<Connection> connections_;  // touched by the acceptor's thread, and by stop() after it has ended
  std::thread acceptor_;
};

}  // namespace pult::net
