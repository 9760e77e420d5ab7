// SPDX-License-Identifier: AGPL-3.0-or-later
// tidy ROOT: prints every finding as path:line and fails when there is one.
#include <cstdio>

#include "tidy.hpp"

int main(int argc, char** argv) {
  constexpr std::size_t allowed_exemptions = 0;  // goes down, never up
  if (argc != 2) return 2;
  const auto tree = pult::tidy::read_tree(argv[1]);
  auto findings = pult::tidy::check_all(tree);
  if (const auto* list = tree.find("tests/tidy/exemptions.txt"))
    pult::tidy::apply_exemptions(*list, allowed_exemptions, findings);
  for (const auto& [path, line, rule, text] : findings)
    std::printf("%s:%d: %s: %s\n", path.c_str(), line, rule.c_str(), text.c_str());
  std::printf("%zu files, %zu findings\n", tree.files.size(), findings.size());
  return findings.empty() ? 0 : 1;
}
