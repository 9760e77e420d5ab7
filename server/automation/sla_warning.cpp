// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/sla_warning.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "tickets/store.hpp"
#include "timers/timers.hpp"

namespace pult::automation {
namespace {

namespace json = boost::json;

std::string subject_of(const SlaClock& clock) {
  return std::to_string(clock.ticket.value) + " " + std::string(sla::render_metric(clock.metric)) + " " +
         std::to_string(*clock.due_at);
}

struct Subject {
  TicketId ticket;
  sla::Metric metric;
  Micros due_at = 0;
};
std::optional<Subject> parse_subject(std::string_view text) {
  const auto first = text.find(' '), last = text.rfind(' ');
  if (first == last) return std::nullopt;
  Subject out;
  const auto metric = sla::parse_metric(text.substr(first + 1, last - first - 1));
  std::from_chars(text.data(), text.data() + first, out.ticket.value);
  std::from_chars(text.data() + last + 1, text.data() + text.size(), out.due_at);
  if (!metric) return std::nullopt;
  out.metric = *metric;
  return out;
}

}  // namespace

SlaTelling sla_telling(const std::string& account_settings) {
  SlaTelling out;
  if (account_settings.find("\"sla\"") == std::string::npos) return out;
  boost::system::error_code broken;
  const auto parsed = json::parse(account_settings, broken);
  const auto* group = !broken && parsed.is_object() ? parsed.get_object().if_contains("sla") : nullptr;
  if (!group || !group->is_object()) return out;
  if (const auto* minutes = group->get_object().if_contains("warning_minutes"); minutes && minutes->is_int64())
    out.lead = minutes->get_int64() * base::minute_us;
  if (const auto* hear = group->get_object().if_contains("admins_hear"); hear && hear->is_string())
    out.admins_hear = hear->get_string();
  return out;
}

std::optional<Micros> warning_at(const SlaClock& clock, const sla::Calendar* calendar, Micros lead) {
  if (!clock.is_ticking() || lead <= 0) return std::nullopt;
  lead = std::min(lead, clock.target_s * base::second_us / 2);
  if (!calendar) return *clock.due_at - lead;
  return calendar->before(*clock.due_at, lead).value_or(*clock.due_at - lead);
}

Result<void> move_warning(sql::Transaction& tx, const SlaClock* before, const SlaClock* after, Micros now) {
  const auto is_set = [](const SlaClock* clock) { return clock && clock->is_ticking() && clock->warn_at; };
  const bool was_set = is_set(before), is_wanted = is_set(after);
  if (was_set && is_wanted && before->due_at == after->due_at && before->warn_at == after->warn_at) return {};
  // One that is nearly due may be being fired, by a server that waits for this ticket: it is left to find nothing.
  if (was_set && *before->warn_at > now + base::minute_us)
    PULT_TRY(timers::cancel(tx, sla_warning_timer, subject_of(*before)));
  return is_wanted ? timers::set(tx, sla_warning_timer, subject_of(*after), *after->warn_at) : Result<void>();
}

Result<std::optional<SlaNews>> take_sla_warning(sql::Transaction& tx, const tickets::Desk& desk,
                                                const std::string& text) {
  const auto subject = parse_subject(text);
  if (!subject) return std::optional<SlaNews>();
  const auto ticket = PULT_TRY(tickets::find_ticket_for_update(tx, subject->ticket));
  if (!ticket || ticket->status == tickets::Status::deleted) return std::optional<SlaNews>();
  const auto clocks = PULT_TRY(list_sla_clocks(tx, {subject->ticket}));
  const auto clock = std::ranges::find(clocks, subject->metric, &SlaClock::metric);
  const bool stands = clock != clocks.end() && clock->is_ticking() && clock->due_at == subject->due_at &&
                      *clock->due_at > desk.now() && clock->warn_at && *clock->warn_at <= desk.now();
  if (!stands) return std::optional<SlaNews>();
  const auto is_first =
      PULT_TRY(tx.run("INSERT INTO sla_warnings (ticket_id, metric, due_at) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                      {ticket->id, sla::render_metric(clock->metric), *clock->due_at}));
  if (is_first == 0) return std::optional<SlaNews>();
  return SlaNews{*ticket, *clock};
}

}  // namespace pult::automation
