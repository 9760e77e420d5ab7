// SPDX-License-Identifier: AGPL-3.0-or-later
// Which comments leave by mail, to whom, and what the mail looks like.
#include "channels/mail/answer_parts.hpp"
#include "channels/mail/mail_fixture.hpp"
#include "text/quote.hpp"
#include "tickets/branding.hpp"

namespace pult::channels::mail {
namespace {

using testing::answering;
using testing::code_of;
using testing::Letter;
using testing::must;
using testing::Report;
using testing::Status;
using tickets::testing::about;
using tickets::testing::comment;
using tickets::testing::status;

class AnswerTest : public testing::MailTest {
 protected:
  MailOptions mail_options() override {
    MailOptions options;
    options.relay.emplace();
    options.relay->host = "127.0.0.1";  // nobody delivers: the service is not started
    return options;
  }
};
PULT_ON_EVERY_DATABASE(AnswerTest);

TEST_P(AnswerTest, AnAgentsPublicCommentLeavesOnceToTheRequesterAndTheCopies) {
  Letter letter;
  letter.headers = "Cc: Karel <karel@example.com>\r\n";
  const auto id = take(letter).ticket;
  update(agent, id, comment("Try again"));
  ASSERT_EQ(outbox().size(), 1u);
  const auto row = outbox().front();
  EXPECT_EQ(row.state, "queued");
  EXPECT_EQ(row.ticket, id);
  EXPECT_EQ(row.comment, stored(id)->last_comment);
  const auto recipients = parse_recipients(row.recipients);
  EXPECT_EQ(recipients.from, (mime::Address{"Desk", "support@desk.example"}));
  EXPECT_EQ(recipients.to, (std::vector<mime::Address>{{"Jana", "jana@example.com"}}));
  EXPECT_EQ(recipients.cc, (std::vector<mime::Address>{{"Karel", "karel@example.com"}}));
}

TEST_P(AnswerTest, BlindCopiesAreInTheEnvelopeAloneAndInTheHistory) {
  Letter letter;
  letter.headers = "Cc: Karel <karel@example.com>\r\n";
  const auto id = take(letter).ticket;
  auto change = comment("Try again");
  change.comment->bcc = {"boss@example.org", "Jana@example.com", "karel@example.com", "support@desk.example"};
  update(agent, id, change);
  const auto row = outbox().front();
  const auto recipients = parse_recipients(row.recipients);
  EXPECT_EQ(recipients.bcc, (std::vector<mime::Address>{{"", "boss@example.org"}})) << "each once, and none of ours";
  EXPECT_EQ(all_addresses(recipients),
            (std::vector<std::string>{"jana@example.com", "karel@example.com", "boss@example.org"}));
  const auto raw = must(read([&](sql::Transaction& tx) { return service->render_outgoing(tx, row); }));
  EXPECT_EQ(raw.find("boss@"), std::string::npos) << raw;
  EXPECT_FALSE(must(read([](sql::Transaction& tx) { return people::find_user_by_email(tx, "boss@example.org"); })));
  const auto audits = must(read([&](sql::Transaction& tx) { return events::list_audits(tx, id, {}, 0, 100); }));
  EXPECT_EQ(audits.back().events.back().comment.bcc, change.comment->bcc);
  update(agent, id, comment("And now?"));
  EXPECT_TRUE(parse_recipients(outbox().front().recipients).bcc.empty()) << "of that one mail";
}

TEST_P(AnswerTest, OnlyAnAgentsOwnPublicAnswerHasBlindCopies) {
  const auto id = take(Letter{}).ticket;
  const auto refused = [&](const people::Actor& actor, tickets::Change change) {
    change.comment->bcc = {"boss@example.org"};
    return code_of(write([&](sql::Transaction& tx) { return desk.update(tx, actor, id, change); }));
  };
  EXPECT_EQ(refused(customer, comment("me too")), "Forbidden");
  EXPECT_EQ(refused(people::system_actor(), comment("a rule's words")), "Forbidden");
  EXPECT_EQ(refused(agent, comment("note", false)), "RecordInvalid");
  EXPECT_EQ(refused(agent, comment("what Jana said", true, customer.id())), "RecordInvalid");
  EXPECT_TRUE(outbox().empty());
}

TEST_P(AnswerTest, WhoAnswersABlindCopyIsAStranger) {
  const auto id = take(Letter{}).ticket;
  auto change = comment("Try again");
  change.comment->bcc = {"boss@example.org"};
  update(agent, id, change);
  Letter letter;
  letter.from = "boss@example.org";
  letter.message_id = "<boss@example.org>";
  letter.headers = answering(outbox().front().message_id);
  letter.subject = outbox().front().subject;
  const auto entry = take(letter);
  EXPECT_EQ(entry.outcome, "created");
  EXPECT_NE(entry.ticket, id) << "the customer does not learn of them";
  EXPECT_EQ(stored(id)->comment_count, 2);
}

TEST_P(AnswerTest, NothingElseLeaves) {
  const auto id = take(Letter{}).ticket;
  update(agent, id, comment("note", false));
  update(agent, id, status(Status::pending));
  update(customer, id, comment("from the portal"));
  update(people::system_actor(), id, comment("a rule's words"));
  update(agent, id, comment("what Jana said on the phone", true, customer.id()));
  update(agent, id, comment("what Karel said on the phone", true, stranger.id()));
  create(customer, about("by the portal"));
  create(people::system_actor(), about("by mail", customer.id()));
  create(agent, about("my own note"));
  EXPECT_TRUE(outbox().empty());
  auto to_ourselves = about("To us");
  to_ourselves.requester = add_user("Loop", "SUPPORT@desk.example").id;
  create(agent, to_ourselves);
  EXPECT_EQ(outbox().front().state, "held") << "never to a mailbox of our own";
  EXPECT_EQ(outbox().front().hold_reason, "own_address");
  create(agent, about("Good news", customer.id()));
  EXPECT_EQ(outbox().front().state, "queued") << "an agent may write first";
}

TEST_P(AnswerTest, TheMailIsTheSameBytesAtEveryAttempt) {
  const auto [id, answer] = answered();
  const auto render = [&] {
    return must(read([&](sql::Transaction& tx) { return service->render_outgoing(tx, answer); }));
  };
  const auto once = render();
  clock.advance(base::day_us);
  EXPECT_EQ(render(), once);
  EXPECT_EQ(rendered(answer).message_id, answer.message_id);
}

TEST_P(AnswerTest, ReferencesAreThePublicTalkInOrder) {
  Letter first, second;
  first.message_id = "<one@example.com>";
  const auto id = take(first).ticket;
  update(agent, id, comment("Try again"));
  const auto sent = outbox().front().message_id;
  second.message_id = "<two@example.com>";
  second.headers = answering(sent);
  ASSERT_EQ(take(second).ticket, id);
  ASSERT_EQ(take(Report{.message_id = sent}.raw()).ticket, id);
  Letter note;
  note.from = "ada@desk.example";
  note.headers = answering(sent);
  ASSERT_EQ(take(note).ticket, id);
  update(agent, id, comment("And now?"));
  const auto mail = rendered(outbox().front());
  EXPECT_EQ(mail.references, (std::vector<std::string>{"<one@example.com>", sent, "<two@example.com>"}))
      << "neither the report nor the colleague's note";
  EXPECT_EQ(mail.in_reply_to, "<two@example.com>");
}

TEST_P(AnswerTest, ALongTalkKeepsTheFirstReferenceAndTheNewest) {
  Letter first;
  first.message_id = "<one@example.com>";
  const auto id = take(first).ticket;
  for (int i = 0; i < 30; ++i) update(agent, id, comment("Answer"));
  const auto mail = rendered(outbox().front());
  ASSERT_EQ(mail.references.size(), 20u);
  EXPECT_EQ(mail.references.front(), "<one@example.com>");
  EXPECT_EQ(mail.references.back(), outbox()[1].message_id);
  EXPECT_EQ(mail.in_reply_to, mail.references.back());
}

TEST_P(AnswerTest, HasTextAndHtmlTheSignatureAndWhatWasSaidBefore) {
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    auto group = PULT_TRY(people::find_group(tx, support)).value();
    group.signature = "Podpora <3";
    return people::save_group(tx, group, testing::start);
  }));
  Letter letter;
  letter.body = "Line one\r\n<b>two</b>\r\n";
  const auto id = take(letter).ticket;
  auto change = comment("");
  change.comment->html_body = "<p>Try <strong>again</strong></p>";
  tickets::prepare_html(*change.comment);
  update(agent, id, change);
  const auto row = outbox().front();
  const auto mail = rendered(row);
  EXPECT_EQ(mail.subject, row.subject);
  EXPECT_EQ(mail.subject.substr(0, 12), "Re: Printer ");
  EXPECT_EQ(mail.from.address, "support@desk.example");
  EXPECT_EQ(mail.header("X-Pult-Desk"), identity().id);
  EXPECT_LT(mail.body_text.find("Try again"), mail.body_text.find("-- \nPodpora <3"));
  EXPECT_NE(mail.body_text.find("wrote:\n> Line one\n> <b>two</b>"), std::string::npos) << mail.body_text;
  EXPECT_EQ(join_text("Hello", "", "\nOn Monday"), "Hello\n\nOn Monday");
  EXPECT_EQ(join_text("Hello\n", "", "\nOn Monday"), "Hello\n\nOn Monday");
  EXPECT_NE(mail.body_html.find("<strong>again</strong>"), std::string::npos);
  EXPECT_NE(mail.body_html.find("Podpora &lt;3"), std::string::npos);
  EXPECT_NE(mail.body_html.find("&lt;b&gt;two&lt;/b&gt;"), std::string::npos) << mail.body_html;
}

