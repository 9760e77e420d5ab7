// SPDX-License-Identifier: AGPL-3.0-or-later
// Links in what the desk writes to customers: macros, rules' mails, dynamic content, signatures, articles.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "housekeeping/finding.hpp"
#include "housekeeping/inventory.hpp"

namespace pult::housekeeping {

// The http and https addresses in a text or in HTML, as written, each once. Those with a placeholder inside are left
// out: what they lead to is known only when they are sent.
std::vector<std::string> links_in(std::string_view text);

struct DeskText {
  Subject subject;
  std::string text;
};
// Every text that leaves with mails.
std::vector<DeskText> texts_of(const Inventory& desk);

// How often a link must have failed in a row.
inline constexpr int failures_of_broken = 2;

}  // namespace pult::housekeeping
