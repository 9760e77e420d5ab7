// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/service.hpp"

#include <algorithm>
#include <charconv>

#include "alerts/queue.hpp"
#include "alerts/words.hpp"
#include "alerts/worker.hpp"
#include "automation/sla_said.hpp"
#include "automation/sla_warning.hpp"
#include "channels/mail/trouble.hpp"
#include "events/quiet.hpp"
#include "notify/telling.hpp"
#include "people/group.hpp"
#include "tickets/branding.hpp"
#include "tickets/definitions.hpp"
#include "tickets/store.hpp"
#include "timers/timers.hpp"

namespace pult::alerts {
namespace {

// Its subjects: "ALERT AT". One for each look, so that nobody waits for one that is being fired.
constexpr std::string_view round_timer = "alert_round";

Result<void> set_round(sql::Transaction& tx, AlertId id, Micros at) {
  return timers::set(tx, round_timer, std::to_string(id.value) + " " + std::to_string(at), at);
}

}  // namespace

AlertService::AlertService(sql::Database& database, tickets::Desk& desk, crypto::SecretBox secrets, Options options)
    : database_(database), desk_(desk), secrets_(std::move(secrets)), options_(std::move(options)), rules_(database) {
  desk.add_hook([this](sql::Transaction& tx, const tickets::Notice& notice) { return on_ticket(tx, notice); });
  database.listen([this](std::string_view channel, std::string_view) {
    if (channel == rules_channel || channel == "reconnected") rules_.reload();
    if (channel == calls_channel || channel == "reconnected") wake();
  });
}

AlertService::~AlertService() { stop(); }

void AlertService::add_timers(timers::Runner& runner) {
  const auto add = [&](std::string_view kind,
                       Result<void> (AlertService::*run)(sql::Transaction&, const std::string&)) {
    runner.handle(std::string(kind), {[this, run](sql::Transaction& tx, const std::string& subject) {
                    return (this->*run)(tx, subject);
                  }});
  };
  add(round_timer, &AlertService::on_round);
  add(automation::sla_warning_timer, &AlertService::on_warning);
  add(channels::mail::trouble_timer, &AlertService::on_trouble);
}

Result<void> AlertService::start() {
  if (database_.dialect() == sql::Dialect::sqlite)
    PULT_TRY(database_.write([&](sql::Transaction& tx) { return release_calls(tx, now()); }));
  const std::lock_guard lock(mutex_);
  worker_ = std::make_unique<Worker>(*this);
  return {};
}

void AlertService::stop() {
  stopping_ = true;
  std::unique_ptr<Worker> worker;  // ended outside of the lock: its threads may be in a listener that wants it
  {
    const std::lock_guard lock(mutex_);
    worker = std::move(worker_);
  }
}

void AlertService::wake() {
  const std::lock_guard lock(mutex_);
  if (worker_) worker_->wake();
}

Result<void> AlertService::on_ticket(sql::Transaction& tx, const tickets::Notice& notice) {
  if (events::telling() == events::Telling::nobody) return {};
  for (const auto& event : notice.audit.events)
    if (event.field == automation::sla_breach_field) PULT_TRY(on_breach(tx, notice.after, event.value.value_or("")));
  if (PULT_TRY(rules_.get(tx))->empty()) return {};
  if (notice.before) PULT_TRY(end_over(tx, notice));
  return becomes_urgent(notice) ? raise(tx, cause_of_urgent(notice.after)) : Result<void>();
}

Result<void> AlertService::end_over(sql::Transaction& tx, const tickets::Notice& notice) {
  for (const auto& alert : PULT_TRY(list_running_of_ticket(tx, notice.after.id))) {
    auto reason = PULT_TRY(why_over(tx, alert));
    if (reason.empty() && alert.event == "ticket_urgent" && is_answer(notice)) reason = "answered";
    if (!reason.empty()) PULT_TRY(end_alert(tx, alert, reason, now()));
  }
  return {};
}

Result<void> AlertService::on_breach(sql::Transaction& tx, const tickets::Ticket& ticket, std::string_view metric) {
  const auto telling = automation::sla_telling(desk_.definitions(tx)->account_settings);
  for (const auto& clock : PULT_TRY(automation::list_sla_clocks(tx, {ticket.id}))) {
    if (sla::render_metric(clock.metric) != metric || !clock.breached_at) continue;
    PULT_TRY(notify::tell_sla(tx, ticket,
                              {"sla_breach", clock.metric, *clock.breached_at, telling.admins_hear != "never"}, now()));
    PULT_TRY(raise(tx, PULT_TRY(cause_of_clock(tx, "sla_breach", ticket, clock))));
  }
  return {};
}

Result<void> AlertService::on_warning(sql::Transaction& tx, const std::string& subject) {
  const auto news = PULT_TRY(automation::take_sla_warning(tx, desk_, subject));
  if (!news) return {};
  const auto telling = automation::sla_telling(desk_.definitions(tx)->account_settings);
  PULT_TRY(notify::tell_sla(tx, news->ticket,
                            {"sla_warning", news->clock.metric, *news->clock.due_at, telling.admins_hear == "always"},
                            now()));
  return raise(tx, PULT_TRY(cause_of_clock(tx, "sla_warning", news->ticket, news->clock)));
}

Result<void> AlertService::on_trouble(sql::Transaction& tx, const std::string& subject) {
  if (const auto cause = PULT_TRY(cause_of_mail(tx, subject))) return raise(tx, *cause);
  for (const auto& alert : PULT_TRY(list_running_of_cause(tx, subject)))
    PULT_TRY(end_alert(tx, alert, "recovered", now()));
  return {};
}

Result<void> AlertService::raise(sql::Transaction& tx, const Cause& cause) {
  const auto rules = PULT_TRY(rules_.get(tx));
  for (const auto& rule : *rules) {
    if (!matches(rule, cause.happened)) continue;
    auto alert = cause.alert;
    alert.rule = rule.id;
    alert.secret = secrets_.seal(crypto::random_bytes(32));
    if (!PULT_TRY(insert_alert(tx, alert, now()))) continue;
    PULT_TRY(set_round(tx, alert.id, now() + rule.plan().delay));
    PULT_TRY(tell_windows(tx, alert));
  }
  return {};
}

Result<void> AlertService::on_round(sql::Transaction& tx, const std::string& subject) {
  AlertId id;
  std::from_chars(subject.data(), subject.data() + subject.size(), id.value);
  const auto alert = PULT_TRY(find_alert_for_update(tx, id));
  if (!alert || !alert->is_open()) return {};
  if (const auto reason = PULT_TRY(why_over(tx, *alert)); !reason.empty()) return end_alert(tx, *alert, reason, now());
  const auto rule = PULT_TRY(find_rule(tx, alert->rule));
  if (!rule || !rule->is_active) return end_alert(tx, *alert, "removed", now());
  const auto step = next_step(rule->plan(), alert->standing(), now());
  std::vector<ChannelId> called;
  if (step.calls_first) called = rule->channels;
  if (step.calls_second)
    for (const auto channel : rule->escalation_channels)
      if (std::ranges::find(called, channel) == called.end()) called.push_back(channel);
  for (const auto channel : called) PULT_TRY(enqueue_call(tx, id.value, channel, now()));
  PULT_TRY(save_rounds(tx, id, after(alert->standing(), step, now())));
  return step.again ? set_round(tx, id, *step.again) : Result<void>();
}

Result<void> AlertService::end_alerts_of(sql::Transaction& tx, RuleId rule) const {
  for (const auto& alert : PULT_TRY(list_running_of_rule(tx, rule))) PULT_TRY(end_alert(tx, alert, "removed", now()));
  return {};
}

Result<Values> AlertService::values_of(sql::Transaction& tx, const Alert& alert, const Channel& channel,
                                       std::int64_t call) const {
  auto values = sample_values();
  for (auto& [name, value] : values) value.clear();
  values["id"] = std::to_string(alert.id.value);
  values["event"] = alert.event;
  values["title"] = title_of(alert, channel.locale);
  values["text"] = text_of(alert);
  if (values["text"].empty()) values["text"] = values["title"];
  values["take"] = words_of(channel.locale).take;
  values["desk"] = PULT_TRY(tickets::load_branding(tx)).shown_name();
  values["round"] = std::to_string(alert.rounds);
  values["mailbox"] = alert.text("address");
  values["link"] = options_.base_url + (alert.ticket ? "/tickets/" + std::to_string(alert.ticket.value) : "/");
  values["take_link"] =
      options_.base_url + "/alert/" + render_link(alert.id, call, PULT_TRY(secrets_.open(alert.secret)));
  if (!alert.ticket) return values;
  values["ticket_id"] = std::to_string(alert.ticket.value);
  values["subject"] = alert.subject;
  values["priority"] = alert.priority;
  values["metric"] = alert.text("metric");
  values["policy"] = alert.text("policy_title");
  if (const auto due_at = alert.number("due_at")) values["due_at"] = base::render_iso8601(due_at);
  const auto ticket = PULT_TRY(tickets::find_ticket(tx, alert.ticket));
  if (ticket && ticket->group)
    if (const auto group = PULT_TRY(people::find_group(tx, ticket->group))) values["group"] = group->name;
  if (ticket && ticket->assignee)
    if (const auto user = PULT_TRY(people::find_user(tx, ticket->assignee))) values["assignee"] = user->name;
  return values;
}

Result<net::HttpReply> AlertService::try_out(const Channel& channel) const {
  auto values = sample_values();
  values["title"] = words_of(channel.locale).test_title;
  values["text"] = words_of(channel.locale).test_text;
  values["event"] = "test";
  values["link"] = options_.base_url + "/";
  values["take_link"] = options_.base_url + "/";
  auto call = render_call(channel, values);
  call.guard = &options_.guard;
  call.cancelled = &stopping_;
  return net::http_call(call);
}

}  // namespace pult::alerts
