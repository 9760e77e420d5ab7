// SPDX-License-Identifier: AGPL-3.0-or-later
// Delivers the outbox: threads that sleep until a commit or a due time wakes them, never polling.
#pragma once
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "events/outbox.hpp"
#include "net/smtp_client.hpp"

namespace pult::channels {
class MailService;
}

namespace pult::channels::mail {

// Seconds until the next try after `attempts` failures: 30 s growing to 4 h; nullopt: give up (about three days).
std::optional<Micros> back_off(std::int64_t attempts);

class OutboxWorker {
 public:
  OutboxWorker(const MailService& service, int threads);
  ~OutboxWorker();
  void wake();

 private:
  using Clients = std::map<std::int64_t, std::unique_ptr<net::SmtpClient>>;  // by mailbox, kept open
  void work();
  std::optional<Micros> deliver_due(Clients& clients);
  void deliver(Clients& clients, const events::OutboxRow& row);
  // There is nothing to say any more.
  void withdraw(const events::OutboxRow& row);
  // Notes for its lifetime that a row is being sent.
  class BeingSent {
   public:
    BeingSent(OutboxWorker& worker, const events::OutboxRow& row);
    ~BeingSent();
    BeingSent(const BeingSent&) = delete;

   private:
    OutboxWorker& worker_;
    const events::OutboxRow& row_;
  };
  // Renews the claims on what is being sent, for as long as the dialogues last.
  void keep_claims();
  Result<net::SmtpReceipt> send(Clients& clients, const events::OutboxRow& row);

  const MailService& service_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  bool stopping_ = false;
  std::vector<events::OutboxRow> being_sent_;
  std::condition_variable sending_changed_;
  std::vector<std::thread> threads_;
  std::thread keeper_;
};

}  // namespace pult::channels::mail
