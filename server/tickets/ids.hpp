// SPDX-License-Identifier: AGPL-3.0-or-later
// Ids of what a desk defines for its tickets.
#pragma once
#include "base/ids.hpp"

namespace pult::tickets {

using BrandId = base::Id<struct BrandTag>;
using FormId = base::Id<struct FormTag>;
using CustomStatusId = base::Id<struct CustomStatusTag>;
using FieldId = base::Id<struct FieldTag>;

}  // namespace pult::tickets
