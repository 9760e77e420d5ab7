// SPDX-License-Identifier: AGPL-3.0-or-later
// The life cycle of a ticket, and what each kind of person may do to it.
#include "tickets/desk.hpp"

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
using testing::start;
using testing::status;

class DeskTest : public testing::TicketTest {};
PULT_ON_EVERY_DATABASE(DeskTest);

TEST_P(DeskTest, ANewTicketIsWhatWasAskedFor) {
  auto wanted = about("Tiskárna nejede", customer.id());
  wanted.tags = "Printer b a";
  wanted.priority = "high";
  wanted.type = "incident";
  wanted.group = support;
  wanted.external_id = "X-1";
  wanted.email_ccs = {stranger.id(), stranger.id()};
  wanted.due_at = start + base::day_us;
  const auto made = must(try_create(agent, wanted));
  const auto& ticket = made.ticket;
  EXPECT_EQ(stored(ticket.id), ticket);
  EXPECT_EQ(ticket.subject, "Tiskárna nejede");
  EXPECT_EQ(ticket.status, Status::fresh);
  EXPECT_EQ(ticket.requester, customer.id());
  EXPECT_EQ(ticket.submitter, agent.id());
  EXPECT_EQ(ticket.tags, "a b printer");
  EXPECT_EQ(ticket.email_cc_ids, std::to_string(stranger.id().value));
  EXPECT_EQ(ticket.due_at, start + base::day_us);
  EXPECT_EQ(ticket.comment_count, 1);
  EXPECT_EQ(ticket.created_at, start);
  ASSERT_EQ(comments(ticket.id).size(), 1u);
  EXPECT_EQ(comments(ticket.id)[0].id, made.comment);
  EXPECT_EQ(comments(ticket.id)[0].author, agent.id());
  EXPECT_EQ(audits(ticket.id).size(), 1u);
}

TEST_P(DeskTest, AMailIsItsSendersTicketAndWords) {
  const auto ticket = fresh();
  EXPECT_EQ(ticket.submitter, customer.id());
  EXPECT_EQ(comments(ticket.id)[0].author, customer.id());
  EXPECT_EQ(audits(ticket.id)[0].author, customer.id());
}

TEST_P(DeskTest, ASubjectComesFromTheWordsWhenThereIsNone) {
  EXPECT_EQ(create(agent, about("", customer.id())).subject, "It does not work");
  auto long_one = about(std::string(1000, 'x'));
  EXPECT_EQ(create(agent, long_one).subject.size() <= 260, true);
}

TEST_P(DeskTest, WhatCannotBeIsRefusedAndLeavesNothing) {
  const auto refused = [&](auto change) {
    auto wanted = about("s", customer.id());
    change(wanted);
    return code_of(try_create(agent, wanted));
  };
  EXPECT_EQ(refused([](NewTicket& t) { t.priority = "asap"; }), "RecordInvalid");
  EXPECT_EQ(refused([](NewTicket& t) { t.type = "joke"; }), "RecordInvalid");
  EXPECT_EQ(refused([](NewTicket& t) { t.requester = UserId(999); }), "RecordInvalid");
  EXPECT_EQ(refused([&](NewTicket& t) { t.assignee = customer.id(); }), "RecordInvalid");
  EXPECT_EQ(refused([](NewTicket& t) { t.group = GroupId(999); }), "RecordInvalid");
  EXPECT_EQ(refused([](NewTicket& t) { t.status = Status::deleted; }), "RecordInvalid");
  EXPECT_EQ(refused([](NewTicket& t) { t.comment.body = " \n"; }), "RecordInvalid");
  for (const auto table : {"tickets", "comments", "audits", "ticket_counts"})
    EXPECT_EQ(int64("SELECT COUNT(*) FROM " + std::string(table)), 0) << table;
}

TEST_P(DeskTest, AssigningOpensANewTicketAndTakesItsGroup) {
  const auto ticket = update(admin, fresh().id, assignee(agent.id()));
  EXPECT_EQ(ticket.status, Status::open);
  EXPECT_EQ(ticket.assignee, agent.id());
  EXPECT_EQ(ticket.group, support);
  auto wanted = about("s", customer.id());
  wanted.assignee = agent.id();
  EXPECT_EQ(create(agent, wanted).status, Status::open);
}

TEST_P(DeskTest, AnAgentsAnswerOpensANewTicketANoteDoesNot) {
  const auto id = fresh().id;
  EXPECT_EQ(update(agent, id, comment("Internal", false)).status, Status::fresh);
  EXPECT_EQ(update(agent, id, comment("Hello")).status, Status::open);
}

