// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/log.hpp"
#include "net/http_server.hpp"
#include "net/testing/loopback_client.hpp"

namespace pult::net {
namespace {

using testing::body_of;
using testing::LoopbackClient;
using testing::status_of;

constexpr int text_frame = 1, binary_frame = 2, close_frame = 8, ping_frame = 9, pong_frame = 10;
// The key and its answer are the example of RFC 6455 section 1.3.
constexpr std::string_view handshake =
    "GET /live HTTP/1.1\r\nHost: h\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n"
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n";

struct Frame {
  int opcode = 0;
  std::string payload;
  int close_code() const {
    if (opcode != close_frame || payload.size() < 2) return 0;
    return static_cast<unsigned char>(payload[0]) * 256 + static_cast<unsigned char>(payload[1]);
  }
};

class SocketClient : public LoopbackClient {
 public:
  using LoopbackClient::LoopbackClient;

  std::string upgrade() { return ask(handshake); }

  bool send_frame(int opcode, std::string_view payload) {
    std::string frame{static_cast<char>(0x80 | opcode)};
    if (payload.size() < 126) {
      frame += static_cast<char>(0x80 | payload.size());
    } else {
      frame += static_cast<char>(0x80 | 126);
      frame += static_cast<char>(payload.size() >> 8);
      frame += static_cast<char>(payload.size());
    }
    const std::string_view mask = "mask";
    frame += mask;
    for (std::size_t i = 0; i < payload.size(); ++i) frame += static_cast<char>(payload[i] ^ mask[i % 4]);
    return send(frame);
  }

  Frame receive_frame() {
    const std::string head = receive_exactly(2);
    if (head.empty()) return {};
    std::uint64_t bytes = static_cast<unsigned char>(head[1]) & 127;
    const int length_bytes = bytes == 127 ? 8 : bytes == 126 ? 2 : 0;
    if (length_bytes > 0) {
      bytes = 0;
      for (const char c : receive_exactly(length_bytes)) bytes = bytes * 256 + static_cast<unsigned char>(c);
    }
    return {head[0] & 15, receive_exactly(bytes)};
  }
};

class WebSocket : public ::testing::Test {
 protected:
  WebSocket() {
    log::set_quiet(true);
    options_.port = 0;
  }
  ~WebSocket() override {
    if (server_) server_->stop(0);
  }

  void serve(Server::UpgradeHandler upgrade) {
    const auto handler = [](Request, Reply reply) { reply(Response{.body = "http"}); };
    auto started = Server::start(options_, handler, std::move(upgrade));
    ASSERT_TRUE(started) << started.error().cause;
    server_ = std::move(*started);
  }
  // Sends back what it gets and lets the test see the socket and its end.
  void serve_echo() {
    serve([this](Request, Upgrade upgrade) {
      SocketHandlers handlers;
      handlers.on_open = [this](std::shared_ptr<Socket> socket) {
        const std::scoped_lock lock(mutex_);
        socket_ = std::move(socket);
        changed_.notify_all();
      };
      handlers.on_message = [this](std::string_view message) {
        const std::scoped_lock lock(mutex_);
        if (socket_) socket_->send(std::make_shared<const std::string>(message));
      };
      handlers.on_close = [this] {
        const std::scoped_lock lock(mutex_);
        ++closed_;
        changed_.notify_all();
      };
      upgrade(std::move(handlers));
    });
  }
  std::shared_ptr<Socket> opened_socket() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return socket_ != nullptr; });
    return socket_;
  }
  int closed_count() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return closed_ > 0; });
    return closed_;
  }
  SocketClient client() { return SocketClient(server_->port()); }

  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<Socket> socket_;
  int closed_ = 0;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
};

TEST_F(WebSocket, EchoesTextAndClosesInOrder) {
  serve_echo();
  auto c = client();
  const auto answer = c.upgrade();
  EXPECT_EQ(status_of(answer), 101);
  EXPECT_NE(answer.find("s3pPLMBiTxaQ9kYGzzhZRbK+xOo="), std::string::npos) << answer;
  c.send_frame(text_frame, "hello");
  EXPECT_EQ(c.receive_frame().payload, "hello");
  const std::string long_text(1000, 'x');
  c.send_frame(text_frame, long_text);
  EXPECT_EQ(c.receive_frame().payload, long_text);
  c.send_frame(ping_frame, "p");
  const auto pong = c.receive_frame();
  EXPECT_EQ(pong.opcode, pong_frame);
  EXPECT_EQ(pong.payload, "p");
  c.send_frame(close_frame, "\x03\xe8");
  EXPECT_EQ(c.receive_frame().close_code(), 1000);
  EXPECT_TRUE(c.closed_by_server());
  EXPECT_EQ(closed_count(), 1);
}

TEST_F(WebSocket, RefusalIsAnOrdinaryResponse) {
  serve([](Request request, Upgrade upgrade) {
    upgrade(std::unexpected(Response{.status = 401, .body = request.path}));
  });
  auto c = client();
  const auto answer = c.upgrade();
  EXPECT_EQ(status_of(answer), 401);
  EXPECT_EQ(body_of(answer), "/live");
  EXPECT_EQ(body_of(c.ask("GET / HTTP/1.1\r\nHost: h\r\n\r\n")), "http");
}

TEST_F(WebSocket, ADroppedDecisionIsAnInternalError) {
  serve([](Request, Upgrade) {});
  auto c = client();
  EXPECT_EQ(status_of(c.upgrade()), 500);
}

