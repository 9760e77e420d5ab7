// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/macro_name.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "text/fold.hpp"
#include "tickets/account_settings.hpp"

namespace pult::automation {
namespace {

using Parts = std::vector<std::string>;

Parts split(std::string_view text, std::string_view separator) {
  Parts out;
  while (true) {
    const auto at = text.find(separator);
    out.emplace_back(text.substr(0, at));
    if (at == std::string_view::npos) return out;
    text.remove_prefix(at + separator.size());
  }
}

std::string join(const Parts& parts, std::string_view separator) {
  std::string out;
  for (const auto& part : parts) out.append(&part == parts.data() ? "" : separator).append(part);
  return out;
}

Parts words_of(std::string_view text) {
  auto out = split(text, " ");
  std::erase(out, "");
  return out;
}

std::size_t length_of(std::string_view text) {
  return std::size_t(std::ranges::count_if(text, [](char byte) { return (byte & 0xC0) != 0x80; }));
}

// A word as it is compared: without case, marks and the punctuation around it.
std::string bare(std::string_view word) {
  constexpr std::string_view around = ".,;:!?()[]\"'“”„«»-–";
  const auto first = word.find_first_not_of(around);
  if (first == std::string_view::npos) return {};
  return text::fold(word.substr(first, word.find_last_not_of(around) - first + 1));
}

bool is_forbidden(const NamingRule& rule, std::string_view word) {
  const auto key = bare(word);
  return !key.empty() &&
         std::ranges::any_of(rule.forbidden, [&](const std::string& one) { return text::fold(one) == key; });
}

std::size_t wanted_parts(const NamingRule& rule) {
  return rule.pattern.empty() ? 0 : split(rule.pattern, name_separator).size();
}

// What people write between the parts of a name where they do not know of "::"; the surest first.
bool split_further(Parts& parts) {
  for (const std::string_view separator : {": ", " > ", " / ", " | ", " – ", " - ", "/", ":"})
    for (auto part = parts.begin(); part != parts.end(); ++part) {
      const auto at = part->find(separator);
      if (at == std::string::npos) continue;
      auto rest = part->substr(at + separator.size());
      part->resize(at);
      parts.insert(part + 1, std::move(rest));
      return true;
    }
  return false;
}

void tidy(const NamingRule& rule, Parts& parts) {
  for (auto& part : parts) {
    auto words = words_of(part);
    std::erase_if(words, [&](const std::string& word) { return is_forbidden(rule, word); });
    part = join(words, " ");
  }
  std::erase(parts, "");
}

// The last words go, never a whole part.
void shorten(const NamingRule& rule, Parts& parts) {
  while (!parts.empty() && length_of(join(parts, name_separator)) > std::size_t(rule.max_length)) {
    auto words = words_of(parts.back());
    if (words.size() < 2) return;
    words.pop_back();
    parts.back() = join(words, " ");
  }
}

}  // namespace

NamingRule naming_rule_of(const std::string& account_settings) {
  const auto tree = tickets::account_settings(account_settings);
  const auto& group = tree.at("macro_names").as_object();
  NamingRule rule;
  rule.guidance = group.at("guidance").as_string();
  rule.pattern = group.at("pattern").as_string();
  rule.max_length = std::max<std::int64_t>(group.at("max_length").as_int64(), 0);
  std::string words(group.at("forbidden_words").as_string());
  std::ranges::replace_if(words, [](char one) { return one == ',' || one == ';' || one == '\n'; }, ' ');
  rule.forbidden = words_of(words);
  rule.enforced = group.at("enforced").as_bool();
  return rule;
}

std::vector<NameProblem> check_name(const NamingRule& rule, std::string_view name) {
  std::vector<NameProblem> out;
  const auto parts = split(name, name_separator);
  const auto wanted = wanted_parts(rule);
  if (wanted > 0 && parts.size() != wanted) out.push_back({"parts", rule.pattern});
  if (wanted > 0 && std::ranges::any_of(parts, [](const std::string& part) { return words_of(part).empty(); }))
    out.push_back({"blank_part", rule.pattern});
  const bool has_rule = wanted > 0 || rule.max_length > 0 || !rule.forbidden.empty();
  if (has_rule && std::ranges::any_of(parts, [](const std::string& part) { return join(words_of(part), " ") != part; }))
    out.push_back({"spaces", ""});
  if (rule.max_length > 0 && length_of(name) > std::size_t(rule.max_length))
    out.push_back({"too_long", std::to_string(rule.max_length)});
  for (const auto& part : parts)
    for (const auto& word : words_of(part))
      if (is_forbidden(rule, word)) out.push_back({"forbidden", word});
  return out;
}

std::string suggest_name(const NamingRule& rule, std::string_view name) {
  if (check_name(rule, name).empty()) return {};
  auto parts = split(name, name_separator);
  tidy(rule, parts);
  const auto wanted = wanted_parts(rule);
  while (wanted > parts.size() && split_further(parts)) tidy(rule, parts);
  while (wanted > 0 && parts.size() > wanted) {
    auto last = std::move(parts.back());
    parts.pop_back();
    parts.back() += " - " + last;
  }
  if (rule.max_length > 0) shorten(rule, parts);
  auto out = join(parts, name_separator);
  return out.empty() || !check_name(rule, out).empty() ? std::string() : out;
}

std::string describe(const NameProblem& problem) {
  if (problem.code == "parts") return "must be like " + problem.detail;
  if (problem.code == "blank_part") return "has a blank part; it must be like " + problem.detail;
  if (problem.code == "too_long") return "is longer than " + problem.detail + " characters";
  if (problem.code == "forbidden") return "may not have the word " + problem.detail;
  return "has needless spaces";
}

}  // namespace pult::automation
