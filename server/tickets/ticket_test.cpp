// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/ticket.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

namespace pult::tickets {
namespace {

TEST(TicketWords, StatusesHaveNames) {
  for (auto status :
       {Status::fresh, Status::open, Status::pending, Status::hold, Status::solved, Status::closed, Status::deleted})
    EXPECT_EQ(parse_status(render_status(status)), status);
  EXPECT_EQ(render_status(Status::fresh), "new");
  for (const auto text : {"", "fresh", "New", "spam"}) EXPECT_EQ(parse_status(text), std::nullopt) << text;
  EXPECT_TRUE(is_priority("urgent"));
  EXPECT_FALSE(is_priority("asap"));
  EXPECT_TRUE(is_type("incident"));
  EXPECT_FALSE(is_type(""));
}

TEST(TicketWords, TagsAreSortedOnceAndSmall) {
  EXPECT_EQ(normalize_tags("b a b C"), "a b c");
  EXPECT_EQ(normalize_tags(" vip,  billing\tvip\n"), "billing vip");
  EXPECT_EQ(normalize_tags("Škoda příliš"), "příliš Škoda");
  EXPECT_EQ(normalize_tags(" , "), "");
}

TEST(TicketWords, NormalTagsStayAsTheyAre) {
  EXPECT_TRUE(rc::check([] {
    std::string text;
    for (const auto& piece : *rc::gen::container<std::vector<std::string>>(
             rc::gen::element<std::string>("a", "B", " ", ",", "\n", "ř", "c", "\x1f")))
      text += piece;
    const auto tags = normalize_tags(text);
    const auto words = split_words(tags);
    RC_ASSERT(normalize_tags(tags) == tags);
    RC_ASSERT(std::ranges::is_sorted(words));
    RC_ASSERT(std::ranges::adjacent_find(words) == words.end());
  }));
}

TEST(TicketWords, ListsOfIdsRoundTripSortedAndOnce) {
  EXPECT_TRUE(rc::check([](std::vector<std::int64_t> numbers) {
    std::vector<UserId> ids(numbers.begin(), numbers.end());
    const auto text = join_ids(ids);
    std::ranges::sort(ids);
    const auto repeated = std::ranges::unique(ids);
    ids.erase(repeated.begin(), repeated.end());
    RC_ASSERT(split_ids(text) == ids);
    RC_ASSERT(join_ids(split_ids(text)) == text);
  }));
}

TEST(TicketFold, UnknownFieldsOfLaterVersionsChangeNothing) {
  Ticket ticket;
  events::Audit audit{AuditId(1), TicketId(1), UserId(1), "api", 1000, {}, {}};
  audit.events.push_back({events::EventType::create, "subject", "s", {}, {}});
  apply(ticket, audit);
  auto same = ticket;
  apply(same, {events::EventType::change, "mood", "happy", {}, {}}, audit);
  EXPECT_EQ(same, ticket);
}

TEST(TicketFold, AStatusBringsTheCustomOneOfItsCategory) {
  Ticket ticket;
  const events::Audit audit{AuditId(1), TicketId(1), UserId(1), "api", 1000, {}, {}};
  const auto becomes = [&](std::string field, std::string value) {
    apply(ticket, {events::EventType::change, std::move(field), std::move(value), {}, {}}, audit);
    return ticket.custom_status;
  };
  EXPECT_EQ(ticket.custom_status, seeded_status(Status::fresh));
  EXPECT_EQ(becomes("status", "pending"), seeded_status(Status::pending));
  EXPECT_EQ(becomes("custom_status_id", "77"), CustomStatusId(77));
  EXPECT_EQ(becomes("status", "deleted"), CustomStatusId(77));
  EXPECT_EQ(becomes("status", "pending"), CustomStatusId(77)) << "what is restored is as it was";
  EXPECT_EQ(becomes("status", "solved"), seeded_status(Status::solved));
  EXPECT_EQ(becomes("custom_status_id", "78"), CustomStatusId(78));
  EXPECT_EQ(becomes("status", "closed"), CustomStatusId(78));
  EXPECT_EQ(becomes("status", "open"), seeded_status(Status::open));
}

TEST(TicketFold, CustomFieldsAreFoldedByTheirIds) {
  Ticket ticket;
  const events::Audit audit{AuditId(1), TicketId(1), UserId(1), "api", 1000, {}, {}};
  const auto set = [&](std::string field, std::optional<std::string> value) {
    apply(ticket, {events::EventType::change, std::move(field), std::move(value), {}, {}}, audit);
    return ticket.custom_fields;
  };
  EXPECT_EQ(ticket.custom_fields, "{}");
  EXPECT_EQ(set("12", R"("red")"), R"({"12":"red"})");
  EXPECT_EQ(set("13", R"(["a","b"])"), R"({"12":"red","13":["a","b"]})");
  EXPECT_EQ(set("12", std::nullopt), R"({"13":["a","b"]})");
  EXPECT_EQ(set("13", "null"), "{}");
}

TEST(TicketFold, AReportIsSeenButMovesNothing) {
  Ticket ticket;
  events::Audit first{AuditId(1), TicketId(1), UserId(1), "mail", 1000, {}, {}};
  first.events.push_back({events::EventType::create, "status", "solved", {}, {}});
  first.events.push_back(
      {events::EventType::comment, "", {}, {}, {CommentId(1), UserId(1), true, false, true, "hello"}});
  apply(ticket, first);
  events::Audit report{AuditId(2), TicketId(1), UserId(2), "mail", 2000, {}, {}};
  report.events.push_back(
      {events::EventType::comment, "", {}, {}, {CommentId(2), UserId(2), false, true, false, "undeliverable"}});
  apply(ticket, report);
  EXPECT_EQ(ticket.comment_count, 2);
  EXPECT_EQ(ticket.public_comment_count, 1);
  EXPECT_TRUE(ticket.has_attachments);
  EXPECT_EQ(ticket.last_comment, CommentId(1));
  EXPECT_EQ(ticket.last_comment_excerpt, "hello");
  EXPECT_EQ(ticket.updated_at, 1000) << "it is not lifted to the top of the inbox";
  EXPECT_EQ(ticket.solved_at, 1000);
}

}  // namespace
}  // namespace pult::tickets
