// SPDX-License-Identifier: AGPL-3.0-or-later
// Whatever people do in whatever order: the row is the fold of its audits, and every counter and index is what a
// recount gives.
#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <random>
#include <set>
#include <thread>

#include "tickets/counts.hpp"
#include "tickets/definitions.hpp"
#include "tickets/field_values.hpp"
#include "tickets/ticket_fixture.hpp"

namespace pult::tickets {
namespace {

using testing::code_of;
using testing::must;
using testing::say;
using testing::start;

constexpr int sequences = 4, steps = 60;

class DeskProperty : public testing::TicketTest {
 protected:
  // Random choices that a failed run prints and repeats.
  struct Dice {
    std::mt19937 engine;
    int below(int n) { return int(engine() % unsigned(n)); }
    bool one_in(int n) { return below(n) == 0; }
    template <class T>
    T of(std::initializer_list<T> list) {
      return *(list.begin() + below(int(list.size())));
    }
  };

  void SetUp() override {
    TicketTest::SetUp();
    if (IsSkipped()) return;
    must(write([&](sql::Transaction& tx) -> Result<int> {
      Field list, many, box, number;
      list.title = many.title = box.title = number.title = "Field";
      list.type = FieldType::tagger;
      list.options = {{0, "Red", "red"}, {0, "Billing", "billing"}};
      many.type = FieldType::multiselect;
      many.options = {{0, "A", "a"}, {0, "B", "b"}, {0, "VIP", "vip"}};
      box.type = FieldType::checkbox;
      box.tag = "ticked";
      number.type = FieldType::integer;
      for (auto* field : {&list, &many, &box, &number}) fields_.push_back(PULT_TRY(create_field(tx, *field, start)).id);
      CustomStatus waiting;
      waiting.category = Status::pending;
      waiting.agent_label = "Waiting for parts";
      PULT_TRY(create_custom_status(tx, waiting, start));
      Brand brand;
      brand.name = "Other";
      brand.subdomain = "other";
      PULT_TRY(create_brand(tx, brand, start));
      PULT_TRY(desk.definitions_changed(tx));
      return 0;
    }));
    desk.on_notification("definitions", "2");
  }
  std::string any_fields(Dice& dice) {
    const auto value = dice.of<std::string>(
        {"null", "true", "false", "\"red\"", "\"billing\"", "[\"a\",\"vip\"]", "[]", "\"12\"", "-7", "\"\""});
    const auto field = dice.of({fields_[0], fields_[1], fields_[2], fields_[3]});
    return "{\"" + std::to_string(field.value) + "\":" + value + "}";
  }

