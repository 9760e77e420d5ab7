// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/outbox_worker.hpp"

#include <array>

#include "base/log.hpp"
#include "channels/mail/agent_mail.hpp"
#include "channels/mail/answer.hpp"
#include "channels/mail/round_trip.hpp"
#include "channels/mail/server_options.hpp"
#include "channels/mail/service.hpp"
#include "channels/mail/trouble.hpp"

namespace pult::channels::mail {
namespace {

// How long what a dead server was sending waits for another. A dialogue that lasts longer renews its claim; rows are
// claimed one by one, so that none waits claimed behind others.
constexpr Micros lease = base::minute_us;
constexpr std::chrono::seconds renew_every(15);
constexpr int claim_size = 1;

std::string words_of(const net::SmtpReceipt& receipt) {
  std::string out = receipt.reply;
  for (const auto& refused : receipt.refused) out += "; " + refused.recipient + " was refused: " + refused.reply;
  return out;
}

struct Ending {
  std::string state, words;
  Micros next_attempt_at = 0;
  std::optional<Micros> sent_at;
};

Ending ending_of(const Result<net::SmtpReceipt>& sent, const events::OutboxRow& row, Micros now) {
  if (sent) return {"sent", words_of(*sent), row.next_attempt_at, now};
  const auto& error = sent.error();
  const bool final =
      error.kind == ErrorKind::unprocessable || error.kind == ErrorKind::invalid || error.kind == ErrorKind::not_found;
  const auto wait = back_off(row.attempts);
  if (final || !wait) return {"failed", error.message, now, {}};
  return {"queued", error.message, now + *wait, {}};
}

}  // namespace

std::optional<Micros> back_off(std::int64_t attempts) {
  constexpr std::array<Micros, 8> steps{30 * base::second_us, 2 * base::minute_us, 10 * base::minute_us,
                                        30 * base::minute_us, base::hour_us,       2 * base::hour_us,
                                        4 * base::hour_us,    4 * base::hour_us};
  constexpr std::int64_t max_attempts = 24;
  if (attempts >= max_attempts) return std::nullopt;
  return steps[std::size_t(std::min<std::int64_t>(std::max<std::int64_t>(attempts, 1), steps.size()) - 1)];
}

OutboxWorker::OutboxWorker(const MailService& service, int threads) : service_(service) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
  keeper_ = std::thread([this] { keep_claims(); });
}

OutboxWorker::~OutboxWorker() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
  sending_changed_.notify_all();
  keeper_.join();
}

void OutboxWorker::wake() {
  {
    const std::lock_guard lock(mutex_);
    ++wakes_;
  }
  changed_.notify_all();
}

void OutboxWorker::work() {
  Clients clients;
  std::uint64_t seen = 0;
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return;
      seen = wakes_;
    }
    std::optional<Micros> due;
    try {
      due = deliver_due(clients);
    } catch (const std::exception& problem) {
      log::error("outbox.failed", {{"cause", problem.what()}});
      due = service_.desk().now() + base::minute_us;
    }
    std::unique_lock lock(mutex_);
    const auto ready = [&] { return stopping_ || wakes_ != seen; };
    if (!due) {
      clients.clear();  // a relay need not keep a connection for nothing
      changed_.wait(lock, ready);
    } else if (const Micros wait = *due - service_.desk().now(); wait > 0) {
      changed_.wait_for(lock, std::chrono::microseconds(wait), ready);
    }
  }
}

// Delivers all that is due; when the next row falls due.
std::optional<Micros> OutboxWorker::deliver_due(Clients& clients) {
  for (;;) {
    {
      const std::lock_guard lock(mutex_);
      if (stopping_) return std::nullopt;
    }
    const auto now = service_.desk().now();
    const auto rows = sql::write_value(
        service_.database(), [&](sql::Transaction& tx) { return events::claim_due(tx, now, now + lease, claim_size); });
    if (!rows) return now + 10 * base::second_us;  // the database is busy or full: later
    if (rows->empty()) break;
    for (const auto& row : *rows) deliver(clients, row);
  }
  const auto due = sql::read_value(service_.database(), [](sql::Transaction& tx) { return events::next_due(tx); });
  return due ? *due : std::optional(service_.desk().now() + base::minute_us);
}

