// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk with an index and three people, on every database, for the tests of search.
#pragma once
#include <set>
#include <string>
#include <vector>

#include "search/search.hpp"
#include "sql/database_fixture.hpp"

namespace pult::search {

using sql::testing::must;

class SearchFixture : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (IsSkipped()) return;
    migrate_to_newest();
    desk_.add_hook(index_hook(clock_));
    agent_ = add_user("Agent Smith", "agent@desk.example", people::Role::admin);
    anna_ = add_user("Anna Karenina", "anna.k@example.com", people::Role::end_user);
    boris_ = add_user("Boris Godunov", "boris@example.org", people::Role::end_user);
  }

  template <class F>
  auto write(F work) {
    if constexpr (std::is_same_v<std::invoke_result_t<F, sql::Transaction&>, Result<void>>)
      must(db().write([&](sql::Transaction& tx) { return work(tx); }));
    else
      return must(sql::write_value(db(), work));
  }
  template <class F>
  auto read(F work) {
    return must(sql::read_value(db(), work));
  }
  UserId add_user(const std::string& name, const std::string& email, people::Role role) {
    people::User user;
    user.name = name;
    user.email = email;
    user.role = role;
    return write([&](auto& tx) { return people::create_user(tx, user, clock_.now()); }).id;
  }
  people::Actor actor(UserId id) {
    return read([&](auto& tx) { return people::load_actor(tx, id); });
  }
  TicketId add(const std::string& subject, const std::string& body, UserId requester = {},
               const std::string& tags = {}) {
    tickets::NewTicket wanted;
    wanted.subject = subject;
    wanted.comment.body = body;
    wanted.requester = requester ? requester : anna_;
    wanted.tags = tags;
    return write([&](auto& tx) { return desk_.create(tx, people::system_actor(), wanted); }).ticket.id;
  }
  void apply(TicketId id, const tickets::Change& change) {
    const auto as = actor(agent_);
    write([&](auto& tx) { return desk_.update(tx, as, id, change); });
  }
  void answer(TicketId id, const std::string& body, bool is_public = true) {
    tickets::Change with;
    with.comment.emplace();
    with.comment->body = body;
    with.comment->is_public = is_public;
    apply(id, with);
  }
  Found search(const std::string& query, UserId as = {}, std::int64_t offset = 0, int limit = 100) {
    const auto who = actor(as ? as : agent_);
    return read([&](auto& tx) -> Result<Found> {
      return find_tickets(tx, who, PULT_TRY(parse_query(query, clock_.now())), offset, limit);
    });
  }
  // In the order they are shown.
  std::vector<TicketId> list(const std::string& query, UserId as = {}) {
    std::vector<TicketId> ids;
    for (const auto& one : search(query, as).tickets) ids.push_back(one.id);
    return ids;
  }
  // A space behind the query: no word of it is unfinished.
  std::set<TicketId> find(const std::string& query, UserId as = {}) {
    const auto ids = list(query + " ", as);
    return {ids.begin(), ids.end()};
  }
  using Ids = std::set<TicketId>;

  base::FakeClock clock_{1'700'000'000 * base::second_us};
  tickets::Desk desk_{clock_};
  UserId agent_, anna_, boris_;
};

}  // namespace pult::search
