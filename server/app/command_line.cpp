// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/command_line.hpp"

#include <sys/stat.h>

#include <csignal>
#include <exception>
#include <iostream>

#include "app/error_text.hpp"
#include "app/verbs/verbs.hpp"
#include "app/version.hpp"
#include "base/log.hpp"

namespace pult::app {
namespace {

constexpr int failed = 1, makes_no_sense = 2;

int act(const Invocation& invocation) {
  try {
    const auto outcome = invocation.action();
    if (outcome) return *outcome;
    std::cerr << "pult: " << render_error(outcome.error()) << std::endl;
  } catch (const std::exception& error) {
    std::cerr << "pult: something unexpected happened: " << error.what() << std::endl;
  }
  return failed;
}

}  // namespace

int run(int argc, const char* const* argv) {
  ::umask(077);  // mails, keys and the database are nobody else's
  std::signal(SIGPIPE, SIG_IGN);
  log::set_quiet(true);

  CLI::App root("Pult: an open-source help desk.", "pult");
  root.set_version_flag("--version", "pult " + std::string(version));
  root.require_subcommand(1);
  root.footer("pult VERB --help explains each. Documentation: docs/ in the source folder.");
  Invocation invocation;
  for (const auto add : {add_serve, add_admin, add_token, add_demo, add_mail, add_import, add_doctor})
    add(root, invocation);
  if (argc < 2) {
    std::cerr << root.help();
    return makes_no_sense;
  }
  try {
    root.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return root.exit(error, std::cout, std::cerr) == 0 ? 0 : makes_no_sense;
  }
  return act(invocation);
}

}  // namespace pult::app
