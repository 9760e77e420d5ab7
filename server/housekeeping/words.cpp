// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/words.hpp"

#include <algorithm>
#include <vector>

namespace pult::housekeeping {
namespace {

struct Words {
  std::string_view kind, how, text;  // how: a fact that decides between texts, "" for any
};

constexpr Words evidence[] = {
    {"tag_variant", "spelling", "“{tag}” (tickets: {tickets}) is “{other}” ({other_tickets}) in another spelling."},
    {"tag_variant", "grammar", "“{tag}” (tickets: {tickets}) is another form of “{other}” ({other_tickets})."},
    {"tag_variant", "", "“{tag}” (tickets: {tickets}) looks like a typing error for “{other}” ({other_tickets})."},
    {"tag_stale", "", "“{tag}” is on a single ticket, which nobody has touched since {since}."},
    {"macro_unused", "", "Nobody has used the macro “{title}” since {since}."},
    {"macro_edited", "", "Agents changed the text of “{title}” before sending it {edited} of {sent} times."},
    {"macro_duplicate", "", "“{title}” says and does the same as “{other}”."},
    {"macro_name", "parts", "“{title}” is not called as agreed: macros are called like {detail}."},
    {"macro_name", "blank_part", "“{title}” has a blank part; macros are called like {detail}."},
    {"macro_name", "too_long", "“{title}” is longer than {detail} characters."},
    {"macro_name", "forbidden", "“{title}” has a word that names of macros should not have: {detail}."},
    {"macro_name", "", "“{title}” has needless spaces in its name."},
    {"rule_impossible", "", "“{title}” can never act: “{first}” and “{second}” exclude each other."},
    {"rule_missing", "", "“{title}” names something that is no more ({what}): {name}."},
    {"rule_inactive", "", "“{title}” names something that is out of use ({what}): {name}."},
    {"rule_shadowed", "overwritten", "“{title}” has no effect: “{other}” acts after it and sets all of it again."},
    {"rule_shadowed", "forestalled", "“{title}” never acts: “{other}” acts before it and makes its conditions false."},
    {"rule_shadowed", "", "“{title}” never counts: “{other}” comes before it and fits the same tickets."},
    {"rule_duplicate", "", "“{title}” is the same as “{other}”."},
    {"link_broken", "", "A link in “{title}” leads nowhere ({answer}): {link}"},
    {"link_old", "", "“{title}” names an address that is not ours any more: {link}"},
    {"owner_absent", "suspended", "“{title}” belongs to {name}, who is suspended."},
    {"owner_absent", "", "“{title}” belongs to {name}, who is no longer here."},
    {"tickets_of_absent", "deleted", "Open tickets of {name}, who is no longer here: {tickets}."},
    {"tickets_of_absent", "suspended", "Open tickets of {name}, who is suspended: {tickets}."},
    {"tickets_of_absent", "", "Open tickets of {name}, who has not been here for two months: {tickets}."},
    {"person_twice", "address", "{name} is here twice, with one mail address: {one} and {other}."},
    {"person_twice", "phone", "{name} is here twice, with one telephone number: {one} and {other}."},
    {"person_twice", "external_id", "{name} is here twice, with one external id: {one} and {other}."},
    {"person_twice", "", "{name} is probably here twice, at one company: {one} and {other}."},
    {"group_empty", "", "Nobody is in the group “{name}”. Open tickets in it: {tickets}."},
    {"mailbox_orphan", "deleted", "Mail to {address} goes to the group “{name}”, which is deleted."},
    {"mailbox_orphan", "", "Mail to {address} goes to the group “{name}”, in which nobody is."},
    {"field_unused", "", "Nobody has filled in the field “{title}” since {since}."},
    {"option_unused", "", "Nobody has chosen “{option}” of the field “{title}” for three months."},
    {"form_empty", "", "The form “{title}” asks for nothing of its own: it is the default form under another name."},
    {"status_unused", "", "No ticket has had the status “{title}” for three months."},
    {"address_unverified", "", "No mail has ever come to {address}, which was set up on {since}."},
    {"webhook_failing", "", "The webhook “{title}” failed in {failed} of its last {calls} calls."}};

constexpr Words proposals[] = {{"merge_tag", "", "Make it “{to}” on every ticket and in every rule"},
                               {"remove_tag", "", "Take the tag off"},
                               {"deactivate", "", "Switch it off"},
                               {"rename", "", "Call it “{to}”"},
                               {"merge_person", "", "Make both one person, {to} ({address}); this cannot be undone"},
                               {"take_over", "", "Make it yours"},
                               {"unassign", "", "Give these tickets back to their groups"},
                               {"clear_group", "", "Let the mail come in without a group"},
                               {"remove_option", "", "Take the option out of the field"}};

// Days are enough in a sentence.
std::string text_of(const json::value& value, std::string_view name) {
  if (!value.is_string()) return json::serialize(value);
  const std::string_view text = value.get_string();
  return std::string(name == "since" ? text.substr(0, 10) : text);
}

std::string fill(std::string_view text, const json::object& facts) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = text.find('{', at), close = text.find('}', open);
    out += text.substr(at, open - at);
    if (open == text.npos || close == text.npos) break;
    const auto name = text.substr(open + 1, close - open - 1);
    if (const auto* value = facts.if_contains(name)) out += text_of(*value, name);
    at = close + 1;
  }
  return out;
}

template <std::size_t N>
std::string_view choose(const Words (&words)[N], std::string_view kind, std::string_view how) {
  for (const auto& one : words)
    if (one.kind == kind && (one.how.empty() || one.how == how)) return one.text;
  return {};
}

std::string_view how_of(const Finding& finding) {
  const auto* how = finding.facts.if_contains("how");
  return how && how->is_string() ? std::string_view(how->get_string()) : std::string_view();
}

}  // namespace

std::span<const std::string_view> all_kinds() {
  static const auto kinds = [] {
    std::vector<std::string_view> out;
    for (const auto& one : evidence)
      if (std::ranges::find(out, one.kind) == out.end()) out.push_back(one.kind);
    return out;
  }();
  return kinds;
}

std::string evidence_of(const Finding& finding) {
  return fill(choose(evidence, finding.kind, how_of(finding)), finding.facts);
}

std::string proposal_of(const Finding& finding) {
  return finding.fix ? fill(choose(proposals, finding.fix->action, ""), finding.fix->with) : std::string();
}

}  // namespace pult::housekeeping
