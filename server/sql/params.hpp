// SPDX-License-Identifier: AGPL-3.0-or-later
// Parameters for columns that keep NULL where the value in memory is empty. Views: see sql/database.hpp.
#pragma once
#include <string_view>

#include "sql/database.hpp"

namespace pult::sql {

inline Param text_or_null(std::string_view text) { return text.empty() ? Param(Null{}) : Param(text); }
inline Param bytes_or_null(std::string_view bytes) { return bytes.empty() ? Param(Null{}) : Param(Blob{bytes}); }

}  // namespace pult::sql
