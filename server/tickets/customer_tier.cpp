// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/customer_tier.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "people/group.hpp"
#include "people/organization.hpp"
#include "tickets/definitions.hpp"
#include "tickets/desk.hpp"
#include "tickets/rule_note.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::string_view member = "customer_tiers";
constexpr std::size_t max_name_chars = 100;
constexpr std::array<std::string_view, 5> priorities{"", "low", "normal", "high", "urgent"};

auto rank(std::string_view priority) { return std::ranges::find(priorities, priority) - priorities.begin(); }

std::string text_of(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

json::object parsed(const std::string& text) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  return !broken && value.is_object() ? std::move(value.get_object()) : json::object();
}

bool has_tag(std::string_view tags, std::string_view tag) {
  return std::ranges::any_of(split_words(tags), [&](const std::string& one) { return one == tag; });
}

std::unexpected<Error> bad(std::string why) {
  return base::fail_field("customer_tiers", "InvalidValue", "Customer tiers: " + std::move(why));
}

Result<void> check(CustomerTier& tier) {
  const auto tags = split_words(normalize_tags(tier.tag));
  if (tags.size() != 1) return bad("each needs one tag of people or organizations");
  tier.tag = tags.front();
  if (split_words(tier.set_tag).size() > 1) return bad("a tier adds one tag at most");
  tier.set_tag = normalize_tags(tier.set_tag);
  if (tier.name.empty()) tier.name = tier.tag;
  if (tier.name.size() > max_name_chars) return bad("the name is too long");
  if (!tier.priority.empty() && !is_priority(tier.priority)) return bad("\"" + tier.priority + "\" is not a priority");
  return {};
}

RuleNote note_of(const CustomerTier& tier) {
  return {"customer_tier", 0, tier.name, "the customer or their organization has the tag " + tier.tag, {}};
}

}  // namespace

std::vector<CustomerTier> parse_customer_tiers(const std::string& account_settings) {
  std::vector<CustomerTier> out;
  const auto settings = parsed(account_settings);
  const auto* list = settings.if_contains(member);
  if (!list || !list->is_array()) return out;
  for (const auto& one : list->get_array()) {
    const auto* object = one.if_object();
    if (!object) continue;
    const auto* group = object->if_contains("group_id");
    out.push_back({text_of(*object, "tag"), text_of(*object, "name"), text_of(*object, "priority"),
                   text_of(*object, "set_tag"), GroupId(group && group->is_int64() ? group->get_int64() : 0)});
  }
  return out;
}

Result<std::string> with_customer_tiers(const std::string& account_settings, std::vector<CustomerTier> tiers) {
  if (tiers.size() > max_customer_tiers) return bad("there are too many");
  json::array list;
  std::vector<std::string> seen;
  for (auto& tier : tiers) {
    PULT_TRY(check(tier));
    if (std::ranges::find(seen, tier.tag) != seen.end()) return bad("\"" + tier.tag + "\" is named twice");
    seen.push_back(tier.tag);
    list.push_back(json::object{{"tag", tier.tag},
                                {"name", tier.name},
                                {"priority", tier.priority},
                                {"set_tag", tier.set_tag},
                                {"group_id", tier.group.value}});
  }
  auto settings = parsed(account_settings);
  settings[member] = std::move(list);
  return json::serialize(settings);
}

Result<const CustomerTier*> find_tier(sql::Transaction& tx, const Definitions& definitions,
                                      const people::User& customer) {
  if (definitions.tiers.empty()) return nullptr;
  std::string tags = customer.tags;
  if (customer.organization)
    if (const auto found = PULT_TRY(people::find_organization(tx, customer.organization))) tags += " " + found->tags;
  const auto found = std::ranges::find_if(definitions.tiers, [&](const auto& tier) { return has_tag(tags, tier.tag); });
  return found == definitions.tiers.end() ? nullptr : &*found;
}

Result<void> apply_tier(sql::Transaction& tx, const Definitions& definitions, const people::User& requester,
                        NewTicket& wanted) {
  const auto* tier = PULT_TRY(find_tier(tx, definitions, requester));
  if (!tier) return {};
  auto note = note_of(*tier);
  const bool is_free = wanted.priority.empty() || wanted.priority_is_guessed;
  if (is_free && rank(tier->priority) > rank(wanted.priority)) {
    wanted.priority = tier->priority;
    note.changes.emplace_back("priority", tier->priority);
  }
  if (!tier->set_tag.empty() && !has_tag(wanted.tags, tier->set_tag)) {
    wanted.tags.append(" ").append(tier->set_tag);
    note.changes.emplace_back("tags", tier->set_tag);
  }
  if (tier->group && !wanted.group && !wanted.assignee) {
    const auto group = PULT_TRY(people::find_group(tx, tier->group));
    if (group && !group->deleted) {
      wanted.group = tier->group;
      note.changes.emplace_back("group_id", std::to_string(tier->group.value));
    }
  }
  if (!note.changes.empty()) wanted.notes.push_back(render_rule_note(note));
  return {};
}

Result<void> apply_tier(sql::Transaction& tx, const Definitions& definitions, const Ticket& before, bool may_tag,
                        Change& change) {
  if (definitions.tiers.empty() || !change.requester || *change.requester == before.requester) return {};
  const auto customer = PULT_TRY(people::find_user(tx, *change.requester));
  if (!customer) return {};
  const auto* tier = PULT_TRY(find_tier(tx, definitions, *customer));
  if (!tier) return {};
  const auto former_customer = PULT_TRY(people::find_user(tx, before.requester));
  const auto* former = former_customer ? PULT_TRY(find_tier(tx, definitions, *former_customer)) : nullptr;
  auto note = note_of(*tier);
  const bool is_free = before.priority.empty() || (former && former->priority == before.priority);
  const bool is_left = change.priority.value_or(before.priority) == before.priority;
  if (!tier->priority.empty() && is_free && is_left && tier->priority != before.priority) {
    change.priority = tier->priority;
    note.changes.emplace_back("priority", tier->priority);
  }
  const auto tags = change.tags.value_or(before.tags);
  if (may_tag && !tier->set_tag.empty() && !has_tag(tags, tier->set_tag)) {
    if (change.tags) change.tags->append(" ").append(tier->set_tag);
    change.add_tags.append(" ").append(tier->set_tag);
    note.changes.emplace_back("tags", tier->set_tag);
  }
  if (!note.changes.empty()) change.notes.push_back(render_rule_note(note));
  return {};
}

}  // namespace pult::tickets
