// SPDX-License-Identifier: AGPL-3.0-or-later
// A mailbox of a real Dovecot: what is delivered there becomes tickets, whatever happens to it meanwhile.
#include <chrono>
#include <filesystem>
#include <thread>

#include "channels/mail/mail_fixture.hpp"
#include "net/imap_client.hpp"
#include "net/testing/dovecot.hpp"

namespace pult::channels::mail {
namespace {

using net::testing::TestDovecot;
using testing::Letter;
using testing::must;
using Clock = std::chrono::steady_clock;

class PollerTest : public testing::MailTest {
 protected:
  void SetUp() override {
    if (!TestDovecot::installed()) GTEST_SKIP() << "dovecot-imapd is not installed";
    MailTest::SetUp();
    if (IsSkipped()) return;
    dovecot = must(TestDovecot::start());
    mailbox.imap.host = "127.0.0.1";
    mailbox.imap.port = dovecot->imap_port();
    mailbox.imap.security = "none";
    mailbox.imap.username = dovecot->username();
    mailbox.imap_secret = service->secrets().seal(dovecot->password());
    must(run_write([&](sql::Transaction& tx) { return save_mailbox(tx, mailbox, testing::start + 1); }));
  }
  std::filesystem::path maildir() const {
    return std::filesystem::path(dovecot->ca_file()).parent_path() / "home" / "Maildir";
  }
  // What another thread brings about; false when it does not come.
  template <class Condition>
  bool within(int ms, Condition condition) {
    for (const auto end = Clock::now() + std::chrono::milliseconds(ms); !condition();) {
      if (Clock::now() > end) return false;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return true;
  }
  bool tickets_become(std::int64_t count, int ms = 60'000) {
    return within(ms, [&] { return tickets_in_all() == count; });
  }
  std::string health() {
    return must(read([&](sql::Transaction& tx) { return find_mailbox(tx, mailbox.id); }))->state;
  }
  std::int64_t entries() { return int64("SELECT COUNT(*) FROM inbound_events").value(); }
  // As another mail program would: fetching marks the mail as read.
  void read_elsewhere() {
    net::ImapOptions options;
    options.host = "127.0.0.1";
    options.port = dovecot->imap_port();
    options.security = net::MailSecurity::none;
    options.username = dovecot->username();
    options.password = dovecot->password();
    auto client = must(net::ImapClient::connect(options));
    must(client->select("INBOX"));
    must(client->add_flags(must(client->search_uids(1)), "\\Seen"));
    client->logout();
  }

  std::unique_ptr<TestDovecot> dovecot;
};
// The databases differ in who writes, not in what is fetched: one stands for all.
INSTANTIATE_TEST_SUITE_P(On, PollerTest, ::testing::Values("file"), [](const auto& info) { return info.param; });

TEST_P(PollerTest, MailsBecomeTicketsWhenTheServerTellsOfThem) {
  dovecot->append(Letter{}.raw());
  must(service->start());
  ASSERT_TRUE(tickets_become(1));
  EXPECT_EQ(health(), "ok");
  for (int i = 0; i < 2; ++i) {
    dovecot->append(Letter{}.raw());
    ASSERT_TRUE(tickets_become(2 + i));  // by IDLE: the poller itself would look after minutes
  }
  EXPECT_EQ(stored(TicketId(int64("SELECT MIN(id) FROM tickets").value()))->mailbox, mailbox.id);
}

TEST_P(PollerTest, AConnectionThatIsLostIsMadeAgainAndNothingIsMissedOrDoubled) {
  must(service->start());
  dovecot->append(Letter{}.raw());
  ASSERT_TRUE(tickets_become(1));
  dovecot->stop();
  ASSERT_TRUE(within(60'000, [&] { return health() == "error"; }));
  dovecot->append(Letter{}.raw());
  must(dovecot->start_again());
  ASSERT_TRUE(tickets_become(2, 15'000));
  EXPECT_TRUE(within(5'000, [&] { return health() == "ok"; }));
  EXPECT_EQ(entries(), 2);
}

TEST_P(PollerTest, WhatSomebodyElseHasReadIsTakenAsWell) {
  dovecot->append(Letter{}.raw());
  read_elsewhere();
  must(service->start());
  EXPECT_TRUE(tickets_become(1));
}

TEST_P(PollerTest, AMailboxThatIsNumberedAnewMakesNoDoubles) {
  for (int i = 0; i < 3; ++i) dovecot->append(Letter{}.raw());
  must(service->start());
  ASSERT_TRUE(tickets_become(3));
  dovecot->stop();
  for (const auto& file : std::filesystem::directory_iterator(maildir()))
    if (file.path().filename().string().starts_with("dovecot")) std::filesystem::remove(file.path());
  must(dovecot->start_again());
  ASSERT_TRUE(within(15'000, [&] { return entries() == 6; })) << "all are looked at again";
  EXPECT_TRUE(
      within(5'000, [&] { return int64("SELECT COUNT(*) FROM inbound_events WHERE outcome = 'duplicate'") == 3; }));
  EXPECT_EQ(tickets_in_all(), 3);
}

TEST_P(PollerTest, AMailboxThatIsSwitchedOffIsLeftAlone) {
  must(service->start());
  dovecot->append(Letter{}.raw());
  ASSERT_TRUE(tickets_become(1));
  mailbox.active = false;
  must(run_write([&](sql::Transaction& tx) { return save_mailbox(tx, mailbox, testing::start + 2); }));
  service->wake();
  mailbox.active = true;
  must(run_write([&](sql::Transaction& tx) { return save_mailbox(tx, mailbox, testing::start + 3); }));
  dovecot->append(Letter{}.raw());
  ASSERT_TRUE(tickets_become(2));
  EXPECT_EQ(entries(), 2);
}

}  // namespace
}  // namespace pult::channels::mail
