// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/split.hpp"

#include "tickets/links.hpp"

namespace pult::tickets {
namespace {

std::string content_path(std::string_view name) { return "/api/v2/attachments/" + std::string(name) + "/content"; }

void rename(std::string& html, const std::string& from, const std::string& to) {
  for (std::size_t at = 0; (at = html.find(from, at)) != std::string::npos; at += to.size())
    html.replace(at, from.size(), to);
}

// Who asked: the customer who wrote it, or the one of the ticket when an agent did.
Result<UserId> requester_of(sql::Transaction& tx, const Ticket& ticket, const Comment& comment) {
  const auto author = PULT_TRY(people::find_user(tx, comment.author));
  return author && author->active && !author->is_agent() ? author->id : ticket.requester;
}

}  // namespace

Result<NewComment> copy_of(sql::Transaction& tx, const Comment& comment) {
  NewComment copy;
  copy.author = comment.author;
  copy.body = comment.body;
  copy.html_body = comment.html_body;
  copy.visible_body = comment.visible_body;
  copy.visible_html = comment.visible_html;
  copy.is_public = comment.is_public;
  copy.has_remote_images = comment.has_remote_images;
  for (auto& file : PULT_TRY(list_attachments_of_comment(tx, comment.id))) {
    const auto from = content_path(std::to_string(file.id.value));
    const auto to = content_path("new-" + std::to_string(copy.attachments.size()));
    rename(copy.html_body, from, to);
    if (copy.visible_html) rename(*copy.visible_html, from, to);
    // The content is there already: only its digest is needed to keep it once more.
    copy.attachments.push_back({{file.sha256, file.size, {}, true},
                                std::move(file.file_name),
                                std::move(file.content_type),
                                std::move(file.content_id),
                                file.is_inline});
  }
  return copy;
}

Result<Outcome> split(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                      CommentId comment, NewTicket wanted) {
  const auto from = PULT_TRY(lock_ticket(tx, actor, ticket));
  const auto found = PULT_TRY(find_comment(tx, comment));
  if (!found || found->ticket != ticket) return base::fail_not_found();
  wanted.comment = PULT_TRY(copy_of(tx, *found));
  wanted.requester = PULT_TRY(requester_of(tx, from, *found));
  wanted.submitter = actor.id();
  wanted.mailbox = from.mailbox;
  wanted.brand = from.brand;
  if (!wanted.group) wanted.group = from.group;
  wanted.via_rel = "split";
  auto made = PULT_TRY(desk.create(tx, actor, std::move(wanted)));
  PULT_TRY(insert_link(tx, ticket, {LinkKind::split_into, made.ticket.id, actor.id(), desk.now()}));
  Planned on_old{{link_event(LinkKind::split_into, made.ticket.id)}, std::nullopt, "api", "split", {}};
  PULT_TRY(desk.record(tx, actor, from, std::move(on_old)));
  Planned on_new{{link_event(LinkKind::split_from, ticket)}, std::nullopt, "api", "split", {}};
  made.ticket = PULT_TRY(desk.record(tx, actor, made.ticket, std::move(on_new))).ticket;
  return made;
}

}  // namespace pult::tickets
