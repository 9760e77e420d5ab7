// SPDX-License-Identifier: AGPL-3.0-or-later
// Delivers the pushes that wait: a thread that sleeps until a commit or a due time wakes it, never polling.
#pragma once
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/bell.hpp"
#include "notify/queue.hpp"
#include "notify/service.hpp"

namespace pult::notify {

class Worker {
 public:
  explicit Worker(const NotifyService& service);
  ~Worker();
  void wake();

 private:
  // One message for one browser, which ends the wait of these rows.
  struct Letter {
    std::string text;
    Delivery delivery;
    std::vector<Waiting> rows;
  };
  struct Task {
    Subscription subscription;
    crypto::P256Key key;
    std::vector<Letter> letters;
    bool was_any = false;
  };

  void work();
  Micros deliver_due();
  Result<Task> take(sql::Transaction& tx, Micros now) const;
  Result<std::vector<Letter>> letters_for(sql::Transaction& tx, const people::Actor& actor,
                                          const std::vector<Waiting>& rows, Micros now) const;
  void deliver(const Task& task);
  Result<void> record(sql::Transaction& tx, const Task& task, const Letter& letter, const Reading& reading) const;

  const NotifyService& service_;
  base::Bell bell_;  // its end also ends calls under way
  std::thread thread_;
};

}  // namespace pult::notify
