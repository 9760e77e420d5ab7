// SPDX-License-Identifier: AGPL-3.0-or-later
// How often macros were used of late, where a request asks: include=usage_1h,usage_24h,usage_7d,usage_30d, and the
// same names to order by.
#pragma once
#include <map>
#include <string_view>
#include <vector>

#include "api/call.hpp"
#include "automation/rule.hpp"

namespace pult::api {

class MacroUsage {
 public:
  static Result<MacroUsage> load(Call& call);
  void sort(const Call& call, std::vector<automation::Rule>& list) const;
  void add_to(boost::json::object& macro, automation::RuleId id) const;

 private:
  using Counts = std::map<automation::RuleId, std::int64_t>;
  static std::int64_t of(const Counts& counts, automation::RuleId id);

  std::map<std::string_view, Counts> windows_;
};

}  // namespace pult::api
