// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sla/time_zone.hpp"

#include <unicode/basictz.h>
#include <unicode/timezone.h>

#include <algorithm>
#include <limits>
#include <memory>

#include "sla/zone_names.hpp"

namespace pult::sla {
namespace {

constexpr Micros ms = 1'000;
constexpr double first_ms = 946'684'800'000.0, last_ms = 4'102'444'800'000.0;  // 2000 and 2100

}  // namespace

std::optional<TimeZone> TimeZone::find(const std::string& name) {
  const auto known = iana_zone_of(name);
  const auto id = icu::UnicodeString::fromUTF8(known.empty() ? name : std::string(known));
  const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(id));
  if (name.empty() || *zone == icu::TimeZone::getUnknown()) return std::nullopt;
  const auto offset_at = [&](double moment) {
    std::int32_t raw = 0, summer = 0;
    UErrorCode failed = U_ZERO_ERROR;
    zone->getOffset(moment, false, raw, summer, failed);
    return Micros(raw + summer) * ms;
  };
  TimeZone out;
  out.stretches_.push_back({std::numeric_limits<Micros>::min(), offset_at(first_ms)});
  const auto* changes = dynamic_cast<const icu::BasicTimeZone*>(zone.get());
  icu::TimeZoneTransition change;
  for (double at = first_ms; changes && changes->getNextTransition(at, false, change) && change.getTime() < last_ms;
       at = change.getTime())
    out.stretches_.push_back({Micros(change.getTime()) * ms, offset_at(change.getTime())});
  return out;
}

Micros TimeZone::to_local(Micros moment) const {
  const auto next = std::ranges::upper_bound(stretches_, moment, {}, &Stretch::from);
  return moment + std::prev(next)->offset;
}

Micros TimeZone::from_local(Micros local) const {
  // The first stretch that has not ended when its clocks show this time.
  std::size_t low = 0, high = stretches_.size() - 1;
  while (low < high) {
    const auto middle = (low + high) / 2;
    if (local - stretches_[middle].offset < stretches_[middle + 1].from)
      high = middle;
    else
      low = middle + 1;
  }
  return std::max(local - stretches_[low].offset, stretches_[low].from);
}

}  // namespace pult::sla
