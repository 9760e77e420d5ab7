// SPDX-License-Identifier: AGPL-3.0-or-later
// One thread per mailbox that is fetched: connect, take what the ledger does not have, wait with IDLE, again.
// \Seen decides nothing and nothing is marked or deleted on the server.
#pragma once
#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <thread>

#include "channels/mail/mailbox.hpp"

namespace pult::channels {
class MailService;
}

namespace pult::channels::mail {

class Poller;

class Pollers {
 public:
  explicit Pollers(MailService& service);
  ~Pollers();
  // Mailboxes changed: those that did are started anew.
  void refresh();

 private:
  void supervise();
  void apply(const std::vector<Mailbox>& wanted);

  MailService& service_;
  std::mutex mutex_;
  std::condition_variable changed_;
  bool refresh_ = true, stopping_ = false;
  std::map<std::int64_t, std::unique_ptr<Poller>> running_;
  std::thread thread_;
};

}  // namespace pult::channels::mail
