// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/pollers.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "channels/mail/poller.hpp"
#include "channels/mail/service.hpp"

namespace pult::channels::mail {
namespace {

constexpr std::chrono::minutes leftovers_every{1};

}  // namespace

Pollers::Pollers(MailService& service) : service_(service), thread_([this] { supervise(); }) {}

Pollers::~Pollers() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void Pollers::refresh() {
  {
    const std::lock_guard lock(mutex_);
    refresh_ = true;
  }
  changed_.notify_all();
}

void Pollers::supervise() {
  for (;;) {
    {
      std::unique_lock lock(mutex_);
      const bool asked = changed_.wait_for(lock, leftovers_every, [this] { return refresh_ || stopping_; });
      if (stopping_) break;
      refresh_ = false;
      if (!asked) {
        lock.unlock();
        service_.settle_leftovers(service_.desk().now() - base::minute_us);
        continue;
      }
    }
    const auto mailboxes = sql::read_value(service_.database(), list_mailboxes);
    if (mailboxes)
      apply(*mailboxes);
    else
      log::error("mailboxes.unreadable", {{"cause", mailboxes.error().cause}});
  }
  running_.clear();
}

void Pollers::apply(const std::vector<Mailbox>& wanted) {
  const auto polled = [](const Mailbox& mailbox) { return mailbox.active && !mailbox.imap.host.empty(); };
  std::erase_if(running_, [&](const auto& entry) {
    const auto found = std::ranges::find(wanted, entry.second->mailbox().id, &Mailbox::id);
    return found == wanted.end() || !polled(*found) || found->updated_at != entry.second->mailbox().updated_at;
  });
  for (const auto& mailbox : wanted)
    if (polled(mailbox) && !running_.contains(mailbox.id.value))
      running_.emplace(mailbox.id.value, std::make_unique<Poller>(service_, mailbox));
}

}  // namespace pult::channels::mail
