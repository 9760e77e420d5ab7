// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/sla_said.hpp"

#include <algorithm>
#include <map>

namespace pult::automation {
namespace {

constexpr int most_audits = 10'000;  // of one ticket

sla::Stage stage_of(const tickets::Ticket& ticket) {
  switch (ticket.status) {
    case tickets::Status::fresh: return sla::Stage::fresh;
    case tickets::Status::open: return sla::Stage::open;
    case tickets::Status::pending: return sla::Stage::pending;
    case tickets::Status::hold: return sla::Stage::hold;
    default: return sla::Stage::done;  // nobody owes anything on a deleted ticket
  }
}

// An agent who is the requester speaks as a customer.
Result<sla::Said> said_in(const tickets::Ticket& ticket, const events::Audit& audit,
                          const std::function<Result<bool>(UserId)>& is_agent) {
  for (const auto& event : audit.events) {
    const auto& comment = event.comment;
    if (event.type != events::EventType::comment || !comment.counts_as_activity || !comment.is_public) continue;
    if (comment.author == ticket.requester) return sla::Said::customer;
    return PULT_TRY(is_agent(comment.author)) ? sla::Said::agent : sla::Said::customer;
  }
  return sla::Said::nothing;
}

}  // namespace

bool is_breach_only(const events::Audit& audit) {
  return std::ranges::all_of(audit.events, [](const events::Event& event) { return event.field == sla_breach_field; });
}

Result<sla::Step> step_of(sql::Transaction& tx, const tickets::Notice& notice) {
  const auto is_agent = [&](UserId id) -> Result<bool> {
    if (id == notice.actor.id()) return notice.actor.is_agent();
    const auto user = PULT_TRY(people::find_user(tx, id));
    return user && user->is_agent();
  };
  return sla::Step{notice.audit.created_at, stage_of(notice.after),
                   PULT_TRY(said_in(notice.after, notice.audit, is_agent))};
}

Result<sla::Tracks> replay(sql::Transaction& tx, TicketId id) {
  std::map<std::int64_t, bool> agents;
  const auto is_agent = [&](UserId user) -> Result<bool> {
    const auto known = agents.find(user.value);
    if (known != agents.end()) return known->second;
    const auto found = PULT_TRY(people::find_user(tx, user));
    return agents[user.value] = found && found->is_agent();
  };
  sla::Tracks tracks;
  tickets::Ticket ticket;
  for (const auto& audit : PULT_TRY(events::list_audits(tx, id, AuditId(), 0, most_audits))) {
    if (is_breach_only(audit)) continue;
    tickets::apply(ticket, audit);
    sla::advance(tracks, {audit.created_at, stage_of(ticket), PULT_TRY(said_in(ticket, audit, is_agent))});
  }
  return tracks;
}

}  // namespace pult::automation
