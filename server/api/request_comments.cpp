// SPDX-License-Identifier: AGPL-3.0-or-later
// requests/{id}/comments: the public side of a conversation.
#include <map>

#include "api/page.hpp"
#include "api/present.hpp"
#include "api/user_photo.hpp"
#include "text/html_text.hpp"

namespace pult::api {
namespace {

using tickets::Comment;

json::object present_comment(const Call& call, const Comment& c, json::array attachments) {
  const auto html = c.html_body.empty() ? text::text_to_html(c.body) : c.html_body;
  return {{"url", call.url("requests/" + std::to_string(c.ticket.value) + "/comments/" + std::to_string(c.id.value))},
          {"id", c.id.value},
          {"type", "Comment"},
          {"request_id", c.ticket.value},
          {"author_id", c.author.value},
          {"body", c.body},
          {"html_body", "<div class=\"zd-comment\" dir=\"auto\">" + html + "</div>"},
          {"plain_body", c.body},
          {"public", c.is_public},
          {"attachments", std::move(attachments)},
          {"created_at", base::render_iso8601(c.created_at)}};
}

// Customers' programs expect everybody who spoke, as {id, name, photo, agent, organization_id}.
Result<void> add_people(Call& call, const std::set<std::int64_t>& authors, json::object& body) {
  std::vector<UserId> ids;
  for (const auto id : authors)
    if (id > 0) ids.emplace_back(id);
  json::array users, organizations;
  std::set<std::int64_t> named;
  if (!ids.empty())
    for (const auto& user : PULT_TRY(people::list_users(call.tx, ids))) {
      users.push_back({{"id", user.id.value},
                       {"name", user.name},
                       {"photo", present_photo(call.base_url, user.photo)},
                       {"agent", user.is_agent()},
                       {"organization_id", id_or_null(user.organization)}});
      if (user.organization && people::may_see_organization(call.actor, user.organization))
        named.insert(user.organization.value);
    }
  for (const auto id : named)
    if (const auto found = PULT_TRY(people::find_organization(call.tx, OrganizationId(id))))
      organizations.push_back({{"id", found->id.value}, {"name", found->name}});
  body["users"] = std::move(users);
  body["organizations"] = std::move(organizations);
  return {};
}

Result<Answer> list(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto page = PULT_TRY(page_of(call));
  tickets::CommentFilter filter;
  filter.ticket = ticket.id;
  filter.with_private = false;
  filter.descending =
      call.request.query_value("sort") == "-created_at" || call.request.query_value("sort_order") == "desc";
  filter.limit = page.fetch();
  filter.offset = page.offset;
  if (!page.after.empty()) filter.after = CommentId(page.after[0]);
  auto rows = PULT_TRY(tickets::list_comments(call.tx, filter));
  std::map<std::int64_t, json::array> files;
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_ticket(call.tx, ticket.id)))
    files[file.comment.value].push_back(present_attachment(call, file));
  std::set<std::int64_t> authors;
  auto body = list_answer(
      call, page, "comments", rows, [](const Comment& c) { return c.id.value; },
      [&](const Comment& c) {
        authors.insert(c.author.value);
        return present_comment(call, c, files[c.id.value]);
      },
      [&] { return ticket.public_comment_count; });
  PULT_TRY(add_people(call, authors, body));
  return Answer{200, std::move(body)};
}

Result<Answer> show(Call& call) {
  const auto ticket = PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, TicketId(call.ids[0])));
  const auto comment = PULT_TRY(tickets::find_comment(call.tx, CommentId(call.ids[1])));
  if (!comment || comment->ticket != ticket.id || !comment->is_public) return base::fail_not_found();
  json::array files;
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_comment(call.tx, comment->id)))
    files.push_back(present_attachment(call, file));
  json::object body{{"comment", present_comment(call, *comment, std::move(files))}};
  PULT_TRY(add_people(call, {comment->author.value}, body));
  return Answer{200, std::move(body)};
}

}  // namespace

std::vector<Route> request_comment_routes() {
  return {
      {"GET", "requests/{id}/comments", Who::user, Mode::read, list},
      {"GET", "requests/{id}/comments/{id}", Who::user, Mode::read, show},
  };
}

}  // namespace pult::api
