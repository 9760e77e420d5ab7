// SPDX-License-Identifier: AGPL-3.0-or-later
#include "privacy/traces.hpp"

#include <gtest/gtest.h>

namespace pult::privacy {
namespace {

people::Identity identity(std::string type, std::string value) {
  people::Identity out;
  out.type = std::move(type);
  out.value = std::move(value);
  return out;
}

TEST(Traces, AreAddressesPhonesAndNamesThatSaySomething) {
  people::User user;
  user.name = "Ann Lee";
  user.alias = "Al";
  user.phone = "12";
  user.deleted_email = "ann@old.example";
  const auto traces =
      traces_of(user, {identity("email", "ann@x.example"), identity("phone_number", "+420 601 555 009")});
  EXPECT_EQ(traces.addresses, (std::vector<std::string>{"ann@x.example", "+420 601 555 009", "ann@old.example"}));
  EXPECT_EQ(traces.names, std::vector<std::string>{"Ann Lee"});
  EXPECT_EQ(parse_traces(render_traces(traces)), traces);
  user.name = "ann@x.example";
  EXPECT_TRUE(traces_of(user, {}).names.empty());
}

TEST(Traces, GoWhereTheyStandAlone) {
  const auto find = spellings({"ann@x.example"});
  EXPECT_EQ(without("to Ann@X.example.", find), "to ▇▇▇.");
  EXPECT_EQ(without("<ann@x.example>, joann@x.example", find), "<▇▇▇>, joann@x.example");
  EXPECT_EQ(without(R"({"a":"line\nann@x.example"})", find), R"({"a":"line\n▇▇▇"})");
  EXPECT_EQ(without("mary.ann@x.example ann@x.examples", find), "mary.ann@x.example ann@x.examples");
}

TEST(Traces, GoAsHtmlAndJsonWriteThem) {
  const auto find = spellings({R"(Ann "A" <Lee>)"});
  EXPECT_EQ(without("<p>Ann &quot;A&quot; &lt;Lee&gt;</p>", find), "<p>▇▇▇</p>");
  EXPECT_EQ(without(R"({"name":"Ann \"A\" <Lee>"})", find), R"({"name":"▇▇▇"})");
}

}  // namespace
}  // namespace pult::privacy
