// SPDX-License-Identifier: AGPL-3.0-or-later
// Replies that leave at a later time: one's own for a ticket, and the list of them.
#include "api/scheduled_replies.hpp"

#include <algorithm>

#include "api/later_time.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/scheduled_send.hpp"
#include "api/ticket_input.hpp"
#include "timers/timers.hpp"

namespace pult::api {
namespace {

using tickets::ScheduledReply;

constexpr std::size_t max_bytes = 1024 * 1024;
constexpr std::int64_t longest_delay_s = 3'600;

json::value parsed(std::string_view text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  return broken ? json::value(nullptr) : value;
}

json::object present(const Call& call, const ScheduledReply& reply) {
  return {{"url", call.url("tickets/" + std::to_string(reply.ticket.value) + "/scheduled_reply")},
          {"id", reply.id.value},
          {"ticket_id", reply.ticket.value},
          {"user_id", reply.user.value},
          {"state", reply.state},
          {"reason", text_or_null(reply.reason)},
          {"message", text_or_null(reply.message)},
          {"stopped_by_id", id_or_null(reply.stopped_by)},
          {"send_at", base::render_iso8601(reply.send_at)},
          {"send_anyway", reply.send_anyway},
          {"ticket", parsed(reply.change)},
          {"content",
           {{"body", reply.content.body},
            {"html_body", text_or_null(reply.content.html_body)},
            {"public", reply.content.is_public},
            {"uploads", parsed(reply.content.uploads)},
            {"bcc", parsed(reply.content.bcc)}}},
          {"created_at", base::render_iso8601(reply.created_at)},
          {"updated_at", base::render_iso8601(reply.updated_at)}};
}

// What colleagues may know of it.
json::object present_to_others(const ScheduledReply& reply) {
  return {{"user_id", reply.user.value}, {"send_at", base::render_iso8601(reply.send_at)}};
}

Result<Answer> show(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  json::value own = nullptr;
  json::array others;
  for (const auto& reply : PULT_TRY(tickets::list_scheduled_replies_of(call.tx, ticket.id))) {
    if (reply.user == call.actor.id())
      own = present(call, reply);
    else if (reply.is_waiting())
      others.push_back(present_to_others(reply));
  }
  return Answer{200, {{"scheduled_reply", std::move(own)}, {"others", std::move(others)}}};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(tickets::list_scheduled_replies(call.tx, call.actor.id()));
  return Answer{200, whole_list_answer(
                         call, page, "scheduled_replies", rows, [](const ScheduledReply& r) { return r.id.value; },
                         [&](const ScheduledReply& r) { return present(call, r); })};
}

// The text to be written on, should it not leave: what the client says, else the comment itself.
Result<void> read_content(const json::object& object, ScheduledReply& reply) {
  Body in(object);
  auto& content = reply.content;
  content.body = in.text("body").value_or("");
  content.html_body = in.text("html_body").value_or("");
  content.is_public = in.boolean("public").value_or(true);
  const auto uploads = in.texts("uploads").value_or(std::vector<std::string>());
  content.uploads = json::serialize(json::array(uploads.begin(), uploads.end()));
  content.bcc = json::serialize(json::value_from(PULT_TRY(read_bcc(object))));
  return in.check();
}

// The change, found possible as things stand, in the words it will be made of.
Result<void> read_change(Call& call, const json::object& ticket, ScheduledReply& reply) {
  auto change = PULT_TRY(parse_change(call, ticket));
  const auto* comment = ticket.if_contains("comment");
  if (!change.comment || !comment || !comment->is_object())
    return base::fail_field("comment", "BlankValue", "Comment: cannot be blank");
  const bool is_blank = change.comment->body.find_first_not_of(" \t\r\n") == std::string::npos &&
                        change.comment->html_body.find("<img") == std::string::npos && change.comment->uploads.empty();
  if (is_blank) return base::fail_field("comment", "BlankValue", "Comment: cannot be blank");
  PULT_TRY(read_content(comment->get_object(), reply));
  PULT_TRY(call.services.desk.check(call.tx, call.actor, reply.ticket, std::move(change)));
  auto kept = ticket;
  kept.erase("safe_update");
  kept.erase("updated_stamp");
  reply.change = json::serialize(kept);
  if (reply.change.size() > max_bytes)
    return base::fail(ErrorKind::too_large, "RequestTooLarge", "A scheduled reply holds at most 1 MiB");
  return {};
}

// `send_at`, or `delay_seconds` by the clock of the server.
Result<Micros> read_time(Call& call, Body& in, Micros before) {
  const auto delay = in.id("delay_seconds");
  if (delay && (*delay < 1 || *delay > longest_delay_s))
    return base::fail_field("delay_seconds", "InvalidValue", "Delay seconds: must be 1 to 3600");
  if (delay) return call.now() + *delay * base::second_us;
  const auto at = PULT_TRY(later_time(in, "send_at", call.now()));
  if (!at && before <= call.now())
    return base::fail_field("send_at", "BlankValue", "Send at: send_at or delay_seconds is needed");
  return at.value_or(before);
}

Result<Answer> save(Call& call) {
  const TicketId id(call.ids[0]);
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, id));
  const auto* object = PULT_TRY(inner(call.body, "scheduled_reply"));
  Body in(*object);
  const auto before = PULT_TRY(tickets::find_scheduled_reply(call.tx, id, call.actor.id()));
  ScheduledReply reply = before.value_or(ScheduledReply{});
  reply.ticket = id;
  reply.user = call.actor.id();
  if (!before) reply.created_at = call.now();
  reply.updated_at = call.now();
  reply.send_at = PULT_TRY(read_time(call, in, reply.send_at));
  reply.send_anyway = in.boolean("send_anyway").value_or(before && before->send_anyway);
  const auto* ticket = in.object("ticket");
  const auto* content = in.object("content");
  PULT_TRY(in.check());
  if (!ticket && (!before || !before->is_waiting()))
    return base::fail_field("ticket", "BlankValue", "Ticket: the change with its comment is needed");
  // The timer's row before the ticket's, as the runner takes them.
  PULT_TRY(timers::set(call.tx, tickets::scheduled_reply_timer, tickets::timer_subject(id, reply.user), reply.send_at));
  if (ticket) {
    PULT_TRY(read_change(call, *ticket, reply));
    reply.via = call.session ? "web" : "api";
    reply.state = "waiting";
    reply.reason = reply.message = "";
    reply.stopped_by = {};
    PULT_TRY(tickets::delete_draft(call.tx, reply.user, id));
  }
  if (content) PULT_TRY(read_content(*content, reply));
  const auto saved = PULT_TRY(tickets::save_scheduled_reply(call.tx, std::move(reply)));
  return Answer{before ? 200 : 201, {{"scheduled_reply", present(call, saved)}}};
}

