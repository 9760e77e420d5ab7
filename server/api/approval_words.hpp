// SPDX-License-Identifier: AGPL-3.0-or-later
// What people are told who are asked to approve something, in the languages of the desk. Texts are
// filled by fill_words (page_words.hpp).
#pragma once
#include <string_view>

namespace pult::api {

struct ApprovalWords {
  std::string_view subject;   // of the mail; {title}
  std::string_view greeting;  // {name}
  std::string_view asks;      // {agent}, {ticket}
  std::string_view decide;    // where the link follows
  std::string_view expires;
  std::string_view open;  // where a link to the ticket follows
  std::string_view approve, decline, reason;
  std::string_view thanks, approved, declined;
  std::string_view gone_title, gone;
};

// English for languages the desk does not speak. `language`: "cs", "en-US".
const ApprovalWords& approval_words(std::string_view language);

}  // namespace pult::api
