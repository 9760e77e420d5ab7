// SPDX-License-Identifier: AGPL-3.0-or-later
// Questions of yes or no that agents ask others about a ticket. Agents answer on the ticket; people outside by a link
// that works once. What all of them come to stands on the ticket's row.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "people/access.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {

class Desk;
using ApprovalId = base::Id<struct ApprovalTag>;
using ApproverId = base::Id<struct ApproverTag>;

struct Approver {
  ApproverId id;
  ApprovalId approval;
  UserId user;
  std::string decision = "waiting";  // waiting | approved | declined
  std::string reason;
  std::optional<Micros> decided_at;
};

struct Approval {
  ApprovalId id;
  TicketId ticket;
  std::string title, body;
  std::string rule = "all";        // any: one yes is enough; all: one no is
  std::string status = "waiting";  // waiting | approved | declined | withdrawn
  std::optional<Micros> due_at;
  UserId created_by;
  std::optional<Micros> decided_at;
  Micros created_at = 0, updated_at = 0;
  std::vector<Approver> approvers;
};

struct Decision {
  bool is_approved = false;
  std::string reason;
};

// In the order they were asked.
Result<std::vector<Approval>> list_approvals(sql::Transaction& tx, TicketId ticket);
// What waits for this agent's word, on tickets they see, oldest first.
Result<std::vector<Approval>> list_awaited(sql::Transaction& tx, const people::Actor& actor, int limit);

// The secret of the link for each approver who is no agent.
struct Asked {
  ApprovalId id;
  std::vector<std::pair<UserId, std::string>> links;
};
// Approvers by their `user`. unprocessable for agents who do not see the ticket.
Result<Asked> ask_approval(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, Approval wanted);
// forbidden for who was not asked, unprocessable when it is decided already.
Result<void> decide_approval(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                             ApprovalId id, const Decision& decision);
Result<void> withdraw_approval(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                               ApprovalId id);

// The question behind a link that may still be used, with its approver.
struct LinkedApproval {
  Approval approval;
  UserId user;
};
Result<std::optional<LinkedApproval>> find_linked_approval(sql::Transaction& tx, std::string_view secret, Micros now);
// The link stands for its holder's access to this question and nothing else. not_found when it works no more.
Result<void> decide_by_link(sql::Transaction& tx, const Desk& desk, std::string_view secret, const Decision& decision);

}  // namespace pult::tickets
