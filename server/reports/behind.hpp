// SPDX-License-Identifier: AGPL-3.0-or-later
// The tickets behind a figure, and all that happened in a span for spreadsheets.
#pragma once
#include <functional>

#include "reports/span.hpp"
#include "tickets/figures.hpp"

namespace pult::reports {

// "created", "first_reply", "solved", "first_contact", "reopened", "resolution", "good", "bad".
struct Which {
  tickets::FigureKind kind = tickets::FigureKind::created;
  std::string condition;  // on ticket_figures `f`
};
std::optional<Which> find_which(std::string_view name);

struct Behind {
  TicketId ticket;
  tickets::FigureKind kind = tickets::FigureKind::created;
  Micros at = 0;
  GroupId group;
  UserId user;
  std::optional<Micros> took;
  std::int64_t quality = 0;
  std::string subject;
  int status = 0;
};

// Newest first. `condition` is on ticket_figures `f` and tickets `t`.
struct BehindFilter {
  Which which;
  std::string condition;
  std::optional<std::pair<Micros, TicketId>> after;
  std::int64_t offset = 0;
  int limit = 100;
};
Result<std::vector<Behind>> list_behind(sql::Transaction& tx, const Span& span, const BehindFilter& filter);
// Up to 10,000.
Result<std::int64_t> count_behind(sql::Transaction& tx, const Span& span, const BehindFilter& filter);
// Everything, in the order it happened.
using Take = std::function<Result<void>(const Behind&)>;
Result<void> each_behind(sql::Transaction& tx, const Span& span, const std::string& condition, const Take& take);

}  // namespace pult::reports
