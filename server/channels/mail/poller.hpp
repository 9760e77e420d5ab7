// SPDX-License-Identifier: AGPL-3.0-or-later
// The thread of one mailbox. Private to pollers.cpp.
#pragma once
#include <set>
#include <span>
#include <thread>

#include "channels/mail/mailbox.hpp"
#include "net/imap_client.hpp"

namespace pult::channels {
class MailService;
}

namespace pult::channels::mail {

class Poller {
 public:
  Poller(MailService& service, Mailbox mailbox);
  ~Poller();  // stops and waits
  const Mailbox& mailbox() const { return mailbox_; }

 private:
  void work();
  Result<void> run_connection();
  Result<std::vector<std::uint32_t>> reconcile(net::ImapClient& client, std::uint32_t uid_validity,
                                               std::uint32_t& newest);
  Result<void> take(net::ImapClient& client, std::uint32_t uid_validity, std::span<const std::uint32_t> uids);
  Result<void> settle_batch(std::vector<net::FetchedMail>& batch, std::uint32_t uid_validity);
  void record(std::string_view error, bool got_mail);
  bool pause(int ms);  // false when stopping

  MailService& service_;
  Mailbox mailbox_;
  int stop_fd_;
  std::thread thread_;
};

}  // namespace pult::channels::mail
