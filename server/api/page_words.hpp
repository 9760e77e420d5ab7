// SPDX-License-Identifier: AGPL-3.0-or-later
// What the pages say on which programs are let in and addresses are proven, in the languages of the desk. Texts may
// hold {name} and the like, filled by fill_words.
#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pult::api {

struct PageWords {
  std::string_view language;
  // A program asks to be let in.
  std::string_view not_possible, unknown_program, unregistered_address, sign_in_first, sign_in, then_reload;
  std::string_view let_in, wants, scope_read, scope_write, scope_impersonate, allow, deny;
  // An address is to be proven.
  std::string_view link_dead, link_used, confirm_title, confirm, thanks, confirmed;
  std::string_view mail_subject, mail_text;  // {name}, {address}, {link}
};

// English for languages the desk does not speak.
const PageWords& page_words(std::string_view language);

// Each "{name}" of the pairs is replaced; what they bring is not looked at again.
std::string fill_words(std::string_view text, const std::vector<std::pair<std::string_view, std::string>>& values);

}  // namespace pult::api
