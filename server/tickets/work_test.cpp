// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever people do beside a ticket in whatever order: its row is the fold of its audits, the numbers on it are what a
// recount gives, and it keeps its place in the lists.
#include <random>

#include "tickets/approval.hpp"
#include "tickets/checklist.hpp"
#include "tickets/merge.hpp"
#include "tickets/ticket_fixture.hpp"

namespace pult::tickets {
namespace {

using testing::must;

class WorkTest : public testing::TicketTest {
 protected:
  template <class Work>
  bool act(const people::Actor& who, TicketId id, Work work) {
    return write([&](sql::Transaction& tx) -> Result<bool> {
             PULT_TRY(work(ChecklistWork{tx, desk, who, id}));
             return true;
           })
        .has_value();
  }

  void expect_row_is_true(TicketId id) {
    Ticket folded;
    for (const auto& audit : audits(id)) apply(folded, audit);
    const auto row = *stored(id);
    EXPECT_EQ(row, folded);
    EXPECT_EQ(row.time_spent_s, int64("SELECT COALESCE(SUM(seconds), 0) FROM time_entries WHERE ticket_id = ?1", {id}));
    const auto items = int64("SELECT COUNT(*) FROM checklist_items WHERE ticket_id = ?1", {id}).value_or(0);
    const auto done =
        int64("SELECT COUNT(*) FROM checklist_items WHERE ticket_id = ?1 AND done_at IS NOT NULL", {id}).value_or(0);
    EXPECT_EQ(row.checklist_progress, items ? std::to_string(done) + "/" + std::to_string(items) : std::string());
  }

  std::vector<Checklist> lists(TicketId id) {
    return must(read([&](sql::Transaction& tx) { return list_checklists(tx, id); }));
  }
  std::vector<TimeEntry> entries(TicketId id) {
    TimeEntryFilter filter;
    filter.ticket = id;
    return must(read([&](sql::Transaction& tx) { return list_time_entries(tx, filter); }));
  }
};

PULT_ON_EVERY_DATABASE(WorkTest);

TEST_P(WorkTest, RowsAreFoldsAndPlacesAreKept) {
  const auto ticket = fresh();
  std::mt19937 random(7);
  const auto pick = [&](std::size_t count) { return std::size_t(random() % count); };
  for (int step = 0; step < 60; ++step) {
    const auto known = lists(ticket.id);
    const auto spent = entries(ticket.id);
    act(agent, ticket.id, [&](const ChecklistWork& work) -> Result<void> {
      switch (pick(7)) {
        case 0: {
          Checklist wanted;
          wanted.name = "List " + std::to_string(step);
          wanted.items.resize(1 + pick(3));
          for (auto& item : wanted.items) item.text = "Step";
          PULT_TRY(add_checklist(work, wanted));
          return {};
        }
        case 1:
          PULT_TRY(
              add_time_entry(work.tx, desk, agent, ticket.id, {.seconds = std::int64_t(1 + pick(900)), .note = {}}));
          return {};
        case 2: return known.size() < 3 ? Result<void>() : delete_checklist(work, known[pick(known.size())].id);
        case 3: return spent.empty() ? Result<void>() : delete_time_entry(work.tx, desk, agent, spent.front());
        default: break;
      }
      if (known.empty()) return {};
      const auto& list = known[pick(known.size())];
      if (list.items.empty()) return {};
      auto item = list.items[pick(list.items.size())];
      if (pick(5) == 0) return delete_checklist_item(work, list.id, item.id);
      item.done_at = item.done_at ? std::nullopt : std::optional<Micros>(0);
      item.position = std::int64_t(1 + pick(list.items.size()));
      return save_checklist_item(work, item);
    });
    expect_row_is_true(ticket.id);
  }
  EXPECT_EQ(stored(ticket.id)->updated_at, ticket.updated_at) << "no news of the ticket itself";
  for (const auto& list : lists(ticket.id))
    for (std::size_t i = 0; i < list.items.size(); ++i) EXPECT_EQ(list.items[i].position, std::int64_t(i) + 1);
}

TEST_P(WorkTest, GoesWithAMergedTicket) {
  const auto target = fresh(), source = fresh();
  for (const auto& [id, seconds] : {std::pair(target.id, 60), std::pair(source.id, 30)}) {
    EXPECT_TRUE(act(agent, id, [&](const ChecklistWork& work) -> Result<void> {
      Checklist wanted;
      wanted.name = "List";
      wanted.items.resize(2);
      for (auto& item : wanted.items) item.text = "Step";
      PULT_TRY(add_checklist(work, wanted));
      PULT_TRY(add_time_entry(work.tx, desk, agent, id, {.seconds = seconds, .note = {}}));
      return {};
    }));
  }
  Approval asked;
  asked.ticket = source.id;
  asked.title = "May we?";
  asked.approvers.push_back({{}, {}, agent.id(), "waiting", {}, {}});
  must(write([&](sql::Transaction& tx) { return ask_approval(tx, desk, agent, asked); }));
  Merge wanted;
  wanted.target = target.id;
  wanted.sources = {source.id};
  must(write([&](sql::Transaction& tx) { return merge(tx, desk, agent, wanted); }));
  const auto after = *stored(target.id), left = *stored(source.id);
  EXPECT_EQ(after.time_spent_s, 90);
  EXPECT_EQ(after.checklist_progress, "0/4");
  EXPECT_EQ(after.approval_status, "waiting");
  EXPECT_EQ(left.time_spent_s, 0);
  EXPECT_EQ(left.checklist_progress + left.approval_status, "");
  expect_row_is_true(target.id);
  expect_row_is_true(source.id);
  const auto moved = lists(target.id);
  ASSERT_EQ(moved.size(), 2u);
  EXPECT_EQ(moved[1].position, 2);
  EXPECT_EQ(entries(target.id).size(), 2u);
}

TEST_P(WorkTest, ALinkDecidesOnceAndInItsHoldersName) {
  const auto ticket = fresh();
  Approval wanted;
  wanted.ticket = ticket.id;
  wanted.title = "May we?";
  wanted.approvers.push_back({{}, {}, customer.id(), "waiting", {}, {}});
  const auto asked = must(write([&](sql::Transaction& tx) { return ask_approval(tx, desk, agent, wanted); }));
  ASSERT_EQ(asked.links.size(), 1u);
  const auto secret = asked.links[0].second;
  EXPECT_EQ(stored(ticket.id)->approval_status, "waiting");
  const auto decide = [&] {
    return write([&](sql::Transaction& tx) -> Result<bool> {
      PULT_TRY(decide_by_link(tx, desk, secret, {true, "Yes"}));
      return true;
    });
  };
  EXPECT_TRUE(decide().has_value());
  EXPECT_EQ(testing::code_of(decide()), "RecordNotFound");
  EXPECT_EQ(stored(ticket.id)->approval_status, "approved");
  EXPECT_EQ(audits(ticket.id).back().author, customer.id());
  expect_row_is_true(ticket.id);
}

}  // namespace
}  // namespace pult::tickets
