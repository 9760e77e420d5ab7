// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/phrases.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::mailsteps {
namespace {

std::vector<std::string> found(const PhraseSet& set, std::string_view text) {
  std::vector<std::string> texts;
  for (const Phrase* phrase : set.find_in(text)) texts.push_back(phrase->text);
  return texts;
}

TEST(Phrases, FoldingHidesLineEndsCaseAndAccents) {
  EXPECT_EQ(fold("  Ne\tLZE \r\n doručit\u00a0Je\u2019 "), "ne lze dorucit je'");
  EXPECT_EQ(fold(""), "");
  EXPECT_EQ(fold(" \n"), "");
}

TEST(Phrases, EachIsFoundOnceInOrder) {
  const PhraseSet set({"user unknown", "users", "Échec de"});
  EXPECT_EQ(found(set, "echec de users user unknown users"),
            (std::vector<std::string>{"echec de", "users", "user unknown"}));
  EXPECT_EQ(found(set, "user unknow"), std::vector<std::string>{});
  EXPECT_EQ(found(set, ""), std::vector<std::string>{});
}

TEST(Phrases, PrefixIsTheLongest) {
  const PhraseSet set({"mail delivery", "mail delivery delayed", "mail"});
  EXPECT_EQ(set.find_prefix_of("mail delivery delayed: x")->text, "mail delivery delayed");
  EXPECT_EQ(set.find_prefix_of("mail delivery")->text, "mail delivery");
  EXPECT_EQ(set.find_prefix_of("a mail"), nullptr);
}

RC_GTEST_PROP(Phrases, FindsWhatStandsInTheText, (const std::string& before, const std::string& after)) {
  const PhraseSet set({"over quota"});
  RC_ASSERT(set.occurs_in(before + "over quota" + after));
}

RC_GTEST_PROP(Phrases, FoldIsIdempotent, (const std::string& text)) { RC_ASSERT(fold(fold(text)) == fold(text)); }

}  // namespace
}  // namespace pult::mailsteps
