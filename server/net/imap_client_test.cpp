// SPDX-License-Identifier: AGPL-3.0-or-later
// Against a real Dovecot, and against scripted servers for what a real one does not do.
#include "net/imap_client.hpp"

#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <thread>

#include "net/testing/dovecot.hpp"
#include "net/testing/scripted_server.hpp"

namespace pult::net {
namespace {

using testing::ScriptedPeer;
using testing::ScriptedServer;
using testing::TestDovecot;
using Clock = std::chrono::steady_clock;

int ms_since(Clock::time_point start) {
  return static_cast<int>(std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - start).count());
}

std::string mail(int number, std::size_t body_bytes = 100) {
  std::string out = "From: ann@example.org\r\nSubject: mail " + std::to_string(number) + "\r\n\r\n";
  while (out.size() < body_bytes) out += "A line with {12} and \"quotes\" and (lists).\r\n";
  return out;
}

class DovecotTest : public ::testing::Test {
 protected:
  // One Dovecot for all tests: it takes a moment to start.
  static void SetUpTestSuite() {
    if (!TestDovecot::installed()) return;
    auto started = TestDovecot::start();
    ASSERT_TRUE(started) << started.error().message;
    dovecot_ = std::move(*started);
  }
  static void TearDownTestSuite() { dovecot_.reset(); }
  void SetUp() override {
    if (!TestDovecot::installed()) GTEST_SKIP() << "dovecot-imapd is not installed";
    ASSERT_TRUE(dovecot_);
  }

  static ImapOptions options(MailSecurity security = MailSecurity::none) {
    ImapOptions options;
    options.host = "127.0.0.1";
    options.port = security == MailSecurity::tls ? dovecot_->imaps_port() : dovecot_->imap_port();
    options.security = security;
    options.username = dovecot_->username();
    options.password = dovecot_->password();
    options.ca_file = dovecot_->ca_file();
    return options;
  }

  static std::unique_ptr<ImapClient> connected(std::string_view folder, MailSecurity security = MailSecurity::none) {
    auto client = ImapClient::connect(options(security));
    EXPECT_TRUE(client) << client.error().message << " / " << client.error().cause;
    if (!client) return nullptr;
    auto state = (*client)->select(folder);
    EXPECT_TRUE(state) << state.error().message;
    return state ? std::move(*client) : nullptr;
  }

  static std::unique_ptr<TestDovecot> dovecot_;
};

std::unique_ptr<TestDovecot> DovecotTest::dovecot_;

TEST_F(DovecotTest, SignsInByEverySecurityAndReadsTheSameMail) {
  dovecot_->append(mail(1), ".Security");
  for (auto security : {MailSecurity::none, MailSecurity::starttls, MailSecurity::tls}) {
    auto client = connected("Security", security);
    ASSERT_TRUE(client);
    auto uids = client->search_uids(1);
    ASSERT_TRUE(uids);
    ASSERT_EQ(uids->size(), 1U);
    std::string raw;
    auto fetched = client->fetch(*uids, [&](FetchedMail m) { return raw = std::move(m.raw), true; });
    ASSERT_TRUE(fetched) << fetched.error().message;
    EXPECT_EQ(raw, mail(1));
    client->logout();
  }
}

TEST_F(DovecotTest, SignsInByXoauth2) {
  auto with_token = options(MailSecurity::tls);
  with_token.password.clear();
  with_token.oauth_bearer = dovecot_->oauth_token();
  auto client = ImapClient::connect(with_token);
  ASSERT_TRUE(client) << client.error().message << " / " << client.error().cause;
  EXPECT_TRUE((*client)->select("INBOX"));

  with_token.oauth_bearer = dovecot_->oauth_token(-600);
  auto expired = ImapClient::connect(with_token);
  ASSERT_FALSE(expired);
  EXPECT_EQ(expired.error().code, "imap_login") << expired.error().message;
}

TEST_F(DovecotTest, SaysWhyItCouldNotConnect) {
  auto wrong = options();
  wrong.password = "wrong";
  auto refused = ImapClient::connect(wrong);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().kind, ErrorKind::unauthenticated);
  EXPECT_EQ(refused.error().code, "imap_login");
  EXPECT_TRUE(refused.error().message.contains("Authentication failed")) << refused.error().message;

  auto strangers_certificate = options(MailSecurity::tls);
  strangers_certificate.ca_file.clear();
  auto untrusted = ImapClient::connect(strangers_certificate);
  ASSERT_FALSE(untrusted);
  EXPECT_EQ(untrusted.error().code, "imap_unreachable");
  EXPECT_TRUE(untrusted.error().message.contains("certificate")) << untrusted.error().message;
  strangers_certificate.verify_peer = false;
  EXPECT_TRUE(ImapClient::connect(strangers_certificate));

