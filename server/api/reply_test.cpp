// SPDX-License-Identifier: AGPL-3.0-or-later
// How errors look on the wire, and that no odd request gets an answer of ours that says "500".
#include "api/api_fixture.hpp"

namespace pult::api {
namespace {

json::value error_body(const Error& error) { return json::parse(render_error(error).body); }

TEST(ErrorReply, EachKindHasItsStatus) {
  const std::pair<ErrorKind, int> kinds[] = {{ErrorKind::invalid, 400},       {ErrorKind::unauthenticated, 401},
                                             {ErrorKind::forbidden, 403},     {ErrorKind::not_found, 404},
                                             {ErrorKind::conflict, 409},      {ErrorKind::too_large, 413},
                                             {ErrorKind::unprocessable, 422}, {ErrorKind::rate_limited, 429},
                                             {ErrorKind::unavailable, 503},   {ErrorKind::internal, 500}};
  for (const auto& [kind, status] : kinds) EXPECT_EQ(render_error(Error{kind, "c", "m", "secret"}).status, status);
}

TEST(ErrorReply, HasTheShapeOfTheConventions) {
  EXPECT_EQ(error_body(base::fail_not_found().error()),
            json::parse(R"({"error":"RecordNotFound","description":"Not found"})"));
  EXPECT_EQ(error_body(base::fail_field("name", "BlankValue", "Name: cannot be blank").error()), json::parse(R"({
    "error":"RecordInvalid","description":"Record validation errors",
    "details":{"name":[{"description":"Name: cannot be blank","error":"BlankValue"}]}})"));
  EXPECT_EQ(error_body(Error{ErrorKind::invalid, "InvalidAttribute", "Wrong", ""}),
            json::parse(R"({"error":{"title":"Invalid attribute","message":"Wrong"}})"));
  EXPECT_EQ(error_body(Error{ErrorKind::forbidden, "Forbidden", "No", ""}),
            json::parse(R"({"error":{"title":"Forbidden","message":"No"}})"));
}

TEST(ErrorReply, CausesAndBugsAreNotShown) {
  const auto reply = render_error(Error{ErrorKind::internal, "sql_error", "syntax error near SELECT", "password=x"});
  EXPECT_EQ(reply.body.find("SELECT"), std::string::npos);
  EXPECT_EQ(reply.body.find("password"), std::string::npos);
  EXPECT_NE(reply.body.find("InternalError"), std::string::npos);
}

class ApiReplyTest : public testing::ApiTest {};
PULT_ON_EVERY_DATABASE(ApiReplyTest);

TEST_P(ApiReplyTest, WhoAsksIsCheckedBeforeAnythingElse) {
  EXPECT_EQ(ask("GET", "tickets", "", "").status, 401);
  EXPECT_EQ(ask("GET", "tickets", "", "").header("WWW-Authenticate"), "Basic realm=\"Pult\"");
  EXPECT_EQ(ask("GET", "tickets", "", "nobody@example.com").status, 401);
  EXPECT_EQ(ask("GET", "views", "", "jana@example.com").status, 401) << "an admin's token is for agents";
  on_behalf_of = "jana@example.com";
  EXPECT_EQ(ask("GET", "views").status, 403);
  on_behalf_of = "nobody@example.com";
  EXPECT_EQ(ask("GET", "views").status, 403);
  on_behalf_of.clear();
  EXPECT_EQ(ask("GET", "users/me", "", "").status, 200);
  EXPECT_TRUE(ask("GET", "users/me", "", "").body.at("user").at("id").is_null());
  EXPECT_EQ(ask("GET", "nothing").status, 404);
  const auto refused = ask("PATCH", "tickets");
  EXPECT_EQ(refused.status, 405);
  EXPECT_EQ(refused.header("Allow"), "GET, POST");
}

TEST_P(ApiReplyTest, ATokenOfAnAdminWhoIsSuspendedActsForNobody) {
  EXPECT_EQ(ask("GET", "views", "", "ada@desk.example").status, 200);
  script("UPDATE users SET suspended = 1 WHERE email = 'root@desk.example'");
  EXPECT_EQ(ask("GET", "views").status, 401);
  EXPECT_EQ(ask("GET", "views", "", "ada@desk.example").status, 401);
}

TEST_P(ApiReplyTest, ACustomerClaimsNoAddressOfSomebodyElse) {
  const auto path = "users/" + std::to_string(customer.id().value);
  on_behalf_of = "jana@example.com";
  EXPECT_EQ(ask("POST", path + "/identities", R"({"identity":{"type":"email","value":"x@y.example"}})").status, 403);
  EXPECT_EQ(ask("PUT", path, R"({"user":{"email":"x@y.example"}})").status, 403);
  EXPECT_EQ(ask("PUT", path, R"({"user":{"name":"Jana N.","email":"jana@example.com"}})").status, 200);
  on_behalf_of.clear();
  EXPECT_EQ(ask("POST", path + "/identities", R"({"identity":{"type":"email","value":"x@y.example"}})").status, 201);
}

TEST_P(ApiReplyTest, BodiesThatAreNoJsonObjectAreTheClientsError) {
  for (const std::string body : {"{", "[]", "7", "null", "{\"ticket\":", "\xff", "{\"a\":\"\xff\"}"})
    EXPECT_EQ(ask("POST", "tickets", body).status, 400) << body;
  EXPECT_EQ(ask("POST", "tickets", std::string(100, '[') + std::string(100, ']')).status, 400);
  EXPECT_EQ(ask("POST", "tickets", "").status, 400) << "there must be a ticket";
}

TEST_P(ApiReplyTest, NoValueOfAnyTypeIsABugOfOurs) {
  const std::string values[] = {"null",
                                "true",
                                "7",
                                "-1",
                                "1e400",
                                "9223372036854775808",
                                "\"\"",
                                "\"\\u0000\"",
                                "\"\xc5\xbe\"",
                                "[]",
                                "[null]",
                                "[[]]",
                                "[{}]",
                                "{}",
                                "{\"email\":7}",
                                "\"2026-13-45\"",
                                "[\"\\u0000\"]",
                                "{\"name\":\"x\",\"email\":\"x\"}"};
  for (const auto member : {"subject", "status", "priority", "requester_id", "requester", "assignee_id", "group_id",
                            "tags", "due_at", "comment", "email_ccs", "followers", "external_id"})
    for (const auto& value : values) {
      const auto object = "{\"ticket\":{\"comment\":{\"body\":\"x\"},\"" + std::string(member) + "\":" + value + "}}";
      EXPECT_LT(ask("POST", "tickets", object).status, 500) << object;
    }
}

TEST_P(ApiReplyTest, NoQueryIsABugOfOurs) {
  for (const auto path : {"tickets", "users", "users/search", "users/autocomplete", "tags", "autocomplete/tags",
                          "organizations", "organizations/autocomplete", "groups", "views", "views/1/tickets",
                          "outgoing_messages", "suspended_tickets", "tickets/show_many", "users/show_many"})
    for (const auto query : {"page[size]=5&page[after]=djE6fP8", "name=%FF&query=%FF&state=%FF&external_id=%FF",
                             "name=%00", "ids=%FF,1,-5,99999999999999999999", "sort_by=%FF&include=%FF&role=%FF",
                             "page[size]=2&page[after]=djE6LTUsLTU", "per_page=1&page=9999"}) {
      const auto target = std::string(path) + "?" + query;
      EXPECT_LT(ask("GET", target).status, 500) << target;
    }
}

TEST_P(ApiReplyTest, ASearchEndsWhenItsCallerLeaves) {
  when_gone = [](const std::function<void()>& tell) { tell(); };
  for (const auto* path : {"search?query=printer", "search/count?query=status<solved"})
    EXPECT_EQ(ask("GET", path).body.at("error").as_string(), "cancelled") << path;
  when_gone = nullptr;
  EXPECT_EQ(ask("GET", "search?query=printer").status, 200);
}

TEST_P(ApiReplyTest, ATicketGoesInAndComesOut) {
  const auto made = ask("POST", "tickets", R"({"ticket":{"subject":"S","comment":{"body":"B"},"tags":["b","a"]}})");
  ASSERT_EQ(made.status, 201) << made.raw;
  const auto id = made.body.at("ticket").at("id").as_int64();
  EXPECT_EQ(made.header("Location"), "http://desk.example/api/v2/tickets/" + std::to_string(id) + ".json");
  const auto shown = ask("GET", "tickets/" + std::to_string(id) + ".json");
  EXPECT_EQ(shown.body.at("ticket").at("tags"), json::parse(R"(["a","b"])"));
  EXPECT_EQ(shown.body.at("ticket").at("description"), "B");
  EXPECT_EQ(ask("DELETE", "tickets/" + std::to_string(id), "", "ada@desk.example").status, 403);
  EXPECT_EQ(ask("DELETE", "tickets/" + std::to_string(id)).status, 204);
  EXPECT_EQ(ask("GET", "tickets/" + std::to_string(id)).status, 404);
}

}  // namespace
}  // namespace pult::api
