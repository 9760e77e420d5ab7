// SPDX-License-Identifier: AGPL-3.0-or-later
// A scheduled reply leaves: the ordinary change of a ticket, in its author's name, as the author may do it by then.
#include "api/scheduled_send.hpp"
#include "api/job_kinds.hpp"
#include "api/lifecycle_timers.hpp"
#include "api/scheduled_replies.hpp"
#include "api/ticket_input.hpp"
#include "automation/sla_run.hpp"
#include "tickets/snooze.hpp"
#include "tickets/store.hpp"

namespace pult::api {
namespace {

using tickets::ScheduledReply;

std::string text_of(const Error& error) {
  if (error.fields.empty()) return error.message;
  std::string out;
  for (const auto& field : error.fields) out += (out.empty() ? "" : "; ") + field.description;
  return out;
}

// The row as it stands once nobody else writes to the ticket; nullopt when it is not waiting any more.
Result<std::optional<ScheduledReply>> take(sql::Transaction& tx, const std::string& subject) {
  const auto named = tickets::parse_timer_subject(subject);
  if (!named) return std::optional<ScheduledReply>();
  PULT_TRY(tickets::find_ticket_for_update(tx, named->first));
  auto reply = PULT_TRY(tickets::find_scheduled_reply(tx, named->first, named->second));
  if (reply && !reply->is_waiting()) reply.reset();
  return reply;
}

Result<void> give_up(sql::Transaction& tx, const Services& services, const std::string& subject, const Error& why) {
  auto reply = PULT_TRY(take(tx, subject));
  if (!reply) return {};
  reply->state = "failed";
  reply->reason = why.kind == ErrorKind::internal ? "InternalError" : why.code;
  reply->message = why.kind == ErrorKind::internal ? "Something went wrong on our side" : text_of(why);
  return tickets::halt(tx, *reply, services.now());
}

}  // namespace

Result<tickets::Outcome> send(sql::Transaction& tx, Services& services, const ScheduledReply& reply) {
  const auto actor = PULT_TRY(people::load_actor(tx, reply.user));
  if (!actor.is_agent()) return base::fail(ErrorKind::forbidden, "Forbidden", "You are no longer an agent");
  const auto change_json = json::parse(reply.change);
  auto call = step_call(tx, actor, change_json.as_object(), services);
  PULT_TRY(tickets::Desk::access_ticket(tx, actor, reply.ticket));
  auto change = PULT_TRY(parse_change(call, call.body));
  change.via = reply.via;
  PULT_TRY(tickets::delete_scheduled_reply(tx, reply.ticket, reply.user));
  return services.desk.update(tx, actor, reply.ticket, std::move(change));
}

void add_timer_kinds(timers::Runner& runner, Services& services) {
  add_lifecycle_timers(runner, services);
  runner.handle(std::string(tickets::snooze_timer), {[&services](sql::Transaction& tx, const std::string& subject) {
                  return tickets::end_snooze(tx, services.desk, subject);
                }});
  runner.handle(std::string(automation::sla_timer), {[&services](sql::Transaction& tx, const std::string& subject) {
                  return automation::end_sla_time(tx, services.desk, subject);
                }});
  runner.handle(std::string(tickets::scheduled_reply_timer),
                {[&services](sql::Transaction& tx, const std::string& subject) -> Result<void> {
                   const auto reply = PULT_TRY(take(tx, subject));
                   if (reply && reply->send_at <= services.now()) PULT_TRY(send(tx, services, *reply));
                   return {};
                 },
                 [&services](sql::Transaction& tx, const std::string& subject, const Error& why) {
                   return give_up(tx, services, subject, why);
                 }});
}

}  // namespace pult::api
