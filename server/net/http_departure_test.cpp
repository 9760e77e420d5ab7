// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include <future>

#include "base/log.hpp"
#include "net/http_server.hpp"
#include "net/testing/loopback_client.hpp"

namespace pult::net {
namespace {

using testing::body_of;
using testing::LoopbackClient;

constexpr std::string_view get_root = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

class Departures : public ::testing::Test {
 protected:
  Departures() { log::set_quiet(true); }
  ~Departures() override {
    if (server_) server_->stop(0);
  }
  // Requests are answered when the test says so.
  void serve() {
    ServerOptions options;
    options.port = 0;
    auto started = Server::start(options,
                                 [this](Request request, Reply reply) {
                                   request.when_gone([this] { ++gone_; });
                                   arrived_.set_value(std::move(reply));
                                 },
                                 {});
    ASSERT_TRUE(started) << started.error().cause;
    server_ = std::move(*started);
  }
  Reply next_reply() {
    auto reply = arrived_.get_future().get();
    arrived_ = {};
    return reply;
  }

  std::promise<Reply> arrived_;
  std::atomic<int> gone_{0};
  std::unique_ptr<Server> server_;
};

TEST_F(Departures, AreToldWhileARequestIsBeingAnswered) {
  serve();
  std::optional<LoopbackClient> client(std::in_place, server_->port());
  ASSERT_TRUE(client->send(get_root));
  const auto reply = next_reply();
  client.reset();
  while (gone_ == 0) std::this_thread::yield();
  reply(Response{.body = "to nobody"});
  LoopbackClient next(server_->port());
  ASSERT_TRUE(next.send(get_root));
  next_reply()(Response{.body = "to the next"});
  EXPECT_EQ(body_of(next.receive_response()), "to the next");
  EXPECT_EQ(gone_, 1);
}

// Bytes of the next request are no departure, and it is answered as if nobody had looked.
TEST_F(Departures, AreToldApartFromTheNextRequest) {
  serve();
  LoopbackClient client(server_->port());
  ASSERT_TRUE(client.send(get_root));
  const auto first = next_reply();
  ASSERT_TRUE(client.send(get_root));
  first(Response{.body = "one"});
  next_reply()(Response{.body = "two"});
  EXPECT_EQ(body_of(client.receive_response()), "one");
  EXPECT_EQ(body_of(client.receive_response()), "two");
  ASSERT_TRUE(client.send(get_root));
  next_reply()(Response{.body = "three"});
  EXPECT_EQ(body_of(client.receive_response()), "three");
  EXPECT_EQ(gone_, 0);
}

}  // namespace
}  // namespace pult::net
