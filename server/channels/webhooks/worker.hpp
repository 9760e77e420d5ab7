// SPDX-License-Identifier: AGPL-3.0-or-later
// Delivers the calls that wait: threads that sleep until a commit or a due time wakes them, never polling.
#pragma once
#include <optional>
#include <thread>
#include <vector>

#include "base/bell.hpp"
#include "channels/webhooks/breaker.hpp"
#include "channels/webhooks/invocation.hpp"
#include "net/http_client.hpp"

namespace pult::channels {
class WebhookService;
}

namespace pult::channels::webhooks {

struct Reading;

class Worker {
 public:
  Worker(const WebhookService& service, int threads);
  ~Worker();
  void wake();

 private:
  void work();
  void pass_on();
  Micros deliver_due();
  struct Task;
  void deliver(const Task& task);
  Result<void> record(sql::Transaction& tx, const Task& task, const net::HttpCall& call,
                      const Result<net::HttpReply>& reply, const Reading& reading, Micros now);

  const WebhookService& service_;
  base::Bell bell_;  // its end also ends calls under way
  std::vector<std::thread> threads_;
};

}  // namespace pult::channels::webhooks
