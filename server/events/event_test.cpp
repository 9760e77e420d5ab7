// SPDX-License-Identifier: AGPL-3.0-or-later
#include "events/event.hpp"

#include <rapidcheck.h>

#include "sql/database_fixture.hpp"
#include "sql/reserve_ids.hpp"

namespace pult::events {
namespace {

using sql::testing::code_of;
using sql::testing::must;

bool same(const Event& a, const Event& b) {
  return a.type == b.type && a.field == b.field && a.value == b.value && a.previous == b.previous &&
         a.comment.id == b.comment.id && a.comment.author == b.comment.author &&
         a.comment.is_public == b.comment.is_public && a.comment.has_attachments == b.comment.has_attachments &&
         a.comment.counts_as_activity == b.comment.counts_as_activity && a.comment.excerpt == b.comment.excerpt &&
         a.comment.bcc == b.comment.bcc;
}

std::string any_text() {
  std::string out;
  for (const auto& piece : *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>(
           "a", " ", "\"", "\\", "\n", "\t", "\x01", "/", "<", "ř", "\xf0\x9f\x90\xb4", "\u2028", "null")))
    out += piece;
  return out;
}

std::optional<std::string> any_value() {
  return *rc::gen::arbitrary<bool>() ? std::optional(any_text()) : std::nullopt;
}

Event any_event() {
  Event event;
  event.type = *rc::gen::element(EventType::create, EventType::change, EventType::comment);
  if (event.type == EventType::comment) {
    event.comment = {CommentId(*rc::gen::arbitrary<std::int64_t>()),
                     UserId(*rc::gen::arbitrary<std::int64_t>()),
                     *rc::gen::arbitrary<bool>(),
                     *rc::gen::arbitrary<bool>(),
                     *rc::gen::arbitrary<bool>(),
                     any_text(),
                     *rc::gen::container<std::vector<std::string>>(rc::gen::element<std::string>("a@b.c", "ř@\"d"))};
    return event;
  }
  event.field = any_text();
  event.value = any_value();
  if (event.type == EventType::change) event.previous = any_value();
  return event;
}

TEST(Event, WhatIsRenderedIsRead) {
  EXPECT_TRUE(rc::check([] {
    std::vector<Event> events;
    for (int i = *rc::gen::inRange(0, 6); i > 0; --i) events.push_back(any_event());
    const auto read = parse_events(render_events(events));
    RC_ASSERT(read.has_value());
    RC_ASSERT(std::ranges::equal(*read, events, same));
  }));
}

TEST(Event, DamagedTextIsAnError) {
  for (const auto text : {"", "{", "null", "7", "{}", "[7]", "[{}]", R"([{"type":"Comment"}])", R"([{"type":7}])",
                          R"([{"type":"Change"}])", R"([{"type":"Change","field":7}])",
                          R"([{"type":"Rumour","field":"status","value":"open"}])",
                          R"([{"type":"Comment","id":"1","author":1,"public":true,"attachments":false,"excerpt":""}])"})
    EXPECT_EQ(code_of(parse_events(text)), "audit_damaged") << text;
}

class AuditTest : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (!IsSkipped()) migrate_to_newest();
  }
  Audit append(TicketId ticket, std::string metadata = "") {
    return must(sql::write_value(db(), [&](sql::Transaction& tx) -> Result<Audit> {
      const auto ids = PULT_TRY(sql::reserve_ids<1>(tx, {"audits"}));
      Audit audit{AuditId(ids[0]), ticket, UserId(3), "mail", 1000, {}, metadata};
      audit.events.push_back({EventType::change, "status", "open", "new", {}});
      PULT_TRY(append_audit(tx, audit));
      return audit;
    }));
  }
  std::vector<std::int64_t> list(TicketId ticket, AuditId after, std::int64_t offset, int limit) {
    std::vector<std::int64_t> ids;
    for (const auto& audit : must(sql::read_value(
             db(), [&](sql::Transaction& tx) { return list_audits(tx, ticket, after, offset, limit); })))
      ids.push_back(audit.id.value);
    return ids;
  }
};
PULT_ON_EVERY_DATABASE(AuditTest);

TEST_P(AuditTest, IsReadAsItWasWritten) {
  const auto written = append(TicketId(1), R"({"rule":7})");
  const auto read = must(sql::read_value(db(), [&](sql::Transaction& tx) { return find_audit(tx, written.id); }));
  ASSERT_TRUE(read);
  EXPECT_EQ(read->ticket, TicketId(1));
  EXPECT_EQ(read->author, UserId(3));
  EXPECT_EQ(read->via, "mail");
  EXPECT_EQ(read->created_at, 1000);
  EXPECT_EQ(read->metadata, R"({"rule":7})");
  EXPECT_TRUE(std::ranges::equal(read->events, written.events, same));
  EXPECT_FALSE(must(sql::read_value(db(), [](sql::Transaction& tx) { return find_audit(tx, AuditId(99)); })));
}

TEST_P(AuditTest, ListsOneTicketInOrderFromAnyPlace) {
  const auto a = append(TicketId(1)).id, other = append(TicketId(2)).id, b = append(TicketId(1)).id,
             c = append(TicketId(1)).id;
  EXPECT_EQ(list(TicketId(1), {}, 0, 100), (std::vector{a.value, b.value, c.value}));
  EXPECT_EQ(list(TicketId(1), a, 0, 100), (std::vector{b.value, c.value}));
  EXPECT_EQ(list(TicketId(1), {}, 1, 1), (std::vector{b.value}));
  EXPECT_EQ(list(TicketId(2), {}, 0, 100), (std::vector{other.value}));
}

TEST_P(AuditTest, OneThatIsDamagedFailsTheReadAndNotTheProcess) {
  const auto id = append(TicketId(1)).id;
  run("UPDATE audits SET events = '[{' WHERE id = ?1", {id});
  EXPECT_EQ(code_of(sql::read_value(db(), [&](sql::Transaction& tx) { return find_audit(tx, id); })), "audit_damaged");
}

}  // namespace
}  // namespace pult::events
