// SPDX-License-Identifier: AGPL-3.0-or-later
// Work of a request that calls other servers: done on threads that may wait, after the transaction.
#pragma once
#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace pult::api {

class Outside {
 public:
  explicit Outside(int threads);
  // What waits is still done.
  ~Outside();
  // False when too much waits already.
  bool run(std::function<void()> work);

 private:
  void serve();
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::function<void()>> queue_;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace pult::api