TEST_P(DeskTest, AnAnswerOfTheCustomerOrOfSomebodyInCopyReopens) {
  for (const auto from : {Status::pending, Status::hold, Status::solved})
    for (const auto& author : {customer, stranger}) {
      const auto id = fresh().id;
      update(agent, id, status(from));
      EXPECT_EQ(update(people::system_actor(), id, comment("Still broken", true, author.id())).status, Status::open);
    }
  const auto id = fresh().id;
  update(agent, id, status(Status::solved));
  EXPECT_TRUE(stored(id)->solved_at);
  const auto again = update(customer, id, comment("Still broken"));
  EXPECT_EQ(again.status, Status::open);
  EXPECT_FALSE(again.solved_at);
}

TEST_P(DeskTest, NoReportNoteOrStaffReopens) {
  const auto id = fresh().id;
  update(agent, id, status(Status::solved));
  const auto before = stored(id).value();
  auto report = comment("Undeliverable", true, customer.id());
  report.comment->counts_as_activity = false;
  const auto reported = update(people::system_actor(), id, report);
  EXPECT_EQ(reported.status, Status::solved);
  EXPECT_EQ(reported.updated_at, before.updated_at);
  EXPECT_EQ(update(people::system_actor(), id, comment("note", false, seller.id())).status, Status::solved);
  EXPECT_EQ(update(agent, id, comment("By the way")).status, Status::solved);
}

TEST_P(DeskTest, AnAnswerWithAStatusHasThatStatus) {
  const auto id = fresh().id;
  auto change = comment("Please try again");
  change.status = Status::pending;
  EXPECT_EQ(update(agent, id, change).status, Status::pending);
}

TEST_P(DeskTest, WhoSolvesATicketOfNobodyTakesIt) {
  const auto ticket = update(agent, fresh().id, status(Status::solved));
  EXPECT_EQ(ticket.assignee, agent.id());
  EXPECT_EQ(ticket.group, support);
  EXPECT_EQ(ticket.solved_at, ticket.updated_at);
  const auto others = update(admin, fresh().id, assignee(seller.id()));
  EXPECT_EQ(update(agent, others.id, status(Status::solved)).assignee, seller.id());
}

TEST_P(DeskTest, AnotherGroupFreesTheTicketUnlessItsAssigneeWorksThere) {
  const auto id = update(admin, fresh().id, assignee(agent.id())).id;
  EXPECT_FALSE(update(agent, id, group(sales)).assignee);
  update(admin, id, assignee(seller.id()));
  update(admin, id, group(support));
  EXPECT_FALSE(stored(id)->assignee);
  join(seller.id(), support);
  update(admin, id, assignee(seller.id()));
  EXPECT_EQ(update(admin, id, group(sales)).assignee, seller.id());
}

TEST_P(DeskTest, AssigningNeverPicksAGroupThatIsGone) {
  must(run_write([&](sql::Transaction& tx) -> Result<void> {
    auto user = agent.user;
    user.default_group = support;
    PULT_TRY(people::save_user(tx, user, start));
    auto gone = PULT_TRY(people::find_group(tx, support)).value();
    gone.deleted = true;
    return people::save_group(tx, gone, start);
  }));
  const auto ticket = update(admin, fresh().id, assignee(agent.id()));
  EXPECT_EQ(ticket.assignee, agent.id());
  EXPECT_FALSE(ticket.group);
}

TEST_P(DeskTest, AClosedTicketTakesOnlyReports) {
  const auto id = fresh().id;
  update(agent, id, status(Status::closed));
  Change tags;
  tags.add_tags = "late";
  for (const auto& change : {comment("More"), status(Status::open), tags, assignee(agent.id())})
    EXPECT_EQ(code_of(try_update(agent, id, change)), "RecordInvalid");
  auto report = comment("Undeliverable", false, customer.id());
  report.comment->counts_as_activity = false;
  EXPECT_EQ(update(people::system_actor(), id, report).comment_count, 2);
  EXPECT_EQ(code_of(try_update(customer, id, comment("Hello?"))), "RecordInvalid");
}

TEST_P(DeskTest, StatusesThatCannotComeBackDoNot) {
  const auto id = update(admin, fresh().id, assignee(agent.id())).id;
  EXPECT_EQ(code_of(try_update(agent, id, status(Status::fresh))), "RecordInvalid");
  EXPECT_EQ(code_of(try_update(agent, id, status(Status::deleted))), "RecordInvalid");
}

TEST_P(DeskTest, TagsAreSetAddedAndRemoved) {
  const auto id = fresh().id;
  Change set, more, less, none;
  set.tags = "b A b";
  more.add_tags = "c, a";
  less.remove_tags = "B zebra";
  none.tags = "";
  EXPECT_EQ(update(agent, id, set).tags, "a b");
  EXPECT_EQ(update(agent, id, more).tags, "a b c");
  EXPECT_EQ(update(agent, id, less).tags, "a c");
  EXPECT_EQ(update(agent, id, none).tags, "");
}