  UserId any_person(Dice& dice) {
    return dice.of({agent.id(), seller.id(), restricted.id(), customer.id(), stranger.id()});
  }
  const people::Actor& any_actor(Dice& dice) {
    return *dice.of<const people::Actor*>({&admin, &agent, &seller, &restricted, &customer, &stranger, &system_});
  }
  std::string any_tags(Dice& dice) {
    std::string tags;
    for (int i = dice.below(4); i > 0; --i)
      tags += dice.of<std::string>({"vip ", "VIP ", "billing,", "ž ", "a b ", "red ", "ticked "});
    return tags;
  }
  NewComment any_comment(Dice& dice) {
    auto comment = say(dice.of<std::string>({"Hello", "Dobrý den,\nnejede to", "?", " "}), !dice.one_in(4));
    if (dice.one_in(3)) comment.author = any_person(dice);
    comment.counts_as_activity = !dice.one_in(6);
    return comment;
  }
  NewTicket any_ticket(Dice& dice) {
    NewTicket wanted;
    wanted.subject = dice.of<std::string>({"Printer", "", "Žluťoučký"});
    wanted.comment = say("First words", !dice.one_in(5));
    if (!dice.one_in(3)) wanted.requester = any_person(dice);
    if (dice.one_in(3)) wanted.status = Status(dice.below(6));
    if (dice.one_in(3)) wanted.assignee = dice.of({agent.id(), seller.id(), customer.id()});
    if (dice.one_in(3)) wanted.group = dice.of({support, sales, GroupId(99)});
    wanted.tags = any_tags(dice);
    if (dice.one_in(3)) wanted.custom_fields = any_fields(dice);
    if (dice.one_in(4)) wanted.custom_status = CustomStatusId(dice.below(8));
    if (dice.one_in(5)) wanted.brand = BrandId(dice.below(4));
    if (dice.one_in(8)) wanted.via_rel = "follow_up", wanted.followup_source = TicketId(1 + dice.below(12));
    if (dice.one_in(3)) wanted.email_ccs = {any_person(dice), any_person(dice)};
    if (dice.one_in(3)) wanted.due_at = clock.now() + dice.below(1'000'000'000);
    return wanted;
  }
  Satisfaction any_satisfaction(Dice& dice) {
    return {dice.of<std::string>({"good", "bad", "offered", "superb"}), dice.of<std::string>({"", "Quick", "ž"}),
            dice.of<std::int64_t>({0, 5, 100, 77})};
  }
  Change any_change(Dice& dice) {
    Change change;
    if (dice.one_in(5)) change.subject = dice.of<std::string>({"Other", "", "Printer"});
    if (dice.one_in(4)) change.status = Status(dice.below(6));
    if (dice.one_in(5)) change.priority = dice.of<std::string>({"", "low", "urgent", "asap"});
    if (dice.one_in(4)) change.assignee = dice.of({UserId(), agent.id(), seller.id(), customer.id()});
    if (dice.one_in(4)) change.group = dice.of({GroupId(), support, sales});
    if (dice.one_in(6)) change.requester = any_person(dice);
    if (dice.one_in(6)) change.due_at = dice.one_in(2) ? std::nullopt : std::optional(clock.now());
    if (dice.one_in(4)) change.tags = any_tags(dice);
    if (dice.one_in(4)) change.add_tags = any_tags(dice);
    if (dice.one_in(4)) change.remove_tags = any_tags(dice);
    if (dice.one_in(5)) change.add_followers = {any_person(dice)};
    if (dice.one_in(5)) change.remove_followers = {any_person(dice)};
    if (dice.one_in(6)) change.add_ccs = {any_person(dice)};
    if (dice.one_in(8)) change.ccs = std::vector{any_person(dice)};
    if (dice.one_in(3)) change.custom_fields = any_fields(dice);
    if (dice.one_in(5)) change.custom_status = CustomStatusId(dice.below(8));
    if (dice.one_in(6)) change.brand = BrandId(dice.below(4));
    if (dice.one_in(6)) change.form = FormId(dice.below(3));
    if (dice.one_in(3)) change.satisfaction = any_satisfaction(dice);
    if (dice.one_in(2)) change.comment = any_comment(dice);
    return change;
  }
  // What does not fit is refused, which must leave no trace either; only bugs are failures here.
  void step(Dice& dice) {
    static const std::set<std::string> refusals{"", "RecordInvalid", "RecordNotFound", "Forbidden"};
    clock.advance(dice.of<Micros>({0, 1, base::second_us, base::hour_us}));
    const auto& who = any_actor(dice);
    const TicketId id(1 + dice.below(12));
    std::string code;
    if (dice.one_in(4))
      code = code_of(try_create(who, any_ticket(dice)));
    else if (dice.one_in(12))
      code = code_of(try_remove(who, id));
    else
      code = code_of(try_update(who, id, any_change(dice)));
    EXPECT_TRUE(refusals.contains(code)) << code;
  }

  std::vector<Ticket> all_tickets() {
    TicketFilter filter;
    filter.limit = 10'000;
    std::vector<Ticket> out;
    for (auto& one : must(read([&](sql::Transaction& tx) { return list_tickets(tx, filter); })))
      out.push_back(std::move(one.ticket));
    return out;
  }
  void expect_rows_are_folds() {
    for (const auto& row : all_tickets()) {
      Ticket folded;
      for (const auto& audit : audits(row.id)) apply(folded, audit);
      EXPECT_EQ(row, folded) << "ticket " << row.id.value;
      EXPECT_EQ(int64("SELECT COUNT(*) FROM comments WHERE ticket_id = ?1", {row.id}), row.comment_count);
    }
  }
  void expect_fields_status_and_tags_agree() {
    const auto defined = must(read([](sql::Transaction& tx) { return load_definitions(tx); }));
    std::set<std::string> expected, indexed;
    for (const auto& row : all_tickets()) {
      SCOPED_TRACE("ticket " + std::to_string(row.id.value) + " tags " + row.tags + " fields " + row.custom_fields);
      if (row.status != Status::deleted) {
        EXPECT_EQ(defined->find_status(row.custom_status)->category, std::min(row.status, Status::solved));
      }
      EXPECT_NE(defined->find_brand(row.brand), nullptr);
      const auto values = boost::json::parse(row.custom_fields).as_object();
      const auto tags = split_words(row.tags);
      for (const auto* field : defined->custom) {
        const auto found = values.find(std::to_string(field->id.value));
        const auto keys = found == values.end() ? std::vector<std::string>() : index_keys(*field, found->value());
        for (const auto& key : keys)
          expected.insert(std::to_string(field->id.value) + " " + key + " " + std::to_string(row.id.value));
        for (const auto& option : field->options)
          EXPECT_EQ(std::ranges::find(tags, option.value) != tags.end(),
                    std::ranges::find(keys, option.value) != keys.end())
              << option.value;
        if (!field->tag.empty())
          EXPECT_EQ(std::ranges::find(tags, field->tag) != tags.end(),
                    found != values.end() && found->value() == boost::json::value(true));
      }
    }
    for (const auto& [row, one] : counted("SELECT CAST(field_id AS TEXT) || ' ' || value_key || ' ' || "
                                          "CAST(ticket_id AS TEXT), 1 FROM ticket_field_values"))
      indexed.insert(row);
    EXPECT_EQ(indexed, expected);
  }
  using Counts = std::map<std::string, std::int64_t>;
  Counts counted(const std::string& sql) {
    Counts out;
    must(db().read([&](sql::Transaction& tx) {
      return tx.each(sql, {}, [&](const sql::Row& row) -> Result<void> {
        if (row.int64(1)) out[row.string(0)] = row.int64(1);
        return {};
      });
    }));
    return out;
  }
  void expect_counters_are_recounts() {
    const std::string cell =
        "CAST(status AS TEXT) || ' ' || CAST(COALESCE(assignee_id, 0) AS TEXT) || ' ' || "
        "CAST(COALESCE(group_id, 0) AS TEXT)";
    EXPECT_EQ(counted("SELECT " + cell + ", SUM(tickets) FROM ticket_counts GROUP BY 1"),
              counted("SELECT " + cell + ", COUNT(*) FROM tickets GROUP BY 1"));
    Counts cells, tags, people, tag_rows, people_rows;
    for (const auto& one : must(read([](sql::Transaction& tx) { return load_counts(tx); }))) {
      EXPECT_LE(one.status, Status::solved);
      cells[""] += one.tickets;
    }
    EXPECT_EQ(cells[""], int64("SELECT COUNT(*) FROM tickets WHERE status <= 4"));
    for (const auto& row : all_tickets()) {
      const auto number = std::to_string(row.id.value);
      if (row.status != Status::deleted)
        for (const auto& tag : split_words(row.tags)) ++tags[tag], ++tag_rows[number + " " + tag];
      for (const auto user : split_ids(row.follower_ids)) ++people[number + " follower " + std::to_string(user.value)];
      for (const auto user : split_ids(row.email_cc_ids)) ++people[number + " cc " + std::to_string(user.value)];
    }
    EXPECT_EQ(counted("SELECT tag, SUM(tickets) FROM tag_counts GROUP BY tag"), tags);
    EXPECT_EQ(counted("SELECT CAST(ticket_id AS TEXT) || ' ' || tag, 1 FROM ticket_tags"), tag_rows);
    EXPECT_EQ(counted("SELECT CAST(ticket_id AS TEXT) || ' ' || kind || ' ' || CAST(user_id AS TEXT), 1 "
                      "FROM ticket_people"),
              people);
    Counts listed;
    for (const auto& one : must(read([](sql::Transaction& tx) { return list_tags(tx, "", "", 0, 100); })))
      listed[one.tag] = one.tickets;
    EXPECT_EQ(listed, tags);
  }

  const people::Actor system_ = people::system_actor();
  std::vector<FieldId> fields_;
};
PULT_ON_EVERY_DATABASE(DeskProperty);

TEST_P(DeskProperty, RowsAreTheFoldOfTheirAuditsAndCountersARecount) {
  for (unsigned seed = 1; seed <= sequences; ++seed) {
    SCOPED_TRACE("seed " + std::to_string(seed));
    Dice dice{std::mt19937(seed)};
    for (int i = 0; i < steps; ++i) step(dice);
    expect_rows_are_folds();
    expect_fields_status_and_tags_agree();
    expect_counters_are_recounts();
  }
}

TEST_P(DeskProperty, WritersAtOnceLoseNothing) {
  for (int i = 0; i < 3; ++i) fresh();
  constexpr int writers = 4, changes = 15;
  {
    std::vector<std::jthread> threads;
    for (unsigned writer = 0; writer < writers; ++writer)
      threads.emplace_back([&, writer] {
        Dice dice{std::mt19937(writer)};
        for (int i = 0; i < changes; ++i) {
          Change change = testing::comment("w" + std::to_string(writer) + " " + std::to_string(i));
          change.add_tags = "t" + std::to_string(writer) + "-" + std::to_string(i);
          change.assignee = dice.of({UserId(), agent.id(), seller.id()});
          must(try_update(admin, TicketId(1 + dice.below(3)), change));
        }
      });
  }
  std::size_t tags = 0, comments = 0;
  for (std::int64_t id = 1; id <= 3; ++id) {
    const auto row = stored(TicketId(id)).value();
    tags += split_words(row.tags).size();
    comments += std::size_t(row.comment_count) - 1;
    const auto all = audits(row.id);
    for (std::size_t i = 1; i < all.size(); ++i)
      EXPECT_LT(base::render_iso8601(all[i - 1].created_at), base::render_iso8601(all[i].created_at));
  }
  EXPECT_EQ(tags, std::size_t(writers * changes));
  EXPECT_EQ(comments, std::size_t(writers * changes));
  expect_rows_are_folds();
  expect_counters_are_recounts();
}

TEST_P(DeskProperty, OfTwoSafeUpdatesAtOnceOneIsRefused) {
  const auto made = fresh();
  for (int round = 0; round < 5; ++round) {
    const auto stamp = base::render_iso8601(stored(made.id)->updated_at);
    std::vector<std::string> codes(2);
    {
      std::vector<std::jthread> threads;
      for (std::size_t i = 0; i < 2; ++i)
        threads.emplace_back([&, i] {
          Change change;
          change.subject = "round " + std::to_string(round) + " of " + std::to_string(i);
          change.expected_stamp = stamp;
          codes[i] = code_of(try_update(admin, made.id, change));
        });
    }
    std::ranges::sort(codes);
    EXPECT_EQ(codes, (std::vector<std::string>{"", "UpdateConflict"}));
  }
}

}  // namespace
}  // namespace pult::tickets
