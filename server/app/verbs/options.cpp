// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/verbs/verbs.hpp"

namespace pult::app {

void add_place_options(CLI::App& verb, Given& given) {
  verb.add_option("--data", given.data, "Data folder (default: PULT_DATA, else ./data)")->type_name("DIR");
  verb.add_option("--database", given.database,
                  "Database instead of the configured one: sqlite:PATH or postgresql://... (default: PULT_DATABASE; "
                  "a password belongs there or into pult.toml)")
      ->type_name("URL");
  verb.add_option("--config", given.config_file, "Settings file (default: DIR/pult.toml)")->type_name("FILE");
}

CLI::App& add_family(CLI::App& root, const std::string& name, const std::string& description) {
  auto& family = *root.add_subcommand(name, description);
  family.require_subcommand(1);
  return family;
}

}  // namespace pult::app
