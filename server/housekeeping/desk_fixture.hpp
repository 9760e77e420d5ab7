// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests only: a desk of some years with healthy things of all kinds, and the defects that somebody left in it.
#pragma once
#include "housekeeping/inventory.hpp"

namespace pult::housekeeping::testing {

inline constexpr Micros today = 1'795'000'000 * base::second_us;
inline constexpr Micros years_ago = today - 700 * base::day_us;

class FixtureDesk {
 public:
  FixtureDesk();
  const Inventory& inventory() const { return desk_; }
  // "kind subject-type title": what the report must say.
  const std::multiset<std::string>& planted() const { return planted_; }

 private:
  void plant(const std::string& kind, const std::string& type, const std::string& title) {
    planted_.insert(kind + " " + type + " " + title);
  }
  void add_people();
  void add_fields();
  void add_tags();
  void add_macros();
  void plant_macros();
  void add_rules();
  void plant_rules();
  void add_views();
  void add_policies();
  void add_channels();

  automation::Rule& add_rule(automation::RuleKind kind, const std::string& title, std::vector<rules::Condition> all,
                             std::vector<rules::Action> actions);
  automation::Rule& add_macro(const std::string& title, std::vector<rules::Action> actions, std::int64_t uses = 20);
  tickets::View& add_view(const std::string& title, std::vector<rules::Condition> all);
  void add_tag(const std::string& name, std::int64_t tickets, Micros last = today);

  Inventory desk_;
  std::shared_ptr<tickets::Definitions> definitions_ = std::make_shared<tickets::Definitions>();
  std::multiset<std::string> planted_;
  std::int64_t last_id_ = 0;
};

}  // namespace pult::housekeeping::testing
