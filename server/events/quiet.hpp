// SPDX-License-Identifier: AGPL-3.0-or-later
// Who hears of what a unit of work does. Imports bring in the past: nobody is to be told of it as if it happened now.
#pragma once
#include <cstdint>

namespace pult::events {

enum class Telling : std::uint8_t {
  everybody,
  no_mail,  // programs and agents, but no mail leaves
  nobody,   // neither mail nor webhooks nor notifications
};

// While it lives, what this thread does in its transaction is told to fewer. The inner of two says.
class QuietScope {
 public:
  explicit QuietScope(Telling telling);
  ~QuietScope();
  QuietScope(const QuietScope&) = delete;

 private:
  Telling outer_;
};

Telling telling();

}  // namespace pult::events
