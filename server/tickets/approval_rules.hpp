// SPDX-License-Identifier: AGPL-3.0-or-later
// What words of several people come to. Pure.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace pult::tickets {

// Of one question: "waiting", "approved" or "declined". any: one yes is enough, and only all noes are a no;
// all: one no is enough, and only all yeses are a yes.
std::string status_of(std::string_view rule, const std::vector<std::string>& decisions);
// Of all questions of a ticket: one that waits makes it wait, else one that was declined declines; withdrawn ones do
// not count; "" when there are no others.
std::string summary_of(const std::vector<std::string>& statuses);

}  // namespace pult::tickets
