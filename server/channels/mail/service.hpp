// SPDX-License-Identifier: AGPL-3.0-or-later
// Mail of one server process: takes mails in (ledger, intake), sends answers out (outbox), polls mailboxes, and opens
// the LMTP door. The only class of the mail channel that others hold.
#pragma once
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "channels/mail/agent_mail.hpp"
#include "channels/mail/intake.hpp"
#include "channels/mail/mailbox.hpp"
#include "crypto/crypto.hpp"
#include "events/outbox.hpp"
#include "net/address_guard.hpp"
#include "net/smtp_client.hpp"

namespace pult::channels {

namespace mail {
class OutboxWorker;
class Pollers;
}  // namespace mail

struct MailOptions {
  std::optional<net::SmtpOptions> relay;  // for mailboxes without an SMTP server of their own
  std::string lmtp_host = "127.0.0.1";
  int lmtp_port = -1;                   // -1: no LMTP door
  std::string host_name = "localhost";  // in Message-IDs of mailboxes without a domain, and in greetings
  int outbox_workers = 2;
  std::optional<net::AddressGuard> guard;  // of addresses that people write: where OAuth tokens come from
};

struct ArrivedMail {
  mail::Arrival arrival;
  std::string raw;
};

class MailService {
 public:
  // Adds its hook (answers into the outbox) to the desk, so make it before the desk serves.
  MailService(sql::Database& database, tickets::Desk& desk, const blobs::BlobStore& blobs, crypto::SecretBox secrets,
              MailOptions options);
  ~MailService();

  // Settles what a crash left in the ledger, then starts the pollers, the outbox workers and the LMTP door.
  Result<void> start();
  void stop();
  // Another process committed something: mailboxes may have changed, the outbox may have work.
  void wake();

  // Takes mails in, in order, and waits until each is settled: all raw bytes are durable first. One answer per mail;
  // an error only when the mail could not even be recorded.
  std::vector<Result<mail::LedgerEntry>> take_in(std::vector<ArrivedMail> mails);

  // Settles what was recorded up to `until` and is not settled yet: a crash or a busy database came between.
  void settle_leftovers(Micros until);

  // A suspended mail again through all steps (`trusted` false) or past them (recover). The suspended ticket is gone
  // when it became a comment. Inside the caller's transaction.
  Result<mail::LedgerEntry> retry(sql::Transaction& tx, mail::SuspendedId id, bool trusted);

  // A mail of the outbox as it leaves: RFC 5322 bytes.
  Result<std::string> render_outgoing(sql::Transaction& tx, const events::OutboxRow& row) const;

  // A mail of the desk itself, into the outbox with the caller's transaction.
  Result<void> send_text(sql::Transaction& tx, const mime::Address& to, std::string_view subject,
                         std::string_view text) const;

  // Mails to agents (mail/agent_mail.hpp). Their writer is named before the start.
  void write_agent_mails_by(mail::WriteAgentMail writer) { write_agent_mail_ = std::move(writer); }
  Result<std::string> agent_mail_trouble(sql::Transaction& tx, const people::User& agent) const;
  Result<void> send_to_agent(sql::Transaction& tx, const mail::AgentMail& mail) const;

  // Within a transaction: with the caller's, for a second connection might never come free.
  Result<mailsteps::ScreenOptions> screen_options(sql::Transaction& tx) const;
  mailsteps::ScreenOptions screen_options() const;
  const crypto::SecretBox& secrets() const { return secrets_; }
  const tickets::Desk& desk() const { return desk_; }
  const blobs::BlobStore& blobs() const { return blobs_; }
  sql::Database& database() const { return database_; }
  const MailOptions& options() const { return options_; }

 private:
  void reload();  // the desk's id and secret, made on first use
  std::vector<Result<mail::LedgerEntry>> record(std::vector<ArrivedMail>& mails);
  std::shared_ptr<mail::Prepared> prepare(mail::InboundId id, std::string_view raw,
                                          const mailsteps::ScreenOptions& options);
  void settle(Result<mail::LedgerEntry>& result, std::shared_ptr<mail::Prepared> prepared, std::function<void()> done);
  mail::DeskIdentity identity() const;
  Result<void> enqueue_answer(sql::Transaction& tx, const tickets::Notice& notice) const;
  sql::Database& database_;
  tickets::Desk& desk_;
  const blobs::BlobStore& blobs_;
  crypto::SecretBox secrets_;
  MailOptions options_;
  mail::Intake intake_;
  mail::WriteAgentMail write_agent_mail_;
  mutable std::mutex mutex_;
  mail::DeskIdentity identity_;
  std::unique_ptr<mail::OutboxWorker> outbox_;
  std::unique_ptr<mail::Pollers> pollers_;
  std::shared_ptr<void> lmtp_;
};

}  // namespace pult::channels
