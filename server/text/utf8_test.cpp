// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/utf8.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace pult::text {
namespace {

TEST(Utf8, RefusesWhatRfc3629Refuses) {
  EXPECT_TRUE(is_valid_utf8("a\xC3\xA9\xE2\x82\xAC\xF0\x9F\x98\x80"));
  for (const char* bad : {"\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\xE2\x82", "\x80", "\xFF"})
    EXPECT_FALSE(is_valid_utf8(bad));
}

TEST(Utf8, ReplacesBadBytesAndDropsNul) {
  EXPECT_EQ(to_valid_utf8(std::string_view("a\0b\xFF"
                                           "c",
                                           5)),
            "ab\xEF\xBF\xBD"
            "c");
  EXPECT_TRUE(rc::check([](const std::string& bytes) { RC_ASSERT(is_valid_utf8(to_valid_utf8(bytes))); }));
}

TEST(Utf8, Composes) { EXPECT_EQ(nfc("e\xCC\x81"), "\xC3\xA9"); }

TEST(Utf8, CutsBetweenCharacters) {
  EXPECT_EQ(truncate_utf8("aé", 2), "a");
  EXPECT_EQ(truncate_utf8("aé", 3), "aé");
  EXPECT_TRUE(rc::check([](const std::string& bytes) {
    const std::string text = to_valid_utf8(bytes);
    const std::size_t max = *rc::gen::inRange<std::size_t>(0, 40);
    RC_ASSERT(is_valid_utf8(truncate_utf8(text, max)));
    RC_ASSERT(truncate_utf8(text, max).size() <= max);
  }));
}

}  // namespace
}  // namespace pult::text
