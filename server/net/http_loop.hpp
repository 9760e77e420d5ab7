// SPDX-License-Identifier: AGPL-3.0-or-later
// One I/O thread with an event loop of its own: whatever lives on it needs no lock, because the loop is the strand.
// Internal to net.
#pragma once
#include <atomic>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <unordered_set>

#include "net/http_server.hpp"

namespace pult::net {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Executor = asio::io_context::executor_type;
using TcpSocket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
template <class T = void>
using Awaitable = asio::awaitable<T, Executor>;
using Timer =
    asio::basic_waitable_timer<std::chrono::steady_clock, asio::wait_traits<std::chrono::steady_clock>, Executor>;
inline constexpr asio::use_awaitable_t<Executor> use_await{};

// Something with a client at its other end: an HTTP connection or a WebSocket.
class Peer {
 public:
  virtual ~Peer() = default;
  virtual void wind_down() = 0;  // the server stops: end what runs, start nothing new
  virtual void abandon() = 0;    // the loop no longer runs: drop the client and tell the application
};

// What all connections share.
struct ServerState {
  ServerOptions options;
  Server::Handler handler;
  Server::UpgradeHandler upgrade;
  std::unique_ptr<asio::ssl::context> tls;  // null: plain
  std::atomic<int> connections{0};
  std::mutex mutex;
  std::condition_variable empty;  // connections went down to 0
};

// Replies and sockets that the application still holds keep the loop's memory; peers never do, because they live in
// the handlers of its context and would keep themselves.
struct Loop : std::enable_shared_from_this<Loop> {
  explicit Loop(std::shared_ptr<ServerState> shared) : state(std::move(shared)) {}
  std::shared_ptr<ServerState> state;
  std::unordered_set<Peer*> peers;  // touched on this loop only
  bool stopping = false;
  asio::io_context context{1};  // last: its destructor destroys the peers
};

// A peer's place in its loop and in the connection count.
class Seat {
 public:
  Seat(Loop& loop, Peer* peer) : loop_(loop), peer_(peer) {
    loop_.peers.insert(peer_);
    ++loop_.state->connections;
  }
  Seat(const Seat&) = delete;
  Seat& operator=(const Seat&) = delete;
  ~Seat() {
    loop_.peers.erase(peer_);
    if (--loop_.state->connections > 0) return;
    const std::scoped_lock lock(loop_.state->mutex);
    loop_.state->empty.notify_all();
  }

 private:
  Loop& loop_;
  Peer* peer_;
};

}  // namespace pult::net
