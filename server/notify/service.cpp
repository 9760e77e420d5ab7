// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/service.hpp"

#include "events/quiet.hpp"
#include "notify/queue.hpp"
#include "notify/telling.hpp"
#include "notify/worker.hpp"

namespace pult::notify {

NotifyService::NotifyService(sql::Database& database, tickets::Desk& desk, channels::MailService& mail,
                             crypto::SecretBox secrets, Options options)
    : database_(database),
      desk_(desk),
      secrets_(std::move(secrets)),
      options_(std::move(options)),
      mailer_(mail, options_.base_url) {
  desk.add_hook([](sql::Transaction& tx, const tickets::Notice& notice) {
    return events::telling() == events::Telling::nobody ? Result<void>() : tell(tx, notice);
  });
  mail.write_agent_mails_by(
      [this](sql::Transaction& tx, const events::OutboxRow& row) { return mailer_.write(tx, row); });
  database.listen([this](std::string_view channel, std::string_view) {
    if (channel == queued_channel || channel == "reconnected") wake();
  });
}

NotifyService::~NotifyService() { stop(); }

void NotifyService::add_timer(timers::Runner& runner) {
  runner.handle(std::string(mail_timer), {[this](sql::Transaction& tx, const std::string& subject) {
                  return mailer_.on_timer(tx, subject, now());
                }});
}

Result<void> NotifyService::start() {
  if (database_.dialect() == sql::Dialect::sqlite)
    PULT_TRY(database_.write([&](sql::Transaction& tx) { return release_all(tx, now()); }));
  const std::lock_guard lock(mutex_);
  worker_ = std::make_unique<Worker>(*this);
  return {};
}

void NotifyService::stop() {
  std::unique_ptr<Worker> worker;  // ended outside of the lock: its thread may be in a listener that wants it
  {
    const std::lock_guard lock(mutex_);
    worker = std::move(worker_);
  }
}

void NotifyService::wake() {
  const std::lock_guard lock(mutex_);
  if (worker_) worker_->wake();
}

}  // namespace pult::notify
