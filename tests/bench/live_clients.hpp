// SPDX-License-Identifier: AGPL-3.0-or-later
// Agents who listen: WebSockets on one thread that counts what comes.
#pragma once
#include <atomic>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace pult::bench {

class LiveClients {
 public:
  // One socket for each Authorization header; returns when all are open and greeted.
  LiveClients(std::uint16_t port, const std::vector<std::string>& authorizations);
  ~LiveClients();
  LiveClients(const LiveClients&) = delete;

  // "ticket" frames of all sockets so far.
  std::int64_t ticket_frames() const { return ticket_frames_; }
  // Until there were so many; ends the run when they do not come.
  void wait_for(std::int64_t frames) const;

 private:
  struct Socket {
    int descriptor = -1;
    std::string bytes;
  };
  void listen();
  void take_frames(Socket& socket);

  std::vector<Socket> sockets_;
  int poll_ = -1;
  std::atomic<std::int64_t> ticket_frames_ = 0, greeted_ = 0;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace pult::bench
