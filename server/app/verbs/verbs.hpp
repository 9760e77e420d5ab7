// SPDX-License-Identifier: AGPL-3.0-or-later
// The verbs of the command line, one file each: every one adds its subcommand and says what to do when it was chosen.
#pragma once
#include <CLI/CLI.hpp>
#include <functional>

#include "app/config.hpp"

namespace pult::app {

struct Invocation {
  Given given;
  std::function<Result<int>()> action;  // of the chosen verb; gives the exit code
};

void add_serve(CLI::App& root, Invocation& invocation);
void add_admin(CLI::App& root, Invocation& invocation);
void add_token(CLI::App& root, Invocation& invocation);
void add_demo(CLI::App& root, Invocation& invocation);
void add_mail(CLI::App& root, Invocation& invocation);
void add_import(CLI::App& root, Invocation& invocation);
void add_doctor(CLI::App& root, Invocation& invocation);

// --data, --database and --config, which every verb takes.
void add_place_options(CLI::App& verb, Given& given);
// A group of verbs ("pult admin ..."), which does nothing by itself.
CLI::App& add_family(CLI::App& root, const std::string& name, const std::string& description);

}  // namespace pult::app
