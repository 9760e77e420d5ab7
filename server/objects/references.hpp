// SPDX-License-Identifier: AGPL-3.0-or-later
// What points at a record: lookup fields of tickets, people and other records. When the record is gone they are
// emptied, piece by piece, so that nobody is shown the id of nothing.
#pragma once
#include "objects/record.hpp"

namespace pult::objects {

// Whether any field could point at the records of this object.
bool has_lookups(const tickets::Definitions& definitions, std::string_view object_key);

// Some at a time; true when there are more. Each ticket gets an audit of `actor`.
Result<bool> clear_references(sql::Transaction& tx, const tickets::Desk& desk, const people::Actor& actor,
                              std::string_view object_key, RecordId record);

}  // namespace pult::objects
