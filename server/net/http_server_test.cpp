// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_server.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <thread>

#include "base/log.hpp"
#include "net/testing/loopback_client.hpp"

namespace pult::net {
namespace {

using testing::body_of;
using testing::LoopbackClient;
using testing::status_of;

std::string text_of(const std::string& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool has(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

class HttpServer : public ::testing::Test {
 protected:
  HttpServer() {
    log::set_quiet(true);
    std::string dir = std::filesystem::temp_directory_path() / "pult-http-XXXXXX";
    dir_ = ::mkdtemp(dir.data());
    options_.port = 0;
    options_.spool_dir = dir_ / "spool";
  }
  ~HttpServer() override {
    if (server_) server_->stop(0);
    std::filesystem::remove_all(dir_);
  }

  void serve(Server::Handler handler) {
    auto started = Server::start(options_, std::move(handler), {});
    ASSERT_TRUE(started) << started.error().cause;
    server_ = std::move(*started);
  }
  void serve_echo() {
    serve([](Request request, Reply reply) {
      Response response;
      response.headers.emplace_back("Content-Type", "text/plain");
      response.headers.emplace_back("X-Path", request.path);
      response.body = request.method + " " + request.path + " " + request.body;
      reply(std::move(response));
    });
  }
  LoopbackClient client() { return LoopbackClient(server_->port()); }
  std::size_t spooled_files() const {
    const std::filesystem::directory_iterator files(options_.spool_dir);
    return static_cast<std::size_t>(std::distance(begin(files), end(files)));
  }
  std::string file_with(const std::string& text) {
    const auto path = dir_ / "file";
    std::ofstream(path, std::ios::binary) << text;
    return path;
  }

  std::filesystem::path dir_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
};

constexpr std::string_view get_root = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";

TEST_F(HttpServer, KeepsTheConnectionBetweenRequests) {
  serve_echo();
  auto c = client();
  for (int i = 0; i < 3; ++i) {
    const auto answer = c.ask("GET /a%20b//c?x=1 HTTP/1.1\r\nHost: h\r\n\r\n");
    EXPECT_EQ(status_of(answer), 200);
    EXPECT_EQ(body_of(answer), "GET /a b/c ");
    EXPECT_TRUE(has(answer, "\r\nDate: ")) << answer;
    EXPECT_TRUE(has(answer, " GMT\r\n")) << answer;
    EXPECT_FALSE(has(answer, "Connection:")) << answer;
  }
}

TEST_F(HttpServer, AnswersPipelinedRequestsInOrder) {
  serve_echo();
  auto c = client();
  c.send("GET /1 HTTP/1.1\r\nHost: h\r\n\r\nPOST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhiGET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
  EXPECT_EQ(body_of(c.receive_response()), "GET /1 ");
  EXPECT_EQ(body_of(c.receive_response()), "POST /2 hi");
  EXPECT_EQ(body_of(c.receive_response()), "GET /3 ");
}

TEST_F(HttpServer, ClosesWhenTheClientAsksTo) {
  serve_echo();
  auto c = client();
  const auto answer = c.ask("GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n");
  EXPECT_TRUE(has(answer, "Connection: close\r\n"));
  EXPECT_TRUE(c.closed_by_server());
  auto old = client();
  EXPECT_EQ(status_of(old.ask("GET / HTTP/1.0\r\n\r\n")), 200);
  EXPECT_TRUE(old.closed_by_server());
}

TEST_F(HttpServer, HeadHasTheLengthButNoBody) {
  serve_echo();
  auto c = client();
  const auto answer = c.ask("HEAD /x HTTP/1.1\r\nHost: h\r\n\r\n", true);
  EXPECT_TRUE(has(answer, "Content-Length: 8\r\n")) << answer;
  EXPECT_EQ(body_of(c.ask(get_root)), "GET / ");
}

TEST_F(HttpServer, NoContentHasNoLength) {
  serve([](Request, Reply reply) { reply(Response{.status = 204}); });
  auto c = client();
  EXPECT_FALSE(has(c.ask(get_root), "Content-Length"));
  EXPECT_EQ(status_of(c.ask(get_root)), 204);
}

TEST_F(HttpServer, ReadsChunkedBodies) {
  serve_echo();
  auto c = client();
  const auto answer = c.ask("POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
                            "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nHost: trailer\r\n\r\n");
  EXPECT_EQ(body_of(answer), "POST /c abcdefg");
  EXPECT_EQ(body_of(c.ask(get_root)), "GET / ");
}

}  // namespace
}  // namespace pult::net
