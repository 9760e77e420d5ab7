// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/metrics.hpp"

#include <algorithm>
#include <array>

namespace pult::tickets {
namespace {

// A deleted ticket stands where it stood.
Status standing(const Ticket& ticket) {
  return ticket.status == Status::deleted ? ticket.previous_status.value_or(Status::open) : ticket.status;
}
bool is_done(Status status) { return status >= Status::solved; }
bool agent_works(Status status) { return status == Status::fresh || status == Status::open; }
bool requester_waits(Status status) { return !is_done(status) && status != Status::pending; }

void add_period(Metrics& metrics, Status status, Micros length) {
  if (is_done(status)) return;
  if (status == Status::pending)
    metrics.agent_wait_us += length;
  else
    metrics.requester_wait_us += length;
  if (status == Status::hold) metrics.on_hold_us += length;
  if (agent_works(status)) metrics.agent_work_us += length;
}

const events::CommentFacts* comment_in(const events::Audit& audit) {
  for (const auto& event : audit.events)
    if (event.type == events::EventType::comment && event.comment.counts_as_activity) return &event.comment;
  return nullptr;
}

// Writes down what clocks do at one moment.
class Clocks {
 public:
  Clocks(const Ticket& ticket, Micros now, std::vector<MetricEvent>& moved)
      : ticket_(ticket.id), now_(now), moved_(moved) {}
  void say(std::string_view metric, std::int64_t instance, std::string_view type) {
    moved_.push_back({0, ticket_, std::string(metric), instance, std::string(type), now_, 0});
  }
  void stop(std::string_view metric, std::int64_t instance, std::string_view type, Micros ran) {
    say(metric, instance, type);
    moved_.push_back({0, ticket_, std::string(metric), instance, "update_status", now_, ran / base::minute_us});
  }
  // A clock that runs in some states only.
  void move(std::string_view metric, std::int64_t instance, bool ran, bool runs, bool ends, Micros total) {
    if (!ran && runs)
      say(metric, instance, "activate");
    else if (ends)
      stop(metric, instance, "fulfill", total);
    else if (ran && !runs)
      stop(metric, instance, "pause", total);
  }

