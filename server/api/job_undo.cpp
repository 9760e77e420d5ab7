// SPDX-License-Identifier: AGPL-3.0-or-later
// Taking a bulk change back: each ticket gets the values that the audit of the change has replaced, unless somebody has
// set them since; deleted tickets are restored. Comments stay.
#include <algorithm>
#include <map>

#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/routes.hpp"
#include "api/ticket_bulk.hpp"
#include "api/ticket_input.hpp"
#include "tickets/deletion.hpp"

namespace pult::api {
namespace {

constexpr std::string_view undo_type = "Undo Bulk Change";
constexpr int most_results = 10'000;

std::string digits(std::int64_t id) { return id ? std::to_string(id) : std::string(); }

using Reader = std::string (*)(const tickets::Ticket&);
// The fields that one request can give back, and what they hold now.
const std::map<std::string, Reader, std::less<>> plain_fields{
    {"status", [](const tickets::Ticket& t) { return std::string(tickets::render_status(t.status)); }},
    {"custom_status_id", [](const tickets::Ticket& t) { return digits(t.custom_status.value); }},
    {"priority", [](const tickets::Ticket& t) { return t.priority; }},
    {"type", [](const tickets::Ticket& t) { return t.type; }},
    {"subject", [](const tickets::Ticket& t) { return t.subject; }},
    {"snoozed_until",
     [](const tickets::Ticket& t) { return t.snoozed_until ? base::render_iso8601(*t.snoozed_until) : ""; }},
    {"assignee_id", [](const tickets::Ticket& t) { return digits(t.assignee.value); }},
    {"group_id", [](const tickets::Ticket& t) { return digits(t.group.value); }},
    {"organization_id", [](const tickets::Ticket& t) { return digits(t.organization.value); }},
    {"problem_id", [](const tickets::Ticket& t) { return digits(t.problem.value); }},
    {"brand_id", [](const tickets::Ticket& t) { return digits(t.brand.value); }},
    {"ticket_form_id", [](const tickets::Ticket& t) { return digits(t.form.value); }},
};

json::array missing_in(const std::string& words, const std::string& others) {
  const auto known = tickets::split_words(others);
  json::array out;
  for (const auto& word : tickets::split_words(words))
    if (std::ranges::find(known, word) == known.end()) out.emplace_back(word);
  return out;
}

json::value parsed(const std::string& text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  return broken ? json::value(nullptr) : value;
}

bool is_custom(const std::string& field) {
  return !field.empty() && std::ranges::all_of(field, [](char c) { return c >= '0' && c <= '9'; });
}

// The request that takes the audit back, as the ticket stands now.
json::object reverse_of(const events::Audit& audit, const tickets::Ticket& now) {
  json::object change;
  json::array custom_fields;
  const auto held = parsed(now.custom_fields);
  for (const auto& event : audit.events) {
    if (event.type != events::EventType::change) continue;
    const auto value = event.value.value_or(""), previous = event.previous.value_or("");
    const auto plain = plain_fields.find(event.field);
    if (plain != plain_fields.end()) {
      if (plain->second(now) == value)
        change[event.field] = previous.empty() ? json::value(nullptr) : json::value(previous);
    } else if (event.field == "tags") {
      change["remove_tags"] = missing_in(value, previous);
      change["additional_tags"] = missing_in(previous, value);
    } else if (is_custom(event.field)) {
      const auto* current = held.is_object() ? held.get_object().if_contains(event.field) : nullptr;
      if ((current ? *current : json::value(nullptr)) == (event.value ? parsed(value) : json::value(nullptr)))
        custom_fields.push_back(json::object{{"id", std::stoll(event.field)},
                                             {"value", event.previous ? parsed(previous) : json::value(nullptr)}});
    }
  }
  if (!custom_fields.empty()) change["custom_fields"] = std::move(custom_fields);
  // Nobody makes an old ticket new again.
  if (const auto* status = change.if_contains("status"); status && *status == "new") {
    change["status"] = "open";
    change.erase("custom_status_id");
  }
  // The custom status says the status, too.
  if (change.contains("custom_status_id")) change.erase("status");
  return change;
}

Result<void> take_back(Call& call, TicketId id, AuditId audit_id, const std::string& via) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, id));
  const auto audit = PULT_TRY(events::find_audit(call.tx, audit_id));
  if (!audit || audit->ticket != id) return base::fail_not_found();
  const auto body = reverse_of(*audit, ticket);
  if (body.empty()) return {};
  auto change = PULT_TRY(parse_change(call, body));
  change.via = via;
  PULT_TRY(call.services.desk.update(call.tx, call.actor, id, std::move(change)));
  return {};
}

Result<void> bring_back(Call& call, TicketId id) {
  if (!people::may(call.actor, &people::Permissions::ticket_deletion))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not restore tickets");
  const auto ticket = PULT_TRY(tickets::lock_deleted(call.tx, call.actor, id));
  PULT_TRY(tickets::restore(call.tx, call.services.desk, call.actor, ticket));
  return {};
}

Result<json::object> undo_step(Call& call, TicketId id, int index) {
  if (const auto* audit = call.body.if_contains("audit_id"))
    PULT_TRY(take_back(call, id, AuditId(audit->as_int64()), std::string(call.body.at("via").as_string())));
  else
    PULT_TRY(bring_back(call, id));
  return json::object{
      {"index", index}, {"id", id.value}, {"action", "update"}, {"status", "Updated"}, {"success", true}};
}

// Nothing for an item that failed or changed nothing.
std::optional<json::object> item_of(const Call& call, const json::object& result) {
  const auto* success = result.if_contains("success");
  const auto* id = result.if_contains("id");
  if (!success || *success != true || !id) return std::nullopt;
  if (result.at("action") == "delete") return json::object{{"id", *id}};
  const auto* audit = result.if_contains("audit_id");
  if (!audit) return std::nullopt;
  return json::object{{"id", *id}, {"audit_id", *audit}, {"via", call.session ? "web" : "api"}};
}

Result<Answer> undo(Call& call) {
  const auto job = PULT_TRY(jobs::find_job(call.tx, call.word));
  if (!job || job->actor != call.actor.id()) return base::fail_not_found();
  if (job->type != bulk_update_type && job->type != bulk_delete_type)
    return base::fail(ErrorKind::unprocessable, "InvalidValue", "This job cannot be taken back");
  if (!job->is_finished()) return base::fail(ErrorKind::unprocessable, "InvalidValue", "The job has not ended yet");
  json::array items;
  for (const auto& result : PULT_TRY(jobs::load_results(call.tx, job->id, -1, most_results)))
    if (auto item = item_of(call, result.as_object())) items.push_back(std::move(*item));
  return answer_job(call, undo_type, items);
}

}  // namespace

void add_undo_jobs(jobs::Runner& runner, Services& services) {
  runner.handle(std::string(undo_type), item_kind(undo_step, services));
}

std::vector<Route> job_undo_routes() { return {{"POST", "job_statuses/{word}/undo", Who::agent, Mode::write, undo}}; }

}  // namespace pult::api
