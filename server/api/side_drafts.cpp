// SPDX-License-Identifier: AGPL-3.0-or-later
// side_drafts: what the caller has written in side conversations and not sent. Number 0 is of a new conversation.
#include "tickets/side_draft.hpp"

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "tickets/side_talk.hpp"

namespace pult::api {
namespace {

using tickets::SideConversationId;
using tickets::SideDraft;

constexpr std::size_t max_draft_bytes = 512 * 1024;

json::object present(const SideDraft& draft) {
  boost::system::error_code broken;
  auto content = json::parse(draft.content, broken);
  json::object out = broken || !content.is_object() ? json::object() : std::move(content.get_object());
  out["ticket_id"] = draft.ticket.value;
  out["side_conversation_id"] =
      draft.conversation ? json::value(std::to_string(draft.conversation.value)) : json::value(nullptr);
  out["updated_at"] = base::render_iso8601(draft.updated_at);
  return out;
}

// Whom it shall go to, as far as that is known yet.
Result<json::array> parse_people(const json::array* given) {
  json::array out;
  if (!given) return out;
  if (given->size() > tickets::max_side_recipients)
    return base::fail_field("to", "InvalidValue", "To: too many people");
  for (const auto& one : *given) {
    if (!one.is_object()) return base::fail(ErrorKind::invalid, "InvalidAttribute", "To: must be objects");
    Body in(one.get_object());
    const auto user = in.id("user_id").value_or(0);
    const auto name = in.text("name").value_or(""), email = in.text("email").value_or("");
    PULT_TRY(in.check());
    out.push_back(json::object{{"user_id", user > 0 ? json::value(user) : json::value(nullptr)},
                               {"name", text_or_null(name)},
                               {"email", email}});
  }
  return out;
}

Result<std::string> parse_content(const json::object& body) {
  Body in(*PULT_TRY(inner(body, "side_draft")));
  const auto* to = in.array("to");
  const auto uploads = in.texts("uploads").value_or(std::vector<std::string>());
  const auto files = in.ids("attachment_ids").value_or(std::vector<std::int64_t>());
  json::object out{{"subject", in.text("subject").value_or("")},
                   {"body", in.text("body").value_or("")},
                   {"html_body", in.text("html_body").value_or("")},
                   {"uploads", json::array(uploads.begin(), uploads.end())},
                   {"attachment_ids", json::array(files.begin(), files.end())}};
  PULT_TRY(in.check());
  out["to"] = PULT_TRY(parse_people(to));
  auto text = json::serialize(out);
  if (text.size() > max_draft_bytes)
    return base::fail(ErrorKind::too_large, "RequestTooLarge", "A draft holds at most 512 KiB");
  return text;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  auto rows = PULT_TRY(tickets::list_side_drafts(call.tx, call.actor.id(), ticket.id));
  // Cursors begin above 0.
  return Answer{200, whole_list_answer(
                         call, page, "side_drafts", rows, [](const SideDraft& d) { return d.conversation.value + 1; },
                         [](const SideDraft& d) { return present(d); })};
}

Result<Answer> save(Call& call) {
  SideDraft draft{call.actor.id(), TicketId(call.ids[0]), SideConversationId(call.ids[1]), {}, call.now()};
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, draft.ticket));
  if (draft.conversation)
    PULT_TRY(tickets::access_side_conversation(call.tx, call.actor, draft.ticket, draft.conversation));
  draft.content = PULT_TRY(parse_content(call.body));
  PULT_TRY(tickets::save_side_draft(call.tx, draft));
  return Answer{200, {{"side_draft", present(draft)}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(
      tickets::delete_side_draft(call.tx, call.actor.id(), TicketId(call.ids[0]), SideConversationId(call.ids[1])));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> side_draft_routes() {
  return {
      {"GET", "tickets/{id}/side_drafts", Who::agent, Mode::read, list},
      {"PUT", "tickets/{id}/side_drafts/{id}", Who::agent, Mode::write, save},
      {"DELETE", "tickets/{id}/side_drafts/{id}", Who::agent, Mode::write, remove},
  };
}

}  // namespace pult::api
