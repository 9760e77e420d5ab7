// SPDX-License-Identifier: AGPL-3.0-or-later
// What becomes of mails of people.
#include <algorithm>
#include <latch>
#include <thread>

#include "channels/mail/mail_fixture.hpp"

namespace pult::channels::mail {
namespace {

using testing::answering;
using testing::Letter;
using testing::must;
using testing::Status;
using tickets::testing::comment;
using tickets::testing::status;

class IntakeTest : public testing::MailTest {};
PULT_ON_EVERY_DATABASE(IntakeTest);

TEST_P(IntakeTest, AFirstMailBecomesATicketOfItsSender) {
  Letter letter;
  letter.subject = "=?utf-8?q?Tisk=C3=A1rna?=";
  letter.headers = "Cc: Karel <karel@example.com>, support@desk.example, new@example.com\r\n";
  const auto entry = take(letter);
  EXPECT_EQ(entry.state, "done");
  EXPECT_EQ(entry.outcome, "created");
  const auto ticket = stored(entry.ticket).value();
  EXPECT_EQ(ticket.subject, "Tiskárna");
  EXPECT_EQ(ticket.requester, customer.id());
  EXPECT_EQ(ticket.group, support) << "the mailbox's";
  EXPECT_EQ(ticket.mailbox, mailbox.id);
  EXPECT_EQ(ticket.via, "mail");
  EXPECT_EQ(ticket.recipient, "support@desk.example");
  EXPECT_EQ(tickets::split_ids(ticket.email_cc_ids), (std::vector{stranger.id(), by_email("new@example.com")->id}));
  EXPECT_EQ(comments(ticket.id)[0].body.substr(0, 17), "It does not work.");
  EXPECT_TRUE(comments(ticket.id)[0].inbound);
  EXPECT_TRUE(outbox().empty());
}

TEST_P(IntakeTest, AnAnswerFindsItsTicketByReferencesAddressOrSubject) {
  const auto [id, answer] = answered();
  const auto token = thread_token(identity(), id);
  const auto append = [&](auto change) {
    Letter letter;
    letter.subject = "Something else";
    change(letter);
    const auto entry = take(letter);
    EXPECT_EQ(entry.outcome, "appended") << entry.reason;
    EXPECT_EQ(entry.ticket, id);
    EXPECT_NE(entry.reason, "");
  };
  append([&](Letter& l) { l.headers = answering(answer.message_id); });
  append([&](Letter& l) { l.headers = "References: " + answer.message_id + " <later@example.com>\r\n"; });
  append([&](Letter& l) { l.to = "support+" + token + "@desk.example"; });
  append([&](Letter& l) { l.subject = "RE: " + answer.subject; });
  EXPECT_EQ(stored(id)->comment_count, 6);
  EXPECT_EQ(tickets_in_all(), 1);
}

TEST_P(IntakeTest, AForgedTokenOpensNothing) {
  const auto [id, answer] = answered();
  auto token = thread_token(identity(), id);
  token.back() = token.back() == '0' ? '1' : '0';
  for (const auto& [to, subject] : {std::pair("support+" + token + "@desk.example", std::string("x")),
                                    {std::string("support@desk.example"), "Re: x [#" + token.substr(1) + "]"},
                                    {"support+t" + std::to_string(id.value) + "-0000000000@desk.example", "x"}}) {
    Letter letter;
    letter.to = to;
    letter.subject = subject;
    EXPECT_EQ(take(letter).outcome, "created");
  }
  EXPECT_EQ(stored(id)->comment_count, 2);
}

TEST_P(IntakeTest, AStrangerWithTheRightReferencesGetsATicketOfTheirOwn) {
  const auto [id, answer] = answered();
  Letter letter;
  letter.from = "karel@example.com";
  letter.to = "support+" + thread_token(identity(), id) + "@desk.example";
  letter.headers = answering(answer.message_id);
  const auto entry = take(letter);
  EXPECT_EQ(entry.outcome, "created");
  EXPECT_NE(entry.ticket, id);
  EXPECT_EQ(stored(entry.ticket)->requester, stranger.id());
}

TEST_P(IntakeTest, SomebodyInCopyAnswersAndReopens) {
  Letter first;
  first.headers = "Cc: karel@example.com\r\n";
  first.message_id = "<first@example.com>";
  const auto id = take(first).ticket;
  update(agent, id, status(Status::solved));
  Letter answer;
  answer.from = "KAREL@example.com";
  answer.headers = answering(first.message_id);
  EXPECT_EQ(take(answer).ticket, id);
  EXPECT_EQ(stored(id)->status, Status::open);
}

TEST_P(IntakeTest, AMailOfAnAgentIsANoteThatLeavesToNobody) {
  const auto [id, answer] = answered();
  Letter letter;
  letter.from = "ada@desk.example";
  letter.headers = answering(answer.message_id);
  EXPECT_EQ(take(letter).ticket, id);
  EXPECT_FALSE(comments(id).back().is_public);
  EXPECT_EQ(outbox().size(), 1u);
  letter.headers += "Authentication-Results: mx.desk.example; dmarc=fail header.from=desk.example\r\n";
  EXPECT_EQ(take(letter).state, "suspended") << "whoever forged it is not believed";
}

TEST_P(IntakeTest, AnAnswerToAClosedTicketFollowsItUp) {
  const auto [id, answer] = answered();
  update(agent, id, status(Status::closed));
  Letter letter;
  letter.headers = answering(answer.message_id);
  const auto entry = take(letter);
  EXPECT_EQ(entry.outcome, "created");
  EXPECT_NE(entry.reason.find("#" + std::to_string(id.value)), std::string::npos) << entry.reason;
  EXPECT_EQ(stored(id)->comment_count, 2);
}

TEST_P(IntakeTest, TheSameMailTwiceIsOneComment) {
  const auto other = add_mailbox("sales@desk.example");
  Letter letter;
  letter.message_id = "<twice@example.com>";
  const auto raw = letter.raw();
  const auto first = take(raw, {.mailbox = mailbox.id, .uid_validity = 1, .uid = 7});
  const auto again = take(raw, {.mailbox = mailbox.id, .uid_validity = 1, .uid = 7});
  EXPECT_EQ(again.id, first.id) << "the same place of the mailbox";
  const auto bytes = take(raw, {.mailbox = mailbox.id, .uid_validity = 2, .uid = 1});
  EXPECT_EQ(bytes.outcome, "duplicate") << "the mailbox was numbered anew";
  const auto copy =
      take("Received: from another way\r\nDelivered-To: sales@desk.example\r\n" + raw, {.mailbox = other.id});
  EXPECT_EQ(copy.outcome, "duplicate") << "the copy in the other mailbox";
  EXPECT_EQ(copy.ticket, first.ticket);
  EXPECT_EQ(tickets_in_all(), 1);
  EXPECT_EQ(stored(first.ticket)->comment_count, 1);
  letter.body = "Not the same at all\r\n";
  EXPECT_EQ(take(letter).outcome, "created") << "a Message-ID alone proves nothing";
}

TEST_P(IntakeTest, CopiesThatArriveAtTheSameMomentAreOneTicket) {
  const auto other = add_mailbox("sales@desk.example");
  for (int round = 0; round < 5; ++round) {
    const auto raw = Letter{}.raw();
    std::latch together(2);
    std::vector<std::string> outcomes(2);
    {
      std::vector<std::jthread> pollers;
      for (const std::size_t i : {0, 1})
        pollers.emplace_back([&, i] {
          together.arrive_and_wait();
          outcomes[i] =
              take("X-Way: " + std::to_string(i) + "\r\n" + raw, {.mailbox = i ? other.id : mailbox.id}).outcome;
        });
    }
    std::ranges::sort(outcomes);
    EXPECT_EQ(outcomes, (std::vector<std::string>{"created", "duplicate"}));
  }
}

TEST_P(IntakeTest, TwoNodesThatFetchTheSameMailAgree) {
  for (int round = 0; round < 5; ++round) {
    const auto raw = Letter{}.raw();
    const Arrival arrival{.mailbox = mailbox.id, .uid_validity = 1, .uid = std::uint32_t(round + 1)};
    std::latch together(2);
    std::vector<LedgerEntry> entries(2);
    {
      std::vector<std::jthread> nodes;
      for (const std::size_t i : {0, 1})
        nodes.emplace_back([&, i] {
          together.arrive_and_wait();
          entries[i] = take(raw, arrival);
        });
    }
    EXPECT_EQ(entries[0].id, entries[1].id);
    EXPECT_EQ(int64("SELECT COUNT(*) FROM tickets"), round + 1);
  }
}

TEST_P(IntakeTest, ALetterOfSomebodyWhoWasDeletedIsOfSomebodyNew) {
  must(run_write([&](sql::Transaction& tx) { return people::delete_user(tx, customer.id(), testing::start); }));
  const auto entry = take(Letter{});
  EXPECT_EQ(entry.outcome, "created");
  EXPECT_NE(stored(entry.ticket)->requester, customer.id());
}

TEST_P(IntakeTest, AMailboxWhoseGroupIsGoneStillTakesMail) {
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    auto gone = PULT_TRY(people::find_group(tx, support)).value();
    gone.deleted = true;
    return people::save_group(tx, gone, testing::start);
  }));
  const auto entry = take(Letter{});
  EXPECT_EQ(entry.outcome, "created") << entry.reason;
  EXPECT_FALSE(stored(entry.ticket)->group);
}

TEST_P(IntakeTest, AttachmentsAndImagesComeAlong) {
  Letter letter;
  letter.headers = "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"b\"\r\n";
  letter.body =
      "--b\r\nContent-Type: text/html\r\n\r\n<p>See <img src=\"cid:pic@x\"></p>\r\n"
      "--b\r\nContent-Type: image/png\r\nContent-ID: <pic@x>\r\nContent-Transfer-Encoding: base64\r\n"
      "Content-Disposition: inline; filename=\"pic.png\"\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";
  const auto id = take(letter).ticket;
  const auto files = must(read([&](sql::Transaction& tx) { return tickets::list_attachments_of_ticket(tx, id); }));
  ASSERT_EQ(files.size(), 1u);
  EXPECT_EQ(files[0].file_name, "pic.png");
  const auto address = "/api/v2/attachments/" + std::to_string(files[0].id.value) + "/content";
  EXPECT_NE(comments(id)[0].html_body.find(address), std::string::npos) << comments(id)[0].html_body;
}

}  // namespace
}  // namespace pult::channels::mail
