// SPDX-License-Identifier: AGPL-3.0-or-later
// What a push says, in the agent's language: JSON that web/agent/public/sw.js shows. Pure.
#pragma once
#include <string>
#include <string_view>

#include "notify/notification.hpp"

namespace pult::notify {

// `desk`: what the desk is called.
std::string render_push(const Notification& notification, std::string_view locale, std::string_view desk);
// Of many at once.
std::string render_summary(std::size_t count, std::string_view locale, std::string_view desk);
// "Customer's message in #12", and "New notifications: 4".
std::string title_of(const Notification& notification, std::string_view locale);
std::string summary_title(std::size_t count, std::string_view locale);
// What a clock of a ticket is called: "First reply"; "" for none.
std::string_view metric_name(std::string_view metric, std::string_view locale);
std::string render_test(std::string_view locale, std::string_view desk);

}  // namespace pult::notify
