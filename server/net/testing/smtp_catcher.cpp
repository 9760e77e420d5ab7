// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/testing/smtp_catcher.hpp"

namespace pult::net::testing {

SmtpCatcher::SmtpCatcher(std::uint16_t port, LmtpLimits limits)
    : limits_(limits),
      listener_(BlockingListener::start("127.0.0.1", port, 64, "421 4.3.2 Too many connections\r\n",
                                        [this](BlockingSocket& socket) { serve(socket); })
                    .value()) {}

void SmtpCatcher::behave(Behaviour behaviour) {
  std::lock_guard lock(mutex_);
  behaviour_ = behaviour;
}

void SmtpCatcher::behave_next(std::vector<Behaviour> behaviours) {
  std::lock_guard lock(mutex_);
  next_.insert(next_.end(), behaviours.begin(), behaviours.end());
}

void SmtpCatcher::refuse(const std::string& recipient, const std::string& reply) {
  std::lock_guard lock(mutex_);
  refusals_[recipient] = reply;
}

std::vector<SmtpCatcher::Mail> SmtpCatcher::mails() const {
  std::lock_guard lock(mutex_);
  return mails_;
}

bool SmtpCatcher::wait_for(std::size_t count, int timeout_ms) const {
  std::unique_lock lock(mutex_);
  return arrived_.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return mails_.size() >= count; });
}

int SmtpCatcher::connections() const {
  std::lock_guard lock(mutex_);
  return connections_;
}

SmtpCatcher::Behaviour SmtpCatcher::next_behaviour() {
  if (next_.empty()) return behaviour_;
  auto behaviour = next_.front();
  next_.pop_front();
  return behaviour;
}

void SmtpCatcher::serve(BlockingSocket& socket) {
  LmtpSession session("catcher.test", limits_, [this](std::string_view recipient) -> std::optional<std::string> {
    std::lock_guard lock(mutex_);
    auto found = refusals_.find(recipient);
    return found == refusals_.end() ? std::nullopt : std::optional(found->second);
  });
  {
    std::lock_guard lock(mutex_);
    ++connections_;
  }
  using Outcome = BlockingSocket::Outcome;
  std::string bytes;
  for (;;) {
    if (socket.send(session.take_output(), BlockingSocket::in_ms(60'000)) != Outcome::ok || session.closing()) return;
    if (auto message = session.take_message()) {
      std::lock_guard lock(mutex_);
      auto behaviour = next_behaviour();
      bool keep = behaviour != Behaviour::defer && behaviour != Behaviour::reject && behaviour != Behaviour::lose;
      if (keep) mails_.push_back({message->envelope.from, message->envelope.recipients, std::move(message->raw)});
      arrived_.notify_all();
      if (behaviour == Behaviour::drop_before_reply || behaviour == Behaviour::lose) return;
      Result<void> verdict;
      if (behaviour == Behaviour::defer) verdict = base::fail(ErrorKind::unavailable, "deferred", "Try again later");
      if (behaviour == Behaviour::reject) verdict = base::fail(ErrorKind::unprocessable, "rejected", "Not wanted here");
      session.finish(verdict);
      if (behaviour != Behaviour::drop_after_reply) continue;
      socket.send(session.take_output(), BlockingSocket::in_ms(60'000));
      return;
    }
    bytes.clear();
    if (socket.receive(bytes, BlockingSocket::in_ms(60'000)) != Outcome::ok) return;
    session.feed(bytes);
  }
}

}  // namespace pult::net::testing
