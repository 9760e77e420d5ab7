// SPDX-License-Identifier: AGPL-3.0-or-later
// Local time of a zone of the IANA, or of one that v2 clients name in their own way (zone_names.hpp). Made once, then a
// table: asking it costs a binary search.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace pult::sla {

class TimeZone {
 public:
  // nullopt for what is no zone. Changes of the clock are known from 2000 to 2100.
  static std::optional<TimeZone> find(const std::string& name);

  // Microseconds since 1970-01-01 00:00 on the clocks of the zone.
  Micros to_local(Micros moment) const;
  // Back again, never decreasing: of a time that comes twice the first, of one that is left out the moment it is.
  Micros from_local(Micros local) const;

 private:
  struct Stretch {
    Micros from = 0;    // the last one's end is never
    Micros offset = 0;  // of the clocks, east of Greenwich
  };
  std::vector<Stretch> stretches_;
};

}  // namespace pult::sla
