// SPDX-License-Identifier: AGPL-3.0-or-later
// Values of fields: what is accepted, what a ticket's change makes of them, and how they are found again.
// As JSON: text, textarea, regexp, partialcreditcard, integer, decimal, date and lookup are strings, checkbox is a
// boolean, tagger is the value of its option, multiselect an array of such. null or absent: not set.
#pragma once
#include <boost/json/fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "tickets/definitions.hpp"

namespace pult::tickets {

// What is kept for a value that somebody sent; null for what means none. unprocessable with details for
// "custom_fields_<id>" (people: "<key>").
Result<boost::json::value> parse_field_value(const Field& field, const boost::json::value& value);

// The text of a string or a number, 1.5 as "1.5"; nullopt for anything else.
std::optional<std::string> field_text(const boost::json::value& value);

// The tags that a value stands for: the option of a drop-down, those of a multi-select, the tag of a ticked box.
std::vector<std::string> field_tags(const Field& field, const boost::json::value& value);

// The changes of custom fields and tags that one change of a ticket amounts to. The value of a drop-down, the values of
// a multi-select and the tag of a checked box are tags of the ticket, and setting such a tag sets the field.
struct FieldChange {
  FieldId field;
  std::optional<std::string> value, previous;  // as JSON
};
struct FieldPlan {
  std::vector<FieldChange> changes;
  std::string tags;
};
// `wanted`: "" or a JSON object as in Change::custom_fields; `tags` are those the change asks for.
Result<FieldPlan> plan_fields(const Definitions& definitions, const std::string& fields_before,
                              const std::string& wanted, const std::string& tags_before, std::string tags);

// What is left of `wanted` when an end-user asks: fields that the portal lets them edit.
std::string portal_fields(const Definitions& definitions, const std::string& wanted);

// How a value stands in ticket_field_values: bytes compare as the values do (numbers by size, dates by time, texts
// folded and at most 120 bytes). Several for a multi-select.
std::vector<std::string> index_keys(const Field& field, const boost::json::value& value);
// The same of a number or text that somebody searches for; "" when no value of this type can be equal to it.
std::string index_key(FieldType type, std::string_view text);

// Moves a ticket's rows in ticket_field_values; "{}" before for a new ticket.
Result<void> move_field_values(sql::Transaction& tx, const Definitions& definitions, TicketId ticket,
                               const std::string& before, const std::string& after);

}  // namespace pult::tickets
