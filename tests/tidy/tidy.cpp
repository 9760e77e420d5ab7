// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tidy.hpp"

#include <algorithm>
#include <sstream>
#include <tuple>

namespace pult::tidy {

Findings check_all(const Tree& tree) {
  Findings findings;
  for (const auto check :
       {check_sizes, check_layers, check_names, check_text, check_modules, check_routes, check_migrations})
    check(tree, findings);
  std::sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) {
    return std::tie(a.rule, a.path, a.line) < std::tie(b.rule, b.path, b.line);
  });
  return findings;
}

void apply_exemptions(const File& list, std::size_t allowed, Findings& findings) {
  Findings complaints;
  std::size_t count = 0;
  int line = 0;
  for (const auto text : lines_of(list.text)) {
    ++line;
    if (text.empty() || text.starts_with('#')) continue;
    std::istringstream words{std::string(text)};
    std::string rule, path, reason;
    words >> rule >> path >> reason;
    const auto removed =
        std::erase_if(findings, [&](const Finding& finding) { return finding.rule == rule && finding.path == path; });
    if (reason.empty()) complaints.push_back({list.path, line, "exemption", "RULE PATH REASON is wanted"});
    if (removed == 0) complaints.push_back({list.path, line, "exemption", "matches nothing"});
    if (++count > allowed)
      complaints.push_back({list.path, line, "exemption", "more than " + std::to_string(allowed) + " entries"});
  }
  findings.insert(findings.end(), complaints.begin(), complaints.end());
}

}  // namespace pult::tidy
