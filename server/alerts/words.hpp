// SPDX-License-Identifier: AGPL-3.0-or-later
// What alerts say to people, and the page behind their link, in five languages. Pure.
#pragma once
#include <string>
#include <string_view>

#include "alerts/alert.hpp"

namespace pult::alerts {

struct Words {
  std::string_view language;
  std::string_view sla_warning, sla_breach, ticket_urgent;  // {id}: the ticket; {metric}
  std::string_view mailbox_failing, outgoing_failing;       // {address}
  std::string_view test_title, test_text;
  std::string_view take;                  // the button
  std::string_view taken_title, taken;    // {who}, {time}
  std::string_view over_title, over;      // it needs nobody any more
  std::string_view thanks_title, thanks;  // for taking it
  std::string_view dead_title, dead;      // a link that is none
};
const Words& words_of(std::string_view locale);

// "{id}" and the like of a text of Words.
std::string fill_word(std::string_view text, std::string_view name, std::string_view value);

std::string title_of(const Alert& alert, std::string_view locale);
// Whom it is about: the subject of the ticket; "" for mailboxes.
std::string text_of(const Alert& alert);

}  // namespace pult::alerts