// The caller's own, with the ticket's row locked, so that it is not sent meanwhile.
Result<ScheduledReply> load(Call& call) {
  const TicketId id(call.ids[0]);
  PULT_TRY(timers::cancel(call.tx, tickets::scheduled_reply_timer, tickets::timer_subject(id, call.actor.id())));
  PULT_TRY(tickets::find_ticket_for_update(call.tx, id));
  auto reply = PULT_TRY(tickets::find_scheduled_reply(call.tx, id, call.actor.id()));
  if (!reply) return base::fail_not_found();
  return std::move(*reply);
}

// Taken back: the text of one that was waiting is a draft again.
Result<Answer> remove(Call& call) {
  const auto reply = PULT_TRY(load(call));
  PULT_TRY(tickets::delete_scheduled_reply(call.tx, reply.ticket, reply.user));
  if (reply.is_waiting()) {
    auto text = reply.content;
    text.updated_at = call.now();
    PULT_TRY(tickets::return_to_draft(call.tx, std::move(text)));
  }
  const auto draft = PULT_TRY(tickets::find_draft(call.tx, reply.user, reply.ticket));
  return Answer{200, {{"draft", draft ? json::value(present_draft(*draft)) : json::value(nullptr)}}};
}

Result<Answer> send_now(Call& call) {
  const auto reply = PULT_TRY(load(call));
  if (!reply.is_waiting()) return base::fail_field("state", "InvalidValue", "State: it is not waiting to be sent");
  PULT_TRY(send(call.tx, call.services, reply));
  const auto listed = PULT_TRY(tickets::find_listed(call.tx, reply.ticket));
  if (!listed) return base::fail_not_found();
  const auto draft = PULT_TRY(tickets::find_draft(call.tx, reply.user, reply.ticket));
  return Answer{200, {{"ticket", present_ticket(call, *listed, draft.has_value())}}};
}

}  // namespace

std::vector<Route> scheduled_reply_routes() {
  return {
      {"GET", "scheduled_replies", Who::agent, Mode::read, list},
      {"GET", "tickets/{id}/scheduled_reply", Who::agent, Mode::read, show},
      {"PUT", "tickets/{id}/scheduled_reply", Who::agent, Mode::write, save},
      {"DELETE", "tickets/{id}/scheduled_reply", Who::agent, Mode::write, remove},
      {"POST", "tickets/{id}/scheduled_reply/send", Who::agent, Mode::write, send_now},
  };
}

}  // namespace pult::api
