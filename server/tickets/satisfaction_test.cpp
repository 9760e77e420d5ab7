// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/satisfaction.hpp"

#include <gtest/gtest.h>

namespace pult::tickets {
namespace {

TEST(ScoreCondition, KnowsTheScoresOfTheConventions) {
  for (const auto* score :
       {"", "offered", "unoffered", "received", "received_with_comment", "received_without_comment", "good",
        "good_with_comment", "good_without_comment", "bad", "bad_with_comment", "bad_without_comment"})
    EXPECT_TRUE(score_condition(score)) << score;
  for (const auto* score : {"superb", "good_with", "offered_with_comment", "_with_comment", "good'--"})
    EXPECT_FALSE(score_condition(score)) << score;
}

Ticket solved_ticket() {
  Ticket ticket;
  ticket.id = TicketId(1);
  ticket.requester = UserId(7);
  ticket.status = Status::solved;
  return ticket;
}

people::Actor requester() {
  people::Actor actor;
  actor.user.id = UserId(7);
  return actor;
}

TEST(PlanSatisfaction, IsFoldedIntoTheTicketAndAsksForNothingTwice) {
  auto ticket = solved_ticket();
  std::vector<events::Event> planned;
  ASSERT_TRUE(plan_satisfaction(requester(), ticket, {"bad", "Slow", 5}, planned));
  for (const auto& event : planned) apply(ticket, event, events::Audit{});
  EXPECT_EQ(ticket.satisfaction_score, "bad");
  EXPECT_EQ(ticket.satisfaction_comment, "Slow");
  EXPECT_EQ(ticket.satisfaction_reason, 5);
  planned.clear();
  ASSERT_TRUE(plan_satisfaction(requester(), ticket, {"bad", "Slow", 5}, planned));
  EXPECT_TRUE(planned.empty());
  ASSERT_TRUE(plan_satisfaction(requester(), ticket, {"good", "", 5}, planned));
  for (const auto& event : planned) apply(ticket, event, events::Audit{});
  EXPECT_EQ(ticket.satisfaction_score, "good");
  EXPECT_EQ(ticket.satisfaction_comment, "");
  EXPECT_EQ(ticket.satisfaction_reason, 0) << "a reason belongs to a bad rating";
}

TEST(PlanSatisfaction, RefusesOthersUnsolvedTicketsAndInventedValues) {
  std::vector<events::Event> planned;
  auto stranger = requester();
  stranger.user.id = UserId(8);
  EXPECT_EQ(plan_satisfaction(stranger, solved_ticket(), {"good", "", 0}, planned).error().kind, ErrorKind::forbidden);
  EXPECT_EQ(plan_satisfaction(requester(), solved_ticket(), {"offered", "", 0}, planned).error().kind,
            ErrorKind::forbidden);
  auto open = solved_ticket();
  open.status = Status::open;
  for (const auto& [ticket, wanted] : {std::pair<Ticket, Satisfaction>{open, {"good", "", 0}},
                                       {solved_ticket(), {"superb", "", 0}},
                                       {solved_ticket(), {"bad", "", 77}},
                                       {solved_ticket(), {"bad", std::string(70'000, 'x'), 0}}})
    EXPECT_EQ(plan_satisfaction(requester(), ticket, wanted, planned).error().kind, ErrorKind::unprocessable);
  EXPECT_TRUE(planned.empty());
}

}  // namespace
}  // namespace pult::tickets
