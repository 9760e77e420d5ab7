// SPDX-License-Identifier: AGPL-3.0-or-later
#include "base/in_parallel.hpp"

#include <gtest/gtest.h>

#include <numeric>

namespace pult::base {
namespace {

TEST(InParallel, CallsEachOnce) {
  for (const std::size_t count : {0, 1, 2, 7, 1000}) {
    std::vector<std::atomic<int>> calls(count);
    in_parallel(count, [&](std::size_t i) { ++calls[i]; });
    EXPECT_TRUE(std::ranges::all_of(calls, [](const auto& n) { return n == 1; })) << count;
  }
}

TEST(InParallel, EndsWhenAllIsDone) {
  std::vector<long> squares(500);
  in_parallel(squares.size(), [&](std::size_t i) { squares[i] = long(i) * long(i); });
  EXPECT_EQ(std::accumulate(squares.begin(), squares.end(), 0L), 499L * 500 * 999 / 6);
}

}  // namespace
}  // namespace pult::base
