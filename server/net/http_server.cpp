// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_server.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <latch>
#include <thread>

#include "base/log.hpp"
#include "net/http_connection.hpp"
#include "net/http_loop.hpp"
#include "net/http_parts.hpp"
#include "net/http_spool.hpp"

namespace pult::net {
namespace {

using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, Executor>;

constexpr std::chrono::milliseconds accept_pause{100};  // when descriptors ran out

std::string render_address(const tcp::endpoint& endpoint) {
  const auto address = endpoint.address();
  if (address.is_v6() && address.to_v6().is_v4_mapped()) {
    return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
  }
  return address.to_string();
}

Result<std::unique_ptr<asio::ssl::context>> open_tls(const ServerOptions& options) {
  if (options.tls_certificate_file.empty() || options.tls_key_file.empty()) return nullptr;
  auto tls = std::make_unique<asio::ssl::context>(asio::ssl::context::tls_server);
  tls->set_options(asio::ssl::context::default_workarounds | asio::ssl::context::no_sslv2 |
                   asio::ssl::context::no_sslv3 | asio::ssl::context::no_tlsv1 | asio::ssl::context::no_tlsv1_1);
  ErrorCode error;
  tls->use_certificate_chain_file(options.tls_certificate_file, error);
  if (!error) tls->use_private_key_file(options.tls_key_file, asio::ssl::context::pem, error);
  if (error) {
    return fail(ErrorKind::invalid, "TlsFiles", "The TLS certificate or key can not be read", error.message());
  }
  return tls;
}

// A handler's exception that nobody nearer caught must not end the process.
void run_loop(Loop& loop) {
  while (!loop.context.stopped()) {
    try {
      loop.context.run();
    } catch (const std::exception& error) {
      log::error("http.loop", {{"error", error.what()}});
    }
  }
}

class LoopServer final : public Server {
 public:
  LoopServer(std::shared_ptr<ServerState> state, int threads) : state_(std::move(state)) {
    for (int i = 0; i < std::max(1, threads); ++i) loops_.push_back(std::make_shared<Loop>(state_));
  }
  ~LoopServer() override { stop(0); }

  Result<void> listen();
  std::uint16_t port() const override { return port_; }
  void stop(int grace_ms) override;

 private:
  Awaitable<> accept_clients();
  void welcome(Loop& loop, TcpSocket socket, const tcp::endpoint& peer);

  std::shared_ptr<ServerState> state_;
  std::vector<std::shared_ptr<Loop>> loops_;
  std::vector<asio::executor_work_guard<Executor>> guards_;
  std::vector<std::thread> threads_;
  std::unique_ptr<Acceptor> acceptor_;  // on the first loop
  std::uint16_t port_ = 0;
  bool stopped_ = false;
};

Result<void> LoopServer::listen() {
  ErrorCode error;
  const std::string& host = state_->options.host;
  const auto address = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
  if (error) return fail(ErrorKind::invalid, "ListenAddress", "The listen address is no IP address", host);
  const tcp::endpoint endpoint(address, state_->options.port);
  acceptor_ = std::make_unique<Acceptor>(loops_[0]->context);
  acceptor_->open(endpoint.protocol(), error);
  if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
  if (!error) acceptor_->bind(endpoint, error);
  if (!error) acceptor_->listen(asio::socket_base::max_listen_connections, error);
  if (error) return fail(ErrorKind::unavailable, "Listen", "The server can not listen on its address", error.message());
  port_ = acceptor_->local_endpoint().port();
  asio::co_spawn(loops_[0]->context.get_executor(), accept_clients(), asio::detached);
  for (const auto& loop : loops_) {
    guards_.push_back(asio::make_work_guard(loop->context));
    threads_.emplace_back([loop] { run_loop(*loop); });
  }
  return {};
}

Awaitable<> LoopServer::accept_clients() {
  Timer pause(loops_[0]->context);
  for (std::size_t next = 0;; ++next) {
    Loop& loop = *loops_[next % loops_.size()];
    ErrorCode error;
    tcp::endpoint peer;
    auto socket = co_await acceptor_->async_accept(loop.context, peer, asio::redirect_error(use_await, error));
    if (!acceptor_->is_open()) co_return;
    if (!error) {
      welcome(loop, std::move(socket), peer);
      continue;
    }
    if (error == asio::error::connection_aborted) continue;
    log::warn("http.accept", {{"error", error.message()}});
    pause.expires_after(accept_pause);
    co_await pause.async_wait(asio::redirect_error(use_await, error));
  }
}

void LoopServer::welcome(Loop& loop, TcpSocket socket, const tcp::endpoint& peer) {
  if (state_->connections >= state_->options.limits.connections) {
    std::string text;
    const Response full = json_error(503, "ServiceUnavailable", "The server has too many connections");
    append_head(text, full, Exchange{}, full.body.size());
    text += full.body;
    ErrorCode ignored;
    socket.non_blocking(true, ignored);
    if (!state_->tls) socket.write_some(asio::buffer(text), ignored);
    socket.shutdown(asio::socket_base::shutdown_send, ignored);
    return;
  }
  asio::post(loop.context, [&loop, socket = std::move(socket), address = render_address(peer)]() mutable {
    if (!loop.stopping) serve_http(loop, std::move(socket), std::move(address));
  });
}

void LoopServer::stop(int grace_ms) {
  if (std::exchange(stopped_, true)) return;
  std::latch told(static_cast<std::ptrdiff_t>(threads_.size()));
  for (std::size_t i = 0; i < threads_.size(); ++i) {
    asio::post(loops_[i]->context, [this, &told, i] {
      ErrorCode ignored;
      if (i == 0) acceptor_->close(ignored);
      loops_[i]->stopping = true;
      for (Peer* peer : std::vector<Peer*>(loops_[i]->peers.begin(), loops_[i]->peers.end())) peer->wind_down();
      told.count_down();
    });
  }
  told.wait();
  {
    std::unique_lock lock(state_->mutex);
    state_->empty.wait_for(lock, std::chrono::milliseconds(grace_ms), [this] { return state_->connections == 0; });
  }
  guards_.clear();
  for (const auto& loop : loops_) loop->context.stop();
  for (auto& thread : threads_) thread.join();
  threads_.clear();
  for (const auto& loop : loops_) {
    for (Peer* peer : std::vector<Peer*>(loop->peers.begin(), loop->peers.end())) peer->abandon();
  }
}

}  // namespace

Result<std::unique_ptr<Server>> Server::start(const ServerOptions& options, Handler handler, UpgradeHandler upgrade) {
  if (!options.spool_dir.empty() && !prepare_spool_dir(options.spool_dir)) {
    return fail(ErrorKind::unavailable, "SpoolDir", "The folder for request bodies can not be used", options.spool_dir);
  }
  auto state = std::make_shared<ServerState>();
  state->options = options;
  state->handler = std::move(handler);
  state->upgrade = std::move(upgrade);
  state->tls = PULT_TRY(open_tls(options));
  auto server = std::make_unique<LoopServer>(std::move(state), options.threads);
  PULT_TRY(server->listen());
  return server;
}

}  // namespace pult::net