TEST_P(DeskTest, PeopleFollowAndAreInCopy) {
  const auto id = fresh().id;
  Change add, remove, whole;
  add.add_followers = {seller.id(), agent.id(), seller.id()};
  add.add_ccs = {stranger.id()};
  EXPECT_EQ(split_ids(update(agent, id, add).follower_ids), (std::vector{agent.id(), seller.id()}));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM ticket_people WHERE ticket_id = ?1", {id}), 3);
  EXPECT_EQ(must(read([&](sql::Transaction& tx) { return Desk::access_ticket(tx, stranger, id); })).id, id);
  remove.remove_followers = {agent.id()};
  EXPECT_EQ(split_ids(update(agent, id, remove).follower_ids), (std::vector{seller.id()}));
  whole.ccs = std::vector<UserId>();
  EXPECT_EQ(update(agent, id, whole).email_cc_ids, "");
  EXPECT_EQ(code_of(read([&](sql::Transaction& tx) { return Desk::access_ticket(tx, stranger, id); })),
            "RecordNotFound");
}

TEST_P(DeskTest, AnotherRequesterBringsAnotherOrganizationUnlessOneIsNamed) {
  const auto company = must(write([&](sql::Transaction& tx) {
                         people::Organization wanted;
                         wanted.name = "Tatra";
                         return people::create_organization(tx, wanted, start);
                       })).id;
  must(run_write([&](sql::Transaction& tx) {
    auto user = stranger.user;
    user.organization = company;
    return people::save_user(tx, user, start);
  }));
  const auto id = fresh().id;
  Change change;
  change.requester = stranger.id();
  EXPECT_EQ(update(agent, id, change).organization, company);
  change.requester = customer.id();
  change.organization = company;
  EXPECT_EQ(update(agent, id, change).organization, company);
  change.requester = UserId(999);
  EXPECT_EQ(code_of(try_update(agent, id, change)), "RecordInvalid");
}

TEST_P(DeskTest, WhatChangesNothingLeavesNoTrace) {
  const auto made = fresh();
  Change same;
  same.subject = made.subject;
  same.tags = "";
  same.assignee = UserId();
  const auto outcome = must(try_update(agent, made.id, same));
  EXPECT_FALSE(outcome.audit);
  EXPECT_EQ(outcome.ticket, made);
  EXPECT_EQ(audits(made.id).size(), 1u);
}

TEST_P(DeskTest, AStaleSafeUpdateIsRefusedAndEverySecondCountsOnce) {
  const auto made = fresh();
  const auto seen = base::render_iso8601(made.updated_at);
  Change first;
  first.subject = "One";
  first.expected_stamp = seen;
  const auto after = update(agent, made.id, first);
  EXPECT_NE(base::render_iso8601(after.updated_at), seen) << "though the clock has not moved";
  Change second;
  second.subject = "Two";
  second.expected_stamp = seen;
  const auto refused = try_update(seller, made.id, second);
  EXPECT_EQ(code_of(refused), "UpdateConflict");
  EXPECT_EQ(refused.error().kind, ErrorKind::conflict);
  EXPECT_EQ(stored(made.id)->subject, "One");
  second.expected_stamp = base::render_iso8601(after.updated_at);
  EXPECT_EQ(update(seller, made.id, second).subject, "Two");
  second.expected_stamp = "yesterday";
  EXPECT_EQ(code_of(try_update(seller, made.id, second)), "RecordInvalid");
}

TEST_P(DeskTest, ADeletedTicketIsGoneForEverybody) {
  const auto id = fresh().id;
  EXPECT_EQ(code_of(try_remove(agent, id)), "Forbidden");
  EXPECT_EQ(code_of(try_remove(stranger, id)), "RecordNotFound");
  must(try_remove(admin, id));
  EXPECT_EQ(stored(id)->status, Status::deleted);
  EXPECT_EQ(stored(id)->previous_status, Status::fresh);
  EXPECT_EQ(code_of(read([&](sql::Transaction& tx) { return Desk::access_ticket(tx, admin, id); })), "RecordNotFound");
  EXPECT_EQ(code_of(try_update(admin, id, comment("x"))), "RecordNotFound");
  EXPECT_EQ(code_of(try_remove(admin, id)), "RecordNotFound");
}

TEST_P(DeskTest, AHookCanUndoTheWholeChange) {
  desk.add_hook([](sql::Transaction&, const Notice& notice) -> Result<void> {
    if (notice.after.subject == "Bad") return base::fail(ErrorKind::unavailable, "no", "No");
    return {};
  });
  EXPECT_EQ(code_of(try_create(agent, about("Bad"))), "no");
  EXPECT_EQ(int64("SELECT COUNT(*) FROM tickets"), 0);
  EXPECT_EQ(int64("SELECT COUNT(*) FROM comments"), 0);
  create(agent, about("Good"));
}

}  // namespace
}  // namespace pult::tickets
