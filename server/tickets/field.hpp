// SPDX-License-Identifier: AGPL-3.0-or-later
// Fields: what a desk asks about its tickets (system fields and its own), its users, its organizations and the records
// of its custom objects.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"
#include "tickets/ids.hpp"

namespace pult::tickets {

enum class FieldTarget : std::uint8_t { ticket, user, organization, object };

enum class FieldType : std::uint8_t {
  text,
  textarea,
  integer,
  decimal,
  date,
  checkbox,
  tagger,  // one of a list; "dropdown" in people's fields
  multiselect,
  regexp,
  partialcreditcard,
  lookup,  // the id of a user, an organization, a ticket or a record of a custom object
  // Of tickets only, never made by people:
  subject,
  description,
  status,
  tickettype,
  priority,
  group,
  assignee,
  custom_status,
};
std::string_view render_field_type(FieldType type, FieldTarget target);
std::optional<FieldType> parse_field_type(std::string_view text);
constexpr bool is_system(FieldType type) { return type >= FieldType::subject; }
constexpr bool has_options(FieldType type) { return type == FieldType::tagger || type == FieldType::multiselect; }

struct FieldOption {
  std::int64_t id = 0;
  std::string name;
  std::string value;  // what is kept; for tickets also their tag
  bool is_default = false;
};

struct Field {
  FieldId id;
  FieldTarget target = FieldTarget::ticket;
  FieldType type = FieldType::text;
  std::string object;  // of target object: the key of the custom object whose field this is
  std::string key;     // of all but tickets' fields
  std::string title, description, agent_description, title_in_portal;
  std::int64_t position = 0;
  bool active = true, required = false, collapsed_for_agents = false;
  bool visible_in_portal = false, editable_in_portal = false, required_in_portal = false;
  std::string regexp;                        // of type regexp: what the whole value must match
  std::string tag;                           // of a checkbox
  std::string lookup_target, lookup_filter;  // of a lookup: "zen:user", "zen:custom_object:KEY" ...; JSON or ""
  UserId creator;
  bool removable = true;
  Micros created_at = 0, updated_at = 0;
  std::vector<FieldOption> options;  // in their order
};

// All fields of all targets in the order (target, position, id), with their options.
Result<std::vector<Field>> list_fields(sql::Transaction& tx);

// unprocessable: blank title or options, a key that is taken or malformed, options or tags that belong to another
// field, a pattern that is none. The field comes last unless it has a position. Options get their ids.
Result<Field> create_field(sql::Transaction& tx, Field field, Micros now);
// Writes everything but target, type and key. Options with an id keep it; those that are gone are deleted.
Result<Field> save_field(sql::Transaction& tx, Field field, Micros now);
// With its options and the index of its values; audits keep what was written.
Result<void> delete_field(sql::Transaction& tx, const Field& field);
// Positions 1, 2, ... for the named ones in this order; the others follow in theirs.
Result<void> reorder_fields(sql::Transaction& tx, FieldTarget target, const std::vector<FieldId>& order, Micros now,
                            std::string_view object = {});

// What a lookup that points at records of a custom object has before the object's key.
inline constexpr std::string_view object_lookup_prefix = "zen:custom_object:";

}  // namespace pult::tickets
