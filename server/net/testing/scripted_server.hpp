// SPDX-License-Identifier: AGPL-3.0-or-later
// A server on loopback that does what a test says, for what real servers do not do: garbage, silence, half answers.
#pragma once
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/blocking_listener.hpp"

namespace pult::net::testing {

class ScriptedPeer {
 public:
  explicit ScriptedPeer(BlockingSocket& socket) : socket_(socket) {}
  void send(std::string_view bytes) { socket_.send(bytes, BlockingSocket::in_ms(60'000)); }
  // Without its line end; "" when the client has gone.
  std::string read_line();
  // Until the client goes, the server stops, or five seconds.
  void wait_for_close();

 private:
  BlockingSocket& socket_;
  std::string input_;
};

class ScriptedServer {
 public:
  // Plays the script to every client; the connection closes when it returns.
  explicit ScriptedServer(std::function<void(ScriptedPeer&)> script);
  std::uint16_t port() const { return listener_->port(); }

 private:
  std::unique_ptr<BlockingListener> listener_;
};

}  // namespace pult::net::testing
