// SPDX-License-Identifier: AGPL-3.0-or-later
// How many frames a client may send: what browsers do is far below, what floods the server is cut off.
#pragma once
#include <algorithm>

#include "base/clock.hpp"

namespace pult::live {

// Of one socket, which calls one at a time.
class FrameBudget {
 public:
  // False when there were too many of late.
  bool take(Micros now) {
    const auto earned = std::max<Micros>(0, now - last_at_) / cost_us;
    if (earned > 0) {
      left_ = std::min<Micros>(most_at_once, left_ + earned);
      last_at_ = now;
    }
    if (left_ == 0) return false;
    --left_;
    return true;
  }

 private:
  static constexpr Micros most_at_once = 200;
  static constexpr Micros cost_us = base::second_us / 50;

  Micros left_ = most_at_once, last_at_ = 0;
};

}  // namespace pult::live
