// SPDX-License-Identifier: AGPL-3.0-or-later
#include <iostream>
#include <string>

#include "app/open_desk.hpp"
#include "app/verbs/verbs.hpp"
#include "crypto/crypto.hpp"
#include "people/audit_log.hpp"
#include "people/user.hpp"

namespace pult::app {
namespace {

constexpr std::size_t min_password_chars = 8, max_password_chars = 256;  // as the API asks

struct Admin {
  std::string email, name;
  bool password_stdin = false;
};

// The first line of standard input.
Result<std::string> read_password() {
  std::string line;
  std::getline(std::cin, line);
  if (line.ends_with('\r')) line.pop_back();
  if (line.size() < min_password_chars || line.size() > max_password_chars)
    return base::fail(ErrorKind::invalid, "password",
                      "The password on standard input must have between 8 and 256 characters");
  return line;
}

Result<bool> make_admin(sql::Transaction& tx, const Admin& wanted, const std::string& hash, Micros now) {
  auto known = PULT_TRY(people::find_user_by_email(tx, wanted.email));
  people::User user = known ? *known : people::User{};
  user.name = wanted.name;
  user.role = people::Role::admin;
  user.ticket_restriction.clear();
  user.active = true;
  user.suspended = false;
  user.verified = true;
  if (known) {
    PULT_TRY(people::save_user(tx, user, now));
  } else {
    user.email = wanted.email;
    user = PULT_TRY(people::create_user(tx, std::move(user), now));
  }
  PULT_TRY(people::set_password(tx, user.id, hash, {}, now));
  PULT_TRY(people::audit_log::record(tx, people::system_actor(),
                                     {.action = known ? "update" : "create",
                                      .source_type = "user",
                                      .source_id = user.id.value,
                                      .source_label = user.name,
                                      .change_description = "Admin with a new password, by the command line"},
                                     now));
  return known.has_value();
}

Result<int> create(const Given& given, const Admin& wanted) {
  if (people::address_key(wanted.email).empty())
    return base::fail(ErrorKind::invalid, "email", "\"" + wanted.email + "\" is no mail address");
  const auto config = PULT_TRY(load_config(given, process_environment()));
  const auto hash = crypto::hash_password(PULT_TRY(read_password()));
  const auto desk = PULT_TRY(OpenDesk::open(config));
  const bool known = PULT_TRY(sql::write_value(
      desk->database(), [&](sql::Transaction& tx) { return make_admin(tx, wanted, hash, desk->clock().now()); }));
  desk->ring_server();
  std::cout << (known ? "updated admin " : "created admin ") << wanted.email << std::endl;
  return 0;
}

}  // namespace

void add_admin(CLI::App& root, Invocation& invocation) {
  auto& family = add_family(root, "admin", "Administrators");
  auto& verb = *family.add_subcommand("create", "Create an admin, or make a known user one");
  const auto wanted = std::make_shared<Admin>();
  verb.add_option("--email", wanted->email, "Mail address, which is also the sign-in")->required()->type_name("E");
  verb.add_option("--name", wanted->name, "Full name")->required()->type_name("N");
  verb.add_flag("--password-stdin", wanted->password_stdin, "Read the password from standard input")->required();
  add_place_options(verb, invocation.given);
  verb.footer(
      "A user with this address keeps everything but the name, the role and the password.\n\nExample:\n"
      "  printf '%s\\n' \"$PASSWORD\" | pult admin create --email ann@example.com --name 'Ann Lee' --password-stdin");
  verb.callback([&invocation, wanted] {
    invocation.action = [&given = invocation.given, wanted] { return create(given, *wanted); };
  });
}

}  // namespace pult::app
