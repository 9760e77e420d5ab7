// SPDX-License-Identifier: AGPL-3.0-or-later
// Words in several comments, the order of what is found, the index through deletion and redaction, exports.
#include <algorithm>
#include <map>
#include <random>

#include "search/search_fixture.hpp"

namespace pult::search {
namespace {

using sql::testing::must;

class SearchIndex : public SearchFixture {};
PULT_ON_EVERY_DATABASE(SearchIndex);

TEST_P(SearchIndex, FindsWordsInDifferentCommentsOfATicket) {
  const auto one = add("Heating", "The radiator leaks");
  const auto two = add("Cooling", "The radiator is cold", boris_);
  answer(one, "A plumber comes on Friday");
  answer(one, "He charges extra, do not tell", false);
  answer(two, "Switch it on");
  EXPECT_EQ(find("radiator plumber"), Ids{one});
  EXPECT_EQ(find("radiator plumber charges"), Ids{one});
  EXPECT_EQ(find("radiator charges", anna_), Ids{});
  EXPECT_EQ(find("radiator friday", anna_), Ids{one});
  EXPECT_EQ(find("heating plumber"), Ids{one});
  EXPECT_EQ(find("\"radiator plumber\""), Ids{});
  EXPECT_EQ(find("radiator -friday"), Ids{two});
  EXPECT_EQ(find("subject:heating"), Ids{one});
  EXPECT_EQ(find("subject:radiator"), Ids{});
  EXPECT_EQ(find("description:radiator comment:switch"), Ids{two});
  EXPECT_EQ(find("description:plumber"), Ids{});
  EXPECT_EQ(find("comment:plumber"), Ids{one});
  EXPECT_EQ(find("commenter:anna.k@example.com"), Ids{one});
  EXPECT_EQ(find("commenter:\"Agent Smith\" radiator"), (Ids{one, two}));
}

TEST_P(SearchIndex, RanksSubjectsFirstAndNewerOnesBeforeOlder) {
  const auto text_old = add("First", "all about gardening"), text_new = add("Second", "we like gardening");
  const auto subject = add("Gardening", "nothing else"), begun = add("Third", "the gardeningtools");
  EXPECT_EQ(list("gardening"), (std::vector{subject, text_new, text_old, begun}));
  EXPECT_EQ(list("gardening "), (std::vector{subject, text_new, text_old}));
  const auto together = add("Fifth", "tulips and roses"), apart = add("Fourth", "roses bloom");
  answer(apart, "tulips too");
  EXPECT_EQ(list("roses tulips"), (std::vector{together, apart}));
  EXPECT_EQ(list("roses tulips order_by:created sort:asc"), (std::vector{together, apart}));
  EXPECT_EQ(list("roses tulips order_by:created"), (std::vector{apart, together}));
}

TEST_P(SearchIndex, ForgetsWhatIsRedactedOrHidden) {
  const auto id = add("Secret", "my card is 4111222233334444");
  answer(id, "thank you for the umbrella");
  const auto comments = read([&](auto& tx) {
    tickets::CommentFilter filter;
    filter.ticket = id;
    return tickets::list_comments(tx, filter);
  });
  auto redacted = comments.at(0);
  redacted.body = "my card is gone";
  write([&](auto& tx) { return reindex_comment(tx, comments.at(0), redacted); });
  EXPECT_EQ(find("4111222233334444"), Ids{});
  EXPECT_EQ(find("card secret"), Ids{id});
  auto hidden = comments.at(1);
  hidden.is_public = false;
  write([&](auto& tx) { return reindex_comment(tx, comments.at(1), hidden); });
  EXPECT_EQ(find("umbrella"), Ids{id});
  EXPECT_EQ(find("umbrella", anna_), Ids{});
}

TEST_P(SearchIndex, TakesTicketsOutAndBackIn) {
  const auto id = add("Lost", "a glove and a scarf");
  answer(id, "Rukavice nejsou k nalezení, omlouváme se za potíže.");
  const auto ticket = read([&](auto& tx) { return tickets::find_ticket(tx, id); }).value();
  write([&](auto& tx) { return forget_ticket(tx, id); });
  for (const auto* query : {"glove", "lost", "rukavice", "karenina"}) EXPECT_EQ(find(query), Ids{}) << query;
  write([&](auto& tx) { return index_ticket(tx, ticket); });
  for (const auto* query : {"glove", "lost", "rukavici", "karenina", "glove rukavice"})
    EXPECT_EQ(find(query), Ids{id}) << query;
  const auto as = actor(agent_);
  write([&](auto& tx) { return desk_.remove(tx, as, id); });
  EXPECT_EQ(find("glove"), Ids{});
}

TEST_P(SearchIndex, IsMadeAnew) {
  const auto one = add("Alpha", "first words"), two = add("Beta", "second words", boris_);
  answer(one, "a later answer");
  for (const auto id : {one, two}) write([&](auto& tx) { return forget_ticket(tx, id); });
  run("DELETE FROM search_people");
  run("INSERT INTO settings (name, value) VALUES ('search_indexed_from', '1000'), ('search_people_indexed_from', '0')");
  must(complete_index(db()));
  EXPECT_EQ(find("words"), (Ids{one, two}));
  EXPECT_EQ(find("alpha answer"), Ids{one});
  EXPECT_EQ(int64("SELECT COUNT(*) FROM settings WHERE name LIKE 'search_%'"), 0);
  EXPECT_GT(int64("SELECT COUNT(*) FROM search_people").value_or(0), 5);
}

TEST_P(SearchIndex, ShowsWhatFits) {
  const auto id = add("Broken <b>lamp</b>", "Hello,\n\nthe lamps flicker & hum");
  answer(id, "We send new bulbs");
  const auto query = must(parse_query("lamp bulbs", clock_.now()));
  const auto found = search("lamp bulbs");
  ASSERT_EQ(found.tickets.size(), 1u);
  const auto ticket = read([&](auto& tx) { return tickets::find_ticket(tx, id); }).value();
  const auto shown = read([&](auto& tx) { return highlight(tx, query, found.tickets, {ticket}); });
  EXPECT_EQ(shown.at(id.value).subject, "Broken &lt;b&gt;<mark>lamp</mark>&lt;/b&gt;");
  EXPECT_EQ(shown.at(id.value).body, "We send new <mark>bulbs</mark>");
}

TEST_P(SearchIndex, ExportsEverythingInSlices) {
  std::vector<TicketId> all;
  for (int i = 0; i < 23; ++i) all.push_back(add("Export", i % 2 ? "walnut" : "hazelnut and walnut"));
  std::ranges::reverse(all);
  const auto who = actor(agent_);
  for (const std::string query : {"walnut", "status:new", "export walnut", "walnut -coconut"}) {
    std::vector<TicketId> seen;
    TicketId before;
    int pages = 0;
    do {
      const auto page = read([&](auto& tx) -> Result<ExportPage> {
        return export_tickets(tx, who, PULT_TRY(parse_query(query, clock_.now())), before, 5);
      });
      seen.insert(seen.end(), page.tickets.begin(), page.tickets.end());
      before = page.next;
    } while (before && ++pages < 50);
    EXPECT_EQ(seen, all) << query;
  }
}

// What a desk with its words says, said again in plain C++.
struct Model {
  std::string subject, tags;
  std::vector<tickets::Comment> comments;
  bool is_deleted = false;

