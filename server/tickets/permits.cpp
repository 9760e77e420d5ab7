// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/permits.hpp"

#include <charconv>

namespace pult::tickets {
namespace {

using people::may;
using people::Permissions;

std::unexpected<Error> forbidden(std::string why) {
  return base::fail(ErrorKind::forbidden, "Forbidden", std::move(why));
}

GroupId group_named(const std::optional<std::string>& text) {
  std::int64_t id = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), id);
  return GroupId(id);
}

Result<void> check_group(const people::Actor& actor, GroupId group) {
  if (!group || actor.in_group(group) || may(actor, &Permissions::assign_tickets_to_any_group)) return {};
  return forbidden("You may only assign tickets to your own groups");
}

// Whoever asks for help themselves speaks as a customer does.
Result<void> check_comment(const people::Actor& actor, UserId requester, const NewComment& comment) {
  if (!comment.is_public || requester == actor.id() || may(actor, &Permissions::public_comments)) return {};
  return forbidden("You may only write private comments");
}

}  // namespace

Result<void> check_bcc(const people::Actor& actor, UserId requester, const NewComment& comment) {
  if (comment.bcc.empty()) return {};
  if (!actor.is_agent() || actor.is_system) return forbidden("Only agents may send blind copies");
  const auto refused = [](std::string why) { return base::fail_field("bcc", "InvalidValue", std::move(why)); };
  if (!comment.is_public) return refused("Bcc: a private comment does not leave by mail");
  if (comment.author && comment.author != actor.id()) return refused("Bcc: only for what you write yourself");
  if (requester == actor.id()) return refused("Bcc: what the requester writes does not leave by mail");
  return {};
}

Result<void> check_permissions(const people::Actor& actor, const Ticket& before, const Change& change,
                               std::span<const events::Event> planned) {
  if (!actor.is_agent() || actor.is_admin()) return {};
  if (change.comment) PULT_TRY(check_comment(actor, before.requester, *change.comment));
  for (const auto& event : planned) {
    const bool follows_from_comment = (event.field == "status" && !change.status) ||
                                      (event.field == "custom_status_id" && !change.status && !change.custom_status);
    if (follows_from_comment) continue;
    if (event.field == "tags" && may(actor, &Permissions::ticket_tag_editing)) continue;
    if (event.field == "tags" || !may(actor, &Permissions::ticket_editing))
      return forbidden("You may not change the " + event.field + " of tickets");
    if (event.field == "group_id") PULT_TRY(check_group(actor, group_named(event.value)));
  }
  return {};
}

Result<void> check_permissions(const people::Actor& actor, const NewTicket& wanted) {
  if (!actor.is_agent() || actor.is_admin()) return {};
  PULT_TRY(check_comment(actor, wanted.requester ? wanted.requester : actor.id(), wanted.comment));
  if (!wanted.tags.empty() && !may(actor, &Permissions::ticket_tag_editing))
    return forbidden("You may not set the tags of tickets");
  return check_group(actor, wanted.group);
}

}  // namespace pult::tickets
