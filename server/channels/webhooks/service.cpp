// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/webhooks/service.hpp"

#include "base/log.hpp"
#include "channels/webhooks/delivery.hpp"
#include "channels/webhooks/event_types.hpp"
#include "channels/webhooks/invocation.hpp"
#include "channels/webhooks/worker.hpp"
#include "events/domain_event.hpp"
#include "events/quiet.hpp"

namespace pult::channels {

using namespace webhooks;

WebhookService::WebhookService(sql::Database& database, tickets::Desk& desk, crypto::SecretBox secrets,
                               WebhookOptions options)
    : database_(database), desk_(desk), secrets_(std::move(secrets)), options_(std::move(options)) {
  reload();
  desk.add_hook([this](sql::Transaction& tx, const tickets::Notice& notice) { return on_ticket(tx, notice); });
  database.listen([this](std::string_view channel, std::string_view) {
    if (channel == changed_channel || channel == "reconnected") reload();
    if (channel == queued_channel || channel == events::told_channel || channel == "reconnected") wake();
  });
}

WebhookService::~WebhookService() { stop(); }

Result<void> WebhookService::start() {
  // One server owns an SQLite desk: what is marked as being sent was interrupted, and is due now.
  if (database_.dialect() == sql::Dialect::sqlite)
    PULT_TRY(database_.write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(tx.run("UPDATE webhook_invocations SET next_attempt_at = ?1 WHERE state = 'sending'", {now()}));
      return {};
    }));
  const std::lock_guard lock(mutex_);
  worker_ = std::make_unique<Worker>(*this, options_.workers);
  return {};
}

void WebhookService::stop() {
  stopping_ = true;
  std::unique_ptr<Worker> worker;  // ended outside of the lock: its threads may be in a listener that wants it
  {
    const std::lock_guard lock(mutex_);
    worker = std::move(worker_);
  }
}

void WebhookService::wake() {
  const std::lock_guard lock(mutex_);
  if (worker_) worker_->wake();
}

void WebhookService::expect_change() {
  const std::lock_guard lock(mutex_);
  ++generation_;
  subscribers_.reset();
}

// Until the newest list is read, transactions read their own.
void WebhookService::reload() {
  std::uint64_t generation = 0;
  {
    const std::lock_guard lock(mutex_);
    generation = ++generation_;
    subscribers_.reset();
  }
  const auto loaded = std::make_shared<std::shared_ptr<const Subscribers>>();
  database_.read(
      [this, loaded](sql::Transaction& tx) -> Result<void> {
        *loaded = std::make_shared<const Subscribers>(PULT_TRY(load_subscribers(tx)));
        return {};
      },
      [this, loaded, generation](Result<void> done) {
        const std::lock_guard lock(mutex_);
        if (done && generation == generation_) subscribers_ = *loaded;
      });
}

Result<WebhookService::Subscribers> WebhookService::load_subscribers(sql::Transaction& tx) const {
  Subscribers out;
  for (const auto& webhook : PULT_TRY(store(tx).list_active()))
    for (const auto& subscription : webhook.subscriptions) out[subscription].push_back(webhook.id);
  return out;
}

Result<std::shared_ptr<const WebhookService::Subscribers>> WebhookService::subscribers(sql::Transaction& tx) const {
  {
    const std::lock_guard lock(mutex_);
    if (subscribers_) return subscribers_;
  }
  return std::make_shared<const Subscribers>(PULT_TRY(load_subscribers(tx)));
}

Result<void> WebhookService::enqueue_for(sql::Transaction& tx, const std::vector<std::string>& webhook_ids,
                                         const std::string& type, const std::string& payload) const {
  for (const auto& id : webhook_ids)
    PULT_TRY(enqueue(tx, {.id = make_ulid(now()),
                          .webhook = id,
                          .event_type = type,
                          .payload = payload,
                          .next_attempt_at = now(),
                          .created_at = now()}));
  return {};
}

Result<void> WebhookService::on_ticket(sql::Transaction& tx, const tickets::Notice& notice) const {
  if (events::telling() == events::Telling::nobody) return {};
  const auto all = PULT_TRY(subscribers(tx));
  if (all->empty()) return {};
  std::optional<people::User> author;
  if (notice.before && notice.comment) author = PULT_TRY(people::find_user(tx, notice.comment->author));
  auto occurrences = occurrences_of(notice, author ? &*author : nullptr);
  std::optional<json::object> detail;
  Place place{make_ulid(now()), 0, occurrences.size()};
  for (auto& occurrence : occurrences) {
    ++place.position;
    const auto wanted = all->find(occurrence.type);
    if (wanted == all->end()) continue;
    if (!detail) {
      std::string description = notice.comment && !notice.before ? notice.comment->body : "";
      if (notice.before && notice.after.first_comment)
        if (const auto first = PULT_TRY(tickets::find_comment(tx, notice.after.first_comment)))
          description = first->body;
      detail = ticket_detail(notice.after, notice.audit.author, description);
    }
    const auto type = occurrence.type;
    const auto payload = render_payload(account, make_event_id(), "zen:ticket:" + std::to_string(notice.after.id.value),
                                        notice.audit.created_at, std::move(occurrence), *detail, place);
    PULT_TRY(enqueue_for(tx, wanted->second, type, payload));
  }
  return {};
}

Result<bool> WebhookService::pass_on(sql::Transaction& tx) const {
  constexpr int at_once = 50;
  const auto told = PULT_TRY(events::take_told(tx, at_once));
  const auto all = PULT_TRY(subscribers(tx));
  for (const auto& one : told) {
    const auto type = std::string(event_prefix) + one.type;
    const auto wanted = all->find(type);
    if (wanted == all->end()) continue;
    const auto payload = render_payload(account, make_event_id(), "zen:" + one.subject, now(),
                                        {type, json::parse(one.event).as_object()}, json::parse(one.detail).as_object(),
                                        {make_ulid(now()), 1, 1});
    PULT_TRY(enqueue_for(tx, wanted->second, type, payload));
  }
  return int(told.size()) == at_once;
}

Result<net::HttpReply> WebhookService::call(const Webhook& webhook, const std::string& payload) const {
  auto call = render_call(webhook, {"", payload}, account, now());
  call.guard = &options_.guard;
  call.cancelled = &stopping_;
  return net::http_call(call);
}

}  // namespace pult::channels
