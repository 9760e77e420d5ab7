// SPDX-License-Identifier: AGPL-3.0-or-later
#include <iostream>
#include <string>

#include "app/open_desk.hpp"
#include "app/verbs/verbs.hpp"
#include "people/audit_log.hpp"
#include "people/session.hpp"
#include "people/user.hpp"

namespace pult::app {
namespace {

Result<int> create(const Given& given, const std::string& email) {
  const auto desk = PULT_TRY(OpenDesk::open(PULT_TRY(load_config(given, process_environment()))));
  const auto make = [&](sql::Transaction& tx) -> Result<people::NewApiToken> {
    const auto user = PULT_TRY(people::find_user_by_email(tx, email));
    if (!user || !user->active)
      return base::fail(ErrorKind::not_found, "email", "Nobody on this desk has the address \"" + email + "\"");
    PULT_TRY(people::audit_log::record(tx, people::system_actor(),
                                       {.action = "create",
                                        .source_type = "api_token",
                                        .source_id = user->id.value,
                                        .source_label = user->name,
                                        .change_description = "API token by the command line"},
                                       desk->clock().now()));
    return people::create_api_token(tx, user->id, "command line", desk->clock().now());
  };
  const auto made = PULT_TRY(sql::write_value(desk->database(), make));
  std::cout << made.secret << std::endl;
  return 0;
}

}  // namespace

void add_token(CLI::App& root, Invocation& invocation) {
  auto& family = add_family(root, "token", "API tokens");
  auto& verb = *family.add_subcommand("create", "Create an API token and print it; it is shown only now");
  const auto email = std::make_shared<std::string>();
  verb.add_option("--email", *email, "Whose token it is")->required()->type_name("E");
  add_place_options(verb, invocation.given);
  verb.footer(
      "Example:\n  TOKEN=$(pult token create --email ann@example.com)\n"
      "  curl -u \"ann@example.com/token:$TOKEN\" http://127.0.0.1:8400/api/v2/tickets");
  verb.callback([&invocation, email] {
    invocation.action = [&given = invocation.given, email] { return create(given, *email); };
  });
}

}  // namespace pult::app
