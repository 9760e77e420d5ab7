// SPDX-License-Identifier: AGPL-3.0-or-later
// What customers, strangers and agents of other groups cannot do to a ticket.
#include "tickets/ticket_fixture.hpp"

namespace pult::tickets {
namespace {

using testing::about;
using testing::assignee;
using testing::code_of;
using testing::comment;
using testing::group;
using testing::must;
using testing::say;
using testing::status;

class DeskCustomerTest : public testing::TicketTest {};
PULT_ON_EVERY_DATABASE(DeskCustomerTest);

TEST_P(DeskCustomerTest, OpensTicketsInTheirOwnNameAndNothingMore) {
  auto wanted = about("Help");
  wanted.priority = "urgent";
  wanted.email_ccs = {stranger.id()};
  const auto ticket = create(customer, wanted);
  EXPECT_EQ(ticket.requester, customer.id());
  EXPECT_TRUE(ticket.is_public);
  const auto refused = [&](auto change) {
    auto another = about("Help");
    change(another);
    return code_of(try_create(customer, another));
  };
  EXPECT_EQ(refused([&](NewTicket& n) { n.requester = stranger.id(); }), "Forbidden");
  EXPECT_EQ(refused([&](NewTicket& n) { n.submitter = agent.id(); }), "Forbidden");
  EXPECT_EQ(refused([&](NewTicket& n) { n.comment.author = agent.id(); }), "Forbidden");
  EXPECT_EQ(refused([](NewTicket& n) { n.comment.is_public = false; }), "Forbidden");
  EXPECT_EQ(refused([&](NewTicket& n) { n.assignee = agent.id(); }), "Forbidden");
  EXPECT_EQ(refused([&](NewTicket& n) { n.group = support; }), "Forbidden");
  EXPECT_EQ(refused([](NewTicket& n) { n.status = Status::closed; }), "Forbidden");
  EXPECT_EQ(refused([](NewTicket& n) { n.tags = "vip"; }), "Forbidden");
  EXPECT_EQ(refused([&](NewTicket& n) { n.followers = {stranger.id()}; }), "Forbidden");
  EXPECT_EQ(refused([](NewTicket& n) { n.created_at = 1; }), "Forbidden");
  EXPECT_EQ(code_of(try_create(people::Actor{}, about("Help"))), "Forbidden") << "nobody is not a customer";
  EXPECT_EQ(int64("SELECT COUNT(*) FROM tickets"), 1);
}

TEST_P(DeskCustomerTest, OnlyAnswerAndSolve) {
  const auto id = fresh().id;
  Change tags, ccs, cc, priority, requester;
  tags.add_tags = "vip";
  ccs.ccs = std::vector{stranger.id()};
  cc.add_ccs = {stranger.id()};
  priority.priority = "urgent";
  requester.requester = stranger.id();
  for (const auto& change :
       {tags, ccs, cc, priority, requester, assignee(agent.id()), group(sales), status(Status::closed),
        status(Status::pending), comment("secret", false), comment("as staff", true, agent.id())})
    EXPECT_EQ(code_of(try_update(customer, id, change)), "Forbidden");
  EXPECT_EQ(audits(id).size(), 1u);
  EXPECT_EQ(update(customer, id, comment("And another thing")).comment_count, 2);
  EXPECT_EQ(update(customer, id, status(Status::solved)).status, Status::solved);
  EXPECT_FALSE(stored(id)->assignee) << "a customer does not take it";
}

TEST_P(DeskCustomerTest, OthersDoNotEvenLearnThatATicketExists) {
  const auto id = update(admin, fresh().id, assignee(agent.id())).id;
  const auto note = create(agent,
                           [&] {
                             auto wanted = about("Secret", customer.id());
                             wanted.comment = say("Only for staff", false);
                             return wanted;
                           }())
                        .id;
  for (const auto& [who, ticket] :
       {std::pair(stranger, id), {restricted, id}, {customer, note}, {people::Actor{}, id}}) {
    EXPECT_EQ(code_of(try_update(who, ticket, comment("Hello"))), "RecordNotFound");
    EXPECT_EQ(code_of(try_remove(who, ticket)), "RecordNotFound");
    EXPECT_EQ(code_of(read([&](sql::Transaction& tx) { return Desk::access_ticket(tx, who, ticket); })),
              "RecordNotFound");
  }
  update(admin, id, group(sales));
  EXPECT_EQ(update(restricted, id, comment("Ours now")).comment_count, 2);
}

}  // namespace
}  // namespace pult::tickets