 private:
  TicketId ticket_;
  Micros now_;
  std::vector<MetricEvent>& moved_;
};

void measure_status(Metrics& metrics, Status from, Status to, Micros now, Clocks& clocks) {
  if (from == to) return;
  add_period(metrics, from, std::max<Micros>(now - metrics.status_updated_at, 0));
  metrics.status_updated_at = now;
  const bool ends = !is_done(from) && is_done(to), reopens = is_done(from) && !is_done(to);
  if (ends) {
    metrics.solved_at = now;
    if (!metrics.first_solved_at) metrics.first_solved_at = now;
  } else if (reopens) {
    metrics.solved_at.reset();
    ++metrics.reopens;
    ++metrics.resolution_instance;
  }
  const auto instance = metrics.resolution_instance;
  clocks.move("agent_work_time", instance, agent_works(from), agent_works(to), ends, metrics.agent_work_us);
  clocks.move("requester_wait_time", instance, requester_waits(from), requester_waits(to), ends,
              metrics.requester_wait_us);
  clocks.move("resolution_time", instance, !is_done(from), !is_done(to), ends, now - metrics.created_at);
}

void measure_comment(Metrics& metrics, const events::CommentFacts& comment, bool by_staff, Micros now, Clocks& clocks) {
  metrics.latest_comment_added_at = now;
  if (!comment.is_public) return;
  if (!by_staff) {
    if (metrics.reply_awaited_since) return;
    metrics.reply_awaited_since = now;
    clocks.say("reply_time", ++metrics.reply_instance, "activate");
    return;
  }
  ++metrics.replies;
  if (!metrics.first_replied_at) metrics.first_replied_at = now;
  if (metrics.reply_awaited_since)
    clocks.stop("reply_time", metrics.reply_instance, "fulfill", now - *metrics.reply_awaited_since);
  metrics.reply_awaited_since.reset();
}

// Whether somebody waits for an answer from the beginning: what an agent wrote down privately asks for none.
bool awaits_reply(const Ticket& created) { return created.is_public && !is_done(standing(created)); }

// The members in the order of the text form.
using Times = std::array<std::optional<Micros> Metrics::*, 7>;
constexpr Times times{&Metrics::assignee_updated_at, &Metrics::initially_assigned_at, &Metrics::assigned_at,
                      &Metrics::first_replied_at,    &Metrics::first_solved_at,       &Metrics::solved_at,
                      &Metrics::reply_awaited_since};
using Numbers = std::array<std::int64_t Metrics::*, 16>;
constexpr Numbers numbers{&Metrics::group_stations,
                          &Metrics::assignee_stations,
                          &Metrics::reopens,
                          &Metrics::replies,
                          &Metrics::requester_updated_at,
                          &Metrics::status_updated_at,
                          &Metrics::custom_status_updated_at,
                          &Metrics::latest_comment_added_at,
                          &Metrics::agent_wait_us,
                          &Metrics::requester_wait_us,
                          &Metrics::on_hold_us,
                          &Metrics::agent_work_us,
                          &Metrics::reply_instance,
                          &Metrics::resolution_instance,
                          &Metrics::created_at,
                          &Metrics::updated_at};

}  // namespace

Metrics begin_metrics(const Ticket& created) {
  Metrics metrics;
  const auto now = created.created_at;
  metrics.created_at = metrics.updated_at = now;
  metrics.requester_updated_at = metrics.status_updated_at = metrics.custom_status_updated_at = now;
  metrics.latest_comment_added_at = now;
  metrics.group_stations = created.group ? 1 : 0;
  metrics.assignee_stations = created.assignee ? 1 : 0;
  if (created.assignee) metrics.initially_assigned_at = metrics.assigned_at = now;
  if (is_done(standing(created))) metrics.solved_at = metrics.first_solved_at = now;
  metrics.resolution_instance = 1;
  if (awaits_reply(created)) {
    metrics.reply_awaited_since = now;
    metrics.reply_instance = 1;
  }
  return metrics;
}

std::vector<MetricEvent> first_clocks(const Ticket& created) {
  std::vector<MetricEvent> moved;
  Clocks clocks(created, created.created_at, moved);
  const auto status = standing(created);
  if (agent_works(status)) clocks.say("agent_work_time", 1, "activate");
  if (requester_waits(status)) clocks.say("requester_wait_time", 1, "activate");
  if (!is_done(status)) clocks.say("resolution_time", 1, "activate");
  if (awaits_reply(created)) clocks.say("reply_time", 1, "activate");
  return moved;
}

void measure(Metrics& metrics, const Ticket& before, const Ticket& after, const events::Audit& audit, bool by_staff,
             std::vector<MetricEvent>& moved) {
  const auto now = audit.created_at;
  Clocks clocks(after, now, moved);
  if (const auto* comment = comment_in(audit)) measure_comment(metrics, *comment, by_staff, now, clocks);
  measure_status(metrics, standing(before), standing(after), now, clocks);
  if (before.custom_status != after.custom_status) metrics.custom_status_updated_at = now;
  if (before.group != after.group && after.group) ++metrics.group_stations;
  if (before.assignee != after.assignee && after.assignee) {
    ++metrics.assignee_stations;
    metrics.assigned_at = now;
    if (!metrics.initially_assigned_at) metrics.initially_assigned_at = now;
  }
  if (audit.author == after.requester) metrics.requester_updated_at = now;
  if (after.assignee && audit.author == after.assignee) metrics.assignee_updated_at = now;
  metrics.updated_at = now;
}

std::string render_metrics(const Metrics& metrics) {
  std::string out;
  for (const auto member : numbers) out.append(std::to_string(metrics.*member)).append(" ");
  for (const auto member : times) out.append(std::to_string((metrics.*member).value_or(-1))).append(" ");
  out.pop_back();
  return out;
}

std::size_t place_of(Micros Metrics::* member) {
  return std::size_t(std::ranges::find(numbers, member) - numbers.begin());
}
std::size_t place_of(std::optional<Micros> Metrics::* member) {
  return numbers.size() + std::size_t(std::ranges::find(times, member) - times.begin());
}

std::optional<Metrics> parse_metrics(std::string_view text) {
  const auto words = split_words(text);
  if (words.size() != numbers.size() + times.size()) return std::nullopt;
  Metrics metrics;
  std::size_t at = 0;
  for (const auto member : numbers) metrics.*member = std::strtoll(words[at++].c_str(), nullptr, 10);
  for (const auto member : times)
    if (const auto value = std::strtoll(words[at++].c_str(), nullptr, 10); value >= 0) metrics.*member = value;
  return metrics;
}

}  // namespace pult::tickets
