// SPDX-License-Identifier: AGPL-3.0-or-later
// Articles on every database: what is found, what is suggested, and that both find the same.
#include <gtest/gtest.h>

#include "knowledge/find.hpp"
#include "knowledge/label.hpp"
#include "knowledge/locale.hpp"
#include "knowledge/phrase.hpp"
#include "knowledge/translation.hpp"
#include "sql/database_fixture.hpp"

namespace pult::knowledge {
namespace {

using sql::testing::must;

constexpr Micros now = 1'700'000'000 * base::second_us;

TEST(LocaleTest, IsReadInItsForms) {
  EXPECT_EQ(locale_key("en-US"), "en-us");
  EXPECT_EQ(locale_key("en"), "en-us");
  EXPECT_EQ(locale_key("CS"), "cs");
  EXPECT_EQ(locale_key("pt_BR"), "pt-br");
  EXPECT_EQ(locale_key("en-gb"), "en-gb");
  for (const auto* bad : {"", "x", "1", "english!", "en-", "-en", "en--us", "../cs", "abcd"})
    EXPECT_EQ(locale_key(bad), "");
  EXPECT_EQ(language_of("cs"), text::Language::czech);
  EXPECT_EQ(language_of("de"), text::Language::unknown);
}

TEST(PhraseTest, WordsStandOneAfterTheOther) {
  const auto fits = [](const char* query) {
    return fits_phrases("Order AB-12345 was sent to Anna", text::analyze_query(query));
  };
  EXPECT_TRUE(fits("\"was sent\""));
  EXPECT_FALSE(fits("\"sent was\""));
  EXPECT_TRUE(fits("AB-12345"));
  EXPECT_FALSE(fits("AB-12346"));
  EXPECT_FALSE(fits("-\"was sent\""));
  EXPECT_TRUE(fits("-\"was lost\" order"));
}

class KnowledgeTest : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (IsSkipped()) return;
    migrate_to_newest();
    const auto category = add(Kind::category, {}, "Orders", "");
    section_ = add(Kind::section, category.id, "Delivery", "");
  }
  template <class F>
  auto write(F work) {
    return must(sql::write_value(db(), work));
  }
  Item add(Kind kind, ItemId parent, const std::string& title, const std::string& body,
           const std::string& locale = "en-us") {
    return write([&](sql::Transaction& tx) -> Result<Item> {
      Item item;
      item.kind = kind;
      item.parent = parent;
      item.source_locale = locale;
      item = PULT_TRY(create_item(tx, item, now));
      PULT_TRY(create_translation(tx, item, locale, Text{title, body, false, {}}, {}, now));
      return item;
    });
  }
  Item article(const std::string& title, const std::string& body, const std::string& locale = "en-us") {
    return add(Kind::article, section_.id, title, body, locale);
  }
  std::vector<ItemId> found(const Search& search) {
    return ids(must(sql::read_value(db(), [&](sql::Transaction& tx) { return find_articles(tx, search); })));
  }
  std::vector<ItemId> found(const std::string& query) {
    Search search;
    search.query = query;
    return found(search);
  }
  std::vector<ItemId> suggested(const std::string& text) {
    return ids(must(sql::read_value(db(), [&](sql::Transaction& tx) { return suggest_articles(tx, {}, text); })));
  }
  static std::vector<ItemId> ids(const Found& found) {
    std::vector<ItemId> out;
    for (const auto& hit : found.hits) out.push_back(hit.listed.item.id);
    return out;
  }
  using Ids = std::vector<ItemId>;
  Item section_;
};

TEST_P(KnowledgeTest, FindsWordsBeginningsAndPhrases) {
  const auto one = article("Copper kettles", "<p>Descale the kettle with <b>vinegar</b></p>");
  const auto two = article("Steel kettles", "<p>Never polish copper</p>");
  EXPECT_EQ(found("copper"), (Ids{one.id, two.id}));
  EXPECT_EQ(found("kettle copper vinegar"), Ids{one.id});
  EXPECT_EQ(found("vineg*"), Ids{one.id});
  EXPECT_EQ(found("\"polish copper\""), Ids{two.id});
  EXPECT_EQ(found("copper -vinegar"), Ids{two.id});
  EXPECT_EQ(found("b"), Ids{});  // markup is no word
}

TEST_P(KnowledgeTest, FollowsChangesAndDeletion) {
  const auto item = article("Oldword", "text");
  write([&](sql::Transaction& tx) -> Result<bool> {
    const auto text = *PULT_TRY(find_translation(tx, item.id, "en-us"));
    PULT_TRY(save_translation(tx, item, text, Text{"Newword", {}, {}, {}}, {}, now));
    PULT_TRY(add_label(tx, item.id, "Labelword", now));
    return true;
  });
  EXPECT_EQ(found("oldword"), Ids{});
  EXPECT_EQ(found("newword labelword"), Ids{item.id});
  write([&](sql::Transaction& tx) -> Result<bool> {
    PULT_TRY(archive_item(tx, item, now));
    return true;
  });
  EXPECT_EQ(found("newword"), Ids{});
  write([&](sql::Transaction& tx) { return restore_article(tx, item.id, now); });
  EXPECT_EQ(found("newword"), Ids{item.id});
}

TEST_P(KnowledgeTest, ShowsAnArticleOnceInThePreferredLanguage) {
  const auto item = article("Voucher", "Vouchers live for a year");
  write([&](sql::Transaction& tx) {
    return create_translation(tx, item, "ro", Text{"Voucher", "Voucherul e valabil un an", false, {}}, {}, now);
  });
  Search search;
  search.query = "voucher";
  search.prefer = "ro";
  const auto hits = must(sql::read_value(db(), [&](sql::Transaction& tx) { return find_articles(tx, search); })).hits;
  ASSERT_EQ(hits.size(), 1U);
  EXPECT_EQ(hits[0].listed.shown.locale, "ro");
}

TEST_P(KnowledgeTest, SuggestsByRareWords) {
  const auto password = article("Forgotten password", "How to get a new password when the mail does not arrive");
  article("Where is the parcel", "How to see where the parcel is when it does not arrive");
  article("Vouchers", "How to use the code of a voucher when it does not work");
  EXPECT_EQ(suggested("Locked out. I forgot my password and the mail with the link does not arrive."),
            Ids{password.id});
  EXPECT_EQ(suggested("Is the shop open on Sunday?"), Ids{});
  EXPECT_EQ(suggested(""), Ids{});
}

TEST_P(KnowledgeTest, ASourceThatChangesMakesOthersOutdated) {
  const auto item = article("Source", "one");
  write([&](sql::Transaction& tx) {
    return create_translation(tx, item, "lt", Text{"Vertimas", "vienas", false, {}}, {}, now);
  });
  const auto rewrite = [&](const std::string& locale, const std::string& body) {
    write([&](sql::Transaction& tx) -> Result<Translation> {
      return save_translation(tx, item, *PULT_TRY(find_translation(tx, item.id, locale)), Text{{}, body, {}, {}}, {},
                              now);
    });
    return write([&](sql::Transaction& tx) { return find_translation(tx, item.id, "lt"); })->outdated;
  };
  EXPECT_TRUE(rewrite("en-us", "two"));
  EXPECT_FALSE(rewrite("lt", "du"));
  EXPECT_FALSE(rewrite("en-us", "two"));  // the same again is no change
}

PULT_ON_EVERY_DATABASE(KnowledgeTest);

}  // namespace
}  // namespace pult::knowledge
