// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/postgres/placeholders.hpp"

#include <gtest/gtest.h>

namespace pult::sql::postgres {
namespace {

std::string render(std::string_view sql, const std::vector<Param>& params) {
  auto text = to_postgres(sql, params);
  return text ? *text : text.error().code;
}

TEST(Placeholders, BecomeDollars) {
  EXPECT_EQ(render("SELECT ?1, ?2, ?1 FROM t", {1, 2}), "SELECT $1, $2, $1 FROM t");
  EXPECT_EQ(render("?10?", {1, 2, 3, 4, 5, 6, 7, 8, 9, 10}), "$10?");
  EXPECT_EQ(render("", {}), "");
}

TEST(Placeholders, NullIsWrittenOut) {
  EXPECT_EQ(render("(?1 IS NULL OR a = ?1) AND b = ?2", {Null{}, 1}), "(NULL IS NULL OR a = NULL) AND b = $2");
}

TEST(Placeholders, DoubledQuestionMarkIsAnOperator) {
  EXPECT_EQ(render("a ?? ?1 AND a ??| ?2", {1, 2}), "a ? $1 AND a ?| $2");
}

TEST(Placeholders, QuotesAndCommentsStay) {
  for (const char* sql : {"'?1'", "'it''s ?1'", "\"?1\"", "-- ?1", "/* ?1 /* ?1 */ ?1 */", "$$ ?1 $$",
                          "$a$ ?1 $$ ?1 $a$", "'open ?1", "/* open ?1", "$a$ open ?1"}) {
    EXPECT_EQ(render(sql, {}), sql);
  }
  EXPECT_EQ(render("'' || ?1 -- ?2\n|| ?2 /**/ || ?3", {1, 2, 3}), "'' || $1 -- ?2\n|| $2 /**/ || $3");
  EXPECT_EQ(render("a$1 - ?1 / ?2 $", {1, 2}), "a$1 - $1 / $2 $");
}

TEST(Placeholders, MustMatchTheParameters) {
  EXPECT_EQ(render("SELECT ?2", {1}), "sql_error");
  EXPECT_EQ(render("SELECT ?1", {1, 2}), "sql_error");
}

}  // namespace
}  // namespace pult::sql::postgres
