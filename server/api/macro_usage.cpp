// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/macro_usage.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "api/rule_json.hpp"
#include "housekeeping/macro_uses.hpp"

namespace pult::api {
namespace {

constexpr std::array<std::pair<std::string_view, Micros>, 4> windows{{{"usage_1h", base::hour_us},
                                                                      {"usage_24h", base::day_us},
                                                                      {"usage_7d", 7 * base::day_us},
                                                                      {"usage_30d", 30 * base::day_us}}};

}  // namespace

Result<MacroUsage> MacroUsage::load(Call& call) {
  MacroUsage out;
  for (const auto& [name, length] : windows)
    if (includes(call, name) || asked_order(call).by == name)
      out.windows_[name] = PULT_TRY(housekeeping::count_macro_uses(call.tx, call.now() - length));
  return out;
}

std::int64_t MacroUsage::of(const Counts& counts, automation::RuleId id) {
  const auto found = counts.find(id);
  return found == counts.end() ? 0 : found->second;
}

void MacroUsage::sort(const Call& call, std::vector<automation::Rule>& list) const {
  const auto [by, descending] = asked_order(call);
  const auto counts = windows_.find(by);
  if (counts == windows_.end()) return;
  std::ranges::stable_sort(list, {}, [&](const automation::Rule& macro) {
    const auto uses = of(counts->second, macro.id);
    return descending ? -uses : uses;
  });
}

void MacroUsage::add_to(boost::json::object& macro, automation::RuleId id) const {
  for (const auto& [name, counts] : windows_) macro[name] = of(counts, id);
}

}  // namespace pult::api
