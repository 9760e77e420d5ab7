// SPDX-License-Identifier: AGPL-3.0-or-later
// How shared macros of a desk are to be called: "Orders::Late parcel" has the parts that the pattern "Area::Topic"
// names. Pure; the rule is a part of the desk's settings.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pult::automation {

inline constexpr std::string_view name_separator = "::";

struct NamingRule {
  std::string guidance;                // what people are told beside the field
  std::string pattern;                 // "Area::Topic"; "": any number of parts
  std::int64_t max_length = 0;         // in characters; 0: any
  std::vector<std::string> forbidden;  // words
  bool enforced = false;               // names against the rule are refused, not only told
};
// Of the desk's settings as they are stored (tickets/account_settings.hpp).
NamingRule naming_rule_of(const std::string& account_settings);

struct NameProblem {
  std::string code;    // parts | blank_part | too_long | forbidden | spaces
  std::string detail;  // the pattern, the length, the word
};
std::vector<NameProblem> check_name(const NamingRule& rule, std::string_view name);
// A name that keeps to the rule and says the same; "" where none can be made of this one.
std::string suggest_name(const NamingRule& rule, std::string_view name);
// "must be like Area::Topic"
std::string describe(const NameProblem& problem);

}  // namespace pult::automation
