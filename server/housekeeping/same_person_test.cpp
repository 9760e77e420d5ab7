// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/same_person.hpp"

#include <gtest/gtest.h>

#include "housekeeping/findings.hpp"

namespace pult::housekeeping {
namespace {

Person person(std::int64_t id, std::string name, std::string email, std::string phone = "", std::string external = "") {
  auto key = name;
  return {UserId(id), std::move(name), std::move(key), std::move(email), std::move(phone), std::move(external)};
}

Same how(const Person& one, const Person& other) { return same_person(one, other); }

TEST(SamePerson, IsToldByMoreThanAName) {
  const auto anna = person(1, "anna keller", "anna@tarn.example", "+420 777 123 456");
  EXPECT_EQ(how(anna, person(2, "a. keller", "Anna+shop@tarn.example")), Same::address);
  EXPECT_EQ(how(anna, person(2, "anna keller", "ak@gmail.com", "777123456")), Same::phone);
  EXPECT_EQ(how(anna, person(2, "anna keller", "keller@tarn.example")), Same::domain);
  const auto known = person(1, "anna keller", "a@gmail.com", "", "Kunde-0017");
  EXPECT_EQ(how(known, person(2, "anna keller", "b@gmail.com", "", "kunde 17")), Same::external_id);
}

TEST(SamePerson, NamesakesAreTwo) {
  const auto anna = person(1, "anna keller", "anna@gmail.com", "777 123 456", "17");
  EXPECT_EQ(how(anna, person(2, "anna keller", "keller@gmail.com")), Same::no);
  EXPECT_EQ(how(anna, person(2, "anna keller", "anna@other.example")), Same::no);
  EXPECT_EQ(how(anna, person(2, "otto keller", "otto@gmail.com", "777 123 456")), Same::no);
  EXPECT_EQ(how(anna, person(2, "anna keller", "", "123")), Same::no);
  EXPECT_EQ(how(anna, anna), Same::no);
  const auto at_work = person(1, "anna keller", "a@tarn.example", "", "17");
  EXPECT_EQ(how(at_work, person(2, "anna keller", "b@tarn.example", "", "171")), Same::no);
  EXPECT_EQ(how(person(1, "support", "a@tarn.example"), person(2, "support", "b@tarn.example")), Same::no);
}

TEST(SamePerson, TheFirstRecordStaysAndEachIsToldOnce) {
  Inventory desk;
  desk.namesakes.push_back({person(1, "anna keller", "anna@tarn.example"), person(2, "anna keller", "ak@tarn.example"),
                            person(3, "anna keller", "keller@tarn.example")});
  Findings found;
  find_twins(desk, found);
  ASSERT_EQ(found.size(), 2u);
  for (const auto& one : found) {
    EXPECT_EQ(one.detail, "1");
    EXPECT_EQ(one.fix->action, "merge_person");
  }
}

}  // namespace
}  // namespace pult::housekeeping
