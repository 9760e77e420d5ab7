// SPDX-License-Identifier: AGPL-3.0-or-later
// Side conversations of a ticket: mails with others than its customer.
#include "tickets/side_talk.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "api/body.hpp"
#include "api/multipart.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/upload_input.hpp"
#include "channels/mail/desk_identity.hpp"
#include "crypto/crypto.hpp"
#include "text/html_text.hpp"
#include "tickets/side_draft.hpp"

namespace pult::api {
namespace {

using tickets::Participant;
using tickets::SideConversation;
using tickets::SideConversationId;
using tickets::SideEvent;
using tickets::SideEventId;

constexpr int max_sideloaded_events = 1'000;
constexpr std::size_t max_preview_chars = 160;

// ---- out

json::object present(const Participant& person) {
  return {{"user_id", id_or_null(person.user)}, {"name", text_or_null(person.name)}, {"email", person.address}};
}

json::array present(const std::vector<Participant>& people) {
  json::array out;
  for (const auto& person : people) out.push_back(present(person));
  return out;
}

json::value parsed(const std::string& text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  return broken ? json::value(json::object()) : value;
}

std::string path_of(const SideConversation& c) {
  return "tickets/" + std::to_string(c.ticket.value) + "/side_conversations/" + std::to_string(c.id.value);
}

json::object present(const Call& call, const SideConversation& c) {
  return {{"url", call.url(path_of(c))},
          {"id", std::to_string(c.id.value)},
          {"ticket_id", c.ticket.value},
          {"subject", c.subject},
          {"preview_text", c.preview_text},
          {"state", c.is_open ? "open" : "closed"},
          {"participants", present(c.participants)},
          {"external_ids", parsed(c.external_ids)},
          {"created_at", base::render_iso8601(c.created_at)},
          {"updated_at", base::render_iso8601(c.updated_at)},
          {"message_added_at", base::render_iso8601(c.message_added_at)},
          {"state_updated_at", base::render_iso8601(c.state_updated_at)}};
}

// What a page of events needs beside the rows.
struct Beside {
  std::map<std::int64_t, json::array> files;                    // by event
  std::map<std::string, json::object, std::less<>> deliveries;  // by Message-ID
};

Result<Beside> load_beside(Call& call, const std::vector<SideEvent>& events) {
  Beside out;
  std::vector<SideEventId> ids;
  std::vector<std::int64_t> conversations;
  for (const auto& event : events) {
    ids.push_back(event.id);
    if (std::ranges::find(conversations, event.conversation.value) == conversations.end())
      conversations.push_back(event.conversation.value);
  }
  if (events.empty()) return out;
  for (const auto& [event, file] : PULT_TRY(tickets::list_side_files(call.tx, ids)))
    out.files[event.value].push_back(present_attachment(call, file));
  for (const auto& row : PULT_TRY(events::list_outbox_of_side_conversations(call.tx, conversations)))
    out.deliveries[row.message_id] = present_delivery(row);
  return out;
}

json::object present_message(const SideEvent& event, Beside& beside) {
  const auto html = event.html_body.empty() ? text::text_to_html(event.body) : event.html_body;
  const auto visible = event.visible_body.value_or(event.body);
  const auto delivery = beside.deliveries.find(event.message_id);
  return {{"subject", event.subject},
          {"preview_text", text::excerpt(visible, max_preview_chars)},
          {"from", present(event.actor)},
          {"to", present(event.to)},
          {"body", event.body},
          {"html_body", html},
          {"external_ids", parsed(event.external_ids)},
          {"attachments", std::move(beside.files[event.id.value])},
          {"visible_body", visible},
          {"visible_html_body", event.visible_html   ? *event.visible_html
                                : event.visible_body ? text::text_to_html(*event.visible_body)
                                                     : html},
          {"has_more", event.visible_body.has_value() || event.visible_html.has_value()},
          {"has_remote_images", event.has_remote_images},
          {"from_mail", bool(event.inbound)},
          {"report", event.is_report},
          {"classification", event.classification.empty() ? json::value(nullptr) : parsed(event.classification)},
          {"delivery", delivery == beside.deliveries.end() ? json::value(nullptr) : json::value(delivery->second)}};
}

json::object present(const Call& call, const SideEvent& event, TicketId ticket, Beside& beside) {
  const auto conversation = std::to_string(event.conversation.value);
  return {{"url", call.url("tickets/" + std::to_string(ticket.value) + "/side_conversations/" + conversation)},
          {"id", std::to_string(event.id.value)},
          {"side_conversation_id", conversation},
          {"ticket_id", ticket.value},
          {"type", event.type},
          {"via", event.via},
          {"actor", present(event.actor)},
          {"created_at", base::render_iso8601(event.created_at)},
          {"message", event.is_message() ? json::value(present_message(event, beside)) : json::value(nullptr)},
          {"updates", parsed(event.updates)}};
}

bool wants_events(const Call& call) { return includes(call, "events") || includes(call, "side_conversations.events"); }

Result<json::array> present_events(Call& call, TicketId ticket, const std::vector<SideEvent>& rows) {
  auto beside = PULT_TRY(load_beside(call, rows));
  json::array out;
  for (const auto& row : rows) out.push_back(present(call, row, ticket, beside));
  return out;
}

Result<json::object> with_event(Call& call, const tickets::SideTurn& turn) {
  return json::object{{"side_conversation", present(call, turn.conversation)},
                      {"event", PULT_TRY(present_events(call, turn.conversation.ticket, {turn.event}))[0]}};
}

// ---- in

std::string channel_of(const Call& call) { return call.session ? "web" : "api"; }

// {"user_id": 7} or {"email": "a@b.c", "name": "A"}
Result<Participant> parse_participant(Call& call, const json::value& value) {
  if (!value.is_object()) return base::fail(ErrorKind::invalid, "InvalidAttribute", "To: must be objects");
  Body in(value.get_object());
  const UserId id(in.id("user_id").value_or(0));
  Participant out{{}, in.text("name").value_or(""), in.text("email").value_or("")};
  PULT_TRY(in.check());
  const auto user =
      id ? PULT_TRY(people::find_user(call.tx, id)) : PULT_TRY(people::find_user_by_email(call.tx, out.address));
  const bool is_seen = user && user->active && people::may_see_user(call.actor, *user);
  if (id && (!is_seen || user->email.empty()))
    return base::fail_field("to", "InvalidValue", "To: is not a user with a mail address");
  if (is_seen) out = {user->id, user->name, id ? user->email : out.address};
  return out;
}

Result<std::string> parse_texts(Body& in, std::string_view name) {
  const auto* object = in.object(name);
  PULT_TRY(in.check());
  if (!object) return std::string("{}");
  for (const auto& [key, value] : *object)
    if (!value.is_string())
      return base::fail(ErrorKind::invalid, "InvalidAttribute", "External ids: all values must be strings");
  if (object->size() > 100) return base::fail_field(std::string(name), "InvalidValue", "External ids: too many");
  return json::serialize(*object);
}

// Files put up for the message go by their token, files of the ticket by their number.
void sort_files(const std::vector<std::string>& ids, tickets::SideMessage& message) {
  constexpr std::size_t max_digits = 18;
  for (const auto& id : ids) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (error == std::errc() && end == id.data() + id.size() && id.size() <= max_digits)
      message.files.emplace_back(number);
    else
      message.content.uploads.push_back(id);
  }
}

Result<tickets::NewComment> read_content(const json::object& object) {
  Body in(object);
  tickets::NewComment content;
  content.body = in.text("body").value_or("");
  content.html_body = in.text("html_body").value_or("");
  PULT_TRY(in.check());
  tickets::prepare_html(content);
  return content;
}

// For Route::comment: sanitising takes time.
std::optional<tickets::NewComment> prepare(const json::object& body) {
  const auto message = inner(body, "message");
  if (!message) return std::nullopt;
  auto content = read_content(**message);
  if (!content) return std::nullopt;
  return std::move(*content);
}

Result<tickets::SideMessage> parse_message(Call& call) {
  const auto* object = PULT_TRY(inner(call.body, "message"));
  Body in(*object);
  tickets::SideMessage message;
  message.subject = in.text("subject").value_or("");
  message.external_ids = PULT_TRY(parse_texts(in, "external_ids"));
  const auto* to = in.array("to");
  const auto files = in.texts("attachment_ids").value_or(std::vector<std::string>());
  PULT_TRY(in.check());
  if (to && to->size() > tickets::max_side_recipients)
    return base::fail_field("to", "InvalidValue", "To: too many people");
  const auto own = PULT_TRY(channels::mail::own_addresses(call.tx));
  if (to)
    for (const auto& person : *to) {
      message.to.push_back(PULT_TRY(parse_participant(call, person)));
      const auto key = people::address_key(message.to.back().address);
      if (std::ranges::any_of(own, [&](const auto& mine) { return people::address_key(mine) == key; }))
        return base::fail_field("to", "InvalidValue", "To: is an address of this desk");
    }
  message.content = call.comment ? *call.comment : PULT_TRY(read_content(*object));
  sort_files(files, message);
  message.via = channel_of(call);
  return message;
}

// ---- routes

SideConversationId conversation_id(const Call& call) { return SideConversationId(call.ids[1]); }

Result<SideConversation> access(Call& call) {
  return tickets::access_side_conversation(call.tx, call.actor, TicketId(call.ids[0]), conversation_id(call));
}

Result<Answer> list(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto page = PULT_TRY(page_of(call));
  const SideConversationId after(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(tickets::list_side_conversations(call.tx, ticket.id, after, page.offset, page.fetch()));
  const auto total = PULT_TRY(tickets::count_side_conversations(call.tx, ticket.id));
  auto body = list_answer(
      call, page, "side_conversations", rows, [](const SideConversation& c) { return c.id.value; },
      [&](const SideConversation& c) { return present(call, c); }, [&] { return total; });
  if (wants_events(call)) {
    std::vector<SideConversationId> ids;
    for (const auto& row : rows) ids.push_back(row.id);
    const auto events = PULT_TRY(tickets::list_side_events(call.tx, ids, {}, 0, max_sideloaded_events));
    body["events"] = PULT_TRY(present_events(call, ticket.id, events));
  }
  return Answer{200, std::move(body)};
}

Result<Answer> show(Call& call) {
  const auto conversation = PULT_TRY(access(call));
  json::object body{{"side_conversation", present(call, conversation)}};
  if (wants_events(call)) {
    const auto events = PULT_TRY(tickets::list_side_events(call.tx, {conversation.id}, {}, 0, max_sideloaded_events));
    body["events"] = PULT_TRY(present_events(call, conversation.ticket, events));
  }
  return Answer{200, std::move(body)};
}

Result<Answer> list_events(Call& call) {
  const auto conversation = PULT_TRY(access(call));
  const auto page = PULT_TRY(page_of(call));
  const SideEventId after(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(tickets::list_side_events(call.tx, {conversation.id}, after, page.offset, page.fetch()));
  auto beside = PULT_TRY(load_beside(call, rows));
  const auto total = PULT_TRY(tickets::count_side_events(call.tx, conversation.id));
  return Answer{200, list_answer(
                         call, page, "events", rows, [](const SideEvent& e) { return e.id.value; },
                         [&](const SideEvent& e) { return present(call, e, conversation.ticket, beside); },
                         [&] { return total; })};
}

Result<Answer> create(Call& call) {
  Body outer(call.body);
  auto external_ids = PULT_TRY(parse_texts(outer, "external_ids"));
  const TicketId ticket(call.ids[0]);
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, ticket));
  const auto turn = PULT_TRY(tickets::start_side_conversation(call.tx, call.services.desk, call.actor, ticket,
                                                              PULT_TRY(parse_message(call)), std::move(external_ids)));
  PULT_TRY(tickets::delete_side_draft(call.tx, call.actor.id(), ticket, {}));
  Answer answer{201, PULT_TRY(with_event(call, turn))};
  answer.headers.emplace_back("Location", call.url(path_of(turn.conversation)));
  return answer;
}

Result<Answer> reply(Call& call) {
  PULT_TRY(access(call));
  const auto turn =
      PULT_TRY(tickets::reply_to_side_conversation(call.tx, call.services.desk, call.actor, TicketId(call.ids[0]),
                                                   conversation_id(call), PULT_TRY(parse_message(call))));
  PULT_TRY(tickets::delete_side_draft(call.tx, call.actor.id(), turn.conversation.ticket, turn.conversation.id));
  return Answer{201, PULT_TRY(with_event(call, turn))};
}

Result<Answer> update(Call& call) {
  PULT_TRY(access(call));
  Body in(*PULT_TRY(inner(call.body, "side_conversation")));
  tickets::SideUpdate wanted;
  wanted.subject = in.text("subject");
  const auto state = in.text("state");
  if (in.has("external_ids")) wanted.external_ids = PULT_TRY(parse_texts(in, "external_ids"));
  PULT_TRY(in.check());
  if (state && *state != "open" && *state != "closed")
    return base::fail_field("state", "InvalidValue", "State: is not open or closed");
  if (state) wanted.is_open = *state == "open";
  wanted.via = channel_of(call);
  const auto updated = PULT_TRY(tickets::update_side_conversation(
      call.tx, call.services.desk, call.actor, TicketId(call.ids[0]), conversation_id(call), wanted));
  return Answer{200, {{"side_conversation", present(call, updated.conversation)}}};
}

// An upload of its own, whose token is the id that a message names.
Result<Answer> attach(Call& call) {
  const auto form = parse_form_name(call.before);
  const auto named = call.request.query_value("filename"), claimed = call.request.header("content-type");
  tickets::Attachment file;
  file.file_name = clean_file_name(named.empty() ? std::string_view(form.name) : named);
  if (file.file_name.empty()) return base::fail(ErrorKind::invalid, "InvalidValue", "The filename parameter is needed");
  file.content_type =
      content_type_of(call.content->head, is_form(claimed) ? std::string_view(form.content_type) : claimed);
  file.created_at = call.now();
  const auto token = crypto::random_token(24);
  PULT_TRY(tickets::create_upload(call.tx, token, call.actor.id(), call.now()));
  const auto kept =
      PULT_TRY(tickets::keep_attachment(call.tx, call.content->staged, file, tickets::upload_digest(token)));
  return Answer{201,
                {{"attachment",
                  {{"id", token},
                   {"name", kept.file_name},
                   {"content_type", kept.content_type},
                   {"size", kept.size},
                   {"width", nullptr},
                   {"height", nullptr}}}}};
}

}  // namespace

std::vector<Route> side_conversation_routes() {
  return {
      {"POST", "tickets/side_conversations/attachments", Who::agent, Mode::write, attach, true},
      {"GET", "tickets/{id}/side_conversations", Who::agent, Mode::read, list},
      {"POST", "tickets/{id}/side_conversations", Who::agent, Mode::write, create, false, nullptr, prepare},
      {"GET", "tickets/{id}/side_conversations/{id}", Who::agent, Mode::read, show},
      {"PUT", "tickets/{id}/side_conversations/{id}", Who::agent, Mode::write, update},
      {"GET", "tickets/{id}/side_conversations/{id}/events", Who::agent, Mode::read, list_events},
      {"POST", "tickets/{id}/side_conversations/{id}/reply", Who::agent, Mode::write, reply, false, nullptr, prepare},
  };
}

}  // namespace pult::api
