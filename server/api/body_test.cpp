// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/body.hpp"

#include <gtest/gtest.h>

namespace pult::api {
namespace {

// The value and whether the body is acceptable.
template <class Read>
auto read(std::string_view text, Read read_one) {
  const auto object = json::parse(text).as_object();
  Body in(object);
  auto value = read_one(in);
  return std::pair(std::move(value), in.check().has_value());
}
auto text(std::string_view object) {
  return read(object, [](Body& in) { return in.text("x"); });
}
auto boolean(std::string_view object) {
  return read(object, [](Body& in) { return in.boolean("x"); });
}
auto id(std::string_view object) {
  return read(object, [](Body& in) { return in.id("x"); });
}
auto texts(std::string_view object) {
  return read(object, [](Body& in) { return in.texts("x"); });
}
auto ids(std::string_view object) {
  return read(object, [](Body& in) { return in.ids("x"); });
}

using Text = std::pair<std::optional<std::string>, bool>;
using Flag = std::pair<std::optional<bool>, bool>;
using Number = std::pair<std::optional<std::int64_t>, bool>;
using Texts = std::pair<std::optional<std::vector<std::string>>, bool>;
using Numbers = std::pair<std::optional<std::vector<std::int64_t>>, bool>;

TEST(Body, ReadsText) {
  EXPECT_EQ(text(R"({"x":"ř"})"), Text("ř", true));
  EXPECT_EQ(text(R"({"x":null})"), Text("", true));
  EXPECT_EQ(text(R"({"x":7})"), Text("7", true));
  EXPECT_EQ(text("{}"), Text(std::nullopt, true));
  for (const auto wrong : {R"({"x":[]})", R"({"x":{}})", R"({"x":["a"]})"})
    EXPECT_EQ(text(wrong), Text(std::nullopt, false));
}

TEST(Body, ReadsFlags) {
  EXPECT_EQ(boolean(R"({"x":true})"), Flag(true, true));
  EXPECT_EQ(boolean(R"({"x":"false"})"), Flag(false, true));
  EXPECT_EQ(boolean(R"({"x":null})"), Flag(std::nullopt, true));
  for (const auto wrong : {R"({"x":1})", R"({"x":"yes"})", R"({"x":[]})"})
    EXPECT_EQ(boolean(wrong), Flag(std::nullopt, false));
}

TEST(Body, ReadsIds) {
  EXPECT_EQ(id(R"({"x":7})"), Number(7, true));
  EXPECT_EQ(id(R"({"x":"7"})"), Number(7, true));
  EXPECT_EQ(id(R"({"x":7.0})"), Number(7, true)) << "of languages without integers";
  EXPECT_EQ(id(R"({"x":null})"), Number(0, true));
  EXPECT_EQ(id(R"({"x":""})"), Number(0, true));
  EXPECT_EQ(id("{}"), Number(std::nullopt, true));
  EXPECT_EQ(id(R"({"x":18446744073709551615})"), Number(-1, true)) << "a number too large names nothing";
  for (const auto wrong : {R"({"x":"7a"})", R"({"x":1.5})", R"({"x":true})", R"({"x":{}})", R"({"x":1e30})",
                           R"({"x":"99999999999999999999"})"})
    EXPECT_EQ(id(wrong), Number(std::nullopt, false)) << wrong;
}

TEST(Body, ReadsLists) {
  EXPECT_EQ(texts(R"({"x":["a",7]})"), Texts({{"a", "7"}}, true));
  EXPECT_EQ(texts(R"({"x":"a"})"), Texts({{"a"}}, true));
  EXPECT_EQ(texts(R"({"x":null})"), Texts(std::vector<std::string>(), true));
  EXPECT_EQ(texts(R"({"x":[[]]})"), Texts(std::nullopt, false));
  EXPECT_EQ(texts(R"({"x":{}})"), Texts(std::nullopt, false));
  EXPECT_EQ(ids(R"({"x":[1,"2"]})"), Numbers({{1, 2}}, true));
  EXPECT_EQ(ids(R"({"x":["a"]})"), Numbers(std::nullopt, false));
}

TEST(Body, TellsTheFirstMemberThatDidNotFit) {
  const auto object = json::parse(R"({"a":[],"b":[]})").as_object();
  Body in(object);
  in.text("b");
  in.text("a");
  const auto checked = in.check();
  ASSERT_FALSE(checked);
  EXPECT_EQ(checked.error().kind, ErrorKind::invalid);
  EXPECT_EQ(checked.error().code, "InvalidAttribute");
  EXPECT_NE(checked.error().message.find(" b "), std::string::npos);
}

TEST(Body, TheInnerObjectMustBeOne) {
  for (const auto wrong : {"{}", R"({"ticket":7})", R"({"ticket":null})", R"({"ticket":[]})"})
    EXPECT_FALSE(inner(json::parse(wrong).as_object(), "ticket")) << wrong;
  EXPECT_TRUE(inner(json::parse(R"({"ticket":{}})").as_object(), "ticket"));
}

}  // namespace
}  // namespace pult::api