  bool has(const std::string& word) const {
    const auto stands_in = [&](const std::string& text) {
      return (" " + text + " ").find(" " + word + " ") != std::string::npos;
    };
    if (is_deleted) return false;
    for (const auto& comment : comments)
      if (stands_in(comment.body)) return true;
    return stands_in(subject) || stands_in(tags);
  }
};

TEST_P(SearchIndex, FollowsEveryChange) {
  const std::vector<std::string> words{"walrus", "teapot", "zebra", "quartz", "nickel", "pebble"};
  std::mt19937 random(7);
  const auto word = [&] { return words[random() % words.size()]; };
  std::map<TicketId, Model> desk;
  const auto load = [&](TicketId id) {
    desk[id].comments = read([&](auto& tx) {
      tickets::CommentFilter filter;
      filter.ticket = id;
      return tickets::list_comments(tx, filter);
    });
  };
  const auto as = actor(agent_);
  for (int step = 0; step < 120; ++step) {
    const auto choice = desk.size() < 3 ? 0 : random() % 6;
    if (choice == 0) {
      const auto subject = word(), tags = word();
      const auto id = add(subject, word() + " " + word(), anna_, tags);
      desk[id] = {subject, tags, {}, false};
      load(id);
      continue;
    }
    auto& [id, model] = *std::next(desk.begin(), std::ptrdiff_t(random() % desk.size()));
    if (model.is_deleted) continue;
    if (choice < 3) {
      answer(id, word() + " " + word(), random() % 2);
      load(id);
    } else if (choice == 3) {
      tickets::Change with;
      model.subject = *(with.subject = word());
      model.tags = *(with.tags = word());
      apply(id, with);
    } else if (choice == 4) {
      auto& comment = model.comments[random() % model.comments.size()];
      auto after = comment;
      after.body = word();
      after.is_public = random() % 2;
      write([&](auto& tx) -> Result<void> {
        PULT_TRY(tx.run("UPDATE comments SET body = ?2, visible_body = NULL, is_public = ?3 WHERE id = ?1",
                        {after.id, after.body, after.is_public}));
        return reindex_comment(tx, comment, after);
      });
      comment = after;
    } else if (random() % 4 == 0) {
      write([&](auto& tx) { return desk_.remove(tx, as, id); });
      model.is_deleted = true;
    }
  }
  for (const auto& one : words)
    for (const auto& other : words) {
      Ids expected;
      for (const auto& [id, model] : desk)
        if (model.has(one) && model.has(other)) expected.insert(id);
      EXPECT_EQ(find(one + " " + other), expected) << one << " " << other;
    }
}

// 20,000 documents of one word, written past the desk for speed.
TEST_P(SearchIndex, LooksOnlyAtTheNewestOfACommonWord) {
  const auto first = add("Common", "word");
  const auto rare = add("Rare", "word and unicorn");
  const std::string numbers = "WITH RECURSIVE n (i) AS (SELECT 1000 UNION ALL SELECT i + 1 FROM n WHERE i < 20999) ";
  run(numbers +
      (dialect() == sql::Dialect::sqlite
           ? "INSERT INTO search_index (rowid, subject, about, body) SELECT i * 65536 + 2, '', '', 'word' FROM n"
           : "INSERT INTO search_index (number, terms) SELECT i * 65536 + 2, "
             "CAST('''word'':1' AS tsvector) FROM n"));
  EXPECT_EQ(search("word ").looked_at, max_matches);
  EXPECT_EQ(search("wor*").looked_at, max_matches);
  EXPECT_EQ(search("word status<solved").looked_at, max_scanned);
  EXPECT_EQ(find("word unicorn"), Ids{rare});
  EXPECT_EQ(find("unicorn word"), Ids{rare});
  EXPECT_EQ(find("unicorn -word"), Ids{});
  answer(first, "a griffin");
  EXPECT_EQ(find("griffin word"), Ids{first});  // old, and its words in different comments
}

}  // namespace
}  // namespace pult::search