  auto line_break = options();
  line_break.username = "a\r\nb";
  EXPECT_EQ(ImapClient::connect(line_break).error().kind, ErrorKind::invalid);
}

TEST_F(DovecotTest, FetchesManyMailsOfAllSizesOverTls) {
  constexpr int count = 130;  // more than one command's worth
  for (int i = 1; i <= count; ++i) dovecot_->append(mail(i, i % 40 == 0 ? 3'000'000 : 500), ".Many");
  auto client = connected("Many", MailSecurity::tls);
  ASSERT_TRUE(client);
  auto uids = client->search_uids(0);
  ASSERT_TRUE(uids);
  ASSERT_EQ(uids->size(), count);
  std::set<std::string> seen;
  std::size_t bytes = 0;
  auto start = Clock::now();
  auto fetched = client->fetch(*uids, [&](FetchedMail m) {
    bytes += m.raw.size();
    seen.insert(m.raw.substr(0, m.raw.find("\r\n\r\n")));
    return true;
  });
  ASSERT_TRUE(fetched) << fetched.error().message;
  EXPECT_EQ(seen.size(), count);
  RecordProperty("fetch_ms", ms_since(start));
  std::size_t expected = 0;
  for (int i = 1; i <= count; ++i) expected += mail(i, i % 40 == 0 ? 3'000'000 : 500).size();
  EXPECT_EQ(bytes, expected);
}

TEST_F(DovecotTest, SearchGivesOnlyNewUids) {
  dovecot_->append(mail(1), ".Search");
  dovecot_->append(mail(2), ".Search");
  auto client = connected("Search");
  ASSERT_TRUE(client);
  EXPECT_EQ(client->search_uids(2).value(), std::vector<std::uint32_t>{2});
  EXPECT_TRUE(client->search_uids(3).value().empty());  // "3:*" still names mail 2
  auto state = client->select("Search");
  EXPECT_EQ(state->exists, 2U);
  EXPECT_EQ(state->uid_next, 3U);
  EXPECT_NE(state->uid_validity, 0U);
}

