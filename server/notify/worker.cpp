// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/worker.hpp"

#include <algorithm>

#include "base/due_loop.hpp"
#include "base/log.hpp"
#include "notify/settings.hpp"
#include "notify/words.hpp"
#include "people/veil.hpp"
#include "tickets/branding.hpp"

namespace pult::notify {
namespace {

// Longer than the calls of one go can last (4 of 12 s): a lease that ran out meanwhile would let another worker repeat
// them.
constexpr Micros lease = base::minute_us;
constexpr Micros retry_pause = base::second_us, failure_pause = 10 * base::second_us;
constexpr std::size_t most_single = 3;  // more at once are told as one

Delivery delivery_of(std::string_view kind, std::string topic, Micros waited) {
  const auto* known = find_kind(kind);
  const auto left = std::max<Micros>(push_lifetime - waited, base::minute_us);
  return {int(left / base::second_us), std::string(known ? known->urgency : "high"), std::move(topic)};
}

}  // namespace

Worker::Worker(const NotifyService& service) : service_(service), thread_([this] { work(); }) {}

Worker::~Worker() {
  bell_.stop();
  thread_.join();
}

void Worker::wake() { bell_.ring(); }

void Worker::work() {
  base::run_by(
      bell_, "push.failed", retry_pause / 100, [this] { return service_.now(); }, [this] { return deliver_due(); });
}

// Delivers all that is due; when the next message falls due.
Micros Worker::deliver_due() {
  while (!bell_.stopping()) {
    const auto now = service_.now();
    const auto waits = sql::read_value(service_.database(), [](sql::Transaction& tx) { return next_due(tx); });
    if (!waits) return now + failure_pause;
    if (!*waits) return now + base::longest_sleep;
    if (**waits > now) return **waits;
    const auto task = sql::write_value(service_.database(), [&](sql::Transaction& tx) { return take(tx, now); });
    if (!task) {
      log::error("push.not_taken", {{"cause", task.error().cause}});
      return now + failure_pause;
    }
    if (!task->was_any) return now + retry_pause;
    deliver(*task);
  }
  return service_.now();
}

Result<Worker::Task> Worker::take(sql::Transaction& tx, Micros now) const {
  Task task;
  const auto rows = PULT_TRY(claim(tx, now, now + lease));
  if (rows.empty()) return task;
  task.was_any = true;
  const auto store = service_.store(tx);
  auto subscription = PULT_TRY(store.find(rows.front().subscription));
  const auto user = subscription ? PULT_TRY(people::find_user(tx, subscription->user)) : std::nullopt;
  const bool is_signed_in =
      subscription && (!subscription->session || PULT_TRY(people::is_session(tx, subscription->session)));
  if (!user || !user->active || user->suspended || !user->is_agent() || !is_signed_in) {
    PULT_TRY(store.remove(rows.front().subscription));
    return task;
  }
  task.subscription = std::move(*subscription);
  task.key = PULT_TRY(store.desk_key());
  task.letters = PULT_TRY(letters_for(tx, PULT_TRY(people::load_actor(tx, *user)), rows, now));
  return task;
}

// What was seen meanwhile, may no longer be seen or is no news any more is dropped here.
Result<std::vector<Worker::Letter>> Worker::letters_for(sql::Transaction& tx, const people::Actor& actor,
                                                        const std::vector<Waiting>& rows, Micros now) const {
  const auto& user = actor.user;
  const auto branding = PULT_TRY(tickets::load_branding(tx));
  const auto desk = branding.shown_name();
  const auto quiet = quiet_until(PULT_TRY(load_settings(tx, user.id)), user.time_zone, now);
  std::vector<Letter> letters;
  Letter summary{"", delivery_of("", "summary", 0), {}};
  for (const auto& row : rows) {
    if (!row.notification) {
      letters.push_back({render_test(user.locale, desk), delivery_of("", "", now - row.created_at), {row}});
      continue;
    }
    auto found = PULT_TRY(list_unread(tx, actor, {row.notification}));
    // Who has no name is called by the address.
    if (!found.empty() && !people::may_see_personal_data(actor))
      found[0].actor_name = people::Veil({}).cover(found[0].actor_name);
    if (found.empty() || now - row.created_at > push_lifetime) {
      PULT_TRY(finish(tx, row));
    } else if (quiet) {
      PULT_TRY(put_back(tx, row, *quiet, false));
    } else {
      auto delivery =
          delivery_of(found[0].kind, "ticket-" + std::to_string(found[0].ticket.value), now - row.created_at);
      letters.push_back({render_push(found[0], user.locale, desk), std::move(delivery), {row}});
      summary.rows.push_back(row);
    }
  }
  if (summary.rows.size() <= most_single) return letters;
  std::erase_if(letters, [](const Letter& letter) { return bool(letter.rows[0].notification); });
  summary.text = render_summary(summary.rows.size(), user.locale, desk);
  letters.push_back(std::move(summary));
  return letters;
}

void Worker::deliver(const Task& task) {
  for (const auto& letter : task.letters) {
    if (bell_.stopping()) return;
    Reading reading;
    const auto sealed = encrypt(task.subscription.target, letter.text);
    if (!sealed) {
      reading = {Verdict::gone, 0, sealed.error().message};
    } else {
      const auto proof =
          vapid_header(task.key, task.subscription.target.endpoint, service_.options().contact, service_.now());
      auto call = render_call(task.subscription.target, *sealed, proof, letter.delivery);
      call.guard = &service_.options().guard;
      call.cancelled = &bell_.stopping();
      const auto reply = net::http_call(call);
      // Not known whether it arrived: it is sent again, and takes its own place at the browser.
      if (!reply && reply.error().code == "HttpCancelled") return;
      reading = read_reply(reply, letter.rows.front().attempts);
    }
    if (reading.verdict != Verdict::taken)
      log::warn("push.not_delivered", {{"service", task.subscription.origin}, {"answer", reading.words}});
    const auto kept =
        service_.database().write([&](sql::Transaction& tx) { return record(tx, task, letter, reading); });
    if (!kept) log::error("push.not_recorded", {{"cause", kept.error().cause}});
    if (reading.verdict == Verdict::gone) return;
  }
}

Result<void> Worker::record(sql::Transaction& tx, const Task& task, const Letter& letter,
                            const Reading& reading) const {
  const auto store = service_.store(tx);
  const auto now = service_.now();
  if (reading.verdict == Verdict::gone) return store.remove(task.subscription.id);
  for (const auto& row : letter.rows) {
    if (reading.verdict == Verdict::again)
      PULT_TRY(put_back(tx, row, now + reading.wait, true));
    else
      PULT_TRY(finish(tx, row));
  }
  return store.note(task.subscription.id, reading.words, now);
}

}  // namespace pult::notify
