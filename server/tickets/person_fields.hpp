// SPDX-License-Identifier: AGPL-3.0-or-later
// Values of the fields of users and organizations. They stand in one JSON object beside the person, by the field's id,
// which is never given again, in the form of field_values.hpp; clients name them by key.
#pragma once
#include <boost/json/fwd.hpp>
#include <string>

#include "tickets/definitions.hpp"

namespace pult::tickets {

struct PersonValues {
  std::string fields;  // JSON object
  std::string tags;    // chosen options and ticked boxes are tags of the person too
};

// What becomes of stored values when a client sends {key: value}; unknown keys are passed over, null clears.
// unprocessable with details for "<key>".
Result<PersonValues> merge_person_fields(const Definitions& definitions, FieldTarget target, PersonValues stored,
                                         const boost::json::object& sent);

// Every active field with its value, null when not set; numbers as numbers, dates as the start of their day.
boost::json::object present_person_fields(const Definitions& definitions, FieldTarget target,
                                          const std::string& stored);
// One of them as it is shown.
boost::json::value present_person_value(const Field& field, const boost::json::value& value);

}  // namespace pult::tickets
