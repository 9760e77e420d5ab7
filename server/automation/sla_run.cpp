// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/sla_run.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "automation/sla_rules.hpp"
#include "automation/sla_said.hpp"
#include "automation/sla_warning.hpp"
#include "events/quiet.hpp"
#include "tickets/definitions.hpp"
#include "tickets/draft.hpp"
#include "tickets/metric_events.hpp"
#include "tickets/store.hpp"
#include "timers/timers.hpp"

namespace pult::automation {
namespace {

namespace json = boost::json;
using tickets::MetricEvent;
using tickets::Ticket;

constexpr UserId nobody{};

const SlaMetric* target_of(const SlaPolicy& policy, std::string_view priority, sla::Metric metric) {
  const auto found = std::ranges::find_if(policy.metrics, [&](const SlaMetric& target) {
    return target.priority == priority && target.metric == sla::render_metric(metric);
  });
  return found == policy.metrics.end() ? nullptr : &*found;
}

std::string render_trace(const SlaChoice& choice, const Ticket& ticket, const tickets::BusinessHours* hours) {
  json::object trace{{"policy", {{"title", choice.rule->policy.title}, {"position", choice.rule->policy.position}}},
                     {"passed_over", choice.passed_over},
                     {"priority", ticket.priority}};
  if (hours) trace["schedule"] = {{"name", hours->name()}, {"time_zone", hours->zone()}};
  return json::serialize(trace);
}

std::string render_applied(const SlaPolicy& policy, const SlaMetric& target) {
  return json::serialize(json::object{
      {"target", target.target_seconds / 60},
      {"target_in_seconds", target.target_seconds},
      {"business_hours", target.business_hours},
      {"policy", {{"id", policy.id.value}, {"title", policy.title}, {"description", policy.description}}}});
}

Result<void> move_timer(sql::Transaction& tx, TicketId ticket, std::optional<Micros> from, std::optional<Micros> to,
                        Micros now) {
  if (from == to) return {};
  const auto subject = [&](Micros due_at) { return std::to_string(ticket.value) + " " + std::to_string(due_at); };
  // One that is nearly due may be being fired, by a server that waits for this ticket: it is left to find nothing.
  if (from && *from > now + base::minute_us) PULT_TRY(timers::cancel(tx, sla_timer, subject(*from)));
  return to ? timers::set(tx, sla_timer, subject(*to), *to) : Result<void>();
}

// One change of a ticket, as its clocks see it.
class Change {
 public:
  Change(sql::Transaction& tx, const Ticket& ticket, Micros at, Micros now, Micros lead)
      : tx_(tx), ticket_(ticket), at_(at), now_(now), lead_(lead) {}

  Result<void> apply(const SlaChoice& choice, const tickets::BusinessHours* hours, std::optional<SlaTicket> before,
                     sla::Tracks tracks);

 private:
  void say(sla::Metric metric, std::int64_t instance, std::string_view type, Micros at, std::int64_t minutes = 0,
           std::string applied = {}) {
    moved_.push_back({0, ticket_.id, std::string(metric_event_name(metric)), instance, std::string(type), at, minutes,
                      std::move(applied)});
  }
  void say_moves(sla::Metric metric, const sla::Track& before, const sla::Track& after);
  std::optional<SlaClock> clock_of(const SlaPolicy& policy, const SlaMetric& target, sla::Metric metric,
                                   const sla::Track& track, const tickets::BusinessHours* hours,
                                   const SlaClock* before);

