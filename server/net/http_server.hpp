// SPDX-License-Identifier: AGPL-3.0-or-later
// HTTP/1.1 and WebSocket server (Boost.Beast, coroutines inside). Knows no route and no domain word.
// This header carries no Asio type, so that the modules above compile fast.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pult::net {

// Percent-decoded query parameters in order; "role[]=a&role[]=b" keeps both under "role[]".
using Query = std::vector<std::pair<std::string, std::string>>;

struct Request {
  std::string method;  // upper case
  std::string target;  // as sent
  std::string path;    // percent-decoded, repeated slashes collapsed, never empty
  Query query;
  std::vector<std::pair<std::string, std::string>> headers;  // names in lower case
  std::string body;                                          // up to Limits::memory_body_bytes
  std::string body_file;  // larger bodies are spooled here (removed when the request ends); body is then empty
  std::uint64_t body_bytes = 0;
  std::string remote_address;  // peer; behind trusted proxies the last X-Forwarded-For address that is none of them
  bool secure = false;         // TLS here, or X-Forwarded-Proto: https from a trusted proxy
  // Where it is set: calls what it is given, once, on an I/O thread, when the client closes its connection before the
  // answer. Any thread, while the request is being answered.
  std::function<void(std::function<void()>)> when_gone;

  std::string_view header(std::string_view lower_name) const;  // "" when absent
  std::string_view query_value(std::string_view name) const;   // the first, "" when absent
  bool has_query(std::string_view name) const;
};

struct Response {
  int status = 200;
  std::vector<std::pair<std::string, std::string>> headers;
  std::string body;
  std::shared_ptr<const void> keep;  // keeps view_body's memory alive
  std::string_view view_body;        // used instead of body when not empty (embedded assets, shared payloads)
  std::string file;                  // streamed from disk instead of a body when not empty
  // Instead of all of the above: made on the connection's thread, not on the caller's, which others may be waiting for.
  std::function<Response()> later;
};

using Reply = std::function<void(Response)>;  // call exactly once, from any thread

// A WebSocket after its handshake. Thread-safe. Text frames only.
class Socket {
 public:
  virtual ~Socket() = default;
  // Queues one message; the payload is shared between receivers. A socket whose queue is over
  // Limits::socket_queue_bytes is closed with 1013 (try again later): a slow reader never holds memory.
  virtual void send(std::shared_ptr<const std::string> message) = 0;
  virtual void close(int code, std::string_view reason) = 0;
};

struct SocketHandlers {
  std::function<void(std::shared_ptr<Socket>)> on_open;
  std::function<void(std::string_view message)> on_message;
  std::function<void()> on_close;  // exactly once, after on_open
};
// Decides about an upgrade: either handlers, or a response that refuses it (401, 403, 404).
using Upgrade = std::function<void(std::expected<SocketHandlers, Response>)>;

struct Limits {
  std::uint64_t header_bytes = 32 * 1024;
  std::uint64_t memory_body_bytes = 1024 * 1024;
  std::uint64_t body_bytes = 50 * 1024 * 1024;  // over it: 413 with a JSON error, connection closed
  std::uint64_t socket_message_bytes = 64 * 1024;
  std::uint64_t socket_queue_bytes = 1024 * 1024;
  int idle_timeout_ms = 60'000;      // between requests
  int request_timeout_ms = 30'000;   // to receive one whole request's header, and per 64 KiB of its body
  int response_timeout_ms = 60'000;  // handler's time: afterwards 503
  int socket_ping_ms = 30'000;       // silence after which a WebSocket is pinged; twice as long ends it
  int connections = 10'000;
};

struct ServerOptions {
  std::string host = "127.0.0.1";
  std::uint16_t port = 8400;  // 0: any free one
  int threads = 2;
  std::string spool_dir;  // for large bodies, emptied at start; "": bodies over memory_body_bytes get 413
  std::string tls_certificate_file, tls_key_file;  // both set: HTTPS
  std::vector<std::string> trusted_proxies;        // addresses whose X-Forwarded-* count
  Limits limits;
};

class Server {
 public:
  // Called on an I/O thread, which must not be kept: work goes elsewhere, the answer comes through Reply.
  using Handler = std::function<void(Request, Reply)>;
  using UpgradeHandler = std::function<void(Request, Upgrade)>;

  // Listens and serves on threads of its own. Malformed requests get 400 with a JSON body
  // {"error":"BadRequest","description":...} and never reach the handler.
  static Result<std::unique_ptr<Server>> start(const ServerOptions& options, Handler handler, UpgradeHandler upgrade);
  virtual ~Server() = default;
  virtual std::uint16_t port() const = 0;
  // Stops listening, lets running requests end (up to grace_ms), closes sockets with 1001.
  virtual void stop(int grace_ms) = 0;
};

// "a%20b+c" -> "a b c" in queries; nullopt for a broken escape or a NUL.
std::optional<std::string> percent_decode(std::string_view text, bool plus_is_space);
Query parse_query(std::string_view raw);

}  // namespace pult::net
