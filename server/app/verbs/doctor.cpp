// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/doctor.hpp"

#include <algorithm>
#include <iostream>

#include "app/verbs/verbs.hpp"

namespace pult::app {
namespace {

Result<int> look(const Given& given) {
  const auto findings = examine(PULT_TRY(load_config(given, process_environment())));
  for (const auto& finding : findings) std::cout << render_finding(finding) << "\n";
  std::cout << std::flush;
  return std::ranges::any_of(findings, [](const Finding& one) { return one.health == Health::fail; }) ? 1 : 0;
}

}  // namespace

void add_doctor(CLI::App& root, Invocation& invocation) {
  auto& verb = *root.add_subcommand("doctor", "Check the installation");
  add_place_options(verb, invocation.given);
  verb.footer(
      "Changes nothing; works beside a running server. One line per check; exit code 1 when one fails.\n\n"
      "Example:\n  pult doctor --data /var/lib/pult");
  verb.callback([&invocation] { invocation.action = [&given = invocation.given] { return look(given); }; });
}

}  // namespace pult::app
