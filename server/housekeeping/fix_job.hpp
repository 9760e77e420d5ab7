// SPDX-License-Identifier: AGPL-3.0-or-later
// Fixes that change many tickets, and their undo: a hundred tickets at a time, each noted as it was before.
#pragma once
#include "housekeeping/fix.hpp"

namespace pult::housekeeping {

inline constexpr std::string_view fix_job = "Housekeeping";

// In the transaction of the fix; `back`: its undo.
Result<void> begin_fix_job(const Acting& acting, FindingId id, bool back);
// One item of it.
Result<json::object> fix_step(const Acting& acting, const json::value& item);

}  // namespace pult::housekeeping
