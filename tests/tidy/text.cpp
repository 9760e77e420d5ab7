// SPDX-License-Identifier: AGPL-3.0-or-later
// What must, and what must not, be written in files.
#include <algorithm>
#include <regex>

#include "tidy.hpp"

namespace pult::tidy {
namespace {

constexpr std::string_view licence = "SPDX-License-Identifier: AGPL-3.0-or-later";
constexpr std::size_t licence_within_lines = 3;

bool carries_licence(const File& file) {
  auto lines = lines_of(file.text);
  lines.resize(std::min(lines.size(), licence_within_lines));
  return std::any_of(lines.begin(), lines.end(), [](auto line) { return line.find(licence) != line.npos; });
}

struct Forbidden {
  const char* rule;
  std::regex pattern;
};

// Written in pieces, so that this file does not find itself.
const std::vector<Forbidden>& forbidden() {
  static const std::vector<Forbidden> all = {
      {"leftover", std::regex("\\b(TO"
                              "DO|FIX"
                              "ME|XX"
                              "X|HA"
                              "CK)\\b")},
      {"machine-path", std::regex("(^|[^\\w.:/<])/(wo"
                                  "rk|ho"
                                  "me|ro"
                                  "ot|fa"
                                  "rm|Us"
                                  "ers)/\\w")},
      {"host-name", std::regex("registry\\.np"
                               "mjs|deb\\.deb"
                               "ian|proxy\\.gol"
                               "ang|node"
                               "source\\.com")},
  };
  return all;
}

}  // namespace

void check_text(const Tree& tree, Findings& findings) {
  for (const auto& file : tree.files) {
    const bool licensed_in_file = file.is_source() && file.language != Language::sql;
    if (licensed_in_file && !carries_licence(file))
      findings.push_back({file.path, 1, "licence", "no SPDX line in the first three lines"});
    int line = 0;
    for (const auto text : lines_of(file.text)) {
      ++line;
      for (const auto& [rule, pattern] : forbidden()) {
        std::cmatch found;
        if (std::regex_search(text.begin(), text.end(), found, pattern))
          findings.push_back({file.path, line, rule, found[0].str()});
      }
    }
  }
}

}  // namespace pult::tidy
