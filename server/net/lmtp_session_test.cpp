// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/lmtp_session.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "net/smtp_path.hpp"

namespace pult::net {
namespace {

struct Told {
  std::string replies;
  std::vector<LmtpSession::Message> messages;

  // The codes of the replies, the greeting left out: "250 250 354 250".
  std::string codes() const {
    std::string out;
    std::string_view left = replies;
    for (bool greeting = true; !left.empty(); greeting = false) {
      auto line = left.substr(0, left.find("\r\n"));
      left.remove_prefix(line.size() + 2);
      if (greeting || line[3] == '-') continue;
      out += (out.empty() ? "" : " ") + std::string(line.substr(0, 3));
    }
    return out;
  }
};

// Plays the bytes in pieces as a server does: a message is finished before the next bytes are read.
Told talk(std::string_view bytes, const std::function<std::size_t()>& piece_size, LmtpLimits limits = {},
          const Result<void>& verdict = {}) {
  LmtpSession session("desk.test", limits, [](std::string_view recipient) -> std::optional<std::string> {
    if (recipient == "nobody@desk.test") return "550 5.1.1 No such mailbox";
    return std::nullopt;
  });
  Told told;
  while (!bytes.empty() && !session.closing()) {
    auto piece = bytes.substr(0, piece_size());
    bytes.remove_prefix(piece.size());
    session.feed(piece);
    while (auto message = session.take_message()) {
      told.messages.push_back(std::move(*message));
      session.finish(verdict);
    }
  }
  told.replies = session.take_output();
  return told;
}

Told talk(std::string_view bytes, LmtpLimits limits = {}, const Result<void>& verdict = {}) {
  return talk(bytes, [&] { return bytes.size(); }, limits, verdict);
}

const std::string hello = "LHLO mta.test\r\n";
const std::string begin = hello + "MAIL FROM:<ann@example.org>\r\nRCPT TO:<a@desk.test>\r\nDATA\r\n";

TEST(LmtpSession, TakesAMailAndAnswersForEveryRecipient) {
  auto told = talk(hello +
                   "MAIL FROM:<ann@example.org> BODY=8BITMIME SIZE=100 SMTPUTF8\r\nRCPT TO:<a@desk.test>\r\n"
                   "RCPT TO:<nobody@desk.test>\r\nrcpt to: <b@desk.test>\r\nDATA\r\n"
                   "Subject: x\r\n\r\n..dot\r\n.\r\nQUIT\r\n");
  EXPECT_EQ(told.codes(), "250 250 250 550 250 354 250 250 221");
  ASSERT_EQ(told.messages.size(), 1U);
  EXPECT_EQ(told.messages[0].raw, "Subject: x\r\n\r\n.dot\r\n");
  EXPECT_EQ(told.messages[0].envelope.from, "ann@example.org");
  EXPECT_EQ(told.messages[0].envelope.recipients, (std::vector<std::string>{"a@desk.test", "b@desk.test"}));
  EXPECT_TRUE(told.messages[0].envelope.lmtp);
  EXPECT_TRUE(told.replies.contains("250-PIPELINING\r\n"));
}

TEST(LmtpSession, SmtpAnswersOnce) {
  auto told = talk("EHLO c\r\nMAIL FROM:<>\r\nRCPT TO:<a@x>\r\nRCPT TO:<b@x>\r\nDATA\r\n.\r\nNOOP\r\n");
  EXPECT_EQ(told.codes(), "250 250 250 250 354 250 250");
  ASSERT_EQ(told.messages.size(), 1U);
  EXPECT_EQ(told.messages[0].raw, "");
  EXPECT_EQ(told.messages[0].envelope.from, "");
}

TEST(LmtpSession, SeveralMailsInOneGo) {
  std::string one = "MAIL FROM:<x@y>\r\nRCPT TO:<a@x>\r\nDATA\r\nhi\r\n.\r\n";
  auto told = talk(hello + one + one + one);
  EXPECT_EQ(told.messages.size(), 3U);
  EXPECT_EQ(told.codes(), "250 250 250 354 250 250 250 354 250 250 250 354 250");
}

TEST(LmtpSession, ErrorsOfTheHandlerBecomeReplies) {
  auto answer = [](ErrorKind kind) {
    std::string codes = talk(begin + "x\r\n.\r\n", {}, base::fail(kind, "c", "why\r\n250 not")).codes();
    return codes.substr(codes.rfind(' ') + 1);
  };
  EXPECT_EQ(answer(ErrorKind::unavailable), "451");
  EXPECT_EQ(answer(ErrorKind::internal), "451");
  EXPECT_EQ(answer(ErrorKind::too_large), "552");
  EXPECT_EQ(answer(ErrorKind::unprocessable), "550");
  EXPECT_EQ(answer(ErrorKind::not_found), "550");
}

TEST(LmtpSession, NobodySmugglesASecondMail) {
  for (std::string_view mark :
       {"\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\r\n.\r\r\n", ".\r\n"}) {
    std::string body = "first" + std::string(mark) + "MAIL FROM:<evil@x>\r\nRCPT TO:<a@x>\r\nDATA\r\nsecond";
    auto told = talk(begin + body + "\r\n.\r\n");
    ASSERT_EQ(told.messages.size(), 1U) << mark;
    EXPECT_TRUE(told.messages[0].raw.contains("second"));
  }
  EXPECT_EQ(talk(begin + "a\n.\nb\n..c\r\n.\r\n").messages[0].raw, "a\n.\nb\n..c\r\n") << "kept byte for byte";
  EXPECT_EQ(talk("LHLO a\nMAIL FROM:<x@y>\r\n").codes(), "500");
}

TEST(LmtpSession, OrderOfCommandsIsChecked) {
  EXPECT_EQ(talk("MAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nDATA\r\nLHLO\r\nBDAT 3\r\nVRFY x\r\n").codes(),
            "503 503 503 501 502 252");
  EXPECT_EQ(talk(hello + "MAIL FROM:<a@b>\r\nMAIL FROM:<a@b>\r\nDATA\r\nRSET\r\nRCPT TO:<a@b>\r\n").codes(),
            "250 250 503 503 250 503");
  EXPECT_EQ(talk(hello + "MAIL FROM:a@b\r\nMAIL FROM:<a@b> X=1\r\nMAIL FROM:<a@b> SIZE=x\r\nMAIL TO:<a>\r\n").codes(),
            "250 501 555 501 501");
}

TEST(LmtpSession, LimitsHold) {
  LmtpLimits limits{.command_bytes = 100, .recipients = 1, .message_bytes = 50, .bad_commands = 3};
  EXPECT_EQ(talk(hello + std::string(5000, 'a') + "\r\nNOOP\r\n", limits).codes(), "250 500 250");
  EXPECT_EQ(talk(hello + "MAIL FROM:<a@b> SIZE=51\r\nMAIL FROM:<a@b> SIZE=99999999999999999999\r\n", limits).codes(),
            "250 552 552");
  auto big = talk(begin + std::string(51, 'a') + "\r\n.\r\nNOOP\r\n", limits);
  EXPECT_EQ(big.codes(), "250 250 250 354 552 250");
  EXPECT_TRUE(big.messages.empty());
  EXPECT_EQ(talk(hello + "MAIL FROM:<a@b>\r\nRCPT TO:<a@b>\r\nRCPT TO:<c@b>\r\n", limits).codes(), "250 250 250 452");
  EXPECT_EQ(talk("x\r\nx\r\nx\r\nNOOP\r\n", limits).codes(), "502 502 502 421");
}

TEST(LmtpSession, SplittingTheBytesChangesNothing) {
  auto part =
      rc::gen::element<std::string>("LHLO a\r\n", "EHLO b\r\n", "MAIL FROM:<a@b>\r\n", "RCPT TO:<c@d>\r\n",
                                    "RCPT TO:<\"q>\"@d>\r\n", "DATA\r\n", "text", "\r\n", ".", "..", "\n", "\r",
                                    ".\r\n", "\r\n.\r\n", "RSET\r\n", "NOOP\r\n", "QUIT\r\n", std::string(120, 'x'));
  LmtpLimits limits{.command_bytes = 100, .message_bytes = 200, .bad_commands = 10};
  EXPECT_TRUE(rc::check([&] {
    std::string bytes = *rc::gen::element(std::string(), begin);
    for (const auto& p : *rc::gen::container<std::vector<std::string>>(part)) bytes += p;
    auto whole = talk(bytes, limits);
    auto split = talk(bytes, [] { return *rc::gen::inRange<std::size_t>(1, 9); }, limits);
    RC_ASSERT(split.replies == whole.replies);
    RC_ASSERT(split.messages.size() == whole.messages.size());
    for (std::size_t i = 0; i < whole.messages.size(); ++i) RC_ASSERT(split.messages[i].raw == whole.messages[i].raw);
  }));
}

TEST(LmtpSession, EveryMailComesThroughUnchanged) {
  EXPECT_TRUE(rc::check([](const std::vector<std::string>& lines) {
    std::string raw, wire;
    for (std::string line : lines) {
      std::erase_if(line, [](char c) { return c == '\r' || c == '\n'; });
      raw += line + "\r\n";
      wire += (line.starts_with('.') ? "." : "") + line + "\r\n";
    }
    auto told = talk(begin + wire + ".\r\n", [] { return *rc::gen::inRange<std::size_t>(1, 50); });
    RC_ASSERT(told.messages.size() == 1U);
    RC_ASSERT(told.messages[0].raw == raw);
  }));
}

TEST(SmtpPath, Forms) {
  EXPECT_EQ(parse_smtp_path("<>")->address, "");
  EXPECT_EQ(parse_smtp_path("<a@b>  X=1 Y")->parameters, (std::vector<std::string>{"X=1", "Y"}));
  EXPECT_EQ(parse_smtp_path("<@r1,@r2:a@b>")->address, "a@b");
  EXPECT_EQ(parse_smtp_path(R"(<"a > \" b"@c>)")->address, R"("a > \" b"@c)");
  EXPECT_EQ(parse_smtp_path("<jürgen@münchen.de>")->address, "jürgen@münchen.de");
  for (std::string_view bad : {"", "a@b", "<a@b", "<a b@c>", "<a@b>x", "<@r1>", "<\"a@b>", "<<a@b>>"})
    EXPECT_FALSE(parse_smtp_path(bad)) << bad;
}

}  // namespace
}  // namespace pult::net
