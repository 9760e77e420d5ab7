// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/worker.hpp"

#include "alerts/service.hpp"
#include "base/due_loop.hpp"
#include "base/log.hpp"
#include "channels/webhooks/delivery.hpp"
#include "text/html_text.hpp"
#include "text/utf8.hpp"

namespace pult::alerts {
namespace {

constexpr int thread_count = 2;
// Longer than a call can last (12 s): a lease that ran out while it was under way would let another worker repeat it.
constexpr Micros lease = 30 * base::second_us;
constexpr Micros retry_pause = base::second_us, failure_pause = 10 * base::second_us;
constexpr std::size_t max_words = 300;

std::string words_of_failure(const Result<net::HttpReply>& reply) {
  if (!reply) return reply.error().message;
  const auto said = text::excerpt(text::to_valid_utf8(reply->body.substr(0, 4 * max_words)), max_words);
  return "HTTP " + std::to_string(reply->status) + (said.empty() ? "" : ": " + said);
}

}  // namespace

Worker::Worker(const AlertService& service) : service_(service) {
  for (int i = 0; i < thread_count; ++i) threads_.emplace_back([this] { work(); });
}

Worker::~Worker() {
  bell_.stop();
  for (auto& thread : threads_) thread.join();
}

void Worker::wake() { bell_.ring(); }

void Worker::work() {
  base::run_by(
      bell_, "alerts.failed", retry_pause / 10, [this] { return service_.now(); }, [this] { return deliver_due(); });
}

// Makes all calls that are due; when the next one falls due.
Micros Worker::deliver_due() {
  while (!bell_.stopping()) {
    const auto now = service_.now();
    const auto due = sql::read_value(service_.database(), [](sql::Transaction& tx) { return next_call_due(tx); });
    if (!due) return now + failure_pause;
    if (!*due) return now + base::longest_sleep;
    if (**due > now) return **due;
    auto task = sql::write_value(service_.database(), [&](sql::Transaction& tx) { return take(tx, now); });
    if (!task) {
      log::error("alerts.not_taken", {{"cause", task.error().cause}});
      return now + failure_pause;
    }
    if (!*task) return now + retry_pause;  // in the hands of another
    if ((*task)->call) deliver(**task);
  }
  return service_.now();
}

Result<std::optional<Worker::Task>> Worker::take(sql::Transaction& tx, Micros now) const {
  const auto queued = PULT_TRY(claim_call(tx, now, now + lease));
  if (!queued) return std::optional<Task>();
  Task task{*queued, {}};
  const auto alert = PULT_TRY(find_alert(tx, AlertId(queued->alert)));
  const auto channel = PULT_TRY(service_.channels(tx).find(queued->channel));
  if (!alert || !alert->is_open() || !channel || !channel->is_active) {
    PULT_TRY(finish_call(tx, *queued, {"dropped", "", 0, now}, now));
    return task;
  }
  task.call = render_call(*channel, PULT_TRY(service_.values_of(tx, *alert, *channel, queued->id)));
  // The same in every attempt, so that receivers know duplicates.
  task.call->headers.emplace_back("Idempotency-Key",
                                  "alert-" + std::to_string(alert->id.value) + "-" + std::to_string(queued->id));
  return task;
}

void Worker::deliver(Task& task) {
  task.call->guard = &service_.guard();
  task.call->cancelled = &bell_.stopping();
  const auto reply = net::http_call(*task.call);
  // Not known whether it arrived: it is made again, under the same key, by whoever comes next.
  if (!reply && reply.error().code == "HttpCancelled") return;
  const auto reading = channels::webhooks::read_reply(reply, task.queued.attempts);
  const auto now = service_.now();
  CallEnding ending{"sent", "", reading.status_code, now};
  if (reading.outcome != "success") {
    ending.error = words_of_failure(reply);
    ending.state = reading.retry_after ? "queued" : "failed";
    ending.next_attempt_at = now + reading.retry_after.value_or(0);
    log::warn("alerts.not_delivered", {{"alert", std::to_string(task.queued.alert)},
                                       {"channel", std::to_string(task.queued.channel.value)},
                                       {"answer", std::to_string(reading.status_code)}});
  }
  const auto kept = service_.database().write([&](sql::Transaction& tx) -> Result<void> {
    if (!PULT_TRY(finish_call(tx, task.queued, ending, now))) return {};
    return service_.channels(tx).note(task.queued.channel, ending.error, now);
  });
  if (!kept) log::error("alerts.not_recorded", {{"cause", kept.error().cause}});
}

}  // namespace pult::alerts
