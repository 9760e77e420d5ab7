// SPDX-License-Identifier: AGPL-3.0-or-later
// RFC 6455 by Beast. Callbacks instead of coroutines: an idle socket then holds a few kilobytes only.
#include <boost/asio/post.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>
#include <deque>

#include "base/log.hpp"
#include "net/http_connection.hpp"
#include "net/http_stream.hpp"

namespace pult::net {

// What Beast asks of a lowest layer: how to drop it, and how to end it in an orderly way.
void beast_close_socket(Stream& stream) { stream.close(); }
void teardown(boost::beast::role_type, Stream& stream, ErrorCode& error) {
  stream.socket().shutdown(asio::socket_base::shutdown_both, error);
}
template <class Handler>
void async_teardown(boost::beast::role_type, Stream& stream, Handler&& handler) {
  ErrorCode error;
  stream.socket().shutdown(asio::socket_base::shutdown_both, error);
  asio::post(stream.get_executor(), [handler = std::forward<Handler>(handler), error]() mutable { handler(error); });
}

namespace {

namespace websocket = boost::beast::websocket;
namespace http = boost::beast::http;
using std::chrono::milliseconds;

constexpr int close_timeout_ms = 5'000;
constexpr std::size_t message_overhead_bytes = 64;
constexpr std::size_t kept_buffer_bytes = 4 * 1024;

// What the application's handle and the session share: counted where send() is called, so that a loop that is behind
// counts too.
struct Backlog {
  std::uint64_t limit_bytes;
  std::atomic<std::uint64_t> bytes{0};
  std::atomic<bool> closed{false};
};

class Session final : public Peer, public std::enable_shared_from_this<Session> {
 public:
  Session(Loop& loop, std::unique_ptr<Stream> stream, SocketHandlers handlers);
  void start(const std::string& key);
  void enqueue(std::shared_ptr<const std::string> message);
  void close(int code, std::string_view reason);
  void wind_down() override { close(websocket::close_code::going_away, "server stops"); }
  void abandon() override { finish(); }

 private:
  void read();
  void deliver();
  void write();
  void finish();

  Loop& loop_;
  std::unique_ptr<Stream> stream_;
  websocket::stream<Stream&, false> socket_;
  http::request<http::empty_body> handshake_;
  SocketHandlers handlers_;
  std::shared_ptr<Backlog> backlog_;
  std::deque<std::shared_ptr<const std::string>> queue_;
  boost::beast::flat_buffer buffer_;
  Timer reaper_;
  bool open_ = false;
  bool writing_ = false;
  bool closing_ = false;
  Seat seat_;
};

class Handle final : public Socket {
 public:
  Handle(std::shared_ptr<Loop> loop, std::weak_ptr<Session> session, std::shared_ptr<Backlog> backlog)
      : loop_(std::move(loop)), session_(std::move(session)), backlog_(std::move(backlog)) {}

  void send(std::shared_ptr<const std::string> message) override {
    if (!message || backlog_->closed) return;
    const auto bytes = message->size() + message_overhead_bytes;
    if (backlog_->bytes.fetch_add(bytes) + bytes > backlog_->limit_bytes) return close(1013, "too slow");
    asio::post(loop_->context, [session = session_, message = std::move(message)]() mutable {
      if (const auto alive = session.lock()) alive->enqueue(std::move(message));
    });
  }

  void close(int code, std::string_view reason) override {
    if (backlog_->closed.exchange(true)) return;
    asio::post(loop_->context, [session = session_, code, text = std::string(reason.substr(0, 120))] {
      if (const auto alive = session.lock()) alive->close(code, text);
    });
  }

