// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/thread_match.hpp"

#include <algorithm>

#include "channels/mail/ledger.hpp"
#include "tickets/store.hpp"

namespace pult::channels::mail {
namespace {

// A long chain says no more than its newest part; every lookup is a query.
constexpr std::size_t max_lookups = 30;

bool is_on_ticket(const people::User& sender, const tickets::Ticket& ticket) {
  if (sender.is_agent() || sender.id == ticket.requester || sender.id == ticket.assignee) return true;
  for (const auto& list : {ticket.email_cc_ids, ticket.follower_ids})
    if (std::ranges::count(tickets::split_ids(list), sender.id)) return true;
  return false;
}

Result<std::optional<tickets::Ticket>> fitting(sql::Transaction& tx, TicketId id, const people::User* sender) {
  auto ticket = PULT_TRY(tickets::find_ticket(tx, id));
  if (!ticket || ticket->status == tickets::Status::deleted || (sender && !is_on_ticket(*sender, *ticket)))
    return std::nullopt;
  return ticket;
}

}  // namespace

Result<std::optional<ThreadMatch>> match_thread(sql::Transaction& tx, const DeskIdentity& desk,
                                                const mailsteps::ThreadHints& hints, const people::User* sender) {
  std::size_t lookups = 0;
  for (const auto& id : hints.message_ids) {
    if (++lookups > max_lookups) break;
    for (const auto ticket_id : PULT_TRY(tickets_of_message_id(tx, id)))
      if (auto ticket = PULT_TRY(fitting(tx, ticket_id, sender)))
        return ThreadMatch{std::move(*ticket), "it answers " + id};
  }
  for (const auto* tokens : {&hints.address_tokens, &hints.subject_tokens})
    for (const auto& token : *tokens) {
      const auto id = ticket_of_token(desk, token);
      if (!id) continue;
      if (auto ticket = PULT_TRY(fitting(tx, id, sender)))
        return ThreadMatch{std::move(*ticket), (tokens == &hints.address_tokens ? "its address" : "its subject") +
                                                   std::string(" carries the token ") + token};
    }
  return std::nullopt;
}

}  // namespace pult::channels::mail
