// SPDX-License-Identifier: AGPL-3.0-or-later
#include "objects/object.hpp"

#include <algorithm>

#include "text/utf8.hpp"

namespace pult::objects {
namespace {

constexpr std::size_t max_key_bytes = 80, max_title_bytes = 255, max_description_bytes = 2'000, max_prefix_bytes = 30;
constexpr std::int64_t max_padding = 18, max_number = 999'999'999'999'999'999;

const std::string columns =
    "id, object_key, title, title_plural, description, name_title, name_unique, name_numbered, number_prefix, "
    "number_padding, next_number, record_count, creator_id, updater_id, created_at, updated_at";

Object map(const sql::Row& row) {
  Object o;
  o.id = row.id<ObjectId>(0);
  o.key = row.string(1);
  o.title = row.string(2);
  o.title_plural = row.string(3);
  o.description = row.string(4);
  o.name.title = row.string(5);
  o.name.is_unique = row.boolean(6);
  o.name.is_numbered = row.boolean(7);
  o.name.prefix = row.string(8);
  o.name.padding = row.int64(9);
  o.name.next_number = row.int64(10);
  o.records = row.int64(11);
  o.creator = row.id<UserId>(12);
  o.updater = row.id<UserId>(13);
  o.created_at = row.int64(14);
  o.updated_at = row.int64(15);
  return o;
}

// Paths have "limits" where a key stands.
bool is_key(std::string_view key) {
  return !key.empty() && key.size() <= max_key_bytes && key[0] >= 'a' && key[0] <= 'z' && key != "limits" &&
         key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_-") == std::string_view::npos;
}

Result<void> check_text(const char* field, const char* label, const std::string& text, std::size_t most,
                        bool is_needed) {
  if (is_needed && text.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail_field(field, "BlankValue", std::string(label) + ": cannot be blank");
  if (text.size() > most) return base::fail_field(field, "TooLong", std::string(label) + ": is too long");
  if (!text::is_valid_utf8(text) || text.find('\0') != std::string::npos)
    return base::fail_field(field, "InvalidValue", std::string(label) + ": is not text");
  return {};
}

Result<void> check(const Object& object) {
  PULT_TRY(check_text("title", "Title", object.title, max_title_bytes, true));
  PULT_TRY(check_text("title_pluralized", "Title pluralized", object.title_plural, max_title_bytes, true));
  PULT_TRY(check_text("description", "Description", object.description, max_description_bytes, false));
  PULT_TRY(check_text("title", "Title", object.name.title, max_title_bytes, false));
  PULT_TRY(check_text("properties", "Prefix", object.name.prefix, max_prefix_bytes, false));
  if (object.name.padding < 0 || object.name.padding > max_padding)
    return base::fail_field("properties", "InvalidValue", "Padding: must be between 0 and 18");
  if (object.name.next_number < 0 || object.name.next_number > max_number)
    return base::fail_field("properties", "InvalidValue", "Next number: is out of range");
  return {};
}

// The constraint of the table guards uniqueness from then on.
Result<void> apply_uniqueness(sql::Transaction& tx, const Object& object) {
  if (!object.name.is_unique) {
    PULT_TRY(tx.run("UPDATE object_records SET unique_name = NULL WHERE object_id = ?1 AND unique_name IS NOT NULL",
                    {object.id}));
    return {};
  }
  const auto twice =
      PULT_TRY(tx.one("SELECT MIN(name) FROM object_records WHERE object_id = ?1 GROUP BY name_key "
                      "HAVING COUNT(*) > 1 LIMIT 1",
                      {object.id}, [](const sql::Row& row) { return row.string(0); }));
  if (twice)
    return base::fail_field("properties", "DuplicateValue", "Name: \"" + *twice + "\" is used by several records");
  PULT_TRY(tx.run("UPDATE object_records SET unique_name = name_key WHERE object_id = ?1", {object.id}));
  return {};
}

}  // namespace

Result<std::vector<Object>> list_objects(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM objects ORDER BY title, id", {}, map);
}

Result<std::vector<Object>> list_objects(sql::Transaction& tx, const people::Actor& actor) {
  auto all = PULT_TRY(list_objects(tx));
  std::erase_if(all,
                [&](const Object& one) { return !people::may_use_records(actor, one.key, people::RecordScope::read); });
  return all;
}

Result<std::optional<Object>> find_object(sql::Transaction& tx, std::string_view key) {
  return tx.one("SELECT " + columns + " FROM objects WHERE object_key = ?1", {key}, map);
}

Result<Object> access_object(sql::Transaction& tx, const people::Actor& actor, std::string_view key) {
  if (!people::may_use_records(actor, key, people::RecordScope::read)) return base::fail_not_found();
  auto object = PULT_TRY(find_object(tx, key));
  if (!object) return base::fail_not_found();
  return std::move(*object);
}

Result<Object> lock_object(sql::Transaction& tx, const people::Actor& actor, std::string_view key) {
  PULT_TRY(tx.run("UPDATE objects SET record_count = record_count WHERE object_key = ?1", {key}));
  return access_object(tx, actor, key);
}

Result<Object> create_object(sql::Transaction& tx, Object object, Micros now) {
  if (!is_key(object.key))
    return base::fail_field("key", object.key.empty() ? "BlankValue" : "InvalidFormat",
                            object.key.empty() ? "Key: cannot be blank"
                                               : "Key: must begin with a lower-case letter and have only lower-case "
                                                 "letters, digits, hyphens and underscores");
  PULT_TRY(check(object));
  if (PULT_TRY(find_object(tx, object.key)))
    return base::fail_field("key", "DuplicateValue", "Key: " + object.key + " has already been taken");
  if (PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM objects")).value_or(0) >= max_objects)
    return base::fail_field("base", "TooManyValues",
                            "There are " + std::to_string(max_objects) + " custom objects already");
  object.created_at = object.updated_at = now;
  object.updater = object.creator;
  const auto& name = object.name;
  object.id = ObjectId(
      PULT_TRY(
          tx.one_int64("INSERT INTO objects (object_key, title, title_plural, description, name_title, "
                       "name_unique, name_numbered, number_prefix, number_padding, next_number, creator_id, "
                       "updater_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, "
                       "?11, ?11, ?12, ?12) RETURNING id",
                       {object.key, object.title, object.title_plural, object.description, name.title, name.is_unique,
                        name.is_numbered, name.prefix, name.padding, name.next_number, object.creator, now}))
          .value_or(0));
  return object;
}

Result<Object> save_object(sql::Transaction& tx, Object object, Micros now) {
  PULT_TRY(check(object));
  object.updated_at = now;
  const auto& name = object.name;
  const auto was_unique = PULT_TRY(tx.one_int64("SELECT name_unique FROM objects WHERE id = ?1", {object.id}));
  PULT_TRY(
      tx.run("UPDATE objects SET title = ?2, title_plural = ?3, description = ?4, name_title = ?5, "
             "name_unique = ?6, name_numbered = ?7, number_prefix = ?8, number_padding = ?9, next_number = ?10, "
             "updater_id = ?11, updated_at = ?12 WHERE id = ?1",
             {object.id, object.title, object.title_plural, object.description, name.title, name.is_unique,
              name.is_numbered, name.prefix, name.padding, name.next_number, object.updater, now}));
  if (was_unique.value_or(0) != std::int64_t(name.is_unique)) PULT_TRY(apply_uniqueness(tx, object));
  return object;
}

Result<void> delete_object(sql::Transaction& tx, const tickets::Definitions& definitions, const Object& object) {
  const auto target = std::string(tickets::object_lookup_prefix) + object.key;
  for (const auto& field : definitions.fields) {
    const bool is_own = field.target == tickets::FieldTarget::object && field.object == object.key;
    if (!is_own && field.lookup_target == target)
      return base::fail_field("base", "InUse", object.title + ": the field " + field.title + " points at it");
  }
  for (const auto* field : fields_of(definitions, object)) PULT_TRY(objects::delete_field(tx, *field));
  PULT_TRY(tx.run("DELETE FROM objects WHERE id = ?1", {object.id}));
  return {};
}

std::vector<const tickets::Field*> fields_of(const tickets::Definitions& definitions, const Object& object) {
  std::vector<const tickets::Field*> out;
  for (const auto& field : definitions.fields)
    if (field.target == tickets::FieldTarget::object && field.object == object.key) out.push_back(&field);
  return out;
}

const tickets::Field* find_field(const tickets::Definitions& definitions, const Object& object,
                                 std::string_view key_or_id) {
  for (const auto* field : fields_of(definitions, object))
    if (field->key == key_or_id || std::to_string(field->id.value) == key_or_id) return field;
  return nullptr;
}

Result<tickets::Field> create_field(sql::Transaction& tx, const tickets::Definitions& definitions, const Object& object,
                                    tickets::Field field, Micros now) {
  if (field.type == tickets::FieldType::partialcreditcard)
    return base::fail_field("type", "InvalidValue", "Type: is not a type of field");
  if (std::int64_t(fields_of(definitions, object).size()) >= max_fields)
    return base::fail_field("base", "TooManyValues",
                            object.title + ": has " + std::to_string(max_fields) + " fields already");
  field.target = tickets::FieldTarget::object;
  field.object = object.key;
  return tickets::create_field(tx, std::move(field), now);
}

Result<void> delete_field(sql::Transaction& tx, const tickets::Field& field) {
  PULT_TRY(tx.run("DELETE FROM object_values WHERE field_id = ?1", {field.id}));
  return tickets::delete_field(tx, field);
}

}  // namespace pult::objects
