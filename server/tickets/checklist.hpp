// SPDX-License-Identifier: AGPL-3.0-or-later
// Steps to be ticked off at a ticket. How many are done stands on the ticket's row ("3/5").
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "people/access.hpp"
#include "tickets/checklist_template.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {

class Desk;
using ChecklistId = base::Id<struct ChecklistTag>;
using ChecklistItemId = base::Id<struct ChecklistItemTag>;

struct ChecklistItem {
  ChecklistItemId id;
  ChecklistId checklist;
  TicketId ticket;
  std::int64_t position = 0;  // 1, 2, 3 within its list
  std::string text;
  std::string help_html;  // of the template, harmless
  std::optional<Micros> done_at;
  UserId done_by, assignee;
  std::optional<Micros> due_at;
  Micros created_at = 0, updated_at = 0;
};

struct Checklist {
  ChecklistId id;
  TicketId ticket;
  ChecklistTemplateId made_from;
  std::string name;
  bool must_complete = false;
  std::int64_t position = 0;  // 1, 2, 3 within its ticket
  UserId created_by;
  Micros created_at = 0, updated_at = 0;
  std::vector<ChecklistItem> items;

  std::int64_t done_count() const;
};

// In their order, with their items in theirs.
Result<std::vector<Checklist>> list_checklists(sql::Transaction& tx, TicketId ticket);

std::string progress_of(const std::vector<Checklist>& lists);  // "3/5", "" without items

// Where the work happens: `who` acts on `ticket`, which every use case locks and checks.
struct ChecklistWork {
  sql::Transaction& tx;
  const Desk& desk;
  const people::Actor& actor;
  TicketId ticket;
};

// From the active template that `made_from` names, or of `items` (text, assignee, due time).
Result<ChecklistId> add_checklist(const ChecklistWork& work, Checklist wanted);
// Its name, place and whether it must be complete.
Result<void> save_checklist(const ChecklistWork& work, const Checklist& wanted);
Result<void> delete_checklist(const ChecklistWork& work, ChecklistId id);
Result<ChecklistItemId> add_checklist_item(const ChecklistWork& work, ChecklistItem wanted);
// Its text, assignee, due time, place, and whether it is done: `done_at` counts only as being there, the time and the
// doer are those of the change.
Result<void> save_checklist_item(const ChecklistWork& work, ChecklistItem wanted);
Result<void> delete_checklist_item(const ChecklistWork& work, ChecklistId list, ChecklistItemId id);

// unprocessable, naming what is open, when `planned` solves a ticket whose checklists must be complete first.
Result<void> check_checklists(sql::Transaction& tx, const Ticket& before, const std::vector<events::Event>& planned);

}  // namespace pult::tickets
