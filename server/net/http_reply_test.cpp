// SPDX-License-Identifier: AGPL-3.0-or-later
// Deadlines, late answers, concurrency and the end of a server.
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

constexpr std::string_view get_root = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

// A place where handlers leave their replies for the test to use later.
class LeftReplies {
 public:
  void put(Reply reply) {
    const std::scoped_lock lock(mutex_);
    replies_.push_back(std::move(reply));
    changed_.notify_all();
  }
  std::vector<Reply> take(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return replies_.size() >= count; });
    return std::exchange(replies_, {});
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Reply> replies_;
};

class HttpReplies : public ::testing::Test {
 protected:
  HttpReplies() {
    log::set_quiet(true);
    options_.port = 0;
  }
  void serve(Server::Handler handler) {
    auto started = Server::start(options_, std::move(handler), {});
    ASSERT_TRUE(started) << started.error().cause;
    server_ = std::move(*started);
  }
  void serve_later() {
    serve([this](Request, Reply reply) { later_.put(std::move(reply)); });
  }
  LoopbackClient client() { return LoopbackClient(server_->port()); }

  LeftReplies later_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
};

TEST_F(HttpReplies, ComesFromAnyThreadAtAnyTime) {
  serve_later();
  auto c = client();
  c.send(get_root);
  auto replies = later_.take(1);
  ASSERT_EQ(replies.size(), 1u);
  std::jthread([&] { replies[0](Response{.body = "later"}); }).join();
  replies[0](Response{.status = 500});  // a second answer changes nothing
  EXPECT_EQ(body_of(c.receive_response()), "later");
}

TEST_F(HttpReplies, ManyWaitAtOnce) {
  serve_later();
  std::vector<std::unique_ptr<LoopbackClient>> clients;
  for (int i = 0; i < 50; ++i) {
    clients.push_back(std::make_unique<LoopbackClient>(server_->port()));
    clients.back()->send(get_root);
  }
  auto replies = later_.take(50);
  ASSERT_EQ(replies.size(), 50u);
  {
    std::vector<std::jthread> threads;
    for (int t = 0; t < 5; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < 10; ++i) replies[t * 10 + i](Response{.body = "x"});
      });
    }
  }
  for (auto& c : clients) EXPECT_EQ(body_of(c->receive_response()), "x");
}

TEST_F(HttpReplies, AForgottenOneIsAnInternalError) {
  serve([](Request, Reply) {});
  auto c = client();
  const auto answer = c.ask(get_root);
  EXPECT_EQ(status_of(answer), 500);
  EXPECT_TRUE(body_of(answer).starts_with(R"({"error":"InternalError")"));
  EXPECT_EQ(status_of(c.ask(get_root)), 500);
}

TEST_F(HttpReplies, AnExceptionIsAnInternalError) {
  serve([](Request, Reply) { throw std::runtime_error("handler test"); });
  auto c = client();
  EXPECT_EQ(status_of(c.ask(get_root)), 500);
}

TEST_F(HttpReplies, TooLateIsUnavailableAndNeverAnswersTheNextRequest) {
  options_.limits.response_timeout_ms = 30;
  serve([this](Request request, Reply reply) {
    if (request.path == "/slow")
      later_.put(std::move(reply));
    else
      reply(Response{.body = "next"});
  });
  auto c = client();
  EXPECT_EQ(status_of(c.ask("GET /slow HTTP/1.1\r\nHost: h\r\n\r\n")), 503);
  later_.take(1).at(0)(Response{.body = "stale"});
  EXPECT_EQ(body_of(c.ask(get_root)), "next");
}

TEST_F(HttpReplies, AfterTheClientLeftIsHarmless) {
  serve_later();
  {
    auto c = client();
    c.send(get_root);
  }
  later_.take(1).at(0)(Response{.body = std::string(1'000'000, 'x')});
  auto other = client();
  other.send(get_root);
  later_.take(1).at(0)(Response{.body = "alive"});
  EXPECT_EQ(body_of(other.receive_response()), "alive");
}

