// SPDX-License-Identifier: AGPL-3.0-or-later
// What a desk is like after some years, read from every database: the findings that need time to show.
#include "housekeeping/reader.hpp"

#include <algorithm>

#include "housekeeping/findings.hpp"
#include "housekeeping/macro_uses.hpp"
#include "housekeeping/store.hpp"
#include "tickets/ticket_fixture.hpp"

namespace pult::housekeeping {
namespace {

using namespace tickets::testing;

class OldDesk : public TicketTest {
 protected:
  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    desk.add_hook(macro_use_hook());
    run("UPDATE settings SET value = ?1 WHERE name = 'macros_watched_since'", {std::to_string(start)});
  }

  tickets::Field add_field(const std::string& title, std::vector<tickets::FieldOption> options = {}) {
    tickets::Field field;
    field.title = title;
    field.type = options.empty() ? tickets::FieldType::text : tickets::FieldType::tagger;
    field.options = std::move(options);
    return must(write([&](sql::Transaction& tx) -> Result<tickets::Field> {
      auto made = PULT_TRY(tickets::create_field(tx, field, clock.now()));
      PULT_TRY(desk.definitions_changed(tx));
      return made;
    }));
  }
  automation::RuleId add_macro(const std::string& title, const std::string& text) {
    automation::Rule macro;
    macro.title = title;
    macro.actions = {{"comment_value", {text}, false}};
    return must(write([&](sql::Transaction& tx) { return automation::insert_rule(tx, macro, clock.now()); })).id;
  }
  void use(automation::RuleId macro, const std::string& text) {
    auto change = comment(text);
    change.notes.push_back(
        {events::EventType::create, "macro_reference", std::to_string(macro.value) + " title", {}, {}});
    update(agent, fresh().id, change);
  }
  Findings look() {
    auto inventory = must(read([&](sql::Transaction& tx) { return read_inventory(tx, clock.now()); }));
    const auto pairs = tags_to_compare(inventory.tags);
    inventory.used_together = must(read([&](sql::Transaction& tx) { return read_used_together(tx, pairs); }));
    return find_all(inventory);
  }
  static bool tells(const Findings& all, const std::string& kind, const std::string& title,
                    const std::string& detail = "") {
    return std::ranges::any_of(all, [&](const Finding& one) {
      return one.kind == kind && one.subject.title == title && (detail.empty() || one.detail == detail);
    });
  }
  tickets::Ticket tagged(const std::string& tags, const std::string& fields = "") {
    auto wanted = about("Tagged", customer.id());
    wanted.tags = tags;
    wanted.custom_fields = fields;
    return create(admin, wanted);
  }
};

TEST_P(OldDesk, HasArticlesThatLeadNowhere) {
  run("INSERT INTO knowledge_items (id, kind, source_locale, created_at, updated_at, edited_at) "
      "VALUES (7, 3, 'cs', 1, 1, 1)",
      {});
  run("INSERT INTO knowledge_translations (item_id, locale, title, title_key, body, created_at, updated_at) "
      "VALUES (7, 'cs', 'Návod', 'navod', '<a href=\"https://old.example/manual\">zde</a>', 1, 1)",
      {});
  run("INSERT INTO link_checks (link, report_id, failures, answer, due_at) VALUES "
      "('https://old.example/manual', 1, 2, '404', 1)",
      {});
  EXPECT_TRUE(tells(look(), "link_broken", "Návod", "https://old.example/manual"));
  run("UPDATE knowledge_translations SET draft = 1", {});
  EXPECT_FALSE(tells(look(), "link_broken", "Návod"));
}

TEST_P(OldDesk, HasThingsThatNobodyUsesAnyMore) {
  const auto colour = add_field("Colour", {{0, "Red", "red", false}, {0, "Blue", "blue", false}});
  const auto fax = add_field("Fax");
  const auto old_macro = add_macro("Old", "We have always said so.");
  const auto good_macro = add_macro("Good", "We still say so, every day and gladly.");
  tagged("webinar", "{\"" + std::to_string(fax.id.value) + "\":\"123\"}");
  use(old_macro, "We have always said so.");
  EXPECT_FALSE(tells(look(), "field_unused", "Fax"));
  clock.advance(200 * base::day_us);
  tagged("", "{\"" + std::to_string(colour.id.value) + "\":\"red\"}");
  use(good_macro, "Hello! We still say so, every day and gladly.");

  const auto found = look();
  EXPECT_TRUE(tells(found, "field_unused", "Fax"));
  EXPECT_FALSE(tells(found, "field_unused", "Colour"));
  EXPECT_TRUE(tells(found, "option_unused", "Colour", "blue"));
  EXPECT_FALSE(tells(found, "option_unused", "Colour", "red"));
  EXPECT_TRUE(tells(found, "tag_stale", "webinar"));
  EXPECT_TRUE(tells(found, "macro_unused", "Old"));
  EXPECT_FALSE(tells(found, "macro_unused", "Good"));
  EXPECT_FALSE(tells(found, "macro_edited", "Good"));
}

TEST_P(OldDesk, HasTagsThatBelongTogetherOrApart) {
  for (int i = 0; i < 6; ++i) tagged("parcel parcels");
  tagged("refund");
  tagged("refunds");
  const auto found = look();
  EXPECT_TRUE(tells(found, "tag_variant", "refunds", "refund"));
  EXPECT_FALSE(tells(found, "tag_variant", "parcels"));
}

TEST_P(OldDesk, KeepsFindingsThroughReports) {
  const auto ask = [&] {
    return must(write([&](sql::Transaction& tx) { return ask_for_report(tx, admin.id(), clock.now()); }));
  };
  const auto listed = [&](const Report& report) {
    return must(read([&](sql::Transaction& tx) { return list_findings(tx, report.id, clock.now()); }));
  };
  const auto keep = [&](const Report& report, const Findings& findings) {
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(keep_findings(tx, report, findings, clock.now()));
      return set_state(tx, report, "completed", clock.now());
    }));
  };
  const Finding one{.kind = "group_empty", .subject = {"group", "1", "Night"}, .detail = "", .facts = {}};
  const Finding other{.kind = "group_empty", .subject = {"group", "2", "Day"}, .detail = "", .facts = {}};
  const auto first = ask();
  EXPECT_EQ(ask().id, first.id);  // the one that is being made
  keep(first, {one, other});
  ASSERT_EQ(listed(first).size(), 2u);
  auto dismissed = listed(first)[0];
  dismissed.state = "dismissed";
  must(run_write([&](sql::Transaction& tx) { return save_finding(tx, dismissed); }));
  const auto second = ask();
  EXPECT_NE(second.id, first.id);
  keep(second, {one});
  const auto left = listed(second);
  ASSERT_EQ(left.size(), 1u);
  EXPECT_EQ(left[0].id, dismissed.id);
  EXPECT_EQ(left[0].state, "dismissed");
}

PULT_ON_EVERY_DATABASE(OldDesk);

}  // namespace
}  // namespace pult::housekeeping