TEST_P(AnswerTest, CarriesTheLooksOfTheDeskBelowWhatWasWritten) {
  const auto id = take(Letter{}).ticket;
  update(agent, id, comment("Try again"));
  const auto plain = rendered(outbox().front());
  EXPECT_TRUE(plain.attachments.empty());
  EXPECT_EQ(plain.body_html.find("<table"), std::string::npos) << "a desk without looks of its own";
  tickets::Branding branding;
  branding.name = "Müller & Söhne";
  branding.color = "#c02040";
  must(run_write([&](sql::Transaction& tx) { return tickets::save_branding(tx, branding, testing::start); }));
  update(agent, id, comment("Try again"));
  const auto named = rendered(outbox().front());
  EXPECT_NE(named.body_html.find("Müller &amp; Söhne"), std::string::npos) << named.body_html;
  EXPECT_NE(named.body_html.find("#c02040"), std::string::npos);
  EXPECT_EQ(named.body_text.find("Söhne"), std::string::npos) << "the text stays as it is";
  using std::string_literals::operator""s;
  const auto logo = must(blobs.stage("\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x50"s));
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    PULT_TRY(tickets::keep_brand_file(tx, blobs, "logo", logo, testing::start));
    return {};
  }));
  update(agent, id, comment("Try again"));
  const auto shown = rendered(outbox().front());
  ASSERT_EQ(shown.attachments.size(), 1u);
  EXPECT_TRUE(shown.attachments[0].is_inline);
  EXPECT_NE(shown.body_html.find("cid:" + shown.attachments[0].content_id), std::string::npos) << shown.body_html;
  EXPECT_NE(shown.body_html.find("width=\"128\" height=\"40\""), std::string::npos);
  for (const auto* mail : {&plain, &named, &shown}) {
    EXPECT_EQ(text::visible_reply(mail->body_text, mail->body_html).text, "Try again");
    EXPECT_EQ(text::visible_reply("", mail->body_html).text, "Try again") << mail->body_html;
    bool has_more = false;
    const auto html = text::visible_html(mail->body_html, has_more);
    EXPECT_TRUE(has_more);
    EXPECT_EQ(html.find("img"), std::string::npos) << html;
    EXPECT_EQ(html.find("Söhne"), std::string::npos) << html;
  }
}

