// SPDX-License-Identifier: AGPL-3.0-or-later
#include "reports/behind.hpp"

#include <algorithm>
#include <array>

namespace pult::reports {
namespace {

using tickets::FigureKind;

const std::string columns =
    "SELECT f.ticket_id, f.kind, f.at, f.group_id, f.user_id, f.took_us, f.quality, t.subject, t.status ";
const std::string joined = "FROM ticket_figures f JOIN tickets t ON t.id = f.ticket_id ";

Behind read(const sql::Row& row) {
  Behind out;
  out.ticket = row.id<TicketId>(0);
  out.kind = FigureKind(row.int64(1));
  out.at = row.int64(2);
  out.group = row.id<GroupId>(3);
  out.user = row.id<UserId>(4);
  out.took = row.optional_int64(5);
  out.quality = row.int64(6);
  out.subject = row.string(7);
  out.status = int(row.int64(8));
  return out;
}

std::string where_of(const BehindFilter& filter) {
  return joined + "WHERE f.kind = " + std::to_string(int(filter.which.kind)) + " AND f.at >= ?1 AND f.at < ?2 AND " +
         filter.which.condition + " AND " + filter.condition;
}

}  // namespace

std::optional<Which> find_which(std::string_view name) {
  struct Named {
    std::string_view name;
    FigureKind kind;
    std::string_view condition;
  };
  static constexpr auto known = std::to_array<Named>({{"created", FigureKind::created, "1=1"},
                                                      {"first_reply", FigureKind::first_reply, "1=1"},
                                                      {"solved", FigureKind::solved, "1=1"},
                                                      {"first_contact", FigureKind::solved, "f.quality = 1"},
                                                      {"reopened", FigureKind::solved, "f.quality = 2"},
                                                      {"resolution", FigureKind::solved, "f.quality <> 2"},
                                                      {"good", FigureKind::rated, "f.quality = 1"},
                                                      {"bad", FigureKind::rated, "f.quality = 0"}});
  const auto* found = std::ranges::find(known, name, &Named::name);
  if (found == known.end()) return std::nullopt;
  return Which{found->kind, std::string(found->condition)};
}

Result<std::vector<Behind>> list_behind(sql::Transaction& tx, const Span& span, const BehindFilter& filter) {
  auto text = columns + where_of(filter);
  std::vector<sql::Param> params{span.from(), span.until(), filter.limit, filter.offset};
  if (filter.after) {
    text += " AND (f.at < ?5 OR (f.at = ?5 AND f.ticket_id < ?6))";
    params.emplace_back(filter.after->first);
    params.emplace_back(filter.after->second);
  }
  return tx.all(text + " ORDER BY f.at DESC, f.ticket_id DESC LIMIT ?3 OFFSET ?4", params, read);
}

Result<std::int64_t> count_behind(sql::Transaction& tx, const Span& span, const BehindFilter& filter) {
  const auto count = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 " + where_of(filter) + " LIMIT 10000) x",
                                           {span.from(), span.until()}));
  return count.value_or(0);
}

Result<void> each_behind(sql::Transaction& tx, const Span& span, const std::string& condition, const Take& take) {
  return tx.each(columns + joined + "WHERE f.kind IN (1, 2, 3, 4) AND f.at >= ?1 AND f.at < ?2 AND " + condition +
                     " ORDER BY f.at, f.ticket_id, f.kind",
                 {span.from(), span.until()}, [&](const sql::Row& row) { return take(read(row)); });
}

}  // namespace pult::reports
