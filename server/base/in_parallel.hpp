// SPDX-License-Identifier: AGPL-3.0-or-later
// The same work on many things, on all processors.
#pragma once
#include <algorithm>
#include <atomic>
#include <cstddef>
#include <thread>
#include <vector>

namespace pult::base {

// Calls work(0) .. work(count - 1), each once, in no order, on this thread and as many more as processors help;
// returns when all are done. `work` must not throw and must be safe to call from several threads.
template <class Work>
void in_parallel(std::size_t count, const Work& work) {
  std::atomic<std::size_t> next = 0;
  const auto run = [&] {
    for (auto i = next++; i < count; i = next++) work(i);
  };
  const auto processors = std::clamp<std::size_t>(std::thread::hardware_concurrency(), 1, 8);
  std::vector<std::jthread> others;
  for (std::size_t i = 1; i < std::min(count, processors); ++i) others.emplace_back(run);
  run();
}

}  // namespace pult::base
