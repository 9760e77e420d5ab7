// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/testing/scripted_server.hpp"

namespace pult::net::testing {

using Outcome = BlockingSocket::Outcome;

std::string ScriptedPeer::read_line() {
  for (;;) {
    if (auto end = input_.find('\n'); end != std::string::npos) {
      std::string line = input_.substr(0, end);
      input_.erase(0, end + 1);
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (socket_.receive(input_, BlockingSocket::in_ms(60'000)) != Outcome::ok) return {};
  }
}

void ScriptedPeer::wait_for_close() {
  while (socket_.receive(input_, BlockingSocket::in_ms(60'000)) == Outcome::ok) {
  }
}

ScriptedServer::ScriptedServer(std::function<void(ScriptedPeer&)> script)
    : listener_(BlockingListener::start("127.0.0.1", 0, 16, "", [script = std::move(script)](BlockingSocket& socket) {
                  ScriptedPeer peer(socket);
                  script(peer);
                }).value()) {}

}  // namespace pult::net::testing
