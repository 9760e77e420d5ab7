// SPDX-License-Identifier: AGPL-3.0-or-later
// The mails with a link to choose a password, in the languages of the desk. Texts hold {name}, {desk}, {address} and
// {link}, filled by fill_words.
#pragma once
#include <string_view>

namespace pult::api {

struct PasswordWords {
  std::string_view language;
  std::string_view invitation_subject, invitation;  // to who has no password yet
  std::string_view reset_subject, reset;            // to who forgot it
};

// English for languages the desk does not speak.
const PasswordWords& password_words(std::string_view language);

}  // namespace pult::api
