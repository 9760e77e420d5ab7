// SPDX-License-Identifier: AGPL-3.0-or-later
// Hears the notifications of all nodes on a connection and a thread of its own.
#pragma once
#include <string>
#include <thread>

#include "sql/postgres/link.hpp"
#include "sql/units.hpp"

namespace pult::sql::postgres {

class Subscriber {
 public:
  Subscriber(std::string url, const Listeners& listeners) : url_(std::move(url)), listeners_(listeners) {}
  ~Subscriber() { stop(); }

  // Returns when the server was told; when it cannot be reached, the thread goes on trying and then tells
  // ("reconnected", ""). Starts at most once.
  void start();
  void stop();

 private:
  void run();
  bool subscribe();
  void deliver();
  bool wait(int timeout_ms);  // false when it is time to stop

  const std::string url_;
  const Listeners& listeners_;
  Link link_;
  int stop_event_ = -1;
  std::thread thread_;
};

}  // namespace pult::sql::postgres
