// SPDX-License-Identifier: AGPL-3.0-or-later
// By which texts a person is recognised.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "people/user.hpp"

namespace pult::privacy {

struct Traces {
  std::vector<std::string> addresses;  // mail addresses and phone numbers: nobody else's
  std::vector<std::string> names;      // others may have the same
  bool operator==(const Traces&) const = default;
};

// Of a user and the user's identities, read before they are gone. Too short ones are left out: they would be found
// in everything.
Traces traces_of(const people::User& user, const std::vector<people::Identity>& identities);
void add(Traces& traces, const Traces& more);

std::string render_traces(const Traces& traces);
Traces parse_traces(std::string_view json);

// As they may stand in stored text: also with what HTML and JSON write otherwise.
std::vector<std::string> spellings(const std::vector<std::string>& texts);
// The text with blocks in place of each of them that stands there by itself, without regard to the case of letters.
std::string without(std::string_view text, const std::vector<std::string>& spellings);

}  // namespace pult::privacy
