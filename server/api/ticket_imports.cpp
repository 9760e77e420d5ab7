// SPDX-License-Identifier: AGPL-3.0-or-later
// imports/tickets: tickets with their past.
#include "api/job_kinds.hpp"
#include "api/job_status.hpp"
#include "api/routes.hpp"
#include "api/ticket_input.hpp"
#include "api/ticket_list.hpp"
#include "events/quiet.hpp"
#include "tickets/import_ticket.hpp"

namespace pult::api {
namespace {

constexpr std::string_view import_type = "Bulk Import Ticket";

std::optional<Micros> parse_time(Body& in, std::string_view name) {
  const auto text = in.text(name);
  if (!text || text->empty()) return std::nullopt;
  const auto time = base::parse_iso8601(*text);
  if (!time) in.fail(name, "an ISO 8601 time");
  return time;
}

Result<tickets::ImportedComment> parse_comment(Call& call, const json::object& object, UserId requester,
                                               Micros earliest) {
  Body in(object);
  tickets::ImportedComment out;
  out.comment.body = in.text(in.has("value") ? "value" : "body").value_or("");
  out.comment.html_body = in.text("html_body").value_or("");
  out.comment.is_public = in.boolean("public").value_or(true);
  out.comment.author = UserId(in.id("author_id").value_or(0));
  out.comment.uploads = in.texts("uploads").value_or(std::vector<std::string>());
  out.at = parse_time(in, "created_at").value_or(earliest);
  PULT_TRY(in.check());
  if (!out.comment.author) out.comment.author = requester;
  if (!PULT_TRY(people::find_user(call.tx, out.comment.author)))
    return base::fail_field("author", "InvalidValue", "Author: is not a user");
  tickets::prepare_html(out.comment);
  return out;
}

Result<tickets::ImportedTicket> parse_ticket(Call& call, const json::object& object) {
  tickets::ImportedTicket out;
  out.ticket = PULT_TRY(parse_new_ticket(call, object));
  Body in(object);
  const auto created = parse_time(in, "created_at").value_or(call.now());
  out.ticket.created_at = created;
  out.solved_at = parse_time(in, "solved_at");
  out.updated_at = parse_time(in, "updated_at");
  const auto* comments = in.array("comments");
  PULT_TRY(in.check());
  if (!out.ticket.requester) out.ticket.requester = call.actor.id();
  if (!out.ticket.comment.author) out.ticket.comment.author = out.ticket.requester;
  if (comments)
    for (const auto& one : *comments) {
      if (!one.is_object()) return base::fail(ErrorKind::invalid, "InvalidAttribute", "Comments must be objects");
      out.later.push_back(PULT_TRY(parse_comment(call, one.get_object(), out.ticket.requester, created)));
    }
  std::ranges::stable_sort(out.later, {}, &tickets::ImportedComment::at);
  const bool has_first = !out.ticket.comment.body.empty() || !out.ticket.comment.html_body.empty();
  if (!has_first && !out.later.empty()) {
    out.ticket.comment = std::move(out.later.front().comment);
    out.later.erase(out.later.begin());
  }
  return out;
}

// What was long ago is told to webhooks and agents only where `notify` asks for it; mail never leaves.
events::Telling telling_of(std::string_view notify) {
  return notify == "true" ? events::Telling::no_mail : events::Telling::nobody;
}

// `archive_immediately` asks for what only closed tickets can be.
Result<void> check_archiving(const Call& call, const tickets::ImportedTicket& wanted) {
  if (call.request.query_value("archive_immediately") != "true" || wanted.ticket.status == tickets::Status::closed)
    return {};
  return base::fail_field("status", "InvalidValue", "Status: must be closed to be archived immediately");
}

Result<Answer> import_one(Call& call) {
  auto wanted = PULT_TRY(parse_ticket(call, *PULT_TRY(inner(call.body, "ticket"))));
  PULT_TRY(check_archiving(call, wanted));
  const events::QuietScope quiet(telling_of(call.request.query_value("notify")));
  const auto ticket = PULT_TRY(tickets::import_ticket(call.tx, call.services.desk, std::move(wanted)));
  const auto listed = PULT_TRY(tickets::find_listed(call.tx, ticket.id));
  if (!listed) return base::fail_not_found();
  return answer_made("ticket", present_ticket(call, *listed, false));
}

Result<Answer> import_many(Call& call) {
  json::array items;
  const auto notify = call.request.query_value("notify");
  for (const auto& ticket : *PULT_TRY(parse_objects(call, "tickets")))
    items.push_back({{"ticket", ticket}, {"notify", notify}});
  return answer_job(call, import_type, items);
}

}  // namespace

void add_ticket_import_jobs(jobs::Runner& runner, Services& services) {
  const auto step = [&services](sql::Transaction& tx, const people::Actor& actor, const json::value& item,
                                int index) -> Result<json::object> {
    auto call = step_call(tx, actor, item.at("ticket").as_object(), services);
    if (!actor.is_admin()) return base::fail(ErrorKind::forbidden, "Forbidden", "Only admins import tickets");
    const auto* notify = item.as_object().if_contains("notify");
    const events::QuietScope quiet(telling_of(notify ? std::string_view(notify->as_string()) : std::string_view()));
    const auto ticket = PULT_TRY(tickets::import_ticket(tx, services.desk, PULT_TRY(parse_ticket(call, call.body))));
    return json::object{
        {"index", index}, {"id", ticket.id.value}, {"action", "create"}, {"status", "Created"}, {"success", true}};
  };
  runner.handle(std::string(import_type), {step});
}

std::vector<Route> ticket_import_routes() {
  return {
      {"POST", "imports/tickets", Who::admin, Mode::write, import_one},
      {"POST", "imports/tickets/create_many", Who::admin, Mode::write, import_many},
  };
}

}  // namespace pult::api
