// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/business_hours.hpp"

#include <charconv>

namespace pult::tickets {
namespace {

sla::Calendar::Edge edge_of(rules::Edge edge) {
  return edge == rules::Edge::earliest ? sla::Calendar::Edge::earliest : sla::Calendar::Edge::latest;
}

// A zone that was one when it was stored; of a desk that was given another time zone data, Greenwich.
sla::TimeZone zone_of(const std::string& name) {
  auto zone = sla::TimeZone::find(name);
  return zone ? std::move(*zone) : sla::TimeZone::find("UTC").value();
}

std::int64_t day_of(std::string_view date) { return base::parse_iso8601(date).value_or(0) / base::day_us; }

}  // namespace

Micros BusinessHours::before(Micros moment, Micros open, rules::Edge edge) const {
  return calendar_.before(moment, open, edge_of(edge)).value_or(moment - sla::Calendar::horizon);
}

Micros BusinessHours::after(Micros moment, Micros open, rules::Edge edge) const {
  return calendar_.after(moment, open, edge_of(edge)).value_or(moment + sla::Calendar::horizon);
}

std::vector<sla::Span> parse_week(std::string_view text) {
  std::vector<sla::Span> out;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    sla::Span one;
    at = std::from_chars(at, end, one.start).ptr;
    if (at == end) break;
    at = std::from_chars(at + 1, end, one.end).ptr;
    out.push_back(one);
    if (at != end) ++at;
  }
  return out;
}

Result<std::shared_ptr<const BusinessHours>> load_business_hours(sql::Transaction& tx) {
  struct Found {
    std::int64_t id = 0;
    std::string name, zone;
    std::vector<sla::Span> week;
  };
  auto found = PULT_TRY(tx.one(
      "SELECT id, name, time_zone, intervals FROM schedules ORDER BY id LIMIT 1", {},
      [](const sql::Row& row) { return Found{row.int64(0), row.string(1), row.string(2), parse_week(row.text(3))}; }));
  if (!found) return nullptr;
  auto holidays =
      PULT_TRY(tx.all("SELECT start_date, end_date FROM holidays WHERE schedule_id = ?1", {found->id},
                      [](const sql::Row& row) { return sla::Holiday{day_of(row.text(0)), day_of(row.text(1))}; }));
  return std::make_shared<const BusinessHours>(
      found->id, found->name, found->zone,
      sla::Calendar(zone_of(found->zone), std::move(found->week), std::move(holidays)));
}

}  // namespace pult::tickets
