// SPDX-License-Identifier: AGPL-3.0-or-later
// Rows that reports count: when a ticket was created, first answered, solved and rated, and whose that was. Kept with
// every change, beside the metrics.
#pragma once
#include "tickets/metrics.hpp"

namespace pult::tickets {

enum class FigureKind : std::uint8_t { created = 1, first_reply = 2, solved = 3, rated = 4 };
// Qualities of a solution.
inline constexpr int solved_at_first_contact = 1, reopened_later = 2;

// `before` is null for a new ticket.
Result<void> note_figures(sql::Transaction& tx, const Notice& notice, const Metrics* before, const Metrics& after);

}  // namespace pult::tickets