TEST_F(DovecotTest, OversizeMailIsReportedAndTheNextStillArrives) {
  dovecot_->append(mail(1, 50'000), ".Large");
  dovecot_->append(mail(2), ".Large");
  auto small = options();
  small.max_literal_bytes = 10'000;
  auto client = ImapClient::connect(small).value();
  ASSERT_TRUE(client->select("Large"));
  std::vector<FetchedMail> mails;
  ASSERT_TRUE(client->fetch(client->search_uids(1).value(), [&](FetchedMail m) {
    mails.push_back(std::move(m));
    return true;
  }));
  ASSERT_EQ(mails.size(), 2U);
  EXPECT_EQ(mails[0].oversize_bytes, mail(1, 50'000).size());
  EXPECT_EQ(mails[0].raw, "");
  EXPECT_EQ(mails[1].oversize_bytes, 0U);
  EXPECT_EQ(mails[1].raw, mail(2));
}

TEST_F(DovecotTest, ReceiverCanStopAndTheConnectionStaysGood) {
  for (int i = 1; i <= 3; ++i) dovecot_->append(mail(i), ".Stop");
  auto client = connected("Stop");
  ASSERT_TRUE(client);
  auto uids = client->search_uids(1).value();
  int calls = 0;
  EXPECT_TRUE(client->fetch(uids, [&](FetchedMail) { return ++calls, false; }));
  EXPECT_EQ(calls, 1);
  EXPECT_EQ(client->search_uids(1).value(), uids);
  EXPECT_TRUE(client->add_flags(uids, "\\Seen"));
}

TEST_F(DovecotTest, FoldersHaveAnyName) {
  dovecot_->append(mail(1), ".P&AVkA7Q-choz&AO0-");
  EXPECT_TRUE(connected("Příchozí"));
  auto client = connected("INBOX");
  auto missing = client->select("No \"such\" \\ folder");
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, "imap_refused");
  EXPECT_TRUE(missing.error().message.contains("SELECT")) << missing.error().message;
  EXPECT_TRUE(client->select("INBOX"));
}

TEST_F(DovecotTest, IdleReportsADeliveryQuickly) {
  for (auto security : {MailSecurity::none, MailSecurity::tls}) {
    auto client = connected("INBOX", security);
    ASSERT_TRUE(client);
    ASSERT_TRUE(client->search_uids(1));
    EXPECT_EQ(client->idle(50).value(), IdleOutcome::timeout);
    auto start = Clock::now();
    std::thread delivery([&] { dovecot_->append(mail(1)); });
    auto outcome = client->idle(60'000);
    delivery.join();
    ASSERT_TRUE(outcome) << outcome.error().message;
    EXPECT_EQ(*outcome, IdleOutcome::changed);
    RecordProperty("idle_ms", ms_since(start));
    EXPECT_EQ(client->idle(60'000).value(), IdleOutcome::changed) << "until the folder is searched again";
    EXPECT_FALSE(client->search_uids(1).value().empty());
    EXPECT_EQ(client->idle(50).value(), IdleOutcome::timeout);
  }
}

TEST_F(DovecotTest, IdleEndsWhenStopped) {
  int stop_fd = ::eventfd(0, EFD_CLOEXEC);
  auto client = ImapClient::connect(options(), stop_fd).value();
  ASSERT_TRUE(client->select("INBOX"));
  std::thread stopper([&] { ::eventfd_write(stop_fd, 1); });
  EXPECT_EQ(client->idle(60'000).value(), IdleOutcome::stopped);
  stopper.join();
  client->logout();
  EXPECT_EQ(ImapClient::connect(options(), stop_fd).error().code, "imap_stopped");
  ::close(stop_fd);
}

TEST_F(DovecotTest, ServerThatGoesAwayIsNoticedAndComesBack) {
  auto plain = connected("INBOX");
  auto tls = connected("INBOX", MailSecurity::tls);
  ASSERT_TRUE(plain && tls);
  dovecot_->stop();
  for (auto* client : {plain.get(), tls.get()}) {
    auto gone = client->idle(60'000);
    ASSERT_FALSE(gone);
    EXPECT_EQ(gone.error().code, "imap_closed");
    for (int i = 0; i < 3; ++i) EXPECT_EQ(client->search_uids(1).error().code, "imap_closed") << "and no SIGPIPE";
    client->logout();
  }
  EXPECT_EQ(ImapClient::connect(options()).error().code, "imap_unreachable");
  ASSERT_TRUE(dovecot_->start_again());
  EXPECT_TRUE(connected("INBOX"));
}

// Lets the client sign in and then answers its commands by `script`, which gets the tag and the command.
class OddServer {
 public:
  using Script = std::function<bool(ScriptedPeer&, const std::string& tag, const std::string& command)>;
  explicit OddServer(Script script, std::string capabilities = "IMAP4rev1 IDLE")
      : server_([script = std::move(script), capabilities = std::move(capabilities)](ScriptedPeer& peer) {
          peer.send("* OK ready\r\n");
          for (std::string line; !(line = peer.read_line()).empty();) {
            std::string tag = line.substr(0, line.find(' '));
            std::string command = line.substr(std::min(line.size(), tag.size() + 1));
            if (command == "CAPABILITY") {
              peer.send("* CAPABILITY " + capabilities + "\r\n" + tag + " OK done\r\n");
            } else if (command.starts_with("LOGIN")) {
              peer.send(tag + " OK welcome\r\n");
            } else if (!script(peer, tag, command)) {
              return;
            }
          }
        }) {}

  std::unique_ptr<ImapClient> connect(int timeout_ms = 5000) const {
    ImapOptions options;
    options.host = "127.0.0.1";
    options.port = server_.port();
    options.security = MailSecurity::none;
    options.username = "u";
    options.password = "p";
    options.timeout_ms = timeout_ms;
    options.noop_interval_ms = 20;
    auto client = ImapClient::connect(options);
    EXPECT_TRUE(client) << client.error().message;
    return client ? std::move(*client) : nullptr;
  }

 private:
  ScriptedServer server_;
};

constexpr std::uint32_t three[] = {1, 2, 3};

TEST(ImapClientOddServer, ClosesInsideALiteral) {
  OddServer server([](ScriptedPeer& peer, const std::string&, const std::string&) {
    peer.send("* 1 FETCH (UID 1 BODY[] {500}\r\nhalf a mai");
    return false;
  });
  int calls = 0;
  auto result = server.connect()->fetch(three, [&](FetchedMail) { return ++calls, true; });
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().code, "imap_closed");
  EXPECT_EQ(calls, 0) << "half a mail is no mail";
}

TEST(ImapClientOddServer, SaysByeBeforeItCloses) {
  OddServer server([](ScriptedPeer& peer, const std::string&, const std::string&) {
    peer.send("* BYE Too many connections from you\r\n");
    return false;
  });
  auto result = server.connect()->select("INBOX");
  EXPECT_EQ(result.error().code, "imap_closed");
  EXPECT_TRUE(result.error().message.contains("Too many connections")) << result.error().message;
}

TEST(ImapClientOddServer, SpeaksGarbage) {
  OddServer server([](ScriptedPeer& peer, const std::string&, const std::string&) {
    peer.send(std::string("* 1 FETCH (UID 1 \x00\x01", 19) + "((((\r\n");
    peer.wait_for_close();
    return false;
  });
  EXPECT_EQ(server.connect()->search_uids(1).error().code, "imap_protocol");
}

TEST(ImapClientOddServer, AnswersAQuestionNobodyAsked) {
  OddServer server([](ScriptedPeer& peer, const std::string&, const std::string&) {
    peer.send("X99 OK done\r\n");
    return true;
  });
  EXPECT_EQ(server.connect()->search_uids(1).error().code, "imap_protocol");
}

TEST(ImapClientOddServer, StaysSilentOrTalksForever) {
  OddServer silent([](ScriptedPeer& peer, const std::string&, const std::string&) {
    peer.wait_for_close();
    return false;
  });
  // Long enough for a busy machine to greet and let in.
  EXPECT_EQ(silent.connect(1000)->search_uids(1).error().code, "imap_timeout");
  std::atomic<bool> over = false;
  OddServer talker([&](ScriptedPeer& peer, const std::string&, const std::string&) {
    while (!over) peer.send("* OK still here\r\n* 1 FETCH (FLAGS ())\r\n");
    return false;
  });
  EXPECT_EQ(talker.connect(1000)->search_uids(1).error().code, "imap_timeout");
  over = true;
}

TEST(ImapClientOddServer, MixesNewsIntoTheAnswer) {
  OddServer server([](ScriptedPeer& peer, const std::string& tag, const std::string&) {
    peer.send(
        "* 4 EXISTS\r\n* 9 FETCH (FLAGS (\\Seen) UID 9)\r\n* 7 FETCH (UID 77 BODY[] {3}\r\nnot)\r\n"
        "* 2 FETCH (BODY[] {3}\r\ntwo UID 2)\r\n* 2 FETCH (UID 2 BODY[] {3}\r\ntwo)\r\n"
        "* 3 FETCH (UID 3 BODY[] NIL)\r\n* 1 FETCH (UID 1 FLAGS () BODY[] \"one\")\r\n" +
        tag + " OK done\r\n");
    return true;
  });
  auto client = server.connect();
  std::vector<std::string> raws;
  ASSERT_TRUE(client->fetch(three, [&](FetchedMail m) { return raws.push_back(m.raw), true; }));
  EXPECT_EQ(raws, (std::vector<std::string>{"two", "one"})) << "each wanted mail once, in the server's order";
  EXPECT_EQ(client->idle(1000).value(), IdleOutcome::changed) << "EXISTS came during the fetch";
}

TEST(ImapClientOddServer, OneBrokenMailDoesNotHideTheOthers) {
  OddServer server([](ScriptedPeer& peer, const std::string& tag, const std::string& command) {
    if (command.starts_with("UID FETCH 1:3 ")) peer.send("* 1 FETCH (UID 1 BODY[] {1}\r\na)\r\n");
    if (command.starts_with("UID FETCH 3 ")) peer.send("* 3 FETCH (UID 3 BODY[] {1}\r\nc)\r\n");
    bool broken = !command.starts_with("UID FETCH 3 ");
    peer.send(tag + (broken ? " NO [SERVERBUG] Internal error\r\n" : " OK done\r\n"));
    return true;
  });
  std::vector<FetchedMail> mails;
  ASSERT_TRUE(server.connect()->fetch(three, [&](FetchedMail m) { return mails.push_back(m), true; }));
  ASSERT_EQ(mails.size(), 3U);
  EXPECT_EQ(mails[0].raw, "a");
  EXPECT_EQ(mails[1].uid, 2U);
  EXPECT_TRUE(mails[1].refusal.contains("[SERVERBUG] Internal error"));
  EXPECT_EQ(mails[2].raw, "c");
}

TEST(ImapClientOddServer, CannotIdle) {
  std::atomic<int> asked = 0;
  OddServer server(
      [&](ScriptedPeer& peer, const std::string& tag, const std::string& command) {
        EXPECT_EQ(command, "NOOP");
        if (++asked == 3) peer.send("* 5 EXISTS\r\n");
        peer.send(tag + " OK done\r\n");
        return true;
      },
      "IMAP4rev1");
  EXPECT_EQ(server.connect()->idle(5000).value(), IdleOutcome::changed);
  EXPECT_EQ(asked, 3);
}

}  // namespace
}  // namespace pult::net
