// SPDX-License-Identifier: AGPL-3.0-or-later
// drafts: what an agent has written but not sent, and what others have and share.
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/ticket_input.hpp"

namespace pult::api {
namespace {

constexpr std::size_t max_draft_bytes = 512 * 1024;

Result<Answer> show(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto draft = PULT_TRY(tickets::find_draft(call.tx, call.actor.id(), ticket.id));
  return Answer{200, {{"draft", draft ? json::value(present_draft(*draft)) : json::value(nullptr)}}};
}

Result<Answer> save(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto* object = PULT_TRY(inner(call.body, "draft"));
  Body in(*object);
  const auto before = PULT_TRY(tickets::find_draft(call.tx, call.actor.id(), ticket.id));
  tickets::Draft draft;
  draft.user = call.actor.id();
  draft.ticket = ticket.id;
  draft.body = in.text("body").value_or("");
  draft.html_body = in.text("html_body").value_or("");
  draft.is_public = in.boolean("public").value_or(true);
  const bool was_shared = before && before->is_shared;
  draft.is_shared = in.boolean("shared").value_or(was_shared);
  const auto uploads = in.texts("uploads").value_or(std::vector<std::string>());
  PULT_TRY(in.check());
  if (draft.body.size() + draft.html_body.size() > max_draft_bytes)
    return base::fail(ErrorKind::too_large, "RequestTooLarge", "A draft holds at most 512 KiB");
  draft.uploads = json::serialize(json::array(uploads.begin(), uploads.end()));
  draft.bcc = json::serialize(json::value_from(PULT_TRY(read_bcc(*object))));
  draft.updated_at = call.now();
  PULT_TRY(tickets::save_draft(call.tx, draft));
  if (draft.is_shared || was_shared) tickets::tell_part(call.tx, ticket.id, tickets::drafts_part, draft.user);
  return Answer{200, {{"draft", present_draft(draft)}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(tickets::delete_draft(call.tx, call.actor.id(), TicketId(call.ids[0])));
  return Answer{204, nullptr};
}

// Those of others; one's own is tickets/{id}/draft.
Result<Answer> list_of_ticket(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  auto rows = PULT_TRY(tickets::list_shared_drafts(call.tx, ticket.id));
  std::erase_if(rows, [&](const tickets::Draft& draft) { return draft.user == call.actor.id(); });
  return Answer{200, whole_list_answer(
                         call, page, "drafts", rows, [](const tickets::Draft& d) { return d.user.value; },
                         [](const tickets::Draft& d) { return present_draft(d); })};
}

Result<Answer> take(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  auto shared = PULT_TRY(tickets::find_draft(call.tx, UserId(call.ids[1]), ticket.id));
  if (!shared || !shared->is_shared || shared->user == call.actor.id()) return base::fail_not_found();
  const auto taken = PULT_TRY(tickets::take_draft(call.tx, std::move(*shared), call.actor.id(), call.now()));
  return Answer{200, {{"draft", present_draft(taken)}}};
}

Result<Answer> list(Call& call) {
  json::array out;
  for (const auto& draft : PULT_TRY(tickets::list_drafts(call.tx, call.actor.id())))
    out.push_back(present_draft(draft));
  return Answer{200, {{"drafts", std::move(out)}}};
}

}  // namespace

std::vector<Route> draft_routes() {
  return {
      {"GET", "drafts", Who::agent, Mode::read, list},
      {"GET", "tickets/{id}/draft", Who::agent, Mode::read, show},
      {"PUT", "tickets/{id}/draft", Who::agent, Mode::write, save},
      {"DELETE", "tickets/{id}/draft", Who::agent, Mode::write, remove},
      {"GET", "tickets/{id}/drafts", Who::agent, Mode::read, list_of_ticket},
      {"POST", "tickets/{id}/drafts/{id}/take", Who::agent, Mode::write, take},
  };
}

}  // namespace pult::api
