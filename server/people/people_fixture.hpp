// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests only: an empty desk on every database, and short ways to fill it.
#pragma once
#include "people/access.hpp"
#include "people/group.hpp"
#include "people/organization.hpp"
#include "people/user.hpp"
#include "sql/database_fixture.hpp"

namespace pult::people::testing {

using sql::testing::code_of;
using sql::testing::must;

inline constexpr Micros start = 1'700'000'000 * base::second_us;

class PeopleTest : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (!IsSkipped()) migrate_to_newest();
  }
  template <class F>
  auto write(F work) {
    return sql::write_value(db(), work);
  }
  template <class F>
  auto read(F work) {
    return sql::read_value(db(), work);
  }
  Result<void> run_write(const sql::Database::Work& work) { return db().write(work); }

  Result<User> try_user(const std::string& name, const std::string& email, Role role = Role::end_user) {
    User user;
    user.name = name;
    user.email = email;
    user.role = role;
    return write([&](sql::Transaction& tx) { return create_user(tx, user, start); });
  }
  User add_user(const std::string& name, const std::string& email, Role role = Role::end_user) {
    return must(try_user(name, email, role));
  }
  User add_agent(const std::string& name, const std::string& restriction = "", OrganizationId organization = {}) {
    User user;
    user.name = name;
    user.email = name + "@desk.example";
    user.role = Role::agent;
    user.ticket_restriction = restriction;
    user.organization = organization;
    return must(write([&](sql::Transaction& tx) { return create_user(tx, user, start); }));
  }
  GroupId add_group(const std::string& name) {
    Group group;
    group.name = name;
    return must(write([&](sql::Transaction& tx) { return create_group(tx, group, start); })).id;
  }
  void join(UserId user, GroupId group) {
    must(write([&](sql::Transaction& tx) { return add_membership(tx, user, group, start); }));
  }
  std::optional<User> by_email(std::string_view email) {
    return must(read([&](sql::Transaction& tx) { return find_user_by_email(tx, email); }));
  }
  User user(UserId id) {
    return must(read([&](sql::Transaction& tx) { return load_user(tx, id); }));
  }
  Actor actor(UserId id) {
    return must(read([&](sql::Transaction& tx) { return load_actor(tx, id); }));
  }
  std::vector<Identity> identities(UserId id) {
    return must(read([&](sql::Transaction& tx) { return list_identities(tx, id); }));
  }
};

}  // namespace pult::people::testing
