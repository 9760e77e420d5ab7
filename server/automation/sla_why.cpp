// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/sla_why.hpp"

#include <boost/json.hpp>

namespace pult::automation {
namespace {

namespace json = boost::json;

class Reasons {
 public:
  void say(std::string_view key, json::object params = {}) {
    out_.push_back(json::object{{"key", key}, {"params", std::move(params)}});
  }
  void say(std::string_view key, Micros at) { say(key, {{"at", base::render_iso8601(at)}}); }
  json::array take() { return std::move(out_); }

 private:
  json::array out_;
};

// Why this policy, target and schedule: as it was when the ticket last changed.
void say_choice(Reasons& why, const std::string& text, const SlaClock& clock) {
  boost::system::error_code broken;
  const auto parsed = json::parse(text, broken);
  const auto* trace = broken ? nullptr : parsed.if_object();
  if (!trace) return;
  if (const auto* policy = trace->if_contains("policy")) why.say("policy", policy->as_object());
  if (const auto* passed = trace->if_contains("passed_over"))
    for (const auto& one : passed->as_array()) why.say("passed_over", one.as_object());
  const auto* priority = trace->if_contains("priority");
  const bool has_priority = priority && !priority->as_string().empty();
  if (has_priority)
    why.say("priority", {{"priority", *priority}});
  else
    why.say("no_priority");
  why.say("target", {{"minutes", clock.target_s / 60}});
  const auto* schedule = trace->if_contains("schedule");
  if (!clock.business_hours)
    why.say("calendar_hours");
  else if (schedule)
    why.say("business_hours", {{"schedule", schedule->at("name")}, {"time_zone", schedule->at("time_zone")}});
  else
    why.say("no_schedule");
}

}  // namespace

json::array explain(const SlaTicket& ticket, const SlaClock& clock, const sla::Deadline& deadline) {
  Reasons why;
  say_choice(why, ticket.trace, clock);
  const auto& track = ticket.tracks[clock.metric];
  why.say("counts", {{"metric", sla::render_metric(clock.metric)}, {"at", base::render_iso8601(clock.started_at)}});
  if (track.runs.size() > 1) why.say("pauses", {{"count", std::int64_t(track.runs.size()) - 1}});
  if (clock.state == sla::State::paused)
    why.say("paused", track.runs.empty() ? clock.started_at : track.runs.back().to.value_or(ticket.tracks.last_at));
  why.say("ran", {{"minutes", deadline.ran / base::minute_us}});
  if (clock.fulfilled_at)
    why.say(clock.breached_at ? "met_late" : "met", *clock.fulfilled_at);
  else if (clock.breached_at)
    why.say("breached", *clock.breached_at);
  else if (clock.due_at)
    why.say("due", *clock.due_at);
  return why.take();
}

}  // namespace pult::automation
