// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom objects: kinds of things that a desk keeps beside its tickets and people, such as devices or contracts. Their
// fields are fields like any other (tickets/field.hpp, target object); every record has a name, too.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "people/access.hpp"
#include "tickets/definitions.hpp"

namespace pult::objects {

using ObjectId = base::Id<struct ObjectTag>;

inline constexpr std::int64_t max_objects = 100, max_fields = 100, max_records = 1'000'000;

// How records get their names.
struct NameRule {
  std::string title;         // what the name is called; "": Name
  bool is_unique = false;    // regardless of case and marks
  bool is_numbered = false;  // made by the desk: prefix and next number, with zeros to that many digits
  std::string prefix;
  std::int64_t padding = 0, next_number = 1;
};

struct Object {
  ObjectId id;
  std::string key, title, title_plural, description;
  NameRule name;
  std::int64_t records = 0;
  UserId creator, updater;
  Micros created_at = 0, updated_at = 0;
};

// By title.
Result<std::vector<Object>> list_objects(sql::Transaction& tx);
Result<std::vector<Object>> list_objects(sql::Transaction& tx, const people::Actor& actor);  // those it knows
Result<std::optional<Object>> find_object(sql::Transaction& tx, std::string_view key);
// Those whose role lets them read its records know it; to others: not_found.
Result<Object> access_object(sql::Transaction& tx, const people::Actor& actor, std::string_view key);
// The same, and nobody else writes it or gives a record a name before this transaction ends.
Result<Object> lock_object(sql::Transaction& tx, const people::Actor& actor, std::string_view key);

// unprocessable: blank titles, a key that is taken or malformed, too many of them.
Result<Object> create_object(sql::Transaction& tx, Object object, Micros now);
// Everything but the key, of an object that is locked. unprocessable also when names are to be unique and are not.
Result<Object> save_object(sql::Transaction& tx, Object object, Micros now);
// With its fields; its records are gone for everybody and remain to be swept (sweep_records).
// unprocessable while a lookup field of something else points at it.
Result<void> delete_object(sql::Transaction& tx, const tickets::Definitions& definitions, const Object& object);

// The fields of an object in their order, also those that are off.
std::vector<const tickets::Field*> fields_of(const tickets::Definitions& definitions, const Object& object);
const tickets::Field* find_field(const tickets::Definitions& definitions, const Object& object,
                                 std::string_view key_or_id);
// unprocessable for a type that objects have not, or one field too many.
Result<tickets::Field> create_field(sql::Transaction& tx, const tickets::Definitions& definitions, const Object& object,
                                    tickets::Field field, Micros now);
// With the index of its values; what records keep of it is never shown again.
Result<void> delete_field(sql::Transaction& tx, const tickets::Field& field);

}  // namespace pult::objects