  sql::Transaction& tx_;
  const Ticket& ticket_;
  const Micros at_, now_, lead_;
  std::vector<MetricEvent> moved_;
};

Micros ran(const sla::Track& track, Micros at) {
  Micros sum = 0;
  for (const auto& run : track.runs) sum += run.to.value_or(at) - run.from;
  return sum;
}

// The clocks of updates only: those of replies and of work are told for every ticket (tickets/metrics.hpp).
void Change::say_moves(sla::Metric metric, const sla::Track& before, const sla::Track& after) {
  if (metric != sla::Metric::periodic_update && metric != sla::Metric::pausable_update) return;
  const bool is_new = before.instance != after.instance;
  const auto stop = [&](std::string_view type, const sla::Track& track) {
    say(metric, before.instance, type, at_);
    say(metric, before.instance, "update_status", at_, ran(track, at_) / base::minute_us);
  };
  if (before.is_owed && (is_new || !after.is_owed)) stop("fulfill", is_new ? before : after);
  if (!is_new && after.is_owed && before.is_running() && !after.is_running()) stop("pause", after);
  if (after.is_running() && (is_new || !before.is_running())) say(metric, after.instance, "activate", at_);
}

std::optional<SlaClock> Change::clock_of(const SlaPolicy& policy, const SlaMetric& target, sla::Metric metric,
                                         const sla::Track& track, const tickets::BusinessHours* hours,
                                         const SlaClock* before) {
  const auto* calendar = target.business_hours && hours ? &hours->calendar() : nullptr;
  const auto due = sla::deadline(track, {target.target_seconds * base::second_us, calendar}, now_);
  if (!due) return std::nullopt;
  SlaClock clock{ticket_.id,
                 metric,
                 policy.id,
                 target.target_seconds,
                 target.business_hours,
                 track.instance,
                 due->state,
                 track.started_at.value_or(ticket_.created_at)};
  clock.due_at = due->due_at;
  clock.fulfilled_at = track.fulfilled_at;
  const bool was_breached = before && before->instance == clock.instance && before->breached_at;
  // That a running clock is over is for the timer to find, which tells the ticket.
  if (due->is_late && (was_breached || due->state != sla::State::active)) clock.breached_at = due->due_at;
  clock.warn_at = warning_at(clock, calendar, lead_);
  const bool is_applied = !before || before->instance != clock.instance || before->policy != clock.policy ||
                          before->target_s != clock.target_s || before->business_hours != clock.business_hours;
  if (is_applied) say(metric, clock.instance, "apply_sla", at_, 0, render_applied(policy, target));
  if (clock.breached_at && !was_breached) say(metric, clock.instance, "breach", *clock.breached_at);
  return clock;
}

Result<void> Change::apply(const SlaChoice& choice, const tickets::BusinessHours* hours,
                           std::optional<SlaTicket> before, sla::Tracks tracks) {
  const auto& policy = choice.rule->policy;
  const auto known = before ? PULT_TRY(list_sla_clocks(tx_, {ticket_.id})) : std::vector<SlaClock>();
  std::vector<SlaClock> clocks;
  for (std::size_t i = 0; i < sla::metric_words.size(); ++i) {
    const auto metric = sla::Metric(i);
    const auto found = std::ranges::find(known, metric, &SlaClock::metric);
    const auto* old = found == known.end() ? nullptr : &*found;
    const auto* target = target_of(policy, target_priority(ticket_), metric);
    auto clock = target ? clock_of(policy, *target, metric, tracks[metric], hours, old) : std::nullopt;
    if (target) say_moves(metric, before ? before->tracks[metric] : sla::Track(), tracks[metric]);
    PULT_TRY(move_warning(tx_, old, clock ? &*clock : nullptr, now_));
    if (!clock) {
      if (old) PULT_TRY(delete_sla_clock(tx_, ticket_.id, metric));
      continue;
    }
    if (!old || *old != *clock) PULT_TRY(save_sla_clock(tx_, *clock));
    clocks.push_back(std::move(*clock));
  }
  SlaTicket row{ticket_.id, policy.id, ScheduleId(hours ? hours->schedule() : 0), std::move(tracks),
                render_trace(choice, ticket_, hours)};
  sum_up(row, clocks);
  PULT_TRY(move_timer(tx_, ticket_.id, before ? before->due_at : std::nullopt, row.due_at, now_));
  if (!before || *before != row) PULT_TRY(save_sla_ticket(tx_, row, now_));
  if (known != clocks) tickets::tell_part(tx_, ticket_.id, slas_part, nobody);
  return tickets::append_metric_events(tx_, ticket_.id, moved_, at_);
}

Result<void> follow(sql::Transaction& tx, const tickets::Desk& desk, SlaRules& rules, const tickets::Notice& notice) {
  const auto& after = notice.after;
  if (is_breach_only(notice.audit)) return {};
  auto kept = notice.before ? PULT_TRY(find_sla_ticket(tx, after.id)) : std::nullopt;
  const auto set = PULT_TRY(rules.get(tx, PULT_TRY(desk.views(tx))));
  const bool is_over = after.status >= tickets::Status::solved;
  // What is imported from the past begins with its first change here.
  const bool is_past = events::telling() == events::Telling::nobody;
  if (!kept && (set->rules.empty() || is_over || is_past)) return {};
  auto choice =
      after.status == tickets::Status::deleted ? SlaChoice() : PULT_TRY(choose_policy(tx, *set, after, desk.now()));
  if (!choice.rule) {
    if (!kept) return {};
    tickets::tell_part(tx, after.id, slas_part, nobody);
    return delete_sla_ticket(tx, after.id);
  }
  sla::Tracks tracks;
  if (kept) {
    tracks = kept->tracks;
    sla::advance(tracks, PULT_TRY(step_of(tx, notice)));
  } else {
    tracks = notice.before ? PULT_TRY(replay(tx, after.id)) : sla::Tracks();
    if (!notice.before) sla::advance(tracks, PULT_TRY(step_of(tx, notice)));
  }
  const auto telling = sla_telling(desk.definitions(tx)->account_settings);
  return Change(tx, after, notice.audit.created_at, desk.now(), telling.lead)
      .apply(choice, set->views->hours.get(), std::move(kept), std::move(tracks));
}

}  // namespace

std::string_view metric_event_name(sla::Metric metric) {
  switch (metric) {
    case sla::Metric::first_reply:
    case sla::Metric::next_reply: return "reply_time";
    case sla::Metric::total_resolution: return "resolution_time";
    default: return sla::render_metric(metric);
  }
}

tickets::Hook sla_hook(const tickets::Desk& desk) {
  return [&desk, rules = std::make_shared<SlaRules>()](sql::Transaction& tx, const tickets::Notice& notice) {
    return follow(tx, desk, *rules, notice);
  };
}

Result<void> end_sla_time(sql::Transaction& tx, const tickets::Desk& desk, const std::string& subject) {
  TicketId id;
  std::from_chars(subject.data(), subject.data() + subject.size(), id.value);
  const auto ticket = PULT_TRY(tickets::find_ticket_for_update(tx, id));
  auto row = PULT_TRY(find_sla_ticket(tx, id));
  if (!ticket || !row || !row->due_at || *row->due_at > desk.now()) return {};
  auto clocks = PULT_TRY(list_sla_clocks(tx, {id}));
  tickets::Planned planned;
  planned.via = "rule";
  std::vector<MetricEvent> moved;
  for (auto& clock : clocks) {
    if (!clock.is_ticking() || *clock.due_at > desk.now()) continue;
    clock.breached_at = clock.due_at;
    PULT_TRY(save_sla_clock(tx, clock));
    const std::string metric(sla::render_metric(clock.metric));
    planned.events.push_back({events::EventType::change, std::string(sla_breach_field), metric, std::nullopt, {}});
    moved.push_back({0, id, std::string(metric_event_name(clock.metric)), clock.instance, "breach", *clock.due_at});
  }
  sum_up(*row, clocks);
  PULT_TRY(save_sla_ticket(tx, *row, desk.now()));
  PULT_TRY(move_timer(tx, id, std::nullopt, row->due_at, desk.now()));
  if (planned.events.empty()) return {};
  PULT_TRY(tickets::append_metric_events(tx, id, moved, desk.now()));
  tickets::tell_part(tx, id, slas_part, nobody);
  PULT_TRY(desk.record(tx, people::system_actor(), *ticket, std::move(planned)));
  return {};
}

}  // namespace pult::automation
