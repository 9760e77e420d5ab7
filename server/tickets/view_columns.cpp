// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/view_columns.hpp"

#include <algorithm>
#include <array>

namespace pult::tickets {
namespace {

constexpr std::array<ViewColumn, 27> columns{{{"assigned", "Assigned"},
                                              {"assignee", "Assignee", true},
                                              {"brand", "Brand", true},
                                              {"created", "Requested", true},
                                              {"custom_status_id", "Ticket status", true},
                                              {"description", "Subject"},
                                              {"due_date", "Due date", true},
                                              {"group", "Group", true},
                                              {"locale_id", "Requester language"},
                                              {"nice_id", "ID", true},
                                              {"organization", "Organization", true},
                                              {"priority", "Priority", true},
                                              {"requester", "Requester", true},
                                              {"satisfaction_score", "Satisfaction"},
                                              {"score", "Score"},
                                              {"sla_next_breach_at", "Next SLA breach", true},
                                              {"snoozed_until", "Snoozed until", true},
                                              {"solved", "Solved", true},
                                              {"status", "Status", true},
                                              {"subject", "Subject", true},
                                              {"submitter", "Submitter", true},
                                              {"ticket_form", "Form", true},
                                              {"type", "Type", true},
                                              {"updated", "Updated", true},
                                              {"updated_assignee", "Assignee updated"},
                                              {"updated_by_type", "Updater"},
                                              {"updated_requester", "Requester updated"}}};

}  // namespace

const ViewColumn* find_view_column(std::string_view id) {
  const auto found = std::ranges::find(columns, id, &ViewColumn::id);
  return found == columns.end() ? nullptr : &*found;
}

bool is_view_column(std::string_view id) {
  const bool digits = !id.empty() && id.size() < 19 && id.find_first_not_of("0123456789") == std::string_view::npos;
  return digits || find_view_column(id) != nullptr;
}

bool is_sort_key(std::string_view id) {
  const auto* column = find_view_column(id);
  return column && column->sortable;
}

std::vector<std::string> default_columns() { return {"description", "requester", "updated", "group", "assignee"}; }

}  // namespace pult::tickets
