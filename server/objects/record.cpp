// SPDX-License-Identifier: AGPL-3.0-or-later
#include "objects/record.hpp"

#include <boost/json.hpp>

#include "objects/record_index.hpp"
#include "sql/id_list.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"
#include "text/utf8.hpp"
#include "tickets/field_values.hpp"
#include "tickets/lookup.hpp"
#include "tickets/person_fields.hpp"

namespace pult::objects {
namespace json = boost::json;
namespace {

constexpr std::size_t max_name_bytes = 255, max_external_id_bytes = 255, max_values_bytes = 32'768;
constexpr int swept_at_once = 500;

Result<void> check_line(const char* field, const std::string& label, const std::string& text, std::size_t most) {
  if (text.size() > most) return base::fail_field(field, "TooLong", label + ": is too long");
  if (!text::is_valid_utf8(text) || text.find('\0') != std::string::npos)
    return base::fail_field(field, "InvalidValue", label + ": is not text");
  return {};
}

std::string blank_to_empty(std::string text) {
  return text.find_first_not_of(" \t\r\n") == std::string::npos ? std::string() : text;
}

Result<void> take_values(const Writer& writer, const Object& object, const json::object& sent, Record& record) {
  auto values = json::parse(record.values).as_object();
  for (const auto& [key, value] : sent) {
    const auto* field = find_field(writer.definitions, object, key);
    if (!field || field->key != key)
      return base::fail_field(
          std::string(key), "InvalidValue",
          std::string(text::truncate_utf8(key, max_name_bytes)) + ": is not a field of " + object.title);
    auto parsed = PULT_TRY(tickets::parse_field_value(*field, value));
    const auto name = std::to_string(field->id.value);
    const auto* known = values.if_contains(name);
    if (known && *known == parsed) continue;
    PULT_TRY(tickets::check_lookup(writer.tx, writer.actor, *field, parsed));
    values.erase(name);
    if (!parsed.is_null()) values[name] = std::move(parsed);
  }
  record.values = json::serialize(values);
  if (record.values.size() > max_values_bytes)
    return base::fail_field("custom_object_fields", "TooLong", "Fields: a record has at most 32 KB");
  return {};
}

Result<void> check_external_id(const Writer& writer, const Object& object, const Record& record) {
  PULT_TRY(check_line("external_id", "External id", record.external_id, max_external_id_bytes));
  if (record.external_id.empty()) return {};
  const auto other = PULT_TRY(find_by_external_id(writer.tx, object, record.external_id));
  if (other && other->id != record.id)
    return base::fail_field("external_id", "DuplicateValue", "External id: has already been taken");
  return {};
}

Result<void> check_name(const Writer& writer, const Object& object, const Record& record) {
  const auto label = object.name.title.empty() ? std::string("Name") : object.name.title;
  if (record.name.empty()) return base::fail_field("name", "BlankValue", label + ": cannot be blank");
  PULT_TRY(check_line("name", label, record.name, max_name_bytes));
  if (!object.name.is_unique) return {};
  const auto other = PULT_TRY(
      writer.tx.one_int64("SELECT id FROM object_records WHERE object_id = ?1 AND unique_name = ?2 AND id <> ?3",
                          {object.id, name_key(record.name), record.id.value}));
  if (other) return base::fail_field("name", "DuplicateValue", label + ": has already been taken");
  return {};
}

std::string numbered_name(const NameRule& rule) {
  auto digits = std::to_string(rule.next_number);
  if (std::int64_t(digits.size()) < rule.padding) digits.insert(0, std::size_t(rule.padding) - digits.size(), '0');
  return rule.prefix + digits;
}

Result<Object> lock_to_write(const Writer& writer, const Object& seen, people::RecordScope scope) {
  if (!people::may_use_records(writer.actor, seen.key, scope))
    return base::fail(ErrorKind::forbidden, "Forbidden", "Your role does not let you do this with records");
  return lock_object(writer.tx, writer.actor, seen.key);
}

Result<void> write(const Writer& writer, const Object& object, const Record& record) {
  const auto key = name_key(record.name);
  PULT_TRY(
      writer.tx.run("UPDATE object_records SET name = ?2, name_key = ?3, unique_name = ?4, external_id = ?5, "
                    "field_values = ?6, updater_id = ?7, updated_at = ?8 WHERE id = ?1",
                    {record.id, record.name, key, object.name.is_unique ? sql::Param(key) : sql::Param(sql::Null{}),
                     sql::text_or_null(record.external_id), record.values, record.updater, record.updated_at}));
  return {};
}

Result<std::optional<Record>> find_where(sql::Transaction& tx, const Object& object, const std::string& condition,
                                         sql::Param value) {
  return tx.one("SELECT " + record_columns + " FROM object_records r WHERE r.object_id = ?1 AND " + condition,
                {object.id, value}, map_record);
}

}  // namespace

Record map_record(const sql::Row& row) {
  Record r;
  r.id = row.id<RecordId>(0);
  r.object = row.id<ObjectId>(1);
  r.name = row.string(2);
  r.external_id = row.string(3);
  r.values = row.string(4);
  r.creator = row.id<UserId>(5);
  r.updater = row.id<UserId>(6);
  r.created_at = row.int64(7);
  r.updated_at = row.int64(8);
  return r;
}

Result<Record> load_record(sql::Transaction& tx, const Object& object, RecordId id) {
  auto record = PULT_TRY(find_where(tx, object, "r.id = ?2", id.value));
  if (!record) return base::fail_not_found();
  return std::move(*record);
}

Result<std::optional<Record>> find_by_external_id(sql::Transaction& tx, const Object& object, std::string_view id) {
  return find_where(tx, object, "r.external_id = ?2", id);
}

Result<std::optional<Record>> find_by_name(sql::Transaction& tx, const Object& object, std::string_view name) {
  auto found = PULT_TRY(tx.all("SELECT " + record_columns +
                                   " FROM object_records r WHERE r.object_id = ?1 AND r.name_key = ?2 ORDER BY r.id "
                                   "LIMIT 2",
                               {object.id, name_key(name)}, map_record));
  if (found.size() > 1) return base::fail_field("name", "DuplicateValue", "Name: several records have it");
  return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
}

Result<Record> create_record(const Writer& writer, const Object& seen, const RecordChange& change) {
  // Locked: its numbers and uniqueness are those of this moment.
  const auto object = PULT_TRY(lock_to_write(writer, seen, people::RecordScope::create));
  if (PULT_TRY(count_records(writer.tx)) >= max_records)
    return base::fail_field("base", "TooManyValues", "There are " + std::to_string(max_records) + " records already");
  Record record;
  record.object = object.id;
  record.name = object.name.is_numbered ? numbered_name(object.name) : blank_to_empty(change.name.value_or(""));
  record.external_id = change.external_id.value_or("");
  record.creator = record.updater = writer.actor.id();
  record.created_at = record.updated_at = writer.now;
  PULT_TRY(check_name(writer, object, record));
  PULT_TRY(check_external_id(writer, object, record));
  PULT_TRY(take_values(writer, object, change.values, record));
  const auto key = name_key(record.name);
  const auto id = PULT_TRY(sql::insert_id(
      writer.tx,
      "INSERT INTO object_records (object_id, name, name_key, unique_name, external_id, field_values, creator_id, "
      "updater_id, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7, ?8, ?8)",
      {object.id, record.name, key, object.name.is_unique ? sql::Param(key) : sql::Param(sql::Null{}),
       sql::text_or_null(record.external_id), record.values, record.creator, writer.now}));
  record.id = RecordId(id.value_or(0));
  PULT_TRY(
      writer.tx.run("UPDATE objects SET record_count = record_count + 1, next_number = next_number + ?2 "
                    "WHERE id = ?1",
                    {object.id, std::int64_t(object.name.is_numbered)}));
  PULT_TRY(index_record(writer, object, nullptr, record));
  return record;
}

Result<Record> update_record(const Writer& writer, const Object& seen, Record record, const RecordChange& change) {
  const auto object = PULT_TRY(lock_to_write(writer, seen, people::RecordScope::update));
  record = PULT_TRY(load_record(writer.tx, object, record.id));
  const auto before = record;
  if (change.name && *change.name != record.name) {
    if (object.name.is_numbered)
      return base::fail_field("name", "InvalidValue", "Name: is given by the desk and cannot be changed");
    record.name = blank_to_empty(*change.name);
    PULT_TRY(check_name(writer, object, record));
  }
  if (change.external_id) record.external_id = *change.external_id;
  PULT_TRY(check_external_id(writer, object, record));
  PULT_TRY(take_values(writer, object, change.values, record));
  if (record.name == before.name && record.external_id == before.external_id && record.values == before.values)
    return record;
  record.updater = writer.actor.id();
  record.updated_at = writer.now;
  PULT_TRY(write(writer, object, record));
  PULT_TRY(index_record(writer, object, &before, record));
  return record;
}

Result<void> delete_record(const Writer& writer, const Object& object, const Record& record) {
  PULT_TRY(lock_to_write(writer, object, people::RecordScope::remove));
  PULT_TRY(writer.tx.run("DELETE FROM object_values WHERE record_id = ?1", {record.id}));
  PULT_TRY(writer.tx.run("DELETE FROM object_words WHERE record_id = ?1", {record.id}));
  if (PULT_TRY(writer.tx.run("DELETE FROM object_records WHERE id = ?1", {record.id})) > 0)
    PULT_TRY(writer.tx.run("UPDATE objects SET record_count = record_count - 1 WHERE id = ?1", {object.id}));
  return {};
}

json::object present_values(const std::vector<const tickets::Field*>& fields, const Record& record) {
  json::object out;
  const auto values = json::parse(record.values).as_object();
  for (const auto* field : fields) {
    if (!field->active) continue;
    const auto* value = values.if_contains(std::to_string(field->id.value));
    out[field->key] = value ? tickets::present_person_value(*field, *value) : json::value(nullptr);
  }
  return out;
}

Result<bool> sweep_records(sql::Transaction& tx, ObjectId object) {
  const auto ids = PULT_TRY(tx.all("SELECT id FROM object_records WHERE object_id = ?1 ORDER BY id LIMIT ?2",
                                   {object, swept_at_once}, [](const sql::Row& row) { return row.id<RecordId>(0); }));
  const sql::IdList list(tx, ids);
  PULT_TRY(tx.run("DELETE FROM object_values WHERE record_id" + list.among(1), {list}));
  PULT_TRY(tx.run("DELETE FROM object_words WHERE record_id" + list.among(1), {list}));
  PULT_TRY(tx.run("DELETE FROM object_records WHERE id" + list.among(1), {list}));
  return int(ids.size()) == swept_at_once;
}

Result<std::int64_t> count_records(sql::Transaction& tx) {
  return PULT_TRY(tx.one_int64("SELECT CAST(COALESCE(SUM(record_count), 0) AS BIGINT) FROM objects")).value_or(0);
}

}  // namespace pult::objects
