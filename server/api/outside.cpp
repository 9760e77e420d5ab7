// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/outside.hpp"

#include <exception>

#include "base/log.hpp"

namespace pult::api {
namespace {

constexpr std::size_t max_waiting = 50;

}  // namespace

Outside::Outside(int threads) {
  for (int i = 0; i < threads; ++i) threads_.emplace_back([this] { serve(); });
}

Outside::~Outside() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (auto& thread : threads_) thread.join();
}

bool Outside::run(std::function<void()> work) {
  {
    const std::lock_guard lock(mutex_);
    if (queue_.size() >= max_waiting || stopping_) return false;
    queue_.push_back(std::move(work));
  }
  changed_.notify_one();
  return true;
}

void Outside::serve() {
  for (;;) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
    if (queue_.empty()) return;
    auto work = std::move(queue_.front());
    queue_.pop_front();
    lock.unlock();
    try {
      work();
    } catch (const std::exception& problem) {
      log::error("api.outside", {{"cause", problem.what()}});
    }
  }
}

}  // namespace pult::api
