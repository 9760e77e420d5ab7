// SPDX-License-Identifier: AGPL-3.0-or-later
// Comments and audits of a ticket, and the mail a comment came by.
#include <algorithm>
#include <map>
#include <set>

#include "api/comment_view.hpp"
#include "api/email_view.hpp"
#include "api/ticket_extras.hpp"
#include "api/ticket_list.hpp"
#include "channels/mail/ledger.hpp"
#include "channels/mail/service.hpp"
#include "text/html_text.hpp"

namespace pult::api {
namespace {

std::string wrapped(std::string_view html) {
  return "<div class=\"zd-comment\" dir=\"auto\">" + std::string(html) + "</div>";
}

std::string html_or_text(const std::string& html, const std::string& body) {
  return wrapped(html.empty() ? text::text_to_html(body) : html);
}

// What a page of comments needs beside the rows, fetched once for the ticket.
struct Beside {
  std::map<std::int64_t, json::array> attachments;
  std::map<std::int64_t, json::object> deliveries;
};

// Pictures within a text are part of it, and listed as files only when asked for (v2 conventions, 8.2).
bool is_listed(const Call& call, const tickets::Attachment& file) {
  const bool is_picture = file.is_inline && file.content_type.starts_with("image/");
  return !is_picture || call.request.query_value("include_inline_images") == "true";
}

Result<Beside> load_beside(Call& call, TicketId ticket) {
  Beside out;
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_ticket(call.tx, ticket)))
    if (is_listed(call, file)) out.attachments[file.comment.value].push_back(present_attachment(call, file));
  if (people::may_see_internal(call.actor))
    for (const auto& row : PULT_TRY(events::list_outbox_of_ticket(call.tx, ticket)))
      out.deliveries[row.comment.value] = present_delivery(row);
  return out;
}

json::object present_comment(const tickets::Comment& c, Beside& beside) {
  json::object out;
  out["id"] = c.id.value;
  out["type"] = "Comment";
  out["author_id"] = c.author.value;
  out["body"] = c.body;
  out["html_body"] = html_or_text(c.html_body, c.body);
  out["plain_body"] = c.body;
  out["public"] = c.is_public;
  out["attachments"] = beside.attachments[c.id.value];
  out["audit_id"] = c.audit.value;
  out["via"] = via_object(c.via);
  out["created_at"] = base::render_iso8601(c.created_at);
  out["metadata"] = metadata_object();
  out["visible_body"] = c.visible_body.value_or(c.body);
  // A cut text has no HTML of its own unless the HTML was cut too.
  out["visible_html_body"] = c.visible_html   ? wrapped(*c.visible_html)
                             : c.visible_body ? wrapped(text::text_to_html(*c.visible_body))
                                              : html_or_text(c.html_body, c.body);
  out["has_more"] = c.visible_body.has_value() || c.visible_html.has_value();
  out["has_remote_images"] = c.has_remote_images;
  out["from_mail"] = bool(c.inbound);
  const auto delivery = beside.deliveries.find(c.id.value);
  out["delivery"] = delivery == beside.deliveries.end() ? json::value(nullptr) : json::value(delivery->second);
  boost::system::error_code broken;
  auto classification = c.classification.empty() ? json::value(nullptr) : json::parse(c.classification, broken);
  out["classification"] = broken ? json::value(nullptr) : std::move(classification);
  return out;
}

bool newest_first(const Call& call) {
  return call.request.query_value("sort") == "-created_at" || call.request.query_value("sort_order") == "desc";
}

Result<void> add_authors(Call& call, const std::vector<tickets::Comment>& rows, json::object& body) {
  Mentioned mentioned;
  for (const auto& row : rows)
    if (row.author.value > 0) mentioned.users.insert(row.author.value);
  return add_sideloads(call, mentioned, body);
}

