// SPDX-License-Identifier: AGPL-3.0-or-later
// One client's HTTP/1.1 conversation, and the WebSocket it may become. Internal to net.
#pragma once
#include <memory>
#include <string>

#include "net/http_loop.hpp"
#include "net/http_server.hpp"

namespace pult::net {

class Stream;

// Serves the socket on its loop until the client leaves, misbehaves or a deadline passes.
void serve_http(Loop& loop, TcpSocket socket, std::string remote_address);

// Answers the handshake for a Sec-WebSocket-Key and runs the socket. Takes the stream over.
void serve_websocket(Loop& loop, std::unique_ptr<Stream> stream, const std::string& key, SocketHandlers handlers);

}  // namespace pult::net
