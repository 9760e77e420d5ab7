// SPDX-License-Identifier: AGPL-3.0-or-later
// What wakes threads that sleep until something is due: rung when there may be more to do, and stopped for good.
#pragma once
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <optional>

#include "base/clock.hpp"

namespace pult::base {

class Bell {
 public:
  void ring() {
    {
      const std::lock_guard lock(mutex_);
      ++rings_;
    }
    changed_.notify_all();
  }
  // All who wait go on, now and later. Idempotent.
  void stop() {
    {
      const std::lock_guard lock(mutex_);
      stopping_ = true;
    }
    changed_.notify_all();
  }
  // For calls that end when it is stopped.
  const std::atomic<bool>& stopping() const { return stopping_; }

  // Asked before looking for work, so that a ring meanwhile is not missed.
  std::uint64_t heard() {
    const std::lock_guard lock(mutex_);
    return rings_;
  }
  // Until it rings again after `heard`, is stopped, or for so long.
  void wait(std::uint64_t heard, std::optional<Micros> at_most) {
    std::unique_lock lock(mutex_);
    const auto woken = [&] { return stopping_ || rings_ != heard; };
    if (at_most)
      changed_.wait_for(lock, std::chrono::microseconds(*at_most > 0 ? *at_most : 0), woken);
    else
      changed_.wait(lock, woken);
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t rings_ = 0;
  std::atomic<bool> stopping_ = false;
};

}  // namespace pult::base
