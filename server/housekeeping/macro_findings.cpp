// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "housekeeping/findings.hpp"
#include "housekeeping/macro_uses.hpp"
#include "housekeeping/rule_logic.hpp"

namespace pult::housekeeping {
namespace {

using automation::Rule;
using automation::RuleKind;

// Below these a habit is chance.
constexpr std::int64_t least_sent = 5;
constexpr int mostly_percent = 80, same_text_percent = 92;
constexpr std::size_t least_words = 6;

MacroUse use_of(const Inventory& desk, const Rule& macro) {
  const auto found = desk.macro_uses.find(macro.id);
  return found == desk.macro_uses.end() ? MacroUse{} : found->second;
}

Finding finding_of(std::string kind, const Rule& macro) {
  Finding out{.kind = std::move(kind), .subject = subject_of(macro)};
  out.facts["title"] = macro.title;
  return out;
}

void find_unused(const Inventory& desk, const Rule& macro, Findings& out) {
  const auto use = use_of(desk, macro);
  const auto since = std::max({use.last_at, macro.created_at, desk.macros_watched_since});
  if (use.uses > 0 || desk.now - since < unused_after) return;
  auto finding = finding_of("macro_unused", macro);
  finding.facts["used"] = use.last_at != 0;
  finding.facts["since"] = base::render_iso8601(use.last_at ? use.last_at : since);
  finding.confidence = 85;
  finding.fix = Fix{"deactivate", {}};
  out.push_back(std::move(finding));
}

void find_edited(const Inventory& desk, const Rule& macro, Findings& out) {
  const auto use = use_of(desk, macro);
  if (use.sent < least_sent || use.edited * 100 < use.sent * mostly_percent) return;
  auto finding = finding_of("macro_edited", macro);
  finding.facts["edited"] = use.edited;
  finding.facts["sent"] = use.sent;
  finding.confidence = 90;
  out.push_back(std::move(finding));
}

void find_misnamed(const Inventory& desk, const Rule& macro, Findings& out) {
  if (macro.owner) return;
  const auto problems = automation::check_name(desk.naming, macro.title);
  if (problems.empty()) return;
  auto finding = finding_of("macro_name", macro);
  finding.facts["how"] = problems.front().code;
  finding.facts["detail"] = problems.front().detail;
  finding.confidence = 99;
  if (auto name = automation::suggest_name(desk.naming, macro.title); !name.empty())
    finding.fix = Fix{"rename", {{"to", std::move(name)}}};
  out.push_back(std::move(finding));
}

bool is_text(const rules::Action& action) { return action.field.starts_with("comment_value"); }

std::vector<rules::Action> without_text(const Rule& macro) {
  auto actions = macro.actions;
  std::erase_if(actions, is_text);
  return actions;
}

bool are_duplicates(const Rule& a, const Rule& b) {
  if (same(a.actions, b.actions)) return true;
  if (!same(without_text(a), without_text(b))) return false;
  const auto one = macro_words(a), other = macro_words(b);
  if (std::min(one.size(), other.size()) < least_words) return false;
  return kept_percent(one, other) >= same_text_percent && kept_percent(other, one) >= same_text_percent;
}

// Two personal macros of two people may well say the same.
bool have_same_readers(const Rule& a, const Rule& b) { return a.owner == b.owner && a.groups == b.groups; }

}  // namespace

void find_in_macros(const Inventory& desk, Findings& out) {
  std::vector<const Rule*> macros;
  for (const auto& rule : desk.rules)
    if (rule.kind == RuleKind::macro && rule.active) macros.push_back(&rule);
  std::set<automation::RuleId> told;
  for (std::size_t i = 0; i < macros.size(); ++i)
    for (std::size_t j = i + 1; j < macros.size(); ++j) {
      if (!have_same_readers(*macros[i], *macros[j]) || !are_duplicates(*macros[i], *macros[j])) continue;
      const bool first_leads = use_of(desk, *macros[i]).uses >= use_of(desk, *macros[j]).uses;
      const auto &kept = first_leads ? *macros[i] : *macros[j], &spare = first_leads ? *macros[j] : *macros[i];
      if (!told.insert(spare.id).second) continue;
      auto finding = finding_of("macro_duplicate", spare);
      finding.detail = std::to_string(kept.id.value);
      finding.facts["other"] = kept.title;
      finding.confidence = same(kept.actions, spare.actions) ? 98 : 85;
      finding.fix = Fix{"deactivate", {}};
      out.push_back(std::move(finding));
    }
  for (const auto* macro : macros) {
    if (!told.contains(macro->id)) find_unused(desk, *macro, out);
    find_edited(desk, *macro, out);
    find_misnamed(desk, *macro, out);
  }
}

}  // namespace pult::housekeeping
