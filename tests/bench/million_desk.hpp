// SPDX-License-Identifier: AGPL-3.0-or-later
// A desk with very many tickets, kept between runs. Rows are what the use cases would write, put there without them.
#pragma once
#include <string>

namespace pult::bench {

struct LargeDesk {
  std::string data;
  std::string authorization;
  std::int64_t tickets = 0;
};

// Loads it, or takes the one in `folder` when schema and size are the same.
LargeDesk large_desk(const std::string& binary, const std::string& folder, std::int64_t tickets);

}  // namespace pult::bench