TEST_F(WebSocket, MayBeDecidedLaterOnAnotherThread) {
  std::jthread decider;
  serve([&](Request, Upgrade upgrade) {
    decider = std::jthread([upgrade = std::move(upgrade)] { upgrade(SocketHandlers{}); });
  });
  auto c = client();
  EXPECT_EQ(status_of(c.upgrade()), 101);
}

TEST_F(WebSocket, RefusesMalformedHandshakes) {
  serve_echo();
  auto version = client();
  const auto answer = version.ask(
      "GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
      "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 8\r\n\r\n");
  EXPECT_EQ(status_of(answer), 426);
  EXPECT_NE(answer.find("Sec-WebSocket-Version: 13"), std::string::npos);
  auto key = client();
  EXPECT_EQ(status_of(key.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
                              "Sec-WebSocket-Version: 13\r\n\r\n")),
            400);
}

TEST_F(WebSocket, BinaryMessagesEndIt) {
  serve_echo();
  auto c = client();
  c.upgrade();
  c.send_frame(binary_frame, "x");
  EXPECT_EQ(c.receive_frame().close_code(), 1003);
}

TEST_F(WebSocket, BrokenTextAndUnmaskedFramesEndIt) {
  serve_echo();
  auto text = client();
  text.upgrade();
  text.send_frame(text_frame, "\xff");
  EXPECT_EQ(text.receive_frame().close_code(), 1007);
  auto unmasked = client();
  unmasked.upgrade();
  unmasked.send("\x81\x01x");
  EXPECT_EQ(unmasked.receive_frame().close_code(), 1002);
}

TEST_F(WebSocket, MessagesOverTheLimitEndIt) {
  options_.limits.socket_message_bytes = 100;
  serve_echo();
  auto c = client();
  c.upgrade();
  c.send_frame(text_frame, std::string(101, 'x'));
  EXPECT_EQ(c.receive_frame().close_code(), 1009);
  EXPECT_EQ(closed_count(), 1);
}

TEST_F(WebSocket, AnExceptionEndsIt) {
  serve([](Request, Upgrade upgrade) {
    upgrade(SocketHandlers{.on_message = [](std::string_view) { throw std::runtime_error("socket test"); }});
  });
  auto c = client();
  c.upgrade();
  c.send_frame(text_frame, "x");
  EXPECT_EQ(c.receive_frame().close_code(), 1011);
}

TEST_F(WebSocket, ASlowReaderIsClosedWithTryAgainLater) {
  options_.limits.socket_queue_bytes = 100'000;
  serve_echo();
  SocketClient c(server_->port(), 4096);
  c.upgrade();
  const auto socket = opened_socket();
  // The kernel takes some megabytes before the queue of a reader that sleeps begins to grow.
  const auto message = std::make_shared<const std::string>(50'000, 'm');
  for (int i = 0; i < 1000; ++i) socket->send(message);
  Frame last;
  for (Frame frame = c.receive_frame(); frame.opcode != 0; frame = c.receive_frame()) {
    last = std::move(frame);
    if (last.opcode == close_frame) break;
    EXPECT_EQ(last.payload.size(), 50'000u);
  }
  EXPECT_EQ(last.close_code(), 1013);
  c.send_frame(close_frame, "\x03\xf5");
  EXPECT_EQ(closed_count(), 1);
  socket->send(message);  // nobody is there any more
}

TEST_F(WebSocket, AReaderThatNeverReadsIsDropped) {
  options_.limits.socket_queue_bytes = 100'000;
  options_.limits.request_timeout_ms = 50;
  serve_echo();
  SocketClient c(server_->port(), 4096);
  c.upgrade();
  const auto socket = opened_socket();
  const auto message = std::make_shared<const std::string>(50'000, 'm');
  for (int i = 0; i < 1000; ++i) socket->send(message);
  EXPECT_EQ(closed_count(), 1);
}

TEST_F(WebSocket, SilentClientsArePingedThenDropped) {
  options_.limits.socket_ping_ms = 30;
  serve_echo();
  auto c = client();
  c.upgrade();
  EXPECT_EQ(c.receive_frame().opcode, ping_frame);
  c.send_frame(pong_frame, "");
  EXPECT_EQ(c.receive_frame().opcode, ping_frame);
  EXPECT_EQ(c.receive_frame().opcode, 0);
  EXPECT_EQ(closed_count(), 1);
}

TEST_F(WebSocket, StopSaysGoingAway) {
  serve_echo();
  auto c = client();
  c.upgrade();
  opened_socket();
  std::jthread stopper([&] { server_->stop(2'000); });
  EXPECT_EQ(c.receive_frame().close_code(), 1001);
  c.send_frame(close_frame, "\x03\xe9");
  EXPECT_TRUE(c.closed_by_server());
  stopper.join();
  EXPECT_EQ(closed_count(), 1);
}

TEST_F(WebSocket, OutlivesNobody) {
  serve_echo();
  auto c = client();
  c.upgrade();
  const auto socket = opened_socket();
  server_.reset();
  EXPECT_EQ(closed_count(), 1);
  socket->send(std::make_shared<const std::string>("late"));
  socket->close(1000, "late");
}

TEST_F(WebSocket, TheApplicationCanCloseIt) {
  serve_echo();
  auto c = client();
  c.upgrade();
  opened_socket()->close(4001, "signed out");
  const auto frame = c.receive_frame();
  EXPECT_EQ(frame.close_code(), 4001);
  EXPECT_EQ(frame.payload.substr(2), "signed out");
}

}  // namespace
}  // namespace pult::net
