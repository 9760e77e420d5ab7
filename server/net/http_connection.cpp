// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_connection.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <chrono>
#include <span>

#include "base/log.hpp"
#include "net/http_departure.hpp"
#include "net/http_parser.hpp"
#include "net/http_parts.hpp"
#include "net/http_reply.hpp"
#include "net/http_stream.hpp"

namespace pult::net {
namespace {

using Clock = std::chrono::steady_clock;
using UpgradeAnswer = std::expected<SocketHandlers, Response>;

constexpr std::size_t idle_buffer_bytes = 4 * 1024;
constexpr std::size_t copy_bytes = 64 * 1024;  // file and body pieces
constexpr std::size_t linger_bytes = 1024 * 1024;
constexpr std::string_view continue_line = "HTTP/1.1 100 Continue\r\n\r\n";
constexpr int linger_ms = 2'000;

Response no_reply() { return json_error(500, "InternalError", "The request was not answered"); }
UpgradeAnswer no_upgrade_reply() { return std::unexpected(no_reply()); }

struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

struct Watched {
  std::shared_ptr<Departure> departure;
  ~Watched() { departure->end(); }
};

class Connection final : public Peer, public std::enable_shared_from_this<Connection> {
 public:
  Connection(Loop& loop, TcpSocket socket, std::string remote_address)
      : loop_(loop),
        limits_(loop.state->options.limits),
        stream_(std::make_unique<Stream>(std::move(socket), loop.state->tls.get())),
        remote_address_(std::move(remote_address)),
        timer_(loop.context.get_executor()),
        seat_(loop, this) {}

  Awaitable<> run(std::shared_ptr<Connection> self);
  void wind_down() override {
    if (!busy_ && stream_) stream_->close();
  }
  void abandon() override {
    if (stream_) stream_->close();
  }

 private:
  Awaitable<bool> shake_hands();
  Awaitable<bool> serve_one();
  Awaitable<bool> receive(RequestParser& parser);
  Awaitable<bool> fill(std::size_t wanted_bytes);
  Awaitable<bool> upgrade(RequestParser& parser, Exchange exchange);
  template <class Answer, class Handler>
  Awaitable<std::optional<Answer>> ask(Handler& handler, Request& request, Answer (*fallback)());
  Awaitable<bool> write_response(const Exchange& exchange, Response response);
  Awaitable<bool> write_file(const Exchange& exchange, Response response);
  Awaitable<bool> copy_file(int descriptor, ByteRange range);
  Awaitable<bool> write_all(std::string_view first, std::string_view second = {});
  Awaitable<> say_goodbye();

  std::string_view received() const { return {buffer_.data() + begin_, end_ - begin_}; }
  void shrink_buffer();
  void set_deadline(int after_ms);
  void arm_timer();

