// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/service.hpp"

#include <algorithm>
#include <latch>

#include "base/in_parallel.hpp"
#include "base/log.hpp"
#include "channels/mail/answer.hpp"
#include "channels/mail/outbox_worker.hpp"
#include "channels/mail/pollers.hpp"
#include "channels/mail/reminder_mail.hpp"
#include "channels/mail/side_mail.hpp"
#include "channels/mail/text_mail.hpp"
#include "events/quiet.hpp"
#include "net/lmtp_server.hpp"
#include "text/utf8.hpp"
#include "tickets/definitions.hpp"

namespace pult::channels {

using namespace mail;

namespace {

constexpr int leftovers_at_once = 200;
// Prepared, then handed to the writer together: few commits, and the next ones are prepared meanwhile.
constexpr std::size_t mails_at_once = 16;

bool worth_another_try(const Error& error) { return error.kind == ErrorKind::unavailable; }

}  // namespace

MailService::MailService(sql::Database& database, tickets::Desk& desk, const blobs::BlobStore& blobs,
                         crypto::SecretBox secrets, MailOptions options)
    : database_(database),
      desk_(desk),
      blobs_(blobs),
      secrets_(std::move(secrets)),
      options_(std::move(options)),
      intake_(desk, blobs) {
  reload();
  desk.add_hook([this](sql::Transaction& tx, const tickets::Notice& notice) { return enqueue_answer(tx, notice); });
  database.listen([this](std::string_view channel, std::string_view) {
    const std::lock_guard lock(mutex_);
    if (channel == "outbox" && outbox_) outbox_->wake();
    if (channel == "mailboxes" && pollers_) pollers_->refresh();
    if (channel == "reconnected" && outbox_) outbox_->wake();
  });
}

MailService::~MailService() { stop(); }

void MailService::reload() {
  const auto loaded = database_.write([&](sql::Transaction& tx) -> Result<void> {
    auto identity = PULT_TRY(load_desk_identity(tx));
    const std::lock_guard lock(mutex_);
    identity_ = std::move(identity);
    return {};
  });
  if (!loaded) log::error("desk.identity", {{"cause", loaded.error().cause}});
}

Result<void> MailService::start() {
  // One server owns an SQLite desk: what is marked as being sent was interrupted, and is due now.
  if (database_.dialect() == sql::Dialect::sqlite)
    PULT_TRY(database_.write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(tx.run("UPDATE outbox SET next_attempt_at = ?1 WHERE state = 'sending'", {desk_.now()}));
      return {};
    }));
  settle_leftovers(desk_.now());
  const std::lock_guard lock(mutex_);
  outbox_ = std::make_unique<OutboxWorker>(*this, options_.outbox_workers);
  pollers_ = std::make_unique<Pollers>(*this);
  if (options_.lmtp_port < 0) return {};
  net::LmtpServerOptions door;
  door.host = options_.lmtp_host;
  door.port = std::uint16_t(options_.lmtp_port);
  door.host_name = options_.host_name;
  auto server = PULT_TRY(net::LmtpServer::start(door, [this](net::Envelope envelope, std::string raw, auto done) {
    ArrivedMail mail;
    mail.arrival.envelope_from = envelope.from;
    if (!envelope.recipients.empty()) mail.arrival.envelope_to = envelope.recipients.front();
    mail.raw = std::move(raw);
    std::vector<ArrivedMail> one;
    one.push_back(std::move(mail));
    auto results = take_in(std::move(one));
    if (results.front())
      done({});
    else
      done(std::unexpected(results.front().error()));
  }));
  log::info("lmtp.open", {{"port", std::to_string(server->port())}});
  lmtp_ = std::shared_ptr<net::LmtpServer>(std::move(server));
  return {};
}

void MailService::stop() {
  // Taken out under the lock, ended outside of it: their threads may be in a listener that wants the lock.
  std::unique_ptr<OutboxWorker> outbox;
  std::unique_ptr<Pollers> pollers;
  std::shared_ptr<void> lmtp;
  {
    const std::lock_guard lock(mutex_);
    outbox = std::move(outbox_);
    pollers = std::move(pollers_);
    lmtp = std::move(lmtp_);
  }
}

void MailService::wake() {
  const std::lock_guard lock(mutex_);
  if (outbox_) outbox_->wake();
  if (pollers_) pollers_->refresh();
}

Result<mailsteps::ScreenOptions> MailService::screen_options(sql::Transaction& tx) const {
  mailsteps::ScreenOptions out;
  out.own_addresses = PULT_TRY(own_addresses(tx));
  const std::lock_guard lock(mutex_);
  out.desk_id = identity_.id;
  return out;
}

mailsteps::ScreenOptions MailService::screen_options() const {
  auto out = sql::read_value(database_, [this](sql::Transaction& tx) { return screen_options(tx); });
  if (out) return std::move(*out);
  const std::lock_guard lock(mutex_);
  return {.desk_id = identity_.id};
}

