// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/change_writer.hpp"

#include <algorithm>

namespace pult::live {
namespace {

bool sees(const people::Actor& actor, const tickets::Ticket& ticket) {
  return ticket.status != tickets::Status::deleted &&
         people::may_see_ticket(actor, tickets::scope_of(ticket, actor.id()));
}

}  // namespace

std::vector<Message> ChangeWriter::messages_for(const people::Actor& actor, const std::string& base_url,
                                                bool has_draft) {
  if (sees(actor, change_.now.ticket)) return texts(actor, base_url, has_draft);
  const bool saw = std::ranges::any_of(change_.earlier, [&](const auto& ticket) { return sees(actor, ticket); });
  if (!saw) return {};
  if (!gone_) gone_ = gone_message(change_.now.ticket.id);
  return {gone_};
}

const std::vector<Message>& ChangeWriter::texts(const people::Actor& actor, const std::string& base_url,
                                                bool has_draft) {
  const bool internal = people::may_see_internal(actor);
  const auto [place, is_new] = texts_.try_emplace({internal, base_url, has_draft});
  if (!is_new) return place->second;
  const auto json = presenters_.ticket(tx_, actor, change_.now, base_url, has_draft);
  for (const auto& audit : change_.audits)
    if (internal || has_public_part(audit))
      place->second.push_back(ticket_message(audit, change_.now.ticket, internal, json));
  return place->second;
}

}  // namespace pult::live
