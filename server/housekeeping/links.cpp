// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/links.hpp"

#include <algorithm>

#include "housekeeping/findings.hpp"
#include "text/fold.hpp"

namespace pult::housekeeping {
namespace {

constexpr std::size_t max_link_bytes = 1'000, max_links = 200;

bool ends_link(char c) {
  return static_cast<unsigned char>(c) <= ' ' || c == '"' || c == '\'' || c == '<' || c == '>' || c == '`' || c == '\\';
}

bool is_unopened(std::string_view link, char open, char close) {
  return std::ranges::count(link, close) > std::ranges::count(link, open);
}

// Punctuation behind a link belongs to the sentence; so does a bracket that the link did not open.
std::string_view trimmed(std::string_view link) {
  while (!link.empty()) {
    const char last = link.back();
    const bool is_point = std::string_view(".,;:!?*").find(last) != std::string_view::npos;
    const bool is_bracket =
        (last == ')' && is_unopened(link, '(', ')')) || (last == ']' && is_unopened(link, '[', ']'));
    if (!is_point && !is_bracket) break;
    link.remove_suffix(1);
  }
  return link;
}

std::string unescaped(std::string_view link) {
  std::string out(link);
  for (std::size_t at = 0; (at = out.find("&amp;", at)) != std::string::npos; ++at) out.erase(at + 1, 4);
  return out;
}

std::string host_of(std::string_view link) {
  const auto start = link.find("://") + 3;
  auto host = link.substr(start, link.find_first_of("/?#", start) - start);
  if (const auto at = host.rfind('@'); at != host.npos) host.remove_prefix(at + 1);
  host = host.substr(0, host.find(':'));
  return text::fold(host);
}

// What was ours once: addresses of deleted brands and of mailboxes that are switched off.
std::set<std::string> old_hosts(const Inventory& desk) {
  std::set<std::string> old, current;
  for (const auto& brand : desk.definitions->brands)
    if (!brand.host_mapping.empty()) (brand.deleted ? old : current).insert(text::fold(brand.host_mapping));
  for (const auto& host : current) old.erase(host);
  return old;
}

bool is_part_of_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_' || c == '+';
}

bool mentions(const std::string& folded_text, const std::string& address) {
  for (std::size_t at = 0; (at = folded_text.find(address, at)) != std::string::npos; ++at)
    if (at == 0 || !is_part_of_word(folded_text[at - 1])) return true;
  return false;
}

Finding finding_of(std::string kind, const DeskText& text, const std::string& link) {
  Finding out{.kind = std::move(kind), .subject = text.subject, .detail = link};
  out.facts = {{"title", text.subject.title}, {"link", link}};
  return out;
}

}  // namespace

std::vector<std::string> links_in(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size() && out.size() < max_links;) {
    at = std::min(text.find("http://", at), text.find("https://", at));
    if (at == std::string_view::npos) break;
    auto end = at;
    while (end < text.size() && !ends_link(text[end])) ++end;
    const auto link = unescaped(trimmed(text.substr(at, end - at)));
    at = end;
    if (link.size() > max_link_bytes || link.find("{{") != link.npos || link.find("{%") != link.npos) continue;
    if (host_of(link).empty() || std::ranges::find(out, link) != out.end()) continue;
    out.push_back(link);
  }
  return out;
}

std::vector<DeskText> texts_of(const Inventory& desk) {
  std::vector<DeskText> out;
  for (const auto& rule : desk.rules) {
    if (!rule.active) continue;
    std::string text;
    for (const auto& action : rule.actions)
      if (action.field.starts_with("comment_value") || action.field.starts_with("notification_user") ||
          action.field.starts_with("notification_group"))
        for (const auto& value : action.values) text += value + "\n";
    if (!text.empty()) out.push_back({subject_of(rule), std::move(text)});
  }
  for (const auto& item : desk.definitions->dynamic_items)
    for (const auto& variant : item.variants)
      if (variant.active) out.push_back({{"dynamic_content", std::to_string(item.id), item.name}, variant.content});
  for (const auto& brand : desk.definitions->brands)
    if (!brand.deleted && brand.active && !brand.signature_template.empty())
      out.push_back({{"brand", std::to_string(brand.id.value), brand.name}, brand.signature_template});
  for (const auto& group : desk.groups)
    if (!group.deleted && !group.signature.empty())
      out.push_back({{"group", std::to_string(group.id.value), group.name}, group.signature});
  for (const auto* texts : {&desk.signatures, &desk.articles})
    for (const auto& [subject, text] : *texts) out.push_back({subject, text});
  return out;
}

void find_in_links(const Inventory& desk, Findings& out) {
  const auto hosts = old_hosts(desk);
  std::vector<std::string> old_addresses;
  for (const auto& mailbox : desk.mailboxes)
    if (!mailbox.active) old_addresses.push_back(text::fold(mailbox.address));
  std::set<std::string> told;
  const auto add = [&](Finding finding) {
    if (told.insert(finding.key()).second) out.push_back(std::move(finding));
  };
  for (const auto& text : texts_of(desk)) {
    for (const auto& link : links_in(text.text)) {
      if (hosts.contains(host_of(link))) {
        add(finding_of("link_old", text, link));
        continue;
      }
      const auto state = desk.links.find(link);
      if (state == desk.links.end() || state->second.failures < failures_of_broken) continue;
      auto finding = finding_of("link_broken", text, link);
      finding.facts["answer"] = state->second.answer;
      finding.confidence = 95;
      add(std::move(finding));
    }
    const auto folded = text::fold(text.text);
    for (const auto& address : old_addresses)
      if (mentions(folded, address)) add(finding_of("link_old", text, address));
  }
}

}  // namespace pult::housekeeping
