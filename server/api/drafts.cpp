// SPDX-License-Identifier: AGPL-3.0-or-later
// drafts: what an agent has written but not sent.
#include "api/body.hpp"
#include "api/present.hpp"

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
  Body in(*PULT_TRY(inner(call.body, "draft")));
  tickets::Draft draft;
  draft.user = call.actor.id();
  draft.ticket = ticket.id;
  draft.body = in.text("body").value_or("");
  draft.html_body = in.text("html_body").value_or("");
  draft.is_public = in.boolean("public").value_or(true);
  const auto uploads = in.texts("uploads").value_or(std::vector<std::string>());
  PULT_TRY(in.check());
  if (draft.body.size() + draft.html_body.size() > max_draft_bytes)
    return base::fail(ErrorKind::too_large, "RequestTooLarge", "A draft holds at most 512 KiB");
  draft.uploads = json::serialize(json::array(uploads.begin(), uploads.end()));
  draft.updated_at = call.now();
  PULT_TRY(tickets::save_draft(call.tx, draft));
  return Answer{200, {{"draft", present_draft(draft)}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(tickets::delete_draft(call.tx, call.actor.id(), TicketId(call.ids[0])));
  return Answer{204, nullptr};
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
  };
}

}  // namespace pult::api
