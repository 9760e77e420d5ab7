// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/serve.hpp"

#include "app/verbs/verbs.hpp"

namespace pult::app {

void add_serve(CLI::App& root, Invocation& invocation) {
  auto& verb = *root.add_subcommand("serve", "Run the server");
  add_place_options(verb, invocation.given);
  verb.add_option("--listen", invocation.given.listen, "Where to answer (default: PULT_LISTEN, else 127.0.0.1:8400)")
      ->type_name("HOST:PORT");
  verb.footer(
      "Says \"listening on URL\" on standard output when it is ready; the log goes to standard error.\n"
      "SIGTERM and SIGINT end it politely.\n\nExamples:\n  pult serve\n"
      "  pult serve --data /var/lib/pult --listen 0.0.0.0:8400\n"
      "  PULT_DATABASE=postgresql://pult:secret@db/pult pult serve");
  verb.callback([&invocation] {
    invocation.action = [&given = invocation.given]() -> Result<int> {
      PULT_TRY(serve(PULT_TRY(load_config(given, process_environment()))));
      return 0;
    };
  });
}

}  // namespace pult::app