TEST_F(HttpReplies, AfterTheServerEndedIsHarmless) {
  serve_later();
  auto c = client();
  c.send(get_root);
  auto replies = later_.take(1);
  server_.reset();
  EXPECT_TRUE(c.closed_by_server());
  replies.at(0)(Response{.body = "late"});
}

TEST_F(HttpReplies, StopLetsRunningRequestsEnd) {
  serve_later();
  auto running = client();
  running.send(get_root);
  auto replies = later_.take(1);
  std::jthread stopper([&] { server_->stop(60'000); });
  replies.at(0)(Response{.body = "done"});
  EXPECT_EQ(body_of(running.receive_response()), "done");
  EXPECT_TRUE(running.closed_by_server());
  stopper.join();
  EXPECT_FALSE(client().connected());
}

TEST_F(HttpReplies, StopClosesIdleConnectionsAtOnce) {
  serve([](Request, Reply reply) { reply({}); });
  auto c = client();
  c.ask(get_root);
  const auto before = std::chrono::steady_clock::now();
  server_->stop(60'000);
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(30));
  EXPECT_TRUE(c.closed_by_server());
}

TEST_F(HttpReplies, ASlowHeaderMeetsItsDeadline) {
  options_.limits.request_timeout_ms = 40;
  serve([](Request, Reply reply) { reply({}); });
  auto c = client();
  EXPECT_EQ(status_of(c.ask("GET / HTTP/1.1\r\nHos")), 408);
  EXPECT_TRUE(c.closed_by_server());
}

TEST_F(HttpReplies, DripFedBytesDoNotMoveTheDeadline) {
  options_.limits.request_timeout_ms = 60;
  serve([](Request, Reply reply) { reply({}); });
  auto c = client();
  const auto before = std::chrono::steady_clock::now();
  c.send("GET / HTTP/1.1\r\nHost: h\r\nX: ");
  // The bytes come as fast as they may; the server, not the client, ends this.
  while (c.send("x") && std::chrono::steady_clock::now() - before < std::chrono::seconds(60)) std::this_thread::yield();
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(30));
}

TEST_F(HttpReplies, ASlowBodyMeetsItsDeadline) {
  options_.limits.request_timeout_ms = 40;
  serve([](Request, Reply reply) { reply({}); });
  auto c = client();
  EXPECT_EQ(status_of(c.ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 100\r\n\r\nabc")), 408);
}

TEST_F(HttpReplies, AnIdleConnectionIsClosedWithoutAWord) {
  options_.limits.idle_timeout_ms = 1000;  // enough for a busy machine to ask in
  serve([](Request, Reply reply) { reply({}); });
  auto c = client();
  EXPECT_EQ(status_of(c.ask(get_root)), 200);
  EXPECT_TRUE(c.closed_by_server());
}

TEST_F(HttpReplies, AClientThatDoesNotReadIsDropped) {
  options_.limits.request_timeout_ms = 50;
  serve([](Request, Reply reply) { reply(Response{.body = std::string(20'000'000, 'x')}); });
  LoopbackClient c(server_->port(), 4096);
  c.send(get_root);
  const auto before = std::chrono::steady_clock::now();
  server_->stop(60'000);  // waits for the connection, which ends by its deadline
  EXPECT_LT(std::chrono::steady_clock::now() - before, std::chrono::seconds(30));
}

TEST_F(HttpReplies, ConnectionsOverTheBoundAreTurnedAway) {
  options_.limits.connections = 1;
  serve([](Request, Reply reply) { reply({}); });
  auto first = client();
  EXPECT_EQ(status_of(first.ask(get_root)), 200);
  auto second = client();
  EXPECT_EQ(status_of(second.receive_response()), 503);
  EXPECT_TRUE(second.closed_by_server());
  EXPECT_EQ(status_of(first.ask(get_root)), 200);
}

TEST_F(HttpReplies, AnAddressInUseIsAnError) {
  serve([](Request, Reply reply) { reply({}); });
  options_.port = server_->port();
  EXPECT_FALSE(Server::start(options_, {}, {}));
  options_.host = "not an address";
  EXPECT_FALSE(Server::start(options_, {}, {}));
}

}  // namespace
}  // namespace pult::net
