// SPDX-License-Identifier: AGPL-3.0-or-later
// An SMTP relay for tests: takes every mail and keeps it, or misbehaves as told.
#pragma once
#include <chrono>
#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/blocking_listener.hpp"
#include "net/lmtp_session.hpp"

namespace pult::net::testing {

class SmtpCatcher {
 public:
  struct Mail {
    std::string from;
    std::vector<std::string> recipients;
    std::string raw;
  };
  enum class Behaviour : std::uint8_t {
    take,
    defer,              // 451 after the data
    reject,             // 550 after the data
    drop_before_reply,  // keeps the mail, but closes the connection instead of answering
    drop_after_reply,   // answers 250 and closes: the client finds its kept connection dead
    lose,               // closes the connection instead of answering and forgets the mail
  };

  explicit SmtpCatcher(std::uint16_t port = 0, LmtpLimits limits = {});
  std::uint16_t port() const { return listener_->port(); }

  // For all mails from now on.
  void behave(Behaviour behaviour);
  // For the next mails only, one each, before the above counts again.
  void behave_next(std::vector<Behaviour> behaviours);
  // RCPT for this address gets this reply ("550 5.1.1 No such user").
  void refuse(const std::string& recipient, const std::string& reply);

  std::vector<Mail> mails() const;
  // Waits until there are at least that many; false after timeout_ms.
  bool wait_for(std::size_t count, int timeout_ms) const;
  int connections() const;  // accepted so far

 private:
  void serve(BlockingSocket& socket);
  Behaviour next_behaviour();

  LmtpLimits limits_;
  mutable std::mutex mutex_;
  mutable std::condition_variable arrived_;
  Behaviour behaviour_ = Behaviour::take;
  std::deque<Behaviour> next_;
  std::map<std::string, std::string, std::less<>> refusals_;
  std::vector<Mail> mails_;
  int connections_ = 0;
  std::unique_ptr<BlockingListener> listener_;  // last: its threads use all of the above
};

}  // namespace pult::net::testing
