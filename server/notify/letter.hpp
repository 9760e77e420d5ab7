// SPDX-License-Identifier: AGPL-3.0-or-later
// What a mail says of one or several notifications, in the agent's language. Pure.
#pragma once
#include <string>
#include <vector>

#include "notify/notification.hpp"

namespace pult::notify {

struct LetterItem {
  Notification told;
  std::string words;    // of the comment; of a ticket that was given away the customer's or colleague's last ones
  std::string said_by;  // who wrote them, where that is not who did what is told
  bool is_private = false;
};
struct LetterPlace {
  std::string locale, time_zone;  // of the agent
  std::string desk_name, base_url;

  std::string settings_url() const { return base_url + "/settings#notifications"; }
};
struct Letter {
  std::string subject, text, html;
};
// `items`: oldest first, never empty; those of one ticket stand together. `more`: how many are left out.
Letter render_letter(const std::vector<LetterItem>& items, std::size_t more, const LetterPlace& place);
bool is_about_one_ticket(const std::vector<LetterItem>& items);

}  // namespace pult::notify
