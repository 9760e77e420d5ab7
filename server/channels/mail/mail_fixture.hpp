// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests only: a desk with a mailbox and the mail of one server process, on every database; and short ways to write
// raw mails.
#pragma once
#include "channels/mail/answer.hpp"
#include "channels/mail/service.hpp"
#include "channels/mail/thread_match.hpp"
#include "tickets/ticket_fixture.hpp"

namespace pult::channels::mail::testing {

using people::testing::start;
using sql::testing::code_of;
using sql::testing::must;
using tickets::Status;

// A mail of a person; every one has a Message-ID of its own unless one is given.
struct Letter {
  std::string from = "Jana <jana@example.com>";
  std::string to = "support@desk.example";
  std::string subject = "Printer";
  std::string message_id{};
  std::string headers{};  // more of them, each with its line end
  std::string body = "It does not work.\r\n";

  std::string raw() const {
    static int sent = 0;
    const auto id = message_id.empty() ? "<" + std::to_string(++sent) + "@example.com>" : message_id;
    return (from.empty() ? "" : "From: " + from + "\r\n") + "To: " + to + "\r\nSubject: " + subject +
           "\r\nMessage-ID: " + id + "\r\nDate: Mon, 2 Mar 2026 10:00:00 +0000\r\n" + headers + "\r\n" + body;
  }
};
inline std::string answering(const std::string& message_id) {
  return "In-Reply-To: " + message_id + "\r\nReferences: <other@example.com> " + message_id + "\r\n";
}

// RFC 3464, about a mail of ours.
struct Report {
  std::string message_id, recipient = "jana@example.com", action = "failed", status = "5.1.1";
  std::string diagnostic = "550 5.1.1 No such user";

  std::string raw() const {
    Letter letter;
    letter.from = "Mail Delivery Subsystem <MAILER-DAEMON@mx.example.com>";
    letter.subject = "Undelivered Mail Returned to Sender";
    letter.headers =
        "Return-Path: <>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n";
    letter.body =
        "--b\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n"
        "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example.com\r\n\r\n"
        "Final-Recipient: rfc822; " +
        recipient + "\r\nAction: " + action + "\r\nStatus: " + status + "\r\nDiagnostic-Code: smtp; " + diagnostic +
        "\r\n\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: support@desk.example\r\nTo: " + recipient +
        "\r\nMessage-ID: " + message_id + "\r\nSubject: Re: Printer\r\n\r\nHello\r\n--b--\r\n";
    return letter.raw();
  }
};

class MailTest : public tickets::testing::TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    mailbox = add_mailbox("support@desk.example", support);
    service = std::make_unique<MailService>(db(), desk, blobs, crypto::SecretBox(std::string(32, 'k')), mail_options());
  }
  void TearDown() override {
    if (service) service->stop();
    if (!IsSkipped()) db().close();  // its listeners call the service
    service.reset();
    TicketTest::TearDown();
  }
  virtual MailOptions mail_options() { return {}; }

  Mailbox add_mailbox(const std::string& address, GroupId group = {}) {
    Mailbox wanted;
    wanted.address = address;
    wanted.name = "Desk";
    wanted.group = group;
    return must(write([&](sql::Transaction& tx) { return create_mailbox(tx, wanted, start); }));
  }
  LedgerEntry take(const std::string& raw, Arrival arrival = {}) {
    if (!arrival.mailbox && arrival.envelope_to.empty()) arrival.mailbox = mailbox.id;
    std::vector<ArrivedMail> one;
    one.push_back({std::move(arrival), raw});
    return must(service->take_in(std::move(one)).front());
  }
  LedgerEntry take(const Letter& letter) { return take(letter.raw()); }
  DeskIdentity identity() {
    return must(write([](sql::Transaction& tx) { return load_desk_identity(tx); }));
  }
  std::vector<events::OutboxRow> outbox() {
    return must(read([](sql::Transaction& tx) { return events::list_outbox(tx, "", {}, 0, 1000, "1=1"); }));
  }
  std::vector<Suspended> suspended() {
    return must(read([](sql::Transaction& tx) { return list_suspended(tx, {}, 0, 1000); }));
  }
  std::int64_t tickets_in_all() { return int64("SELECT COUNT(*) FROM tickets").value(); }
  // A ticket by mail that an agent has answered; the answer's row in the outbox.
  struct Talk {
    TicketId ticket;
    events::OutboxRow answer;
  };
  Talk answered() {
    const auto id = take(Letter{}).ticket;
    update(agent, id, tickets::testing::comment("Try again"));
    return {id, outbox().front()};
  }
  mime::Message rendered(const events::OutboxRow& row) {
    return mime::parse(must(read([&](sql::Transaction& tx) { return service->render_outgoing(tx, row); })));
  }

  blobs::BlobStore blobs{"/nowhere", blobs::BlobStore::unlimited};
  Mailbox mailbox;
  std::unique_ptr<MailService> service;
};

}  // namespace pult::channels::mail::testing
