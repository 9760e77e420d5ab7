// SPDX-License-Identifier: AGPL-3.0-or-later
// Against the catcher (a relay on our own session), and scripted servers for sign-in and what no relay does.
#include "net/smtp_client.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "net/testing/scripted_server.hpp"
#include "net/testing/smtp_catcher.hpp"

namespace pult::net {
namespace {

using testing::ScriptedPeer;
using testing::ScriptedServer;
using testing::SmtpCatcher;
using Behaviour = SmtpCatcher::Behaviour;

constexpr std::string_view mail = "From: a@desk.test\r\nSubject: x\r\n\r\nHello\r\n";

SmtpClient client_for(std::uint16_t port, int timeout_ms = 60'000) {
  SmtpOptions options;
  options.host = "127.0.0.1";
  options.port = port;
  options.security = MailSecurity::none;
  options.helo = "desk.test";
  options.timeout_ms = timeout_ms;
  return SmtpClient(options);
}

TEST(SmtpClient, SendsMailsOverOneConnection) {
  SmtpCatcher catcher;
  auto client = client_for(catcher.port());
  for (int i = 0; i < 3; ++i) {
    auto receipt = client.send("a@desk.test", {"b@x.test", "c@x.test"}, mail);
    ASSERT_TRUE(receipt) << receipt.error().message;
    EXPECT_EQ(receipt->reply, "250 2.0.0 Ok");
    EXPECT_TRUE(receipt->refused.empty());
  }
  auto mails = catcher.mails();
  ASSERT_EQ(mails.size(), 3U);
  EXPECT_EQ(mails[2].from, "a@desk.test");
  EXPECT_EQ(mails[2].recipients, (std::vector<std::string>{"b@x.test", "c@x.test"}));
  EXPECT_EQ(mails[2].raw, mail);
  EXPECT_EQ(catcher.connections(), 1);
}

TEST(SmtpClient, EmptySenderAndAddressesOfTheWholeWorld) {
  SmtpCatcher catcher;
  auto client = client_for(catcher.port());
  ASSERT_TRUE(client.send("", {"b@x.test"}, mail));
  EXPECT_EQ(catcher.mails()[0].from, "");
  auto receipt = client.send("a@desk.test", {"jürgen@x.test"}, mail);
  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_EQ(catcher.mails()[1].recipients[0], "jürgen@x.test");
}

TEST(SmtpClient, AsksForSmtputf8OnlyWhenAnAddressNeedsIt) {
  std::vector<std::string> commands;
  ScriptedServer server([&](ScriptedPeer& peer) {
    peer.send("220 x\r\n");
    for (std::string line; !(line = peer.read_line()).empty();) {
      if (line.starts_with("MAIL")) commands.push_back(line);
      peer.send(line.starts_with("EHLO") ? "250-x\r\n250 SMTPUTF8\r\n" : "451 no\r\n");
    }
  });
  (void)client_for(server.port()).send("a@desk.test", {"b@x.test"}, mail);
  (void)client_for(server.port()).send("a@desk.test", {"jürgen@x.test"}, mail);
  ASSERT_EQ(commands.size(), 2U);
  EXPECT_FALSE(commands[0].contains("SMTPUTF8"));
  EXPECT_TRUE(commands[1].contains("SMTPUTF8"));
}

TEST(SmtpClient, TellsPermanentFromTemporary) {
  SmtpCatcher catcher;
  auto client = client_for(catcher.port());
  catcher.behave_next({Behaviour::reject, Behaviour::defer, Behaviour::take});
  auto rejected = client.send("a@desk.test", {"b@x.test"}, mail);
  EXPECT_EQ(rejected.error().code, "smtp_rejected");
  EXPECT_EQ(rejected.error().kind, ErrorKind::unprocessable);
  EXPECT_EQ(rejected.error().message, "550 5.7.1 Not wanted here");
  auto deferred = client.send("a@desk.test", {"b@x.test"}, mail);
  EXPECT_EQ(deferred.error().code, "smtp_deferred");
  EXPECT_EQ(deferred.error().message, "451 4.3.0 Try again later");
  EXPECT_TRUE(client.send("a@desk.test", {"b@x.test"}, mail));
}

TEST(SmtpClient, OneBadRecipientDoesNotKeepTheMailFromTheOthers) {
  SmtpCatcher catcher;
  catcher.refuse("gone@x.test", "550 5.1.1 No such user");
  catcher.refuse("grey@x.test", "450 4.2.0 Greylisted");
  auto client = client_for(catcher.port());
  auto receipt = client.send("a@desk.test", {"gone@x.test", "b@x.test", "grey@x.test"}, mail);
  ASSERT_TRUE(receipt) << receipt.error().message;
  EXPECT_EQ(receipt->reply, "250 2.0.0 Ok");
  ASSERT_EQ(receipt->refused.size(), 2U);
  EXPECT_EQ(receipt->refused[0].recipient, "gone@x.test");
  EXPECT_EQ(receipt->refused[0].reply, "550 5.1.1 No such user");
  EXPECT_EQ(receipt->refused[1].code, 450);
  EXPECT_EQ(catcher.mails().at(0).recipients, std::vector<std::string>{"b@x.test"});

  auto none = client.send("a@desk.test", {"gone@x.test"}, mail);
  EXPECT_EQ(none.error().code, "smtp_rejected");
  EXPECT_EQ(none.error().message, "550 5.1.1 No such user");
  EXPECT_EQ(client.send("a@desk.test", {"grey@x.test", "gone@x.test"}, mail).error().code, "smtp_deferred");
}

TEST(SmtpClient, LostReplyIsNotTheSameAsUnreachable) {
  SmtpCatcher catcher;
  auto client = client_for(catcher.port());
  catcher.behave_next({Behaviour::drop_before_reply});
  EXPECT_EQ(client.send("a@desk.test", {"b@x.test"}, mail).error().code, "smtp_reply_lost");
  EXPECT_EQ(catcher.mails().size(), 1U) << "it is not sent twice on its own account";
  EXPECT_EQ(client_for(1).send("a@desk.test", {"b@x.test"}, mail).error().code, "smtp_unreachable");
  ScriptedServer silent([](ScriptedPeer& peer) {
    peer.send("220 x\r\n");
    peer.wait_for_close();
  });
  EXPECT_EQ(client_for(silent.port(), 500).send("", {"b@x.test"}, mail).error().code, "smtp_unreachable");
}

TEST(SmtpClient, KeptConnectionThatDiedIsReplaced) {
  SmtpCatcher catcher;
  auto client = client_for(catcher.port());
  catcher.behave_next({Behaviour::drop_after_reply});
  EXPECT_TRUE(client.send("a@desk.test", {"b@x.test"}, mail));
  auto second = client.send("a@desk.test", {"b@x.test"}, mail);
  EXPECT_TRUE(second) << second.error().message;
  EXPECT_EQ(catcher.connections(), 2);
  EXPECT_EQ(catcher.mails().size(), 2U);
}

TEST(SmtpClient, SignsInWithPasswordOrToken) {
  std::vector<std::string> auths;
  ScriptedServer server([&](ScriptedPeer& peer) {
    peer.send("220 x\r\n");
    for (std::string line; !(line = peer.read_line()).empty();) {
      if (line.starts_with("AUTH")) auths.push_back(line);
      bool taken = auths.size() < 3;
      if (line.starts_with("EHLO"))
        peer.send("250-x\r\n250 AUTH PLAIN XOAUTH2\r\n");
      else if (line.starts_with("AUTH PLAIN"))
        peer.send(taken ? "334 \r\n" : "535 5.7.8 Bad password\r\n");
      else if (line.starts_with("AUTH"))
        peer.send("334 \r\n");
      else if (line.starts_with("MAIL"))
        peer.send("550 5.7.1 enough\r\n");
      else
        peer.send("235 2.7.0 welcome\r\n");
    }
  });
  SmtpOptions options;
  options.host = "127.0.0.1";
  options.port = server.port();
  options.security = MailSecurity::none;
  options.username = "desk";
  options.password = "secret";
  EXPECT_EQ(SmtpClient(options).send("", {"b@x.test"}, mail).error().message, "550 5.7.1 enough");
  options.oauth_bearer = "token";
  EXPECT_EQ(SmtpClient(options).send("", {"b@x.test"}, mail).error().message, "550 5.7.1 enough");
  options.oauth_bearer.clear();
  auto refused = SmtpClient(options).send("", {"b@x.test"}, mail);
  EXPECT_EQ(refused.error().code, "smtp_login");
  EXPECT_EQ(refused.error().kind, ErrorKind::unauthenticated);
  EXPECT_TRUE(refused.error().message.contains("535 5.7.8 Bad password")) << refused.error().message;
  EXPECT_TRUE(auths.at(1).starts_with("AUTH XOAUTH2"));
}

TEST(SmtpClient, RefusesPlainTextWhenTlsWasAskedFor) {
  SmtpCatcher catcher;
  SmtpOptions options;
  options.host = "127.0.0.1";
  options.port = catcher.port();
  options.security = MailSecurity::starttls;
  options.timeout_ms = 2000;
  EXPECT_EQ(SmtpClient(options).send("", {"b@x.test"}, mail).error().code, "smtp_unreachable");
  EXPECT_TRUE(catcher.mails().empty());
}

TEST(SmtpClient, AddressesCannotCarryCommands) {
  SmtpCatcher catcher;
  auto client = client_for(catcher.port());
  for (const char* bad : {"b@x\r\nDATA", "b@x> X", "<b@x>"})
    EXPECT_EQ(client.send("a@desk.test", {bad}, mail).error().code, "smtp_address");
  EXPECT_EQ(client.send("a\n@desk.test", {"b@x"}, mail).error().code, "smtp_address");
  EXPECT_EQ(client.send("a@desk.test", {}, mail).error().code, "smtp_address");
  EXPECT_EQ(catcher.connections(), 0);
}

TEST(SmtpClient, EveryBodyArrivesWithCrlfAndNothingElseChanged) {
  SmtpCatcher catcher;
  auto client = client_for(catcher.port());
  auto part = rc::gen::element<std::string>("text", ".", "..", "\r\n", "\n", "\r", "\r\n.\r\n", "\n.\n", "\r\n..", "é",
                                            std::string(20'000, 'x'));
  EXPECT_TRUE(rc::check([&] {
    std::string raw;
    for (const auto& p : *rc::gen::container<std::vector<std::string>>(part)) raw += p;
    auto before = catcher.mails().size();
    RC_ASSERT(client.send("a@desk.test", {"b@x.test"}, raw).has_value());
    auto mails = catcher.mails();
    RC_ASSERT(mails.size() == before + 1);
    std::string expected = with_crlf_line_ends(raw);
    if (!expected.empty() && !expected.ends_with("\r\n")) expected += "\r\n";
    RC_ASSERT(mails.back().raw == expected);
  }));
}

TEST(SmtpDialogue, LongRepliesAndSplitVerdicts) {
  SmtpDialogue dialogue;
  dialogue.on_reply_line("220 hi\r\n");
  dialogue.on_command("EHLO x\r\n");
  dialogue.on_reply_line("250-x\r\n");
  EXPECT_TRUE(dialogue.lost_before_mail());
  dialogue.on_reply_line("250 SIZE\r\n");
  dialogue.on_command("MAIL FROM:<a@b>\r\n");
  dialogue.on_reply_line("550-5.7.1 You are\r\n");
  dialogue.on_reply_line("550 5.7.1 not welcome\r\n");
  EXPECT_EQ(dialogue.failure("curl says", false).code, "smtp_rejected");
  EXPECT_EQ(dialogue.failure("curl says", false).message, "550 5.7.1 You are 5.7.1 not welcome");
}

TEST(SmtpDialogue, ServerThatWantsNobodyIsNoReasonToGiveUpTheMail) {
  SmtpDialogue dialogue;
  dialogue.on_reply_line("554 5.3.2 No service\r\n");
  EXPECT_EQ(dialogue.failure("", false).code, "smtp_deferred");
  dialogue.on_command("MAIL FROM:<a@b>\r\n");
  dialogue.on_reply_line("530 5.7.0 Authentication required\r\n");
  EXPECT_EQ(dialogue.failure("", false).code, "smtp_login");
  dialogue.on_command("MAIL FROM:<a@b>\r\n");
  dialogue.on_reply_line("421 4.4.2 Idle too long\r\n");
  EXPECT_TRUE(dialogue.lost_before_mail());
}

}  // namespace
}  // namespace pult::net
