// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether two records of customers are probably one person. Namesakes are many, so a name alone says nothing.
#pragma once
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"

namespace pult::housekeeping {

struct Person {
  UserId id;
  std::string name, name_key;  // name_key is folded
  std::string email, phone, external_id;
};

// address: one mail address, with and without "+word"; phone: name and telephone number; external_id: name and number
// in another spelling; domain: name and the domain of a company.
enum class Same : std::uint8_t { no, address, phone, external_id, domain };
Same same_person(const Person& one, const Person& other);
std::string_view word_of(Same how);
int confidence_of(Same how);

// "anna+shop@tarn.example" -> "anna@tarn.example"; small letters.
std::string plain_address(std::string_view address);

}  // namespace pult::housekeeping