std::vector<Result<LedgerEntry>> MailService::take_in(std::vector<ArrivedMail> mails) {
  auto out = record(mails);
  const auto options = screen_options();
  const bool one_by_one = database_.dialect() == sql::Dialect::postgres;  // its writers would overtake each other
  const std::size_t group = one_by_one ? 1 : mails_at_once;
  std::latch settled(std::ptrdiff_t(mails.size()));
  for (std::size_t first = 0; first < mails.size(); first += group) {
    const auto last = std::min(first + group, mails.size());
    std::vector<std::shared_ptr<Prepared>> prepared(last - first);
    base::in_parallel(prepared.size(), [&](std::size_t at) {
      const auto i = first + at;
      if (out[i] && out[i]->state == "received") prepared[at] = prepare(out[i]->id, mails[i].raw, options);
    });
    for (auto i = first; i < last; ++i) {
      if (!prepared[i - first]) {
        settled.count_down();
        continue;
      }
      std::latch this_one(1);
      settle(out[i], std::move(prepared[i - first]), [&] {
        if (one_by_one) this_one.count_down();
        settled.count_down();
      });
      if (one_by_one) this_one.wait();
    }
  }
  settled.wait();
  return out;
}

// First transaction, of all of them in one commit where the database can: the raw bytes.
std::vector<Result<LedgerEntry>> MailService::record(std::vector<ArrivedMail>& mails) {
  std::vector<Result<LedgerEntry>> out(mails.size(),
                                       base::fail(ErrorKind::unavailable, "not_recorded", "Not recorded"));
  std::vector<Result<blobs::Staged>> staged;
  for (auto& mail : mails) {
    // A client of LMTP may say whatever bytes it likes.
    for (auto* address : {&mail.arrival.envelope_from, &mail.arrival.envelope_to})
      *address = text::to_valid_utf8(*address);
    staged.push_back(blobs_.stage(mail.raw));
  }
  // PostgreSQL's writers would overtake each other, and an end of the process could leave an answer recorded without
  // the mail that it answers.
  const bool one_by_one = database_.dialect() == sql::Dialect::postgres;
  std::latch recorded(std::ptrdiff_t(mails.size()));
  for (std::size_t i = 0; i < mails.size(); ++i) {
    std::latch this_one(1);
    if (!staged[i]) {
      out[i] = std::unexpected(staged[i].error());
      recorded.count_down();
      continue;
    }
    database_.write(
        [&, i](sql::Transaction& tx) -> Result<void> {
          auto& arrival = mails[i].arrival;
          if (!arrival.mailbox && !arrival.envelope_to.empty())
            if (const auto mailbox = PULT_TRY(find_mailbox_by_address(tx, arrival.envelope_to)))
              arrival.mailbox = mailbox->id;
          out[i] = PULT_TRY(record_arrival(tx, arrival, *staged[i], desk_.now()));
          return {};
        },
        [&, i, waits = one_by_one ? &this_one : nullptr](Result<void> done) {
          if (!done) out[i] = std::unexpected(std::move(done).error());
          if (waits) waits->count_down();
          recorded.count_down();
        });
    if (one_by_one) this_one.wait();
  }
  recorded.wait();
  return out;
}

// Null when a large attachment cannot be put away: the mail stays recorded.
std::shared_ptr<Prepared> MailService::prepare(InboundId id, std::string_view raw,
                                               const mailsteps::ScreenOptions& options) {
  auto prepared = intake_.prepare(raw, options);
  if (prepared) return std::make_shared<Prepared>(std::move(*prepared));
  log::error("mail.not_prepared", {{"inbound", std::to_string(id.value)}, {"cause", prepared.error().cause}});
  return nullptr;
}

// Second transaction. What cannot be settled for good becomes a suspended ticket; what may work later stays recorded.
void MailService::settle(Result<LedgerEntry>& result, std::shared_ptr<Prepared> prepared, std::function<void()> done) {
  const auto id = result->id;
  database_.write(
      [this, id, prepared, &result](sql::Transaction& tx) -> Result<void> {
        result = PULT_TRY(intake_.settle(tx, id, *prepared));
        return {};
      },
      [this, id, prepared, &result, done = std::move(done)](Result<void> settled) {
        if (settled) return done();
        log::error(
            "mail.not_settled",
            {{"inbound", std::to_string(id.value)}, {"code", settled.error().code}, {"cause", settled.error().cause}});
        if (worth_another_try(settled.error())) return done();
        database_.write(
            [this, id, prepared, &result, error = settled.error()](sql::Transaction& tx) -> Result<void> {
              result = PULT_TRY(intake_.give_up(tx, id, prepared->mail, error));
              return {};
            },
            [done](Result<void>) { done(); });
      });
}

