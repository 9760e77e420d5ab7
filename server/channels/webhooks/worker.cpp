// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/webhooks/worker.hpp"

#include "base/due_loop.hpp"
#include "base/log.hpp"
#include "channels/webhooks/delivery.hpp"
#include "channels/webhooks/service.hpp"
#include "events/domain_event.hpp"

namespace pult::channels::webhooks {
namespace {

// Longer than a call can last (12 s): a lease that ran out while it was under way would let another worker repeat it.
constexpr Micros lease = 20 * base::second_us;
constexpr int calls_per_webhook = 2;
constexpr Micros retry_pause = base::second_us;

}  // namespace

struct Worker::Task {
  Invocation invocation;
  Webhook webhook;
};

Worker::Worker(const WebhookService& service, int threads) : service_(service) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { work(); });
}

Worker::~Worker() {
  bell_.stop();
  for (auto& thread : threads_) thread.join();
}

void Worker::wake() { bell_.ring(); }

void Worker::work() {
  // What is due already belongs to a webhook that is busy: its call's end wakes us.
  base::run_by(
      bell_, "webhooks.failed", retry_pause, [this] { return service_.now(); },
      [this] {
        pass_on();
        return deliver_due();
      });
}

// What was told of people and organizations becomes calls.
void Worker::pass_on() {
  const auto waits = sql::read_value(service_.database(), [](sql::Transaction& tx) { return events::has_told(tx); });
  for (bool more = waits && *waits; more && !bell_.stopping();) {
    const auto passed =
        sql::write_value(service_.database(), [&](sql::Transaction& tx) { return service_.pass_on(tx); });
    if (!passed) log::error("webhooks.not_passed_on", {{"cause", passed.error().cause}});
    more = passed && *passed;
  }
}

// Delivers all that is due; when the next call falls due.
Micros Worker::deliver_due() {
  while (!bell_.stopping()) {
    const auto now = service_.now();
    std::optional<Task> task;
    const auto taken = service_.database().write([&](sql::Transaction& tx) -> Result<void> {
      task.reset();
      const auto invocation = PULT_TRY(claim(tx, now, now + lease, calls_per_webhook));
      if (!invocation) return {};
      task.emplace(Task{*invocation, {}});
      const auto webhook = PULT_TRY(service_.store(tx).find(invocation->webhook));
      if (!webhook || !webhook->is_active) {
        PULT_TRY(finish(tx, *invocation, {"terminated", "terminated", 0, now}, now));
        return {};
      }
      const auto breaker = PULT_TRY(load_breaker(tx, webhook->id));
      const auto verdict = verdict_of(breaker, now);
      if (verdict == Verdict::wait) return put_back(tx, *invocation, "circuit broken", breaker.broken_until);
      if (verdict == Verdict::probe) PULT_TRY(save_breaker(tx, webhook->id, probing(breaker, now + lease)));
      task->webhook = *webhook;
      return {};
    });
    if (!taken) return now + 10 * base::second_us;  // the database is busy or full: later
    if (!task) break;
    if (!task->webhook.id.empty()) deliver(*task);
  }
  const auto due = sql::read_value(service_.database(), [](sql::Transaction& tx) { return next_due(tx); });
  return due && *due ? **due : service_.now() + base::longest_sleep;
}

void Worker::deliver(const Task& task) {
  auto call =
      render_call(task.webhook, {task.invocation.id, task.invocation.payload}, WebhookService::account, service_.now());
  call.guard = &service_.guard();
  call.cancelled = &bell_.stopping();
  const auto reply = net::http_call(call);
  // Not known whether it arrived: it is made again, under the same id, by whoever comes next.
  if (!reply && reply.error().code == "HttpCancelled") return;
  const auto reading = read_reply(reply, task.invocation.attempts);
  const auto now = service_.now();
  const auto kept =
      service_.database().write([&](sql::Transaction& tx) { return record(tx, task, call, reply, reading, now); });
  // The lease runs out and the call is made again under the same id.
  if (!kept) log::error("webhooks.not_recorded", {{"id", task.invocation.id}, {"cause", kept.error().cause}});
}

Result<void> Worker::record(sql::Transaction& tx, const Task& task, const net::HttpCall& call,
                            const Result<net::HttpReply>& reply, const Reading& reading, Micros now) {
  const auto& invocation = task.invocation;
  const bool succeeded = reading.outcome == "success";
  Ending ending{succeeded ? "success" : "failed", reading.outcome, reading.status_code, now};
  if (reading.retry_after) {
    ending.state = "queued";
    ending.next_attempt_at = now + *reading.retry_after;
  }
  PULT_TRY(insert_attempt(tx, {make_ulid(now), invocation.id, reading.status_code, reading.outcome,
                               render_request_log(call), render_response_log(reply), now}));
  PULT_TRY(finish(tx, invocation, ending, now));
  const auto before = load_breaker(tx, invocation.webhook);
  if (!before && before.error().kind == ErrorKind::not_found) return {};  // removed meanwhile
  PULT_TRY(before);
  const auto after = after_attempt(*before, !succeeded, now);
  PULT_TRY(save_breaker(tx, invocation.webhook, after));
  if (after.broken_times > before->broken_times) {
    log::warn("webhooks.broken", {{"webhook", invocation.webhook}, {"times", std::to_string(after.broken_times)}});
    return move_waiting(tx, invocation.webhook, after.broken_until, "circuit broken");
  }
  if (before->broken_times > 0 && after.broken_times == 0) return move_waiting(tx, invocation.webhook, now, "pending");
  return {};
}

}  // namespace pult::channels::webhooks
