// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/lmtp_server.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>

#include <atomic>
#include <thread>

#include "net/blocking_listener.hpp"
#include "net/smtp_client.hpp"

namespace pult::net {
namespace {

using Outcome = BlockingSocket::Outcome;
using Done = std::function<void(Result<void>)>;

int connect_to(std::uint16_t port) {
  int fd = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  EXPECT_EQ(::connect(fd, reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  return fd;
}

// What the server says until it says `end` (or closes).
std::string read_until(BlockingSocket& socket, std::string_view end) {
  std::string said;
  while (!said.contains(end) && socket.receive(said, BlockingSocket::in_ms(60'000)) == Outcome::ok) {
  }
  return said;
}

std::unique_ptr<LmtpServer> start(Deliver deliver, LmtpServerOptions options = {}) {
  options.port = 0;
  return LmtpServer::start(options, std::move(deliver)).value();
}

const std::string one_mail =
    "LHLO t\r\nMAIL FROM:<a@b>\r\nRCPT TO:<c@d>\r\nRCPT TO:<e@d>\r\nDATA\r\nhi\r\n.\r\nQUIT\r\n";

TEST(LmtpServer, AnswersOnlyWhenTheMailIsDurable) {
  std::thread worker;
  std::atomic<bool> durable = false;
  auto server = start([&](Envelope envelope, std::string raw, Done done) {
    EXPECT_EQ(envelope.recipients.size(), 2U);
    EXPECT_EQ(raw, "hi\r\n");
    worker = std::thread([&durable, done] {
      durable = true;
      done({});
    });
  });
  BlockingSocket socket(connect_to(server->port()), -1);
  socket.send(one_mail, BlockingSocket::in_ms(60'000));
  auto said = read_until(socket, "221 2.0.0 Bye\r\n");
  EXPECT_TRUE(durable);
  EXPECT_TRUE(said.ends_with("<CR><LF>.<CR><LF>\r\n250 2.0.0 Ok\r\n250 2.0.0 Ok\r\n221 2.0.0 Bye\r\n")) << said;
  worker.join();
}

TEST(LmtpServer, SpeaksSmtpWithARealClient) {
  std::string got;
  auto server = start([&](Envelope, std::string raw, Done done) {
    got = raw;
    done({});
  });
  SmtpOptions options;
  options.host = "127.0.0.1";
  options.port = server->port();
  options.security = MailSecurity::none;
  std::string large = "Subject: large\r\n\r\n";
  while (large.size() < 5'000'000) large += "..a line that begins with dots\r\n";
  auto receipt = SmtpClient(options).send("a@b.test", {"c@d.test"}, large);
  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_EQ(got, large);
}

TEST(LmtpServer, LateOrBrokenHandlerMeansTryAgain) {
  Done kept;
  LmtpServerOptions hasty;
  hasty.deliver_timeout_ms = 50;
  auto slow = start([&](Envelope, std::string, Done done) { kept = std::move(done); }, hasty);
  BlockingSocket first(connect_to(slow->port()), -1);
  first.send(one_mail, BlockingSocket::in_ms(60'000));
  EXPECT_TRUE(read_until(first, "Bye\r\n").contains("451 4.3.0 Too busy"));
  kept({});  // too late, and harmless

  auto throwing = start([](Envelope, std::string, Done) { throw std::runtime_error("a bug"); });
  BlockingSocket second(connect_to(throwing->port()), -1);
  second.send(one_mail, BlockingSocket::in_ms(60'000));
  auto said = read_until(second, "Bye\r\n");
  EXPECT_TRUE(said.contains("451 4.3.0 Internal error")) << said;
  EXPECT_FALSE(said.contains("a bug"));
}

TEST(LmtpServer, ConnectionsAreBounded) {
  LmtpServerOptions options;
  options.connections = 1;
  auto server = start([](Envelope, std::string, Done done) { done({}); }, options);
  BlockingSocket first(connect_to(server->port()), -1);
  EXPECT_TRUE(read_until(first, "\r\n").starts_with("220 "));
  BlockingSocket second(connect_to(server->port()), -1);
  EXPECT_TRUE(read_until(second, "\r\n").starts_with("421 4.3.2"));
}

TEST(LmtpServer, TheirIdleTimeIsBounded) {
  LmtpServerOptions options;
  options.idle_timeout_ms = 50;
  auto server = start([](Envelope, std::string, Done done) { done({}); }, options);
  BlockingSocket socket(connect_to(server->port()), -1);
  EXPECT_TRUE(read_until(socket, "Timeout\r\n").ends_with("\r\n421 4.4.2 Timeout\r\n"));
}

TEST(LmtpServer, StopEndsEverything) {
  auto server = start([](Envelope, std::string, Done done) { done({}); });
  BlockingSocket socket(connect_to(server->port()), -1);
  EXPECT_TRUE(read_until(socket, "\r\n").starts_with("220 "));
  server->stop();
  EXPECT_TRUE(read_until(socket, "\r\n").starts_with("421 4.3.2"));
}

TEST(LmtpServer, SaysWhenItCannotListen) {
  auto server = start([](Envelope, std::string, Done) {});
  LmtpServerOptions taken;
  taken.port = server->port();
  EXPECT_EQ(LmtpServer::start(taken, {}).error().code, "listen_failed");
  taken.host = "not an address";
  EXPECT_EQ(LmtpServer::start(taken, {}).error().kind, ErrorKind::invalid);
}

}  // namespace
}  // namespace pult::net
