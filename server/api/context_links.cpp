// SPDX-License-Identifier: AGPL-3.0-or-later
// context_links: links from a ticket to other programs. The secret is shown when it is made, and never again.
#include "automation/context_link.hpp"

#include <algorithm>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "automation/context_url.hpp"
#include "automation/placeholders.hpp"
#include "channels/mail/service.hpp"
#include "crypto/crypto.hpp"

namespace pult::api {
namespace {

using automation::ContextLink;
using automation::ContextLinkId;

std::string_view placement_of(const ContextLink& link) { return link.is_panel ? "panel" : "link"; }

json::object present(const Call& call, const ContextLink& link) {
  return {{"url", call.url("context_links/" + std::to_string(link.id.value))},
          {"id", link.id.value},
          {"name", link.name},
          {"url_template", link.url_template},
          {"placement", placement_of(link)},
          {"active", link.active},
          {"position", link.position},
          {"created_at", base::render_iso8601(link.created_at)},
          {"updated_at", base::render_iso8601(link.updated_at)}};
}

Result<ContextLink> load(Call& call) {
  auto link = PULT_TRY(automation::find_context_link(call.tx, ContextLinkId(call.ids[0])));
  if (!link) return base::fail_not_found();
  return std::move(*link);
}

Result<void> apply_input(Body& in, ContextLink& link) {
  if (auto v = in.text("name")) link.name = std::move(*v);
  if (auto v = in.text("url_template")) link.url_template = std::move(*v);
  if (const auto v = in.boolean("active")) link.active = *v;
  if (const auto v = in.id("position")) link.position = *v;
  if (const auto v = in.text("placement")) {
    if (*v != "link" && *v != "panel") in.fail("placement", "link or panel");
    link.is_panel = *v == "panel";
  }
  return in.check();
}

// Gives the link a new secret; the answer is the one place where it is seen.
std::string renew_secret(const Call& call, ContextLink& link) {
  auto secret = crypto::random_token(32);
  link.sealed_secret = call.services.mail.secrets().seal(secret);
  return secret;
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(automation::list_context_links(call.tx));
  std::ranges::sort(rows, {}, &ContextLink::id);
  return Answer{200, whole_list_answer(
                         call, page, "context_links", rows, [](const ContextLink& l) { return l.id.value; },
                         [&](const ContextLink& l) { return present(call, l); })};
}

Result<Answer> show(Call& call) { return Answer{200, {{"context_link", present(call, PULT_TRY(load(call)))}}}; }

Result<Answer> create(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "context_link")));
  ContextLink link;
  PULT_TRY(apply_input(in, link));
  const auto secret = renew_secret(call, link);
  auto presented = present(call, PULT_TRY(automation::create_context_link(call.tx, std::move(link), call.now())));
  Answer answer{201, nullptr};
  answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"context_link", std::move(presented)}, {"secret", secret}};
  return answer;
}

Result<Answer> update(Call& call) {
  auto link = PULT_TRY(load(call));
  Body in(*PULT_TRY(inner(call.body, "context_link")));
  PULT_TRY(apply_input(in, link));
  PULT_TRY(automation::save_context_link(call.tx, link, call.now()));
  return show(call);
}

Result<Answer> replace_secret(Call& call) {
  auto link = PULT_TRY(load(call));
  const auto secret = renew_secret(call, link);
  PULT_TRY(automation::save_context_link(call.tx, link, call.now()));
  return Answer{201, {{"context_link", present(call, PULT_TRY(load(call)))}, {"secret", secret}}};
}

Result<Answer> remove(Call& call) {
  PULT_TRY(automation::delete_context_link(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

// The active ones as they are for this ticket and this agent.
Result<Answer> of_ticket(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  automation::Placeholders placeholders(call.tx, call.actor, call.services.desk.definitions(call.tx), call.base_url);
  placeholders.set_ticket(ticket);
  const auto lookup = [&](std::string_view path) {
    const bool is_short = path.starts_with("organization.");
    return placeholders.find(is_short ? "ticket." + std::string(path) : std::string(path));
  };
  json::array out;
  for (const auto& link : PULT_TRY(automation::list_context_links(call.tx))) {
    if (!link.active) continue;
    const auto secret = PULT_TRY(call.services.mail.secrets().open(link.sealed_secret));
    const auto url = automation::render_url(link.url_template, lookup);
    out.push_back(json::object{{"id", link.id.value},
                               {"name", link.name},
                               {"placement", placement_of(link)},
                               {"href", automation::sign_url(url, secret, call.actor.id(), call.now())}});
  }
  return Answer{200, {{"context_links", std::move(out)}}};
}

}  // namespace

std::vector<Route> context_link_routes() {
  return {
      {"GET", "context_links", Who::admin, Mode::read, list},
      {"POST", "context_links", Who::admin, Mode::write, create},
      {"GET", "context_links/{id}", Who::admin, Mode::read, show},
      {"PUT", "context_links/{id}", Who::admin, Mode::write, update},
      {"DELETE", "context_links/{id}", Who::admin, Mode::write, remove},
      {"POST", "context_links/{id}/secret", Who::admin, Mode::write, replace_secret},
      {"GET", "tickets/{id}/context_links", Who::agent, Mode::read, of_ticket},
  };
}

}  // namespace pult::api
