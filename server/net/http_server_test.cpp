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
  c.send(
      "GET /1 HTTP/1.1\r\nHost: h\r\n\r\n"
      "POST /2 HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi"
      "GET /3 HTTP/1.1\r\nHost: h\r\n\r\n");
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
  const auto answer = c.ask(
      "POST /c HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
      "3\r\nabc\r\n4;x=y\r\ndefg\r\n0\r\nHost: trailer\r\n\r\n");
  EXPECT_EQ(body_of(answer), "POST /c abcdefg");
  EXPECT_EQ(body_of(c.ask(get_root)), "GET / ");
}

TEST_F(HttpServer, SaysContinueBeforeItReadsTheBody) {
  serve_echo();
  auto c = client();
  const auto interim = c.ask("POST /e HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(interim, "HTTP/1.1 100 Continue\r\n\r\n");
  EXPECT_EQ(body_of(c.ask("ok")), "POST /e ok");
}

TEST_F(HttpServer, RefusesBodiesOverTheLimit) {
  options_.limits.body_bytes = 100;
  serve_echo();
  auto promised = client();
  const auto answer = promised.ask("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 101\r\nExpect: 100-continue\r\n\r\n");
  EXPECT_EQ(status_of(answer), 413);
  EXPECT_TRUE(has(answer, R"({"error":"RequestTooLarge")")) << answer;
  EXPECT_TRUE(has(answer, "Connection: close"));
  EXPECT_TRUE(promised.closed_by_server());
  auto chunked = client();
  chunked.send("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n65\r\n");
  chunked.send(std::string(101, 'x'));
  EXPECT_EQ(status_of(chunked.receive_response()), 413);
}

TEST_F(HttpServer, TheRefusalSurvivesAClientThatGoesOnSending) {
  options_.limits.body_bytes = 1000;
  serve_echo();
  auto c = client();
  c.send("POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 500000\r\n\r\n");
  c.send(std::string(500'000, 'x'));
  EXPECT_EQ(status_of(c.receive_response()), 413);
}

TEST_F(HttpServer, RefusesHeadersOverTheLimit) {
  options_.limits.header_bytes = 1024;
  serve_echo();
  auto c = client();
  EXPECT_EQ(status_of(c.ask("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(2000, 'x') + "\r\n\r\n")), 431);
  EXPECT_TRUE(c.closed_by_server());
  auto endless = client();
  endless.send("GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(3000, 'x'));
  EXPECT_EQ(status_of(endless.receive_response()), 431);
}

TEST_F(HttpServer, RefusesEndlessTrailersAndChunkExtensions) {
  options_.limits.header_bytes = 1024;
  serve_echo();
  const std::string head = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  for (const std::string start : {"0\r\nX: ", "3;x="}) {
    auto c = client();
    c.send(head + start + std::string(20'000, 'x'));
    EXPECT_EQ(status_of(c.receive_response()), 431) << start;
  }
}

TEST_F(HttpServer, RefusesMalformedRequests) {
  std::atomic<int> handled{0};
  serve([&](Request, Reply reply) {
    ++handled;
    reply({});
  });
  const std::vector<std::string> malformed{
      "nonsense\r\n\r\n",
      "GET / HTTP/1.1\r\n\r\n",                        // no Host
      "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",  // two
      "GET /%zz HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /%00 HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /a/../b HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET /%2e%2e/b HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET nowhere HTTP/1.1\r\nHost: h\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: x\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
      "GET / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
      "GET / HTTP/1.1\r\nHost: h\r\nbad header\r\n\r\n",
      "POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n\r\n",
  };
  for (const auto& bytes : malformed) {
    auto c = client();
    const auto answer = c.ask(bytes);
    EXPECT_EQ(status_of(answer), 400) << bytes << answer;
    EXPECT_TRUE(has(answer, R"({"error":"BadRequest","description":")")) << bytes;
    EXPECT_TRUE(c.closed_by_server()) << bytes;
  }
  auto coded = client();
  EXPECT_EQ(status_of(coded.ask("POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: gzip, chunked\r\n\r\n")), 501);
  EXPECT_EQ(handled, 0);
}

TEST_F(HttpServer, UnderstandsTheAbsoluteForm) {
  serve_echo();
  auto c = client();
  EXPECT_EQ(body_of(c.ask("GET http://h/p?q HTTP/1.1\r\nHost: h\r\n\r\n")), "GET /p ");
  EXPECT_EQ(body_of(c.ask("GET http://h HTTP/1.1\r\nHost: h\r\n\r\n")), "GET / ");
  EXPECT_EQ(body_of(c.ask("OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n")), "OPTIONS * ");
}

TEST_F(HttpServer, AHeaderValueCanNotStartAnother) {
  serve([](Request, Reply reply) { reply(Response{.headers = {{"X", "a\r\nSet-Cookie: evil=1"}}}); });
  auto c = client();
  EXPECT_FALSE(has(c.ask(get_root), "\r\nSet-Cookie"));
}

TEST_F(HttpServer, SpoolsLargeBodiesAndRemovesTheFile) {
  options_.limits.memory_body_bytes = 1000;
  std::string seen_file;
  serve([&](Request request, Reply reply) {
    seen_file = request.body_file;
    reply(Response{.body = request.body + std::to_string(request.body_bytes) + text_of(request.body_file)});
  });
  auto c = client();
  const std::string large(300'000, 'y');
  EXPECT_EQ(body_of(c.ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 300000\r\n\r\n" + large)), "300000" + large);
  EXPECT_TRUE(seen_file.starts_with(options_.spool_dir));
  const std::string chunk = "400\r\n" + std::string(1024, 'z') + "\r\n";
  const std::string head = "PUT / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n";
  const auto chunked = c.ask(head + chunk + chunk + "0\r\n\r\n");
  EXPECT_EQ(body_of(chunked), "2048" + std::string(2048, 'z'));
  EXPECT_EQ(status_of(c.ask(get_root)), 200);  // the request before it is over now
  EXPECT_EQ(spooled_files(), 0u);
}

TEST_F(HttpServer, RemovesTheSpoolFileWhenTheClientLeaves) {
  options_.limits.memory_body_bytes = 10;
  options_.threads = 1;
  serve_echo();
  {
    auto c = client();
    c.ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 30\r\nExpect: 100-continue\r\n\r\n");
    c.send("0123456789abcdef");
  }
  auto other = client();  // the only loop has seen the end of the first connection when a later one was answered twice
  EXPECT_EQ(status_of(other.ask(get_root)), 200);
  EXPECT_EQ(status_of(other.ask(get_root)), 200);
  EXPECT_EQ(spooled_files(), 0u);
}

TEST_F(HttpServer, WithoutASpoolFolderMemoryIsTheLimit) {
  options_.spool_dir.clear();
  options_.limits.memory_body_bytes = 10;
  serve_echo();
  auto c = client();
  EXPECT_EQ(status_of(c.ask("PUT / HTTP/1.1\r\nHost: h\r\nContent-Length: 11\r\n\r\n0123456789a")), 413);
}

TEST_F(HttpServer, SendsFilesAndRangesOfThem) {
  std::string text;
  for (int i = 0; i < 50'000; ++i) text += std::to_string(i);
  const auto file = file_with(text);
  serve([&](Request, Reply reply) { reply(Response{.headers = {{"Content-Type", "text/x"}}, .file = file}); });
  auto c = client();
  EXPECT_EQ(body_of(c.ask(get_root)), text);
  const auto range = [&](const std::string& value) {
    return c.ask("GET / HTTP/1.1\r\nHost: h\r\nRange: " + value + "\r\n\r\n");
  };
  const auto part = range("bytes=10-19");
  EXPECT_EQ(status_of(part), 206);
  EXPECT_EQ(body_of(part), text.substr(10, 10));
  EXPECT_TRUE(has(part, "Content-Range: bytes 10-19/" + std::to_string(text.size()))) << part;
  EXPECT_EQ(body_of(range("bytes=-5")), text.substr(text.size() - 5));
  EXPECT_EQ(body_of(range("bytes=100-")), text.substr(100));
  EXPECT_EQ(status_of(range("bytes=0-1,3-4")), 200);
  EXPECT_EQ(status_of(range("bytes=9999999-")), 416);
  const auto head = c.ask("HEAD / HTTP/1.1\r\nHost: h\r\n\r\n", true);
  EXPECT_TRUE(has(head, "Content-Length: " + std::to_string(text.size())));
  EXPECT_EQ(status_of(c.ask(get_root)), 200);
}

TEST_F(HttpServer, AMissingFileIsAnInternalError) {
  serve([](Request, Reply reply) { reply(Response{.file = "/nonexistent"}); });
  auto c = client();
  EXPECT_EQ(status_of(c.ask(get_root)), 500);
}

TEST_F(HttpServer, SendsSharedMemoryWithoutACopy) {
  const auto shared = std::make_shared<const std::string>(300'000, 'v');
  serve([&](Request, Reply reply) { reply(Response{.keep = shared, .view_body = *shared}); });
  auto c = client();
  EXPECT_EQ(body_of(c.ask(get_root)), *shared);
  EXPECT_EQ(body_of(c.ask(get_root)), *shared);
}

TEST_F(HttpServer, TrustsForwardedHeadersOfProxiesOnly) {
  options_.trusted_proxies = {"127.0.0.1", "10.0.0.1"};
  serve([](Request request, Reply reply) {
    reply(Response{.body = request.remote_address + (request.secure ? " secure" : "")});
  });
  auto c = client();
  EXPECT_EQ(body_of(c.ask(get_root)), "127.0.0.1");
  const std::string forwarded =
      "GET / HTTP/1.1\r\nHost: h\r\nX-Forwarded-Proto: https\r\n"
      "X-Forwarded-For: 6.6.6.6, 203.0.113.9, 10.0.0.1\r\n\r\n";
  EXPECT_EQ(body_of(c.ask(forwarded)), "203.0.113.9 secure");
  server_->stop(0);
  options_.trusted_proxies.clear();
  serve([](Request request, Reply reply) {
    reply(Response{.body = request.remote_address + (request.secure ? " secure" : "")});
  });
  auto direct = client();
  EXPECT_EQ(body_of(direct.ask(forwarded)), "127.0.0.1");
}

}  // namespace
}  // namespace pult::net
