// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/demo.hpp"

#include <iostream>

#include "app/open_desk.hpp"
#include "app/verbs/verbs.hpp"
#include "automation/sla_run.hpp"
#include "tickets/metrics.hpp"

namespace pult::app {
namespace {

Result<int> load(const Given& given) {
  const auto open = PULT_TRY(OpenDesk::open(PULT_TRY(load_config(given, process_environment()))));
  tickets::Desk silent(open->clock());  // without the mail channel's hook
  add_index_hooks(silent);
  silent.add_hook(tickets::metrics_hook());
  silent.add_hook(automation::sla_hook(silent));
  const auto counts = PULT_TRY(load_demo(open->database(), silent, open->blobs()));
  open->ring_server();
  std::cout << "loaded the demo desk: " << counts.agents << " agents in " << counts.groups << " groups, "
            << counts.customers << " customers, " << counts.tickets << " tickets; sign in as " << counts.admin
            << " with the password " << demo_password << std::endl;
  return 0;
}

}  // namespace

void add_demo(CLI::App& root, Invocation& invocation) {
  auto& family = add_family(root, "demo", "The demo desk");
  auto& verb = *family.add_subcommand("load", "Fill an empty desk with invented people and conversations");
  add_place_options(verb, invocation.given);
  verb.footer(
      "Refused when the desk has tickets. All agents get the same well-known password: not for a real desk.\n\n"
      "Example:\n  pult demo load --data /tmp/try-pult && pult serve --data /tmp/try-pult");
  verb.callback([&invocation] { invocation.action = [&given = invocation.given] { return load(given); }; });
}

}  // namespace pult::app
