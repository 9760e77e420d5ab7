// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests only: conditions of views.
#pragma once
#include <string>
#include <vector>

#include "base/ids.hpp"
#include "rules/condition.hpp"

namespace pult::tickets::testing {

inline rules::Condition is(std::string field, std::string value, std::string op = "is") {
  return {std::move(field), std::move(op), {std::move(value)}, false};
}

// One of everything a view can ask.
inline std::vector<rules::Condition> kinds_of_conditions(GroupId group, UserId agent, UserId customer) {
  return {is("status", "pending", "less_than"),
          is("status", "open", "is_not"),
          is("status", "hold", "greater_than"),
          is("priority", "normal", "less_than"),
          is("priority", ""),
          is("priority", "high", "is_not"),
          is("type", "task"),
          is("type", "task", "is_not"),
          is("group_id", std::to_string(group.value)),
          is("group_id", ""),
          is("group_id", "current_groups"),
          is("group_id", "current_groups", "is_not"),
          is("assignee_id", "current_user"),
          is("assignee_id", "current_user", "is_not"),
          is("assignee_id", ""),
          is("assignee_id", "requester_id"),
          is("assignee_id", std::to_string(agent.value), "is_not"),
          is("requester_id", std::to_string(customer.value)),
          is("organization_id", "", "is_not"),
          is("current_tags", "fax other", "includes"),
          is("current_tags", "vip", "not_includes"),
          is("via_id", "4"),
          is("recipient", "help@desk.EXAMPLE"),
          is("recipient", "x", "is_not"),
          is("subject_includes_word", "ПРИНТЕР", "includes"),
          is("subject_includes_word", "FAX kávovar", "not_includes"),
          is("satisfaction_score", "bad", "greater_than"),
          is("satisfaction_score", "true"),
          is("satisfaction_score", "good_with_comment", "is_not"),
          is("satisfaction_reason_code", "2"),
          is("locale_id", "1"),
          is("locale_id", "2"),
          is("ticket_is_public", "private"),
          is("requester_role", "0"),
          is("updated_at", "1", "less_than"),
          is("SOLVED", "1", "less_than"),
          is("due_date", "3", "greater_than"),
          is("until_due_date", "4", "less_than"),
          is("due_date", "2"),
          is("OPEN", "2", "less_than"),
          is("PENDING", "1", "greater_than"),
          is("HOLD", "2"),
          is("assigned_at", "1", "greater_than"),
          is("requester_updated_at", "3", "less_than"),
          is("assignee_updated_at", "2"),
          is("updated_at", "3", "less_than_business_hours"),
          is("due_date", "1", "is_business_hours"),
          is("until_due_date", "2", "greater_than_business_hours"),
          is("requester_updated_at", "3", "greater_than_business_hours"),
          is("custom_status_id", "1", "includes"),
          is("brand_id", "1")};
}

}  // namespace pult::tickets::testing
