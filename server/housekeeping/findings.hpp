// SPDX-License-Identifier: AGPL-3.0-or-later
// What is wrong with a desk, of one area each. Pure: the same inventory gives the same findings.
#pragma once
#include "housekeeping/finding.hpp"
#include "housekeeping/inventory.hpp"

namespace pult::housekeeping {

void find_in_tags(const Inventory& desk, Findings& out);
void find_in_macros(const Inventory& desk, Findings& out);
// Triggers, automations, views, service levels; what macros refer to.
void find_in_rules(const Inventory& desk, Findings& out);
void find_in_references(const Inventory& desk, Findings& out);
void find_in_fields(const Inventory& desk, Findings& out);
void find_in_people(const Inventory& desk, Findings& out);
void find_twins(const Inventory& desk, Findings& out);
void find_in_channels(const Inventory& desk, Findings& out);
void find_in_links(const Inventory& desk, Findings& out);

// All of them; those of which we are surest first within a kind.
Findings find_all(const Inventory& desk);

// Tags that might be the same: what the reader counts together before find_in_tags decides.
std::vector<std::pair<std::string, std::string>> tags_to_compare(const std::vector<Tag>& tags);

// Tags as something on the desk sets or asks for them, by itself.
std::set<std::string> tags_of_rules(const Inventory& desk);

Subject subject_of(const automation::Rule& rule);
Subject subject_of(const tickets::View& view);
Subject subject_of(const automation::SlaPolicy& policy);

// "Status is open", with names instead of ids.
std::string describe(const rules::Condition& condition, const Inventory& desk);

}  // namespace pult::housekeeping