  Loop& loop_;
  const Limits& limits_;
  std::unique_ptr<Stream> stream_;
  std::string remote_address_;
  std::vector<char> buffer_;  // received bytes are [begin_, end_)
  std::size_t begin_ = 0, end_ = 0;
  std::string out_;
  bool busy_ = false;     // a request is being received or answered
  bool refused_ = false;  // bytes of the client may still be on their way
  bool expired_ = false;  // the deadline ended the last operation
  bool armed_ = false;
  Clock::time_point due_ = Clock::time_point::max(), armed_for_;
  Timer timer_;
  Seat seat_;
};

// One lazy timer for all deadlines of a connection: a later deadline only moves due_, the timer sees it when it fires.
void Connection::set_deadline(int after_ms) {
  expired_ = false;
  due_ = Clock::now() + std::chrono::milliseconds(after_ms);
  if (!armed_ || due_ < armed_for_) arm_timer();
}

void Connection::arm_timer() {
  armed_ = true;
  armed_for_ = due_;
  timer_.expires_at(due_);
  timer_.async_wait([weak = weak_from_this()](ErrorCode error) {
    const auto self = weak.lock();
    if (error || !self || !self->stream_) return;
    self->armed_ = false;
    if (self->due_ == Clock::time_point::max()) return;
    if (Clock::now() < self->due_) return self->arm_timer();
    self->expired_ = true;
    ErrorCode ignored;
    self->stream_->socket().cancel(ignored);
  });
}

Awaitable<> Connection::run(std::shared_ptr<Connection>) {
  try {
    if (co_await shake_hands()) {
      while (co_await serve_one()) {
      }
      co_await say_goodbye();
    }
  } catch (const std::exception& error) {
    log::error("http.connection", {{"error", error.what()}});
  }
  if (stream_) stream_->close();
}

Awaitable<bool> Connection::shake_hands() {
  ErrorCode error;
  stream_->socket().set_option(asio::ip::tcp::no_delay(true), error);
  stream_->socket().non_blocking(true, error);
  if (!stream_->tls()) co_return true;
  set_deadline(limits_.request_timeout_ms);
  co_await stream_->tls()->async_handshake(asio::ssl::stream_base::server, asio::redirect_error(use_await, error));
  co_return !error;
}

Awaitable<bool> Connection::serve_one() {
  RequestParser parser(limits_, loop_.state->options.spool_dir);
  busy_ = !received().empty();
  if (!co_await receive(parser)) co_return false;
  Request& request = parser.request();
  Exchange exchange{request.method == "HEAD", parser.keep_alive() && !loop_.stopping, parser.version(), {}};
  if (parser.state() == RequestParser::State::refused) {
    exchange.keep_alive = false;
    refused_ = true;
    co_await write_response(exchange, parser.refusal());
    co_return false;
  }
  if (request.method == "GET" && request.header("if-range").empty()) exchange.range = request.header("range");
  request.remote_address = remote_address_;
  request.secure = stream_->tls() != nullptr;
  apply_forwarded(request, loop_.state->options.trusted_proxies);
  const auto spool = parser.take_spool();  // removed when this request is over
  if (parser.wants_websocket()) co_return co_await upgrade(parser, std::move(exchange));

  auto response = co_await ask<Response>(loop_.state->handler, request, no_reply);
  if (!response) response = json_error(503, "Timeout", "The server took too long to answer");
  if (response->later) response = response->later();
  if (loop_.stopping) exchange.keep_alive = false;
  const bool written = co_await write_response(exchange, std::move(*response));
  shrink_buffer();
  co_return written&& exchange.keep_alive && !loop_.stopping;
}

// Feeds the parser until the request is complete or refused; false when there is nobody to answer.
Awaitable<bool> Connection::receive(RequestParser& parser) {
  using State = RequestParser::State;
  bool begun = false;
  std::uint64_t next_piece = 0;  // body bytes at which the deadline starts anew
  set_deadline(limits_.idle_timeout_ms);
  while (true) {
    const bool in_body = parser.state() == State::body;
    if (!received().empty()) begin_ += parser.feed(received());
    if (parser.state() == State::done || parser.state() == State::refused) co_return true;
    const bool enters_body = !in_body && parser.state() == State::body;
    const bool first_bytes = !begun && (parser.started() || !received().empty());
    const auto body_bytes = parser.request().body_bytes;
    if (enters_body || first_bytes || (in_body && body_bytes >= next_piece)) {
      set_deadline(limits_.request_timeout_ms);
      next_piece = body_bytes + copy_bytes;
      begun = true;
    }
    if (enters_body && !received().empty()) continue;
    if (enters_body && parser.wants_continue() && !co_await write_all(continue_line)) co_return false;
    if (co_await fill(parser.state() == State::body ? copy_bytes : idle_buffer_bytes)) {
      busy_ = true;
      continue;
    }
    if (!expired_ || !begun) co_return false;
    parser.refuse(408, "RequestTimeout", "The request did not arrive in time");
    co_return true;
  }
}

Awaitable<bool> Connection::fill(std::size_t wanted_bytes) {
  if (begin_ == end_) begin_ = end_ = 0;
  if (buffer_.size() - end_ < wanted_bytes / 2) {
    std::copy(buffer_.begin() + begin_, buffer_.begin() + end_, buffer_.begin());
    end_ -= begin_;
    begin_ = 0;
    if (buffer_.size() - end_ < wanted_bytes / 2) buffer_.resize(std::max(wanted_bytes, 2 * end_));
  }
  ErrorCode error;
  end_ += co_await stream_->async_read_some(asio::buffer(buffer_.data() + end_, buffer_.size() - end_),
                                            asio::redirect_error(use_await, error));
  co_return !error;
}

void Connection::shrink_buffer() {
  if (begin_ == end_ && buffer_.size() > idle_buffer_bytes) {
    buffer_ = std::vector<char>();
    begin_ = end_ = 0;
  }
  if (out_.capacity() > 4 * idle_buffer_bytes) out_ = std::string();
}

template <class Answer, class Handler>
Awaitable<std::optional<Answer>> Connection::ask(Handler& handler, Request& request, Answer (*fallback)()) {
  const auto mailbox = std::make_shared<Mailbox<Answer>>(loop_);
  const Watched watched{std::make_shared<Departure>(loop_.weak_from_this(), stream_->socket())};
  request.when_gone = [departure = watched.departure](std::function<void()> tell) {
    departure->watch(std::move(tell));
  };
  due_ = Clock::time_point::max();
  {
    auto slot = std::make_shared<ReplySlot<Answer>>(loop_.shared_from_this(), mailbox, fallback);
    try {
      handler(std::move(request), [slot](Answer answer) { slot->answer(std::move(answer)); });
    } catch (const std::exception& error) {
      log::error("http.handler", {{"error", error.what()}});
      slot->answer(fallback());
    }
  }
  co_return co_await mailbox->receive(limits_.response_timeout_ms);
}

Awaitable<bool> Connection::upgrade(RequestParser& parser, Exchange exchange) {
  Request& request = parser.request();
  const std::string key(request.header("sec-websocket-key"));
  if (request.header("sec-websocket-version") != "13") {  // RFC 6455 section 4.4
    Response refusal = json_error(426, "UpgradeRequired", "Only WebSocket version 13 is spoken here");
    refusal.headers.emplace_back("Sec-WebSocket-Version", "13");
    co_return co_await write_response(exchange, std::move(refusal)) && exchange.keep_alive;
  }
  // A client must wait for the handshake; bytes sent before it would be taken for frames.
  if (request.method != "GET" || key.size() != 24 || !received().empty() || !loop_.state->upgrade) {
    exchange.keep_alive = false;
    co_await write_response(exchange, json_error(400, "BadRequest", "The WebSocket handshake is malformed"));
    co_return false;
  }
  auto answer = co_await ask<UpgradeAnswer>(loop_.state->upgrade, request, no_upgrade_reply);
  if (!answer) answer = std::unexpected(json_error(503, "Timeout", "The server took too long to answer"));
  if (!*answer) co_return co_await write_response(exchange, std::move(answer->error())) && exchange.keep_alive;
  serve_websocket(loop_, std::move(stream_), key, std::move(**answer));
  co_return false;
}

Awaitable<bool> Connection::write_response(const Exchange& exchange, Response response) {
  if (!response.file.empty() && status_has_body(response.status)) {
    co_return co_await write_file(exchange, std::move(response));
  }
  std::string_view body = response.view_body.empty() ? std::string_view(response.body) : response.view_body;
  out_.clear();
  append_head(out_, response, exchange, body.size());
  if (exchange.head_only || !status_has_body(response.status)) body = {};
  if (body.size() <= idle_buffer_bytes) {  // one piece is cheaper than two, and one TLS record
    out_ += body;
    body = {};
  }
  co_return co_await write_all(out_, body);
}

Awaitable<bool> Connection::write_file(const Exchange& exchange, Response response) {
  Descriptor file{::open(response.file.c_str(), O_RDONLY | O_CLOEXEC)};
  struct stat facts{};
  if (file.number < 0 || ::fstat(file.number, &facts) != 0 || !S_ISREG(facts.st_mode)) {
    log::error("http.file", {{"file", response.file}});
    co_return co_await write_response(exchange, json_error(500, "InternalError", "The file can not be read"));
  }
  const auto size = static_cast<std::uint64_t>(facts.st_size);
  ByteRange range{0, size};
  const auto kind = response.status == 200 ? parse_range(exchange.range, size, range) : RangeKind::whole;
  response.headers.emplace_back("Accept-Ranges", "bytes");
  if (kind == RangeKind::unsatisfiable) {
    Response refusal = json_error(416, "RangeNotSatisfiable", "The range is outside the file");
    refusal.headers.emplace_back("Content-Range", "bytes */" + std::to_string(size));
    co_return co_await write_response(exchange, std::move(refusal));
  }
  if (kind == RangeKind::part) {
    response.status = 206;
    response.headers.emplace_back("Content-Range", "bytes " + std::to_string(range.first) + "-" +
                                                       std::to_string(range.first + range.count - 1) + "/" +
                                                       std::to_string(size));
  }
  out_.clear();
  append_head(out_, response, exchange, range.count);
  if (!co_await write_all(out_)) co_return false;
  co_return exchange.head_only || co_await copy_file(file.number, range);
}

Awaitable<bool> Connection::copy_file(int descriptor, ByteRange range) {
  std::string piece(std::min<std::uint64_t>(copy_bytes, range.count), '\0');
  while (range.count > 0) {
    const auto wanted = std::min<std::uint64_t>(piece.size(), range.count);
    const auto got = ::pread(descriptor, piece.data(), wanted, static_cast<off_t>(range.first));
    if (got <= 0) co_return false;  // shorter than promised: only closing tells the client
    if (!co_await write_all(std::string_view(piece).substr(0, static_cast<std::size_t>(got)))) co_return false;
    range.first += static_cast<std::uint64_t>(got);
    range.count -= static_cast<std::uint64_t>(got);
  }
  co_return true;
}

Awaitable<bool> Connection::write_all(std::string_view first, std::string_view second) {
  std::array<asio::const_buffer, 2> pieces{asio::buffer(first), asio::buffer(second)};
  ErrorCode error;
  bool direct = !stream_->tls();  // a kernel buffer with room takes the bytes without a turn of the loop
  while (pieces[0].size() + pieces[1].size() > 0) {
    std::size_t written = 0;
    if (direct) {
      written = stream_->socket().write_some(pieces, error);
      direct = !error;
      if (error && error != asio::error::would_block) co_return false;
    } else {
      set_deadline(limits_.request_timeout_ms);
      written = co_await stream_->async_write_some(pieces, asio::redirect_error(use_await, error));
      if (error) co_return false;
    }
    const auto of_first = std::min(written, pieces[0].size());
    pieces[0] += of_first;
    pieces[1] += written - of_first;
  }
  co_return true;
}

// Closing with unread bytes would make the kernel reset the connection and destroy the answer on its way.
Awaitable<> Connection::say_goodbye() {
  if (!stream_ || expired_) co_return;
  ErrorCode error;
  set_deadline(linger_ms);
  if (stream_->tls() && !refused_) {
    co_await stream_->tls()->async_shutdown(asio::redirect_error(use_await, error));
    co_return;
  }
  stream_->socket().shutdown(asio::socket_base::shutdown_send, error);
  if (!refused_) co_return;
  buffer_.resize(copy_bytes);
  std::size_t drained = 0;
  while (!error && drained < linger_bytes) {
    drained +=
        co_await stream_->socket().async_read_some(asio::buffer(buffer_), asio::redirect_error(use_await, error));
  }
}

}  // namespace

void serve_http(Loop& loop, TcpSocket socket, std::string remote_address) {
  const auto connection = std::make_shared<Connection>(loop, std::move(socket), std::move(remote_address));
  asio::co_spawn(loop.context.get_executor(), connection->run(connection), asio::detached);
}

}  // namespace pult::net