void MailService::settle_leftovers(Micros until) {
  const auto ids =
      sql::read_value(database_, [&](sql::Transaction& tx) { return list_unsettled(tx, until, leftovers_at_once); });
  if (!ids || ids->empty()) return;
  log::info("mail.leftovers", {{"count", std::to_string(ids->size())}});
  const auto options = screen_options();
  std::size_t handled = 0;
  for (const auto id : *ids) {
    const auto raw = sql::read_value(database_, [&](sql::Transaction& tx) { return load_raw(tx, blobs_, id); });
    if (!raw) {
      log::error("mail.raw_unreadable", {{"inbound", std::to_string(id.value)}, {"cause", raw.error().cause}});
      continue;
    }
    Result<LedgerEntry> result = LedgerEntry{};
    result->id = id;
    if (auto prepared = prepare(id, *raw, options)) {
      std::latch done(1);
      settle(result, std::move(prepared), [&] { done.count_down(); });
      done.wait();
    }
    handled += result && result->state != "";
  }
  if (handled == std::size_t(leftovers_at_once)) settle_leftovers(until);
}

Result<LedgerEntry> MailService::retry(sql::Transaction& tx, SuspendedId id, bool trusted) {
  const auto suspended = PULT_TRY(find_suspended(tx, id));
  if (!suspended) return base::fail_not_found();
  const auto raw = PULT_TRY(load_raw(tx, blobs_, suspended->inbound));
  const auto options = PULT_TRY(screen_options(tx));
  PULT_TRY(tx.run("UPDATE inbound_events SET state = 'received', outcome = NULL WHERE id = ?1", {suspended->inbound}));
  auto entry = PULT_TRY(intake_.settle(tx, suspended->inbound, PULT_TRY(intake_.prepare(raw, options)), trusted));
  if (entry.state == "done") PULT_TRY(delete_suspended(tx, id));
  return entry;
}

DeskIdentity MailService::identity() const {
  const std::lock_guard lock(mutex_);
  return identity_;
}

Result<void> MailService::enqueue_answer(sql::Transaction& tx, const tickets::Notice& notice) const {
  if (events::telling() != events::Telling::everybody) return {};
  const auto identity = this->identity();
  const auto side = PULT_TRY(plan_side_mail(tx, notice, identity, options_.relay.has_value(), desk_.now()));
  if (side) {
    PULT_TRY(events::enqueue(tx, *side));
    if (side->state == "queued") tx.notify("outbox", "");
  }
  const bool has_relay = options_.relay.has_value();
  const auto reminder = PULT_TRY(
      plan_reminder(tx, notice, identity, desk_.definitions(tx)->lifecycle.reminder_text, has_relay, desk_.now()));
  if (reminder) {
    PULT_TRY(events::enqueue(tx, *reminder));
    PULT_TRY(remember_message_id(tx, reminder->message_id, reminder->ticket, {}, {}));
    if (reminder->state == "queued") tx.notify("outbox", "");
  }
  const auto row = PULT_TRY(plan_answer(tx, notice, identity, options_.relay.has_value(), desk_.now()));
  if (!row) return {};
  PULT_TRY(events::enqueue(tx, *row));
  PULT_TRY(remember_message_id(tx, row->message_id, row->ticket, row->comment, {}));
  if (row->state == "queued") tx.notify("outbox", "");
  if (row->state == "held") events::tell_delivery(tx, *row);
  return {};
}

Result<std::string> MailService::render_outgoing(sql::Transaction& tx, const events::OutboxRow& row) const {
  const auto identity = this->identity();
  if (row.kind == text_kind) return render_text(row, identity);
  if (row.kind == reminder_kind) return render_reminder(tx, row, identity, blobs_);
  if (row.kind == side_kind) return render_side_mail(tx, row, identity, blobs_);
  if (row.kind == notification_kind) {
    if (!write_agent_mail_ || row.body.empty()) return base::fail_not_found();
    return render_agent_mail(row, PULT_TRY(write_agent_mail_(tx, row)), identity);
  }
  return render_answer(tx, row, identity, blobs_);
}

Result<void> MailService::send_text(sql::Transaction& tx, const mime::Address& to, std::string_view subject,
                                    std::string_view text) const {
  return enqueue_text(tx, to, subject, text, options_.relay.has_value(), desk_.now());
}

Result<std::string> MailService::agent_mail_trouble(sql::Transaction& tx, const people::User& agent) const {
  return mail::agent_mail_trouble(tx, agent, options_.relay.has_value());
}

Result<void> MailService::send_to_agent(sql::Transaction& tx, const AgentMail& mail) const {
  return enqueue_agent_mail(tx, mail, identity(), options_.relay.has_value(), desk_.now());
}

}  // namespace pult::channels
