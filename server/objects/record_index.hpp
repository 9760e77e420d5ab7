// SPDX-License-Identifier: AGPL-3.0-or-later
// What a record is found by: the values of its fields and its words. Private to the stores of records.
#pragma once
#include "objects/record.hpp"

namespace pult::objects {

// The name as it is ordered and compared.
std::string name_key(std::string_view name);

// After every change; `before` is null for a new record.
Result<void> index_record(const Writer& writer, const Object& object, const Record* before, const Record& after);

}  // namespace pult::objects
