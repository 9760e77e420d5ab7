// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/poller.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.hpp"
#include "channels/mail/server_options.hpp"
#include "channels/mail/service.hpp"

namespace pult::channels::mail {
namespace {

constexpr int idle_ms = 8 * 60 * 1000;  // servers drop an IDLE after 30 minutes, routers sooner
constexpr int first_pause_ms = 1000, longest_pause_ms = 60'000;
constexpr std::size_t batch_mails = 50, batch_bytes = 16 * 1024 * 1024;

// What stands in the ledger for a mail over the size limit: it stays on the server, and a person is told.
std::string oversize_notice(const net::FetchedMail& mail) {
  return "Subject: A mail over the size limit was left on the server\r\n\r\nThe mail with UID " +
         std::to_string(mail.uid) + " has " + std::to_string(mail.oversize_bytes) + " bytes.\r\n";
}

}  // namespace

Poller::Poller(MailService& service, Mailbox mailbox)
    : service_(service),
      mailbox_(std::move(mailbox)),
      stop_fd_(::eventfd(0, EFD_CLOEXEC)),
      thread_([this] { work(); }) {}

Poller::~Poller() {
  const std::uint64_t one = 1;
  [[maybe_unused]] const auto written = ::write(stop_fd_, &one, sizeof one);
  thread_.join();
  ::close(stop_fd_);
}

bool Poller::pause(int ms) {
  pollfd wait{stop_fd_, POLLIN, 0};
  return ::poll(&wait, 1, ms) == 0;
}

void Poller::record(std::string_view error, bool got_mail) {
  const auto kept = service_.database().write(
      [&](sql::Transaction& tx) { return record_health(tx, mailbox_.id, error, got_mail, service_.desk().now()); });
  if (!kept) log::warn("mailbox.health", {{"mailbox", mailbox_.address}, {"cause", kept.error().cause}});
}

void Poller::work() {
  int wait_ms = first_pause_ms;
  do {
    const auto began = service_.desk().now();
    Result<void> ended;
    try {
      ended = run_connection();
    } catch (const std::exception& problem) {
      ended = base::fail(ErrorKind::internal, "exception", "The mailbox could not be read", problem.what());
    }
    if (ended) return;  // asked to stop
    log::warn("mailbox.error", {{"mailbox", mailbox_.address},
                                {"code", ended.error().code},
                                {"message", ended.error().message},
                                {"cause", ended.error().cause}});
    record(ended.error().message, false);
    // A connection that held for a while was a good one: start again at once.
    if (service_.desk().now() - began > base::minute_us) wait_ms = first_pause_ms;
    if (!pause(wait_ms)) return;
    wait_ms = std::min(wait_ms * 2, longest_pause_ms);
  } while (true);
}

// One connection's life. Ends without an error only when asked to stop.
Result<void> Poller::run_connection() {
  const auto options = PULT_TRY(imap_options(service_, mailbox_));
  auto client = PULT_TRY(net::ImapClient::connect(options, stop_fd_));
  const auto folder = PULT_TRY(client->select(mailbox_.imap.folder));
  std::uint32_t newest = 0;
  auto uids = PULT_TRY(reconcile(*client, folder.uid_validity, newest));
  Micros reconciled_at = service_.desk().now();
  log::info("mailbox.open", {{"mailbox", mailbox_.address}, {"missing", std::to_string(uids.size())}});
  record("", false);
  for (;;) {
    if (!uids.empty()) PULT_TRY(take(*client, folder.uid_validity, uids));
    const auto outcome = PULT_TRY(client->idle(idle_ms));
    if (outcome == net::IdleOutcome::stopped) {
      client->logout();
      return {};
    }
    if (service_.desk().now() - reconciled_at > base::day_us) {
      uids = PULT_TRY(reconcile(*client, folder.uid_validity, newest));
      reconciled_at = service_.desk().now();
      if (!uids.empty())
        log::warn("mailbox.reconciled", {{"mailbox", mailbox_.address}, {"missing", std::to_string(uids.size())}});
      continue;
    }
    uids = PULT_TRY(client->search_uids(newest + 1));
    if (!uids.empty())
      newest = uids.back();
    else if (outcome == net::IdleOutcome::timeout)
      record("", false);
  }
}

// Everything on the server that the ledger does not have, whoever may have read it meanwhile. Done at the start of
// every connection and once a day.
Result<std::vector<std::uint32_t>> Poller::reconcile(net::ImapClient& client, std::uint32_t uid_validity,
                                                     std::uint32_t& newest) {
  const auto known = PULT_TRY(sql::read_value(
      service_.database(), [&](sql::Transaction& tx) { return known_uids(tx, mailbox_.id, uid_validity); }));
  auto uids = PULT_TRY(client.search_uids(1));
  if (!uids.empty()) newest = uids.back();
  std::erase_if(uids, [&](std::uint32_t uid) { return known.contains(uid); });
  return uids;
}

Result<void> Poller::take(net::ImapClient& client, std::uint32_t uid_validity, std::span<const std::uint32_t> uids) {
  while (!uids.empty()) {
    const auto chunk = uids.first(std::min(batch_mails, uids.size()));
    uids = uids.subspan(chunk.size());
    std::vector<net::FetchedMail> batch;
    std::size_t bytes = 0;
    Result<void> settled;
    PULT_TRY(client.fetch(chunk, [&](net::FetchedMail mail) {
      bytes += mail.raw.size();
      batch.push_back(std::move(mail));
      if (bytes < batch_bytes) return true;
      settled = settle_batch(batch, uid_validity);
      bytes = 0;
      return settled.has_value();
    }));
    PULT_TRY(settled);
    PULT_TRY(settle_batch(batch, uid_validity));
  }
  record("", true);
  return {};
}

Result<void> Poller::settle_batch(std::vector<net::FetchedMail>& batch, std::uint32_t uid_validity) {
  std::vector<ArrivedMail> mails;
  std::string refused;
  for (auto& mail : batch) {
    if (!mail.refusal.empty()) {
      refused = "The server does not give the mail with UID " + std::to_string(mail.uid) + ": " + mail.refusal;
      log::warn("mailbox.refused", {{"mailbox", mailbox_.address}, {"words", refused}});
      continue;
    }
    ArrivedMail arrived;
    arrived.arrival.mailbox = mailbox_.id;
    arrived.arrival.uid_validity = uid_validity;
    arrived.arrival.uid = mail.uid;
    arrived.raw = mail.oversize_bytes ? oversize_notice(mail) : std::move(mail.raw);
    mails.push_back(std::move(arrived));
  }
  batch.clear();
  for (auto& result : service_.take_in(std::move(mails)))
    if (!result) return std::unexpected(std::move(result).error());
  if (!refused.empty()) record(refused, false);
  return {};
}

}  // namespace pult::channels::mail