Result<Answer> list(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto page = PULT_TRY(page_of(call));
  tickets::CommentFilter filter;
  filter.ticket = ticket.id;
  filter.with_private = people::may_see_internal(call.actor);
  filter.descending = newest_first(call);
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = CommentId(page.after[0]);
  auto rows = PULT_TRY(tickets::list_comments(call.tx, filter));
  auto beside = PULT_TRY(load_beside(call, ticket.id));
  const auto total = PULT_TRY(tickets::count_comments(call.tx, ticket.id, filter.with_private));
  auto body = list_answer(
      call, page, "comments", rows, [](const tickets::Comment& c) { return c.id.value; },
      [&](const tickets::Comment& c) { return present_comment(c, beside); }, [&] { return total; });
  PULT_TRY(add_authors(call, rows, body));
  return Answer{200, std::move(body)};
}

Result<Answer> count(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto total = PULT_TRY(tickets::count_comments(call.tx, ticket.id, people::may_see_internal(call.actor)));
  return Answer{200, {{"count", {{"value", total}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

// The comment of this ticket that the caller may see, with the mail it came by.
Result<tickets::Comment> access_mail_comment(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  auto comment = PULT_TRY(tickets::find_comment(call.tx, CommentId(call.ids[1])));
  if (!comment || comment->ticket != ticket.id || !comment->inbound) return base::fail_not_found();
  if (!comment->is_public && !people::may_see_internal(call.actor)) return base::fail_not_found();
  return std::move(*comment);
}

// Why the mail became what it became: what each step found, and how it ended.
Result<json::array> present_trace(Call& call, tickets::InboundId id) {
  json::array out;
  for (const auto& line : PULT_TRY(channels::mail::load_trace(call.tx, id))) {
    const auto colon = line.find(": ");
    const bool is_named = colon != std::string::npos;
    out.push_back(json::object{{"step", is_named ? line.substr(0, colon) : std::string()},
                               {"result", is_named ? line.substr(colon + 2) : line},
                               {"detail", nullptr}});
  }
  if (const auto entry = PULT_TRY(channels::mail::find_entry(call.tx, id)))
    out.push_back(
        json::object{{"step", "outcome"}, {"result", entry->outcome}, {"detail", text_or_null(entry->reason)}});
  return out;
}

Result<Answer> email(Call& call) {
  const auto comment = PULT_TRY(access_mail_comment(call));
  const auto raw = PULT_TRY(channels::mail::load_raw(call.tx, call.services.blobs, comment.inbound));
  const auto files = PULT_TRY(tickets::list_attachments_of_comment(call.tx, comment.id));
  const auto options = PULT_TRY(call.services.mail.screen_options(call.tx));
  auto body = present_email(raw, options, &files, call.base_url);
  if (people::may_see_internal(call.actor)) body["trace"] = PULT_TRY(present_trace(call, comment.inbound));
  return Answer{200, std::move(body)};
}

Result<Answer> raw_email(Call& call) {
  const auto comment = PULT_TRY(access_mail_comment(call));
  Answer answer{200, nullptr};
  answer.raw = PULT_TRY(channels::mail::load_raw(call.tx, call.services.blobs, comment.inbound));
  add_download_headers(answer, "message/rfc822", "message-" + std::to_string(comment.id.value) + ".eml");
  return answer;
}

// include=users,groups,organizations,tickets: the tickets, who and what they name, and who changed them.
Result<void> add_audit_sideloads(Call& call, const std::vector<events::Audit>& audits, json::object& body) {
  if (call.request.query_value("include").empty()) return {};
  Mentioned mentioned;
  std::set<TicketId> ids;
  for (const auto& audit : audits) {
    ids.insert(audit.ticket);
    if (audit.author.value > 0) mentioned.users.insert(audit.author.value);
  }
  tickets::TicketFilter filter;
  filter.condition = "t.status < 6 AND " + people::ticket_condition(call.actor);
  filter.among.emplace(ids.begin(), ids.end());
  filter.limit = int(ids.size());
  const auto rows = PULT_TRY(tickets::list_tickets(call.tx, filter));
  for (const auto& row : rows) mentioned.add(row.ticket);
  PULT_TRY(add_sideloads(call, mentioned, body));
  if (!includes(call, "tickets")) return {};
  const auto relations = PULT_TRY(load_relations(call, rows));
  json::array shown;
  for (const auto& row : rows) shown.push_back(present_ticket(call, row, false, relations));
  body["tickets"] = std::move(shown);
  return {};
}

Result<Answer> audits(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto page = PULT_TRY(page_of(call));
  const AuditId after(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(events::list_audits(call.tx, ticket.id, after, page.offset, page.fetch()));
  const auto total = PULT_TRY(call.tx.one_int64("SELECT COUNT(*) FROM audits WHERE ticket_id = ?1", {ticket.id}));
  auto shown = PULT_TRY(present_audits(call, rows));
  std::map<std::int64_t, json::object> presented;
  for (std::size_t i = 0; i < rows.size(); ++i) presented[rows[i].id.value] = std::move(shown[i]);
  auto body = list_answer(
      call, page, "audits", rows, [](const events::Audit& a) { return a.id.value; },
      [&](const events::Audit& a) { return presented[a.id.value]; }, [&] { return total.value_or(0); });
  PULT_TRY(add_audit_sideloads(call, rows, body));
  return Answer{200, std::move(body)};
}

Result<Answer> count_audits(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto total = PULT_TRY(call.tx.one_int64("SELECT COUNT(*) FROM audits WHERE ticket_id = ?1", {ticket.id}));
  return Answer{200, {{"count", {{"value", total.value_or(0)}, {"refreshed_at", base::render_iso8601(call.now())}}}}};
}

// Of all tickets, newest first; a list without numbered pages. For whoever sees all tickets: among the changes of all
// others, those of a few could only be found by reading them all.
Result<Answer> all_audits(Call& call) {
  if (!people::sees_all_tickets(call.actor))
    return base::fail(ErrorKind::forbidden, "Forbidden", "This is for agents who see all tickets");
  const auto page = PULT_TRY(page_of(call, true));
  const AuditId before(page.after.empty() ? 0 : page.after[0]);
  auto rows = PULT_TRY(events::list_all_audits(call.tx, before, page.fetch()));
  const auto fetched = rows.size();
  if (rows.size() > std::size_t(page.size)) rows.resize(std::size_t(page.size));
  json::array list;
  for (auto& shown : PULT_TRY(present_audits(call, rows))) list.push_back(std::move(shown));
  json::object body;
  body["audits"] = std::move(list);
  PULT_TRY(add_audit_sideloads(call, rows, body));
  add_page_members(call, page, fetched, rows.empty() ? "" : render_cursor({rows.back().id.value}), {}, body);
  return Answer{200, std::move(body)};
}

Result<Answer> audit(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto found = PULT_TRY(events::find_audit(call.tx, AuditId(call.ids[1])));
  if (!found || found->ticket != ticket.id) return base::fail_not_found();
  return Answer{200, {{"audit", PULT_TRY(present_audit(call, *found))}}};
}

}  // namespace

Result<json::object> present_one_comment(Call& call, const tickets::Comment& comment) {
  auto beside = PULT_TRY(load_beside(call, comment.ticket));
  return present_comment(comment, beside);
}

std::vector<Route> comment_routes() {
  return {
      {"GET", "tickets/{id}/comments", Who::user, Mode::read, list},
      {"GET", "tickets/{id}/comments/count", Who::user, Mode::read, count},
      {"GET", "tickets/{id}/comments/{id}/email", Who::user, Mode::read, email},
      {"GET", "tickets/{id}/comments/{id}/email/raw", Who::user, Mode::read, raw_email},
      {"GET", "tickets/{id}/audits", Who::agent, Mode::read, audits},
      {"GET", "tickets/{id}/audits/count", Who::agent, Mode::read, count_audits},
      {"GET", "ticket_audits", Who::agent, Mode::read, all_audits},
      {"GET", "tickets/{id}/audits/{id}", Who::agent, Mode::read, audit},
  };
}

}  // namespace pult::api
