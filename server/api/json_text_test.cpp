// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/json_text.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::api {
namespace {

TEST(JsonText, WritesWhatATreeWouldSay) {
  std::string text;
  ObjectText out(text);
  out["text"] = "line\n\"quoted\" \\ \x01 Ž";
  out["view"] = std::string_view("b");
  out["number"] = std::int64_t(-7);
  out["yes"] = true;
  out["nothing"] = nullptr;
  out["tree"] = json::object{{"a", json::array{1, 2}}};
  out.raw("written", "[{}]");
  out.time("at", Micros(0));
  out.time("never", std::nullopt);
  out.text_or_null("empty", "");
  out.id_or_null("id", TicketId(5));
  out.id_or_null("no_id", TicketId());
  out.words("tags", " a  b ");
  out.numbers("ids", "3 4");
  out.numbers("none", "");
  out.close();
  const json::value expected{{"text", "line\n\"quoted\" \\ \x01 Ž"},
                             {"view", "b"},
                             {"number", -7},
                             {"yes", true},
                             {"nothing", nullptr},
                             {"tree", {{"a", {1, 2}}}},
                             {"written", json::array{json::object()}},
                             {"at", "1970-01-01T00:00:00Z"},
                             {"never", nullptr},
                             {"empty", nullptr},
                             {"id", 5},
                             {"no_id", nullptr},
                             {"tags", json::array{"a", "b"}},
                             {"ids", json::array{3, 4}},
                             {"none", json::array()}};
  EXPECT_EQ(json::parse(text), expected);
}

RC_GTEST_PROP(JsonText, AnyTextIsReadBackAsItWas, (const std::string& text)) {
  std::string written;
  append_json(written, text);
  RC_ASSERT(parse_own(written).as_string() == text);
}

TEST(JsonText, MembersBecomePartOfTheBody) {
  Answer answer{200, {{"count", 1}}};
  answer.members.emplace_back("tickets", R"([{"id":1}])");
  EXPECT_EQ(fold_members(answer), (json::object{{"count", 1}, {"tickets", json::array{json::object{{"id", 1}}}}}));
  EXPECT_TRUE(answer.members.empty());
}

}  // namespace
}  // namespace pult::api
