// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/search_fixture.hpp"

#include <random>

#include "people/group.hpp"
#include "search/postings.hpp"

namespace pult::search {
namespace {

using sql::testing::must;

class Search : public SearchFixture {};
PULT_ON_EVERY_DATABASE(Search);

TEST_P(Search, FindsWordsInAnyFormOfFiveLanguages) {
  const auto en = add("Invoices", "The printers were delivered without the promised invoices yesterday morning.");
  const auto ru = add("Возврат",
                      "Здравствуйте, я хочу вернуть деньги "
                      "за сломанные наушники, которые вы доставили.");
  const auto cs = add("Objednávka", "Dobrý den, moje objednávky ještě nedorazily, prosím o zprávu o příští zásilce.");
  const auto lt = add("Užsakymas",
                      "Laba diena, mano užsakymai dar neatvyko, prašau pranešti "
                      "apie siuntos būseną ir pristatymą.");
  const auto ro =
      add("Comandă", "Bună ziua, comenzile mele nu au ajuns încă, vă rog să îmi trimiteți numărul facturii.");
  EXPECT_EQ(find("invoice"), Ids{en});
  EXPECT_EQ(find("printer delivering"), Ids{en});
  EXPECT_EQ(find("наушников"), Ids{ru});
  EXPECT_EQ(find("СЛОМАННЫЕ деньги"), Ids{ru});
  EXPECT_EQ(find("objednavka"), Ids{cs});
  EXPECT_EQ(find("zásilka"), Ids{cs});
  EXPECT_EQ(find("uzsakymas siunta"), Ids{lt});
  EXPECT_EQ(find("factura"), Ids{ro});
  EXPECT_EQ(find("trimiteti"), Ids{ro});
}

TEST_P(Search, FindsPrefixesPhrasesAndPartsOfNumbersAndAddresses) {
  const auto one = add("Order AB-12345", "Please ask warehouse@example.net about the red house with a blue door");
  const auto two = add("Order AB-99999", "A house that is red, and AB 12345 is not its number", boris_);
  EXPECT_EQ(find("AB-12345"), (Ids{one, two}));  // its parts one after the other
  EXPECT_EQ(find("12345"), (Ids{one, two}));
  EXPECT_EQ(find("ab-123*"), (Ids{one, two}));
  EXPECT_EQ(find("9999*"), Ids{two});
  EXPECT_EQ(find("9*"), Ids{});  // too short for a beginning
  EXPECT_EQ(find("warehouse@example.net"), Ids{one});
  EXPECT_EQ(find("warehouse"), Ids{one});
  EXPECT_EQ(find("wareh*"), Ids{one});
  EXPECT_EQ(find("\"red house\""), Ids{one});
  EXPECT_EQ(find("red house"), (Ids{one, two}));
  EXPECT_EQ(find("\"ab 99999 a\""), Ids{});  // not from the subject into the text
  EXPECT_EQ(find("karenina"), Ids{one});
  EXPECT_EQ(find("boris@example.org"), Ids{two});
  EXPECT_EQ(find("godun*"), Ids{two});
}

std::set<TicketId> all_of(const std::vector<TicketId>& list) { return {list.begin(), list.end()}; }

// Every step of typing shows what the next will show.
TEST_P(Search, FindsWhileItIsBeingTyped) {
  const auto anna = add_user("Anna Whitfield", "anna.whitfield@example.com", people::Role::end_user);
  const auto one = add("Order AB-1234-X", "Where is it?", anna);
  const auto two = add("Order CD-9876-Y", "Please ask dora.whitfield@exact.example and AB-77", boris_);
  for (const auto* query : {"whit", "whitfield@", "whitfield@e", "whitfield@exa"})
    EXPECT_EQ(all_of(list(query)), (Ids{one, two})) << query;
  for (const auto* query : {"anna.whitf", "whitfield@exam", "whitfield@example.", "whitfield@example.c",
                            "whitfield@example.com", "AB-12", "ab-1234", "AB-1234-", "AB-1234-X", "1234", "1234-x"})
    EXPECT_EQ(all_of(list(query)), Ids{one}) << query;
  for (const auto* query : {"exam", "@exam", "@example", "@example.c"})
    EXPECT_TRUE(all_of(list(query)).contains(one)) << query;
  EXPECT_EQ(all_of(list("@example.com")).contains(two), false);
  EXPECT_EQ(all_of(list("CD-9876-")), Ids{two});
  EXPECT_EQ(all_of(list("AB-13")), Ids{});
  const auto who = actor(agent_);
  for (const auto* query : {"whitfield@exa", "whitfield@example.c", "anna.whitf", "@example.com"}) {
    const auto found = read([&](auto& tx) -> Result<std::vector<std::int64_t>> {
      return find_people(tx, who, Kind::user, PULT_TRY(parse_query(query, clock_.now())), 10);
    });
    EXPECT_TRUE(std::ranges::find(found, anna.value) != found.end()) << query;
  }
}

TEST_P(Search, FollowsTheNameOfARequester) {
  const auto one = add("Radio", "no sound"), two = add("Clock", "no hands");
  const auto his = add("Lamp", "no light", boris_);
  std::vector<TicketId> many;
  for (int i = 0; i < 60; ++i) many.push_back(add("Many", "of them", agent_));
  const auto rename = [&](UserId id, const std::string& name) {
    write([&](auto& tx) -> Result<void> {
      auto user = PULT_TRY(people::load_user(tx, id));
      user.name = name;
      return people::save_user(tx, user, clock_.now());
    });
    write([&](auto& tx) { return follow_rename(tx, std::to_string(id.value), clock_.now()); });
  };
  rename(anna_, "Anna Vronskaya");
  EXPECT_EQ(find("vronskaya"), (Ids{one, two}));
  EXPECT_EQ(find("karenina"), Ids{});
  EXPECT_EQ(find("godunov"), Ids{his});
  EXPECT_EQ(find("vronskaya sound"), Ids{one});
  rename(agent_, "Agent Perhaps");
  EXPECT_EQ(find("perhaps").size(), 50u);  // the newest; the timer for the rest is set
  EXPECT_TRUE(find("perhaps").contains(many.back()));
  const auto rest = read([&](auto& tx) {
    return tx.one("SELECT subject FROM timers WHERE kind = 'renamed_person' AND subject LIKE ?1",
                  {std::to_string(agent_.value) + ":%"}, [](const sql::Row& row) { return row.string(0); });
  });
  ASSERT_TRUE(rest);
  write([&](auto& tx) { return follow_rename(tx, *rest, clock_.now()); });
  EXPECT_EQ(find("perhaps"), (Ids{many.begin(), many.end()}));
}

TEST_P(Search, LeavesOutNegatedWords) {
  const auto one = add("Refund", "I want my money back");
  const auto two = add("Refund", "I want my bicycle back");
  answer(two, "The bicycle is sold");
  answer(two, "We are sorry, refund follows");
  EXPECT_EQ(find("refund"), (Ids{one, two}));
  EXPECT_EQ(find("refund -bicycle"), Ids{one});
  EXPECT_EQ(find("refund NOT bicycle"), Ids{one});
  EXPECT_EQ(find("-bicycle"), Ids{one});
  EXPECT_EQ(find("refund -\"money back\""), Ids{two});
}

TEST_P(Search, FollowsChangesOfSubjectTagsAndRequester) {
  const auto id = add("Leaking tap", "Water everywhere", anna_, "plumbing");
  EXPECT_EQ(find("plumbing leaking"), Ids{id});
  tickets::Change with;
  with.subject = "Broken pipe";
  with.tags = "urgent";
  with.requester = boris_;
  apply(id, with);
  EXPECT_EQ(find("leaking"), Ids{});
  EXPECT_EQ(find("plumbing"), Ids{});
  EXPECT_EQ(find("karenina"), Ids{});
  EXPECT_EQ(find("pipe urgent godunov water"), Ids{id});
  with.subject = "Leaking tap";
  apply(id, with);
  EXPECT_EQ(find("leaking water"), Ids{id});
  EXPECT_EQ(find("pipe"), Ids{});
}

TEST_P(Search, UnderstandsFields) {
  people::Group support;
  support.name = "Tech Support";
  support = write([&](auto& tx) { return people::create_group(tx, support, clock_.now()); });
  const auto one = add("Printer", "out of paper", anna_, "hardware red");
  const auto two = add("Printer", "on fire", boris_, "hardware");
  tickets::Change with;
  with.assignee = agent_;
  with.group = support.id;
  with.status = tickets::Status::solved;
  apply(two, with);
  EXPECT_EQ(find("printer status:solved"), Ids{two});
  EXPECT_EQ(find("printer status<solved"), Ids{one});
  EXPECT_EQ(find("status>=new"), (Ids{one, two}));
  EXPECT_EQ(find("-status:solved"), Ids{one});
  EXPECT_EQ(find("assignee:me"), Ids{two});
  EXPECT_EQ(find("assignee:none paper"), Ids{one});
  EXPECT_EQ(find("assignee:agent@desk.example"), Ids{two});
  EXPECT_EQ(find("assignee:nobody@desk.example"), Ids{});
  EXPECT_EQ(find("requester:BORIS@example.org"), Ids{two});
  EXPECT_EQ(find("group:\"tech support\" printer"), Ids{two});
  EXPECT_EQ(find("group:none"), Ids{one});
  EXPECT_EQ(find("tags:hardware"), (Ids{one, two}));
  EXPECT_EQ(find("tags:\"red hardware\""), Ids{one});
  EXPECT_EQ(find("tags:red tags:nothing"), Ids{one});
  EXPECT_EQ(find("status:new status:solved"), (Ids{one, two}));
  EXPECT_EQ(find("status:open status:pending"), Ids{});
  EXPECT_EQ(find("requester:godunov"), Ids{two});
  EXPECT_EQ(find("requester:karenina requester:godunov"), (Ids{one, two}));
  EXPECT_EQ(find("-requester:godunov printer"), Ids{one});
  EXPECT_EQ(find("-assignee:me"), Ids{one});
  EXPECT_EQ(find("priority:none solved:none"), Ids{one});
  EXPECT_EQ(find("solved:* assignee:*"), Ids{two});
  EXPECT_EQ(find("created:2023-11-14"), (Ids{one, two}));
  EXPECT_EQ(find("created>2023-11-14"), Ids{});
  EXPECT_EQ(find("created>=2023-11 created<2024"), (Ids{one, two}));
  EXPECT_EQ(find("updated>1hour via:api brand:support has_attachment:false"), (Ids{one, two}));
  EXPECT_EQ(find("order_by:created sort:asc type:user printer"), Ids{});
  EXPECT_EQ(find("tags:O'Hara"), Ids{});
  EXPECT_EQ(find("type:ticket printer"), (Ids{one, two}));
  EXPECT_EQ(find("type:user printer"), Ids{});
}

// Tags are the staff's: a customer who guesses one is told nothing.
TEST_P(Search, CustomersFindByWhatTheyAreToldOnly) {
  const auto id = add("Printer", "out of paper", anna_, "fraudster red_list");
  answer(id, "The paper comes tomorrow");
  EXPECT_EQ(find("fraudster"), Ids{id});
  EXPECT_EQ(find("fraudster", anna_), Ids{});
  EXPECT_EQ(find("printer -fraudster", anna_), Ids{id});
  for (const auto* query : {"tags:fraudster", "-tags:nothing", "tags:*", "tags:none", "fieldvalue:*", "sla:none",
                            "external_id:none", "follower:none"})
    EXPECT_EQ(find("printer " + std::string(query), anna_), Ids{}) << query;
  for (const auto* query :
       {"printer", "paper tomorrow", "\"out of paper\"", "subject:printer", "printer status<solved"})
    EXPECT_EQ(find(query, anna_), Ids{id}) << query;
}

TEST_P(Search, FindsTicketsByNumber) {
  const auto one = add("First", "nothing here"), two = add("Second", "see number " + std::to_string(one.value));
  EXPECT_EQ(list("#" + std::to_string(one.value)).front(), one);
  EXPECT_EQ(list(std::to_string(one.value) + " "), (std::vector{one, two}));
  EXPECT_EQ(find(std::to_string(two.value), boris_), Ids{});
}

// Nothing a user types may become an error of the database.
TEST_P(Search, SurvivesOddQueries) {
  add("Plain", "text about (things)");
  std::mt19937 random(3);
  const std::vector<std::string> parts{"\"",   "*", "-",      "(",  ")",   ":",    "'",  "~",    "a", "ё",
                                       "日本", " ", "AND",    "OR", "NOT", "NEAR", "\\", "&",    "|", "!",
                                       "<->",  "^", "things", "#",  "@",   "½",    "ﷺ",  "\xff", "\n"};
  for (int i = 0; i < 300; ++i) {
    std::string query;
    for (std::size_t n = random() % 8; n > 0; --n) query += parts[random() % parts.size()];
    const auto parsed = parse_query(query, clock_.now());
    if (!parsed) continue;
    const auto who = actor(agent_);
    const auto found = sql::read_value(db(), [&](auto& tx) { return find_tickets(tx, who, *parsed, 0, 10); });
    EXPECT_TRUE(found.has_value()) << query << ": " << (found ? "" : found.error().cause);
    const auto people = sql::read_value(db(), [&](auto& tx) { return find_people(tx, who, Kind::user, *parsed, 10); });
    EXPECT_TRUE(people.has_value()) << query << ": " << (people ? "" : people.error().cause);
  }
}

TEST_P(Search, ShowsNobodyWhatTheyMayNotSee) {
  const auto hers = add("Secretive", "umbrella"), his = add("Open", "umbrella", boris_);
  answer(hers, "she is a difficult person", false);
  answer(hers, "umbrella shipped");
  EXPECT_EQ(find("umbrella"), (Ids{hers, his}));
  EXPECT_EQ(find("umbrella", anna_), Ids{hers});
  EXPECT_EQ(find("status<solved", boris_), Ids{his});
  EXPECT_EQ(find("difficult"), Ids{hers});
  EXPECT_EQ(find("difficult", anna_), Ids{});
  EXPECT_EQ(find("umbrella -difficult", anna_), Ids{hers});  // nor is it betrayed by what is missing
  EXPECT_EQ(find("umbrella -difficult"), Ids{his});
  const auto as = actor(agent_);
  write([&](auto& tx) { return desk_.remove(tx, as, his); });
  EXPECT_EQ(find("umbrella"), Ids{hers});
}

TEST_P(Search, FindsAnyWordOfAnyComment) {
  const std::vector<std::string> words{
      "zebra", "Kaffee", "naïve",    "Škoda",  "объём", "café",   "x86_64", "C++",   "O'Reilly", "foo.bar", "a/b/c",
      "don’t", "№42",    "1.000,50", "日本語", "12:30", "ﬁnance", "e-mail", "İzmir", "ąžuolas",  "příliš",  "Straße"};
  std::mt19937 random(11);
  std::vector<std::pair<TicketId, std::string>> written;
  for (int i = 0; i < 40; ++i) {
    std::string body;
    std::vector<std::string> used;
    for (int n = 0; n < 12; ++n) {
      used.push_back(words[random() % words.size()] + (random() % 3 ? "" : std::to_string(random() % 100)));
      body += used.back() + (random() % 5 ? " " : ",\n");
    }
    TicketId id;
    if (written.empty() || random() % 2)
      id = add("Subject " + std::to_string(i), body);
    else
      answer(id = written[random() % written.size()].first, body);
    written.emplace_back(id, used[random() % used.size()]);
  }
  for (const auto& [ticket, word] : written) EXPECT_TRUE(find("\"" + word + "\"").contains(ticket)) << word;
  for (const auto& [ticket, word] : written) EXPECT_TRUE(find(word).contains(ticket)) << word;
}

TEST_P(Search, PagesThroughTheSameOrder) {
  std::vector<TicketId> all;
  for (int i = 0; i < 7; ++i) add(i % 2 ? "apple" : "fruit", "an apple a day");
  all = list("apple");
  ASSERT_EQ(all.size(), 7u);
  std::vector<TicketId> paged;
  for (int offset = 0; offset < 9; offset += 3) {
    const auto page = search("apple", {}, offset, 3);
    EXPECT_EQ(page.count, 7);
    for (const auto& one : page.tickets) paged.push_back(one.id);
  }
  EXPECT_EQ(paged, all);
}

TEST_P(Search, SaysWhenThereMayBeOlderOnes) {
  for (int i = 0; i < 3; ++i) add("Rare walrus", "with a kettle");
  const auto busy = add("Busy", "nothing");
  write([&](sql::Transaction& tx) -> Result<void> {
    const auto document = make_document(Head(), "kettle", text::Language::english);
    for (int i = 0; i < max_matches; ++i) PULT_TRY(insert_document(tx, {busy, 2 + i, false}, document));
    return {};
  });
  EXPECT_TRUE(search("kettle ").is_cut);
  EXPECT_EQ(find("kettle"), Ids{busy});
  EXPECT_FALSE(search("walrus ").is_cut);
  EXPECT_FALSE(search("walrus kettle ").is_cut) << "the rare word says which tickets there can be";
  EXPECT_EQ(find("walrus kettle").size(), 3u);
  EXPECT_FALSE(search("subject:walrus ").is_cut);
  EXPECT_FALSE(search("status<solved").is_cut);
}

}  // namespace
}  // namespace pult::search
