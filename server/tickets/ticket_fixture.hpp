// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests only: a desk with two groups, an admin, three agents and two customers, on every database.
#pragma once
#include "people/people_fixture.hpp"
#include "tickets/desk.hpp"
#include "tickets/store.hpp"

namespace pult::tickets::testing {

using people::testing::start;
using sql::testing::code_of;
using sql::testing::must;

inline NewComment say(std::string body, bool is_public = true) {
  NewComment comment;
  comment.body = std::move(body);
  comment.is_public = is_public;
  return comment;
}
inline NewTicket about(std::string subject, UserId requester = {}) {
  NewTicket ticket;
  ticket.subject = std::move(subject);
  ticket.comment = say("It does not work");
  ticket.requester = requester;
  return ticket;
}
inline Change comment(std::string body, bool is_public = true, UserId author = {}) {
  Change change;
  change.comment = say(std::move(body), is_public);
  change.comment->author = author;
  return change;
}
inline Change status(Status wanted) {
  Change change;
  change.status = wanted;
  return change;
}
inline Change assignee(UserId wanted) {
  Change change;
  change.assignee = wanted;
  return change;
}
inline Change group(GroupId wanted) {
  Change change;
  change.group = wanted;
  return change;
}

class TicketTest : public people::testing::PeopleTest {
 protected:
  void SetUp() override {
    PeopleTest::SetUp();
    if (IsSkipped()) return;
    support = add_group("Support");
    sales = add_group("Sales");
    const auto ada = add_agent("ada"), bob = add_agent("bob"), cid = add_agent("cid", "groups");
    join(ada.id, support);
    join(bob.id, sales);
    join(cid.id, sales);
    agent = actor(ada.id);
    seller = actor(bob.id);
    restricted = actor(cid.id);
    admin = actor(add_user("root", "root@desk.example", people::Role::admin).id);
    customer = actor(add_user("Jana", "jana@example.com").id);
    stranger = actor(add_user("Karel", "karel@example.com").id);
  }

  Result<Outcome> try_create(const people::Actor& who, const NewTicket& wanted) {
    return write([&](sql::Transaction& tx) { return desk.create(tx, who, wanted); });
  }
  Ticket create(const people::Actor& who, const NewTicket& wanted) { return must(try_create(who, wanted)).ticket; }
  // A new ticket of the customer, as mail makes it.
  Ticket fresh() { return create(people::system_actor(), about("Printer", customer.id())); }
  Result<Outcome> try_update(const people::Actor& who, TicketId id, const Change& change) {
    return write([&](sql::Transaction& tx) { return desk.update(tx, who, id, change); });
  }
  Ticket update(const people::Actor& who, TicketId id, const Change& change) {
    return must(try_update(who, id, change)).ticket;
  }
  Result<Outcome> try_remove(const people::Actor& who, TicketId id) {
    return write([&](sql::Transaction& tx) { return desk.remove(tx, who, id); });
  }
  std::optional<Ticket> stored(TicketId id) {
    return must(read([&](sql::Transaction& tx) { return find_ticket(tx, id); }));
  }
  std::vector<events::Audit> audits(TicketId id) {
    return must(read([&](sql::Transaction& tx) { return events::list_audits(tx, id, {}, 0, 1000); }));
  }
  std::vector<Comment> comments(TicketId id) {
    CommentFilter filter;
    filter.ticket = id;
    return must(read([&](sql::Transaction& tx) { return list_comments(tx, filter); }));
  }

  base::FakeClock clock{start};
  Desk desk{clock};
  GroupId support, sales;
  people::Actor admin, agent, seller, restricted, customer, stranger;
};

}  // namespace pult::tickets::testing
