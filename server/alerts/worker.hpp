// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the calls that wait: threads that sleep until a commit or a due time wakes them, never polling.
#pragma once
#include <optional>
#include <thread>
#include <vector>

#include "alerts/message.hpp"
#include "alerts/queue.hpp"
#include "base/bell.hpp"

namespace pult::alerts {

class AlertService;

class Worker {
 public:
  explicit Worker(const AlertService& service);
  ~Worker();
  void wake();

 private:
  struct Task {
    QueuedCall queued;
    std::optional<net::HttpCall> call;  // none: nobody is to be called any more
  };

  void work();
  Micros deliver_due();
  Result<std::optional<Task>> take(sql::Transaction& tx, Micros now) const;
  void deliver(Task& task);

  const AlertService& service_;
  base::Bell bell_;  // its end also ends calls under way
  std::vector<std::thread> threads_;
};

}  // namespace pult::alerts