TEST_P(AnswerTest, FilesAndImagesTravelInside) {
  const auto id = take(Letter{}).ticket;
  auto change = comment("See");
  change.comment->html_body = "<p>See <img src=\"/api/v2/attachments/new-1/content\"></p>";
  change.comment->attachments.push_back({must(blobs.stage("log")), "žurnál.txt", "text/plain", "", false});
  change.comment->attachments.push_back({must(blobs.stage("\x89PNG")), "pic.png", "image/png", "", true});
  update(agent, id, change);
  const auto mail = rendered(outbox().front());
  ASSERT_EQ(mail.attachments.size(), 2u);
  const auto& picture = mail.attachments[mail.attachments[0].file_name == "pic.png" ? 0 : 1];
  const auto& log = mail.attachments[mail.attachments[0].file_name == "pic.png" ? 1 : 0];
  EXPECT_EQ(log.file_name, "žurnál.txt");
  EXPECT_EQ(log.bytes, "log");
  EXPECT_NE(picture.content_id, "");
  EXPECT_NE(mail.body_html.find("cid:" + picture.content_id), std::string::npos) << mail.body_html;
  EXPECT_EQ(mail.body_html.find("/api/v2/"), std::string::npos) << "our addresses mean nothing to the reader";
}

TEST_P(AnswerTest, LeavesFromTheMailboxOfTheTicketElseOfItsGroup) {
  const auto sales_box = add_mailbox("sales@desk.example", sales);
  const auto id = take(Letter{}.raw(), {.mailbox = sales_box.id}).ticket;
  update(admin, id, comment("From sales"));
  EXPECT_EQ(parse_recipients(outbox().front().recipients).from.address, "sales@desk.example");
  auto wanted = about("By phone", customer.id());
  wanted.group = sales;
  create(agent, wanted);
  EXPECT_EQ(outbox().front().mailbox, sales_box.id);
  must(run_write([&](sql::Transaction& tx) { return delete_mailbox(tx, sales_box.id); }));
  update(admin, id, comment("From somewhere"));
  EXPECT_EQ(outbox().front().mailbox, mailbox.id);
}

TEST_P(AnswerTest, RecipientsRoundTripAndDamageIsHarmless) {
  const Recipients all{{"Desk", "a@b.c"}, {{"Ž \"x\"", "d@e.f"}}, {{"", "g@h.i"}, {"J", "j@k.l"}}, {{"", "m@n.o"}}};
  const auto read_back = parse_recipients(render_recipients(all));
  EXPECT_EQ(read_back.from, all.from);
  EXPECT_EQ(read_back.to, all.to);
  EXPECT_EQ(read_back.cc, all.cc);
  EXPECT_EQ(read_back.bcc, all.bcc);
  for (const auto text : {"", "[]", "{", R"({"from":7,"to":7,"cc":[7,null]})"})
    EXPECT_TRUE(parse_recipients(text).to.empty());
}

}  // namespace
}  // namespace pult::channels::mail
