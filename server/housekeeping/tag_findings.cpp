// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "housekeeping/findings.hpp"
#include "housekeeping/likeness.hpp"
#include "text/fold.hpp"
#include "tickets/ticket.hpp"

namespace pult::housekeeping {
namespace {

// Two tags that often stand on the same ticket mean two things.
constexpr int most_together_percent = 30;
// A typo is rare beside the word it was meant to be.
constexpr std::int64_t typo_ratio = 8, least_right = 5;

std::vector<std::string> names_of(const std::vector<Tag>& tags) {
  std::vector<std::string> out;
  out.reserve(tags.size());
  for (const auto& tag : tags) out.push_back(tag.name);
  return out;
}

int together(const Inventory& desk, const Tag& one, const Tag& other) {
  const auto found = desk.used_together.find(std::minmax(one.name, other.name));
  return found == desk.used_together.end() ? 0 : found->second;
}

bool belongs_to_field(const Inventory& desk, const Tag& tag) { return desk.definitions->by_tag.contains(tag.name); }

bool is_ascii(const std::string& text) {
  return std::ranges::all_of(text, [](char c) { return (c & 0x80) == 0; });
}

// A desk of two languages may want the word in both alphabets.
bool is_of_two_alphabets(const Tag& one, const Tag& other) {
  return is_ascii(one.name) != is_ascii(other.name) && text::fold(one.name) != text::fold(other.name);
}

int confidence_of(Likeness how, const Tag& rare, const Tag& common) {
  if (how == Likeness::spelling) return is_of_two_alphabets(rare, common) ? 70 : 98;
  if (how == Likeness::grammar) return 90;
  return common.tickets >= 50 * rare.tickets ? 92 : 80;
}

void compare(const Inventory& desk, const Tag& one, const Tag& other, Likeness how, Findings& out) {
  const bool swap = one.tickets > other.tickets || (one.tickets == other.tickets && one.name < other.name);
  const auto &rare = swap ? other : one, &common = swap ? one : other;
  if (belongs_to_field(desk, rare) || belongs_to_field(desk, common)) return;
  if (how == Likeness::typo && (common.tickets < least_right || rare.tickets * typo_ratio > common.tickets)) return;
  if (how != Likeness::spelling && together(desk, rare, common) > most_together_percent) return;
  Finding finding{.kind = "tag_variant", .subject = {"tag", rare.name, rare.name}, .detail = common.name};
  finding.facts = {{"tag", rare.name},
                   {"tickets", rare.tickets},
                   {"other", common.name},
                   {"other_tickets", common.tickets},
                   {"how", render_likeness(how)}};
  finding.confidence = confidence_of(how, rare, common);
  finding.fix = Fix{"merge_tag", {{"to", common.name}}};
  out.push_back(std::move(finding));
}

}  // namespace

std::vector<std::pair<std::string, std::string>> tags_to_compare(const std::vector<Tag>& tags) {
  std::vector<std::pair<std::string, std::string>> out;
  for (const auto& pair : alike_pairs(names_of(tags)))
    if (pair.how != Likeness::spelling) out.push_back(std::minmax(tags[pair.first].name, tags[pair.second].name));
  return out;
}

std::set<std::string> tags_of_rules(const Inventory& desk) {
  std::set<std::string> out;
  const auto add = [&](const std::vector<std::string>& values) {
    for (const auto& value : values)
      for (auto& word : tickets::split_words(value)) out.insert(std::move(word));
  };
  const auto add_conditions = [&](const rules::Conditions& conditions) {
    for (const auto* list : {&conditions.all, &conditions.any})
      for (const auto& one : *list)
        if (one.field == "current_tags") add(one.values);
  };
  for (const auto& rule : desk.rules) {
    add_conditions(rule.conditions);
    for (const auto& action : rule.actions)
      if (action.field.ends_with("_tags")) add(action.values);
  }
  for (const auto& view : desk.views) add_conditions(view.conditions);
  for (const auto& policy : desk.policies) add_conditions(policy.filter);
  return out;
}

void find_in_tags(const Inventory& desk, Findings& out) {
  std::set<std::string> told;
  for (const auto& pair : alike_pairs(names_of(desk.tags))) {
    const auto before = out.size();
    compare(desk, desk.tags[pair.first], desk.tags[pair.second], pair.how, out);
    // Once a tag is to become another one there is nothing more to say of it.
    if (out.size() > before && !told.insert(out.back().subject.id).second) out.pop_back();
  }
  const auto in_rules = tags_of_rules(desk);
  for (const auto& tag : desk.tags) {
    if (tag.tickets != 1 || !tag.last_ticket_at || desk.now - *tag.last_ticket_at < stale_tag_after) continue;
    if (belongs_to_field(desk, tag) || in_rules.contains(tag.name) || told.contains(tag.name)) continue;
    Finding finding{.kind = "tag_stale", .subject = {"tag", tag.name, tag.name}};
    finding.facts = {{"tag", tag.name}, {"since", base::render_iso8601(*tag.last_ticket_at)}};
    finding.confidence = 85;
    finding.fix = Fix{"remove_tag", {}};
    out.push_back(std::move(finding));
  }
}

}  // namespace pult::housekeeping
