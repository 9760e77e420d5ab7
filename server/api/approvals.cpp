// SPDX-License-Identifier: AGPL-3.0-or-later
// tickets/{id}/approvals: questions of yes or no about a ticket. Our own. Agents answer here; people outside get a mail
// with a link to a page of ours, which asks once more: programs that scan mails follow links.
#include <algorithm>

#include "api/approval_words.hpp"
#include "api/body.hpp"
#include "api/html_page.hpp"
#include "api/page.hpp"
#include "api/page_words.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "channels/mail/service.hpp"
#include "text/html_text.hpp"
#include "tickets/approval.hpp"

namespace pult::api {
namespace {

using tickets::Approval;
using tickets::ApprovalId;

constexpr int max_awaited = 100;

json::object present(const Call& call, const Approval& approval) {
  json::array approvers;
  for (const auto& one : approval.approvers)
    approvers.push_back(json::object{{"user_id", one.user.value},
                                     {"decision", one.decision},
                                     {"reason", text_or_null(one.reason)},
                                     {"decided_at", time_or_null(one.decided_at)}});
  return {{"url", call.url("tickets/" + std::to_string(approval.ticket.value) + "/approvals/" +
                           std::to_string(approval.id.value))},
          {"id", approval.id.value},
          {"ticket_id", approval.ticket.value},
          {"title", approval.title},
          {"body", approval.body},
          {"rule", approval.rule},
          {"status", approval.status},
          {"due_at", time_or_null(approval.due_at)},
          {"created_by_id", approval.created_by.value},
          {"decided_at", time_or_null(approval.decided_at)},
          {"approvers", std::move(approvers)},
          {"created_at", base::render_iso8601(approval.created_at)},
          {"updated_at", base::render_iso8601(approval.updated_at)}};
}

Result<std::vector<Approval>> access_approvals(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  return tickets::list_approvals(call.tx, ticket.id);
}

Result<Answer> answer_one(Call& call, int status, ApprovalId id) {
  const auto all = PULT_TRY(access_approvals(call));
  const auto found = std::ranges::find(all, id, &Approval::id);
  if (found == all.end()) return base::fail_not_found();
  auto presented = present(call, *found);
  Answer answer{status, nullptr};
  if (status == 201) answer.headers.emplace_back("Location", std::string(presented["url"].as_string()));
  answer.body = {{"approval", std::move(presented)}};
  return answer;
}

Answer answer_rows(const Call& call, const Page& page, std::vector<Approval>& rows) {
  return Answer{200, whole_list_answer(
                         call, page, "approvals", rows, [](const Approval& one) { return one.id.value; },
                         [&](const Approval& one) { return present(call, one); })};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(access_approvals(call));
  return answer_rows(call, page, rows);
}

Result<Answer> awaited(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(tickets::list_awaited(call.tx, call.actor, max_awaited));
  return answer_rows(call, page, rows);
}

Result<Answer> show(Call& call) { return answer_one(call, 200, ApprovalId(call.ids[1])); }

// An id, or an address.
Result<UserId> read_approver(Call& call, const json::value& value) {
  if (value.is_int64()) return UserId(value.get_int64());
  if (value.is_string())
    return PULT_TRY(people::find_or_create_requester(call.tx, {}, value.get_string(), call.now())).id;
  if (!value.is_object())
    return base::fail(ErrorKind::invalid, "InvalidAttribute", "approvers must be a list of ids or e-mail addresses");
  Body in(value.get_object());
  const auto id = in.id("user_id").value_or(0);
  const auto email = in.text("email").value_or("");
  PULT_TRY(in.check());
  if (id) return UserId(id);
  return PULT_TRY(people::find_or_create_requester(call.tx, {}, email, call.now())).id;
}

Result<Approval> read_new(Call& call) {
  Body in(*PULT_TRY(inner(call.body, "approval")));
  Approval wanted;
  wanted.ticket = TicketId(call.ids[0]);
  wanted.title = in.text("title").value_or("");
  wanted.body = in.text("body").value_or("");
  wanted.rule = in.text("rule").value_or("all");
  if (const auto text = in.text("due_at"); text && !text->empty()) {
    wanted.due_at = base::parse_iso8601(*text);
    if (!wanted.due_at) in.fail("due_at", "an ISO 8601 time");
  }
  const auto* approvers = in.array("approvers");
  PULT_TRY(in.check());
  if (!approvers) return wanted;
  for (const auto& one : *approvers) {
    tickets::Approver approver;
    approver.user = PULT_TRY(read_approver(call, one));
    wanted.approvers.push_back(approver);
  }
  return wanted;
}

// To everybody who was asked, in their language: with the link that decides to people outside, to agents with one to
// the ticket.
Result<void> send_mails(Call& call, const Approval& wanted, const tickets::Asked& asked) {
  std::vector<UserId> ids;
  for (const auto& one : wanted.approvers) ids.push_back(one.user);
  const auto ticket = std::to_string(wanted.ticket.value);
  for (const auto& user : PULT_TRY(people::list_users(call.tx, ids))) {
    if (user.id == call.actor.id() || user.email.empty()) continue;
    const auto& words = approval_words(user.locale);
    const auto link = std::ranges::find(asked.links, user.id, &std::pair<UserId, std::string>::first);
    const bool outside = link != asked.links.end();
    auto text = fill_words(words.greeting, {{"name", user.name}}) + "\n\n" +
                fill_words(words.asks, {{"agent", call.actor.user.name}, {"ticket", ticket}}) + "\n\n" + wanted.title +
                "\n" + (wanted.body.empty() ? "" : "\n" + wanted.body + "\n") + "\n" +
                std::string(outside ? words.decide : words.open) + "\n" + call.base_url +
                (outside ? "/approve/" + link->second : "/tickets/" + ticket) + "\n";
    if (outside) text += "\n" + std::string(words.expires) + "\n";
    PULT_TRY(call.services.mail.send_text(call.tx, {user.name, user.email},
                                          fill_words(words.subject, {{"title", wanted.title}}), text));
  }
  return {};
}

Result<Answer> create(Call& call) {
  // Before anybody becomes a user of the desk by being named.
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto wanted = PULT_TRY(read_new(call));
  const auto asked = PULT_TRY(tickets::ask_approval(call.tx, call.services.desk, call.actor, wanted));
  PULT_TRY(send_mails(call, wanted, asked));
  return answer_one(call, 201, asked.id);
}

Result<tickets::Decision> read_decision(Body& in) {
  const auto word = in.text("decision").value_or("");
  tickets::Decision decision{word == "approved", in.text("reason").value_or("")};
  PULT_TRY(in.check());
  if (word != "approved" && word != "declined")
    return base::fail_field("decision", "InvalidValue", "Decision: must be approved or declined");
  return decision;
}

Result<Answer> decide(Call& call) {
  PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  Body in(*PULT_TRY(inner(call.body, "approval")));
  const ApprovalId id(call.ids[1]);
  PULT_TRY(tickets::decide_approval(call.tx, call.services.desk, call.actor, TicketId(call.ids[0]), id,
                                    PULT_TRY(read_decision(in))));
  return answer_one(call, 200, id);
}

Result<Answer> withdraw(Call& call) {
  const ApprovalId id(call.ids[1]);
  PULT_TRY(tickets::withdraw_approval(call.tx, call.services.desk, call.actor, TicketId(call.ids[0]), id));
  return answer_one(call, 200, id);
}

Answer page_in(const PageLook& look, int status, std::string_view title, const std::string& content) {
  return html_page(status, text::escaped(title), "<div dir=\"auto\">" + content + "</div>", {}, look);
}

// Whose link it was is not known: the browser says the language.
Result<Answer> gone(Call& call) {
  const auto look = PULT_TRY(page_look(call));
  const auto& words = approval_words(look.language);
  return page_in(look, 404, words.gone_title, "<p>" + std::string(words.gone) + "</p>");
}

std::string paragraphs(std::string_view text) {
  return text.empty() ? std::string() : "<p style=\"white-space:pre-line\">" + text::escaped(text) + "</p>";
}

Result<Answer> ask(Call& call) {
  const auto found = PULT_TRY(tickets::find_linked_approval(call.tx, call.word, call.now()));
  if (!found) return gone(call);
  const auto user = PULT_TRY(people::load_user(call.tx, found->user));
  const auto asker = PULT_TRY(people::load_user(call.tx, found->approval.created_by));
  const auto look = PULT_TRY(page_look(call, user));
  const auto& words = approval_words(look.language);
  const auto ticket = std::to_string(found->approval.ticket.value);
  const auto asks = fill_words(words.asks, {{"agent", text::escaped(asker.name)}, {"ticket", ticket}});
  std::string form = "<form method=\"post\">";
  // An agent who tries the link is signed in: then the form must prove that it is ours.
  if (call.session)
    form += "<input type=\"hidden\" name=\"authenticity_token\" value=\"" + call.session->csrf_token + "\">";
  form += "<p><label>" + std::string(words.reason) +
          "<br><textarea name=\"reason\" rows=\"3\" maxlength=\"1000\" style=\"width:100%;font:inherit\"></textarea>"
          "</label></p><button name=\"decision\" value=\"approved\">" +
          std::string(words.approve) + "</button><button name=\"decision\" value=\"declined\">" +
          std::string(words.decline) + "</button></form>";
  return page_in(look, 200, found->approval.title, "<p>" + asks + "</p>" + paragraphs(found->approval.body) + form);
}

Result<Answer> answer_link(Call& call) {
  const auto found = PULT_TRY(tickets::find_linked_approval(call.tx, call.word, call.now()));
  if (!found) return gone(call);
  const auto user = PULT_TRY(people::load_user(call.tx, found->user));
  Body in(call.body);
  const auto decision = PULT_TRY(read_decision(in));
  PULT_TRY(tickets::decide_by_link(call.tx, call.services.desk, call.word, decision));
  const auto look = PULT_TRY(page_look(call, user));
  const auto& words = approval_words(look.language);
  return page_in(look, 200, words.thanks,
                 "<p>" + text::escaped(found->approval.title) + "</p><p>" +
                     std::string(decision.is_approved ? words.approved : words.declined) + "</p>");
}

}  // namespace

std::vector<Route> approval_routes() {
  return {
      {"GET", "approvals", Who::agent, Mode::read, awaited},
      {"GET", "tickets/{id}/approvals", Who::agent, Mode::read, list},
      {"POST", "tickets/{id}/approvals", Who::agent, Mode::write, create},
      {"GET", "tickets/{id}/approvals/{id}", Who::agent, Mode::read, show},
      {"PUT", "tickets/{id}/approvals/{id}/decide", Who::agent, Mode::write, decide},
      {"PUT", "tickets/{id}/approvals/{id}/withdraw", Who::agent, Mode::write, withdraw},
  };
}

std::vector<Route> approval_pages() {
  return {
      {"GET", "/approve/{word}", Who::anybody, Mode::read, ask},
      {"POST", "/approve/{word}", Who::anybody, Mode::write, answer_link},
  };
}

}  // namespace pult::api
