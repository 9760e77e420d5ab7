// SPDX-License-Identifier: AGPL-3.0-or-later
// Guides: articles that say how the desk handles some tickets, tied to them by conditions in the words of views.
#pragma once
#include "knowledge/item.hpp"
#include "rules/condition.hpp"
#include "tickets/checklist_template.hpp"
#include "tickets/view_set.hpp"

namespace pult::knowledge {

struct Guide {
  ItemId article;
  rules::Conditions conditions;
  tickets::ChecklistTemplateId checklist;  // 0: none
  Micros created_at = 0, updated_at = 0;
};

inline constexpr std::int64_t max_guides = 500;

// By article. Those of deleted articles are left out.
Result<std::vector<Guide>> list_guides(sql::Transaction& tx);
Result<std::optional<Guide>> find_guide(sql::Transaction& tx, ItemId article);
// New or changed. unprocessable: conditions that ask for nothing or cannot be, an unknown checklist, too many guides.
Result<Guide> save_guide(sql::Transaction& tx, Guide guide, const rules::CustomFields& fields, Micros now);
Result<void> delete_guide(sql::Transaction& tx, ItemId article);
// Whether its conditions name what is no more: then it fits no ticket.
bool is_broken(const Guide& guide, const rules::CustomFields& fields);

// A published article that fits a ticket, in the language that the reader prefers where it has it.
struct FittingGuide {
  ItemId article;
  std::string title, locale;
  Audience audience = Audience::everybody;
  tickets::ChecklistTemplateId checklist;  // 0 also where it was put away
  Micros edited_at = 0;
};
// Those that ask for most come first. The reader must be one who sees the ticket.
Result<std::vector<FittingGuide>> guides_of_ticket(sql::Transaction& tx, const tickets::ViewSet& desk,
                                                   const people::Actor& reader, TicketId ticket, Micros now);

}  // namespace pult::knowledge