OutboxWorker::BeingSent::BeingSent(OutboxWorker& worker, const events::OutboxRow& row) : worker_(worker), row_(row) {
  {
    const std::lock_guard lock(worker_.mutex_);
    worker_.being_sent_.push_back(row_);
  }
  worker_.sending_changed_.notify_one();
}

OutboxWorker::BeingSent::~BeingSent() {
  {
    const std::lock_guard lock(worker_.mutex_);
    std::erase_if(worker_.being_sent_, [&](const auto& one) { return one.id == row_.id; });
  }
  worker_.sending_changed_.notify_one();
}

void OutboxWorker::keep_claims() {
  std::unique_lock lock(mutex_);
  for (;;) {
    sending_changed_.wait(lock, [&] { return stopping_ || !being_sent_.empty(); });
    if (being_sent_.empty()) return;
    const auto all_done = [&] { return being_sent_.empty(); };
    if (sending_changed_.wait_for(lock, renew_every, all_done)) continue;
    const auto rows = being_sent_;
    lock.unlock();
    const auto until = service_.desk().now() + lease;
    const auto renewed = service_.database().write([&](sql::Transaction& tx) -> Result<void> {
      for (const auto& row : rows) PULT_TRY(events::extend_claim(tx, row, until));
      return {};
    });
    if (!renewed) log::warn("outbox.claim_not_renewed", {{"cause", renewed.error().cause}});
    lock.lock();
  }
}

void OutboxWorker::deliver(Clients& clients, const events::OutboxRow& row) {
  const auto sent = [&] {
    const BeingSent noted(*this, row);
    return send(clients, row);
  }();
  if (!sent && sent.error().code == nothing_to_say) return withdraw(row);
  const auto end = ending_of(sent, row, service_.desk().now());
  if (!sent) {
    clients.erase(row.mailbox.value);
    log::warn("outbox.not_sent", {{"id", std::to_string(row.id.value)}, {"state", end.state}, {"words", end.words}});
  }
  const auto kept = service_.database().write([&](sql::Transaction& tx) -> Result<void> {
    if (!PULT_TRY(events::finish_attempt(tx, row, end.state, end.words, end.next_attempt_at, end.sent_at))) return {};
    events::tell_delivery(tx, row);
    PULT_TRY(tell_attempt(tx, row, end.state, service_.desk().now()));
    return note_attempt(tx, row, end.state, end.words, end.sent_at);
  });
  // The lease runs out and the mail is tried again under the same Message-ID.
  if (!kept) log::error("outbox.not_recorded", {{"id", std::to_string(row.id.value)}, {"cause", kept.error().cause}});
}

void OutboxWorker::withdraw(const events::OutboxRow& row) {
  const auto gone = service_.database().write([&](sql::Transaction& tx) { return events::withdraw(tx, row); });
  if (!gone) log::error("outbox.not_withdrawn", {{"id", std::to_string(row.id.value)}, {"cause", gone.error().cause}});
}

Result<net::SmtpReceipt> OutboxWorker::send(Clients& clients, const events::OutboxRow& row) {
  std::optional<Mailbox> mailbox;
  std::string raw;
  PULT_TRY(service_.database().read([&](sql::Transaction& tx) -> Result<void> {
    mailbox = PULT_TRY(find_mailbox(tx, row.mailbox));
    raw = PULT_TRY(service_.render_outgoing(tx, row));
    return {};
  }));
  auto& client = clients[row.mailbox.value];
  if (!client) {
    auto options = PULT_TRY(smtp_options(service_, mailbox));
    client = std::make_unique<net::SmtpClient>(std::move(options));
  }
  const auto recipients = parse_recipients(row.recipients);
  return client->send(recipients.from.address, all_addresses(recipients), raw);
}

}  // namespace pult::channels::mail
