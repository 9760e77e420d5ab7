// SPDX-License-Identifier: AGPL-3.0-or-later
// Custom objects and their records as JSON, both ways. Ids of people and records are text here, as clients expect.
#pragma once
#include "api/body.hpp"
#include "api/page.hpp"
#include "objects/query.hpp"

namespace pult::api {

json::object present_object(const Call& call, const objects::Object& object);

// What a record has beside its fields, in the form of fields.
json::object present_name_field(const Call& call, const objects::Object& object);
json::array present_standard_fields(const Call& call, const objects::Object& object);

// Presents records of one object; gathers its fields once.
class RecordView {
 public:
  RecordView(const Call& call, const objects::Object& object);
  json::object present(const objects::Record& record) const;

 private:
  const Call& call_;
  const objects::Object& object_;
  std::shared_ptr<const tickets::Definitions> definitions_;
  std::vector<const tickets::Field*> fields_;
};

// The first and the second word of a path: custom_objects/{word}/fields/{word}.
std::string_view object_key_of(const Call& call);
std::string_view field_key_of(const Call& call);

Result<objects::Object> access_object(const Call& call);
Result<objects::RecordChange> read_record(const json::object& body);
objects::Writer writer_of(const Call& call, const tickets::Definitions& definitions);

// A page of what the query finds, in the order that the request asks for.
Result<Answer> answer_records(Call& call, const objects::Object& object, objects::Order fallback,
                              objects::RecordQuery query);

// Deletes the record; what points at it is cleared after the commit.
Result<void> remove_record(const Call& call, const objects::Object& object, const objects::Record& record);
// Changes the record, or makes one when there is none.
Result<objects::Record> put_record(const Call& call, const objects::Object& object,
                                   std::optional<objects::Record> record, const objects::RecordChange& change);

}  // namespace pult::api
