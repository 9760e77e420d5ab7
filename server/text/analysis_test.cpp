// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/analysis.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

#include "text/utf8.hpp"

namespace pult::text {
namespace {

std::set<std::string> terms(std::string_view text, Language language) {
  std::set<std::string> set;
  for (const Token& token : analyze(text, language)) set.insert(token.term);
  return set;
}

// A document in its language is found by a query in any form.
bool finds(std::string_view query, std::string_view text, Language language) {
  const std::set<std::string> have = terms(text, language);
  return std::ranges::all_of(analyze_query(query), [&](const QueryTerm& term) {
    return std::ranges::any_of(term.alternatives, [&](const std::string& t) { return have.contains(t); }) ||
           (!term.prefix.empty() && have.lower_bound(term.prefix) != have.end() &&
            have.lower_bound(term.prefix)->starts_with(term.prefix));
  });
}

TEST(Analysis, FindsOtherFormsOfAWord) {
  EXPECT_TRUE(finds("invoice", "Two invoices are missing", Language::english));
  EXPECT_TRUE(finds("заказы", "Ещё один заказ", Language::russian));
  EXPECT_TRUE(finds("еще", "Ещё один заказ", Language::russian));
  EXPECT_TRUE(finds("objednávek", "Objednávka nepřišla", Language::czech));
  EXPECT_TRUE(finds("Praha", "v Praze", Language::czech));
  EXPECT_TRUE(finds("zakaznik", "zákazníci", Language::czech));
  EXPECT_TRUE(finds("užsakymo", "Užsakymas", Language::lithuanian));
  EXPECT_TRUE(finds("comandă", "comenzi, comanda", Language::romanian));
  EXPECT_FALSE(finds("invoice", "order", Language::english));
}

TEST(Analysis, OrderNumbersAreFoundWholeAndInParts) {
  for (const char* query : {"AB-12345", "ab-12345", "12345", "ab", "AB-12*", "123*"})
    EXPECT_TRUE(finds(query, "Order AB-12345.", Language::english)) << query;
  for (const char* query : {"ann.lee@example.com", "ann", "lee", "example", "ann.lee*"})
    EXPECT_TRUE(finds(query, "from ann.lee@example.com!", Language::english)) << query;
}

TEST(Analysis, PositionsCountWords) {
  const std::vector<Token> tokens = analyze("see AB-12 now", Language::unknown);
  ASSERT_EQ(tokens.size(), 5u);
  EXPECT_EQ(tokens[1].term, "ab-12");
  EXPECT_EQ(tokens[1].position, 1u);
  EXPECT_EQ(tokens[2].position, 1u);
  EXPECT_EQ(tokens[3].position, 2u);
  EXPECT_EQ(tokens[4].position, 3u);
}

TEST(Analysis, QueriesHavePhrasesNegationAndPrefixes) {
  const std::vector<QueryTerm> query = analyze_query("\"Not Found\" -spam NOT junk prin* AND 東京");
  ASSERT_EQ(query.size(), 5u);
  EXPECT_EQ(query[0].phrase, (std::vector<std::string>{"not", "found"}));
  EXPECT_TRUE(query[1].negated);
  EXPECT_TRUE(query[2].negated);
  EXPECT_EQ(query[3].prefix, "prin");
  EXPECT_FALSE(query[3].negated);
  EXPECT_EQ(query[4].phrase.size(), 2u);
}

TEST(Analysis, KnowsTheLanguagesItStems) {
  EXPECT_EQ(detect_language("I would like to know where my order is", Language::unknown), Language::english);
  EXPECT_EQ(detect_language("Где сейчас мой заказ?", Language::unknown), Language::russian);
  EXPECT_EQ(detect_language("Dobrý den, kde je moje objednávka?", Language::unknown), Language::czech);
  EXPECT_EQ(detect_language("Laba diena, kur yra mano užsakymas?", Language::unknown), Language::lithuanian);
  EXPECT_EQ(detect_language("Bună ziua, unde este comanda mea?", Language::unknown), Language::romanian);
  EXPECT_EQ(detect_language("ok", Language::czech), Language::czech);
}

TEST(Analysis, AnyBytes) {
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    for (const Token& token : analyze(bytes, Language::english)) {
      RC_ASSERT(is_valid_utf8(token.term));
      RC_ASSERT(!token.term.empty() && token.term.size() <= 70);
    }
    RC_ASSERT(analyze_query(bytes).size() <= 32);
  }));
}

}  // namespace
}  // namespace pult::text
