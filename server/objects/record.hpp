// SPDX-License-Identifier: AGPL-3.0-or-later
// Records of custom objects: who may, what is accepted, and how they are found again (their values and words are
// indexed in the transaction that writes them).
#pragma once
#include <boost/json/object.hpp>

#include "objects/object.hpp"
#include "tickets/desk.hpp"

namespace pult::objects {

using RecordId = base::Id<struct RecordTag>;

struct Record {
  RecordId id;
  ObjectId object;
  std::string name, external_id;
  std::string values = "{}";  // JSON: field id -> value, as tickets keep theirs (tickets/field_values.hpp)
  UserId creator, updater;
  Micros created_at = 0, updated_at = 0;
};

inline const std::string record_columns =
    "r.id, r.object_id, r.name, r.external_id, r.field_values, r.creator_id, r.updater_id, r.created_at, r.updated_at";
Record map_record(const sql::Row& row);

// What somebody sent of a record; nullopt and absent members leave what is there.
struct RecordChange {
  std::optional<std::string> name, external_id;
  boost::json::object values;  // field key -> value
};

// not_found for a record of another object.
Result<Record> load_record(sql::Transaction& tx, const Object& object, RecordId id);
Result<std::optional<Record>> find_by_external_id(sql::Transaction& tx, const Object& object, std::string_view id);
// Regardless of case and marks; unprocessable when several have this name.
Result<std::optional<Record>> find_by_name(sql::Transaction& tx, const Object& object, std::string_view name);

// One who writes records, and when.
struct Writer {
  sql::Transaction& tx;
  const people::Actor& actor;
  const tickets::Definitions& definitions;
  Micros now;
};
// forbidden to those whose role says so (people::may_use_records). unprocessable: no name, values of no use, unknown
// fields, a name or external id that another record has, too much.
Result<Record> create_record(const Writer& writer, const Object& object, const RecordChange& change);
Result<Record> update_record(const Writer& writer, const Object& object, Record record, const RecordChange& change);
// What points at it is cleared by clear_references (references.hpp).
Result<void> delete_record(const Writer& writer, const Object& object, const Record& record);

// The values as clients read them: {field key: value} of the fields that are on.
boost::json::object present_values(const std::vector<const tickets::Field*>& fields, const Record& record);

// Takes away records of an object that is gone, some at a time; true when there are more.
Result<bool> sweep_records(sql::Transaction& tx, ObjectId object);

// How many records all objects have.
Result<std::int64_t> count_records(sql::Transaction& tx);

}  // namespace pult::objects
