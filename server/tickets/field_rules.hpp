// SPDX-License-Identifier: AGPL-3.0-or-later
// What makes a definition of a field acceptable. Pure. Private to the stores of definitions.
#pragma once
#include "tickets/field.hpp"

namespace pult::tickets {

// By itself: titles, keys, patterns, options. unprocessable.
Result<void> check_field(const Field& field);
// Beside the others: a key is one field's; on tickets a tag belongs to one field only, else it could not be told which
// field a tag sets.
Result<void> check_against(const Field& field, const std::vector<Field>& others);

}  // namespace pult::tickets
