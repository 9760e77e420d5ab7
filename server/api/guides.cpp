// SPDX-License-Identifier: AGPL-3.0-or-later
// Which articles say how the desk handles which tickets: the tie of an article, and the guides of a ticket. Our own.
#include "knowledge/guide.hpp"

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"

namespace pult::api {
namespace {

using knowledge::Guide;
using knowledge::ItemId;

json::object present(const Call& call, const Guide& guide, const rules::CustomFields& fields) {
  return {{"url", call.url("help_center/articles/" + std::to_string(guide.article.value) + "/guide")},
          {"article_id", guide.article.value},
          {"conditions", rules::render_conditions(guide.conditions)},
          {"checklist_template_id", id_or_null(guide.checklist)},
          {"broken", knowledge::is_broken(guide, fields)},
          {"created_at", base::render_iso8601(guide.created_at)},
          {"updated_at", base::render_iso8601(guide.updated_at)}};
}

Result<ItemId> article_of(Call& call) {
  return PULT_TRY(knowledge::load_item(call.tx, knowledge::Kind::article, ItemId(call.ids[0]))).id;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(knowledge::list_guides(call.tx));
  const auto desk = PULT_TRY(call.services.desk.views(call.tx));
  return Answer{200, whole_list_answer(
                         call, page, "guides", rows, [](const Guide& guide) { return guide.article.value; },
                         [&](const Guide& guide) { return present(call, guide, *desk->fields); })};
}

Result<Answer> show(Call& call) {
  const auto guide = PULT_TRY(knowledge::find_guide(call.tx, PULT_TRY(article_of(call))));
  if (!guide) return base::fail_not_found();
  const auto desk = PULT_TRY(call.services.desk.views(call.tx));
  return Answer{200, {{"guide", present(call, *guide, *desk->fields)}}};
}

Result<Answer> save(Call& call) {
  const auto article = PULT_TRY(article_of(call));
  auto guide = PULT_TRY(knowledge::find_guide(call.tx, article)).value_or(Guide{article, {}, {}});
  const auto& sent = *PULT_TRY(inner(call.body, "guide"));
  Body in(sent);
  if (const auto v = in.id("checklist_template_id")) guide.checklist = tickets::ChecklistTemplateId(*v);
  PULT_TRY(in.check());
  guide.conditions = PULT_TRY(rules::parse_conditions(sent, rules::Place::view, std::move(guide.conditions)));
  const auto desk = PULT_TRY(call.services.desk.views(call.tx));
  const auto saved = PULT_TRY(knowledge::save_guide(call.tx, std::move(guide), *desk->fields, call.now()));
  return Answer{200, {{"guide", present(call, saved, *desk->fields)}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(knowledge::delete_guide(call.tx, PULT_TRY(article_of(call))));
  return Answer{204, nullptr};
}

Result<Answer> of_ticket(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto desk = PULT_TRY(call.services.desk.views(call.tx));
  json::array out;
  for (const auto& guide : PULT_TRY(knowledge::guides_of_ticket(call.tx, *desk, call.actor, ticket.id, call.now())))
    out.push_back({{"article_id", guide.article.value},
                   {"title", guide.title},
                   {"locale", guide.locale},
                   {"internal", guide.audience == knowledge::Audience::agents},
                   {"checklist_template_id", id_or_null(guide.checklist)},
                   {"edited_at", base::render_iso8601(guide.edited_at)}});
  return Answer{200, {{"guides", std::move(out)}}};
}

}  // namespace

std::vector<Route> guide_routes() {
  return {
      {"GET", "help_center/guides", Who::agent, Mode::read, list},
      {"GET", "help_center/articles/{id}/guide", Who::agent, Mode::read, show},
      {"PUT", "help_center/articles/{id}/guide", Who::admin, Mode::write, save},
      {"DELETE", "help_center/articles/{id}/guide", Who::admin, Mode::write, remove},
      {"GET", "tickets/{id}/guides", Who::agent, Mode::read, of_ticket},
  };
}

}  // namespace pult::api