 private:
  std::shared_ptr<Loop> loop_;
  std::weak_ptr<Session> session_;
  std::shared_ptr<Backlog> backlog_;
};

Session::Session(Loop& loop, std::unique_ptr<Stream> stream, SocketHandlers handlers)
    : loop_(loop),
      stream_(std::move(stream)),
      socket_(*stream_),
      handlers_(std::move(handlers)),
      backlog_(std::make_shared<Backlog>(loop.state->options.limits.socket_queue_bytes)),
      reaper_(loop.context.get_executor()),
      seat_(loop, this) {
  const auto& limits = loop.state->options.limits;
  // Beast pings after half of the idle time and gives up after the whole of it.
  const milliseconds idle{2 * limits.socket_ping_ms};
  socket_.set_option(websocket::stream_base::timeout{milliseconds(limits.request_timeout_ms), idle, true});
  socket_.read_message_max(limits.socket_message_bytes);
  socket_.auto_fragment(false);
  socket_.text(true);
}

void Session::start(const std::string& key) {
  handshake_.method(http::verb::get);
  handshake_.version(11);
  handshake_.target("/");
  handshake_.set(http::field::host, "localhost");
  handshake_.set(http::field::connection, "Upgrade");
  handshake_.set(http::field::upgrade, "websocket");
  handshake_.set(http::field::sec_websocket_version, "13");
  handshake_.set(http::field::sec_websocket_key, key);
  socket_.async_accept(handshake_, [self = shared_from_this()](ErrorCode error) {
    if (error) return self->finish();
    self->handshake_ = {};
    self->open_ = true;
    if (self->handlers_.on_open) {
      self->handlers_.on_open(std::make_shared<Handle>(self->loop_.shared_from_this(), self, self->backlog_));
    }
    if (self->loop_.stopping) self->wind_down();
    self->read();
  });
}

void Session::read() {
  socket_.async_read(buffer_, [self = shared_from_this()](ErrorCode error, std::size_t) {
    if (error) return self->finish();
    self->deliver();
    self->read();
  });
}

void Session::deliver() {
  if (!socket_.got_text()) {
    close(websocket::close_code::unknown_data, "text only");
  } else if (handlers_.on_message && !closing_) {
    const auto bytes = buffer_.cdata();
    try {
      handlers_.on_message({static_cast<const char*>(bytes.data()), bytes.size()});
    } catch (const std::exception& error) {
      log::error("websocket.handler", {{"error", error.what()}});
      close(websocket::close_code::internal_error, "internal error");
    }
  }
  buffer_.consume(buffer_.size());
  if (buffer_.capacity() > kept_buffer_bytes) buffer_.shrink_to_fit();
}

void Session::enqueue(std::shared_ptr<const std::string> message) {
  if (closing_) return;
  queue_.push_back(std::move(message));
  if (!writing_) write();
}

void Session::write() {
  writing_ = true;
  const std::string& message = *queue_.front();
  socket_.async_write(asio::buffer(message), [self = shared_from_this()](ErrorCode error, std::size_t) {
    self->writing_ = false;
    if (error) return self->finish();
    if (self->queue_.empty()) return;
    self->backlog_->bytes -= self->queue_.front()->size() + message_overhead_bytes;
    self->queue_.pop_front();
    if (!self->queue_.empty()) self->write();
  });
}

void Session::close(int code, std::string_view reason) {
  backlog_->closed = true;
  if (closing_) return;
  closing_ = true;
  // What was not begun is dropped; the message on its way needs its bytes until its write ends.
  if (queue_.size() > 1) queue_.erase(queue_.begin() + 1, queue_.end());
  // The close frame waits behind a write that may be stuck: after that the connection just goes.
  reaper_.expires_after(milliseconds(std::min(close_timeout_ms, loop_.state->options.limits.request_timeout_ms)));
  reaper_.async_wait([weak = weak_from_this()](ErrorCode error) {
    const auto self = weak.lock();
    if (!error && self) self->stream_->close();
  });
  if (!open_) return stream_->close();
  const websocket::close_reason why(static_cast<websocket::close_code>(code),
                                    boost::beast::string_view(reason.data(), reason.size()));
  socket_.async_close(why, [self = shared_from_this()](ErrorCode) { self->finish(); });
}

void Session::finish() {
  backlog_->closed = true;
  closing_ = true;
  stream_->close();
  reaper_.cancel();
  if (!std::exchange(open_, false)) return;
  const auto handlers = std::exchange(handlers_, {});  // frees what they hold, a circle with the handle among it
  if (handlers.on_close) handlers.on_close();
}

}  // namespace

void serve_websocket(Loop& loop, std::unique_ptr<Stream> stream, const std::string& key, SocketHandlers handlers) {
  std::make_shared<Session>(loop, std::move(stream), std::move(handlers))->start(key);
}

}  // namespace pult::net
