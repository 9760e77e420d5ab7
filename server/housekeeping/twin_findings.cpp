// SPDX-License-Identifier: AGPL-3.0-or-later
// Customers who are in the desk twice.
#include <algorithm>

#include "housekeeping/findings.hpp"

namespace pult::housekeeping {
namespace {

std::string shown(const Person& person) { return person.email.empty() ? person.phone : person.email; }

}  // namespace

// The record that was there first stays: it is the one that other programs know.
void find_twins(const Inventory& desk, Findings& out) {
  std::set<UserId> told;
  for (const auto& group : desk.namesakes)
    for (auto kept = group.begin(); kept != group.end(); ++kept)
      for (auto spare = kept + 1; spare != group.end(); ++spare) {
        const auto how = same_person(*kept, *spare);
        if (how == Same::no || told.contains(kept->id) || !told.insert(spare->id).second) continue;
        const auto id = std::to_string(spare->id.value);
        Finding finding{.kind = "person_twice", .subject = {"end_user", id, spare->name}};
        finding.detail = std::to_string(kept->id.value);
        finding.facts = {{"name", spare->name}, {"one", shown(*spare)}, {"other", shown(*kept)}, {"how", word_of(how)}};
        finding.confidence = confidence_of(how);
        finding.fix = Fix{"merge_person", {{"to", kept->name}, {"address", shown(*kept)}}};
        out.push_back(std::move(finding));
      }
}

}  // namespace pult::housekeeping
