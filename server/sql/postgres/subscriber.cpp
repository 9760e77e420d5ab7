// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/postgres/subscriber.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

#include "base/log.hpp"
#include "sql/postgres/connection.hpp"

namespace pult::sql::postgres {

void Subscriber::start() {
  if (stop_event_ >= 0) return;
  stop_event_ = ::eventfd(0, EFD_CLOEXEC);
  (void)subscribe();
  thread_ = std::thread([this] { run(); });
}

void Subscriber::stop() {
  if (!thread_.joinable()) return;
  ::eventfd_write(stop_event_, 1);
  thread_.join();
  ::close(stop_event_);
}

bool Subscriber::subscribe() {
  auto connected = connect(url_);
  if (!connected) return false;
  link_ = std::move(*connected);
  if (succeeded(Reply(PQexec(link_.get(), (std::string("LISTEN ") + wire_channel).c_str())))) return true;
  link_.reset();
  return false;
}

void Subscriber::run() {
  int pause_ms = 100;
  bool running = true;
  while (running) {
    if (alive(link_)) {
      running = wait(-1);
      if (running) deliver();
      continue;
    }
    if (subscribe()) {
      pause_ms = 100;
      listeners_.tell("reconnected", "");
      continue;
    }
    log::warn("sql.listen_lost", {{"retry_ms", std::to_string(pause_ms)}});
    running = wait(pause_ms);
    pause_ms = std::min(pause_ms * 2, 5'000);
  }
}

bool Subscriber::wait(int timeout_ms) {
  pollfd events[] = {{stop_event_, POLLIN, 0}, {alive(link_) ? PQsocket(link_.get()) : -1, POLLIN, 0}};
  ::poll(events, 2, timeout_ms);
  return events[0].revents == 0;
}

void Subscriber::deliver() {
  if (!PQconsumeInput(link_.get())) {
    link_.reset();
    return;
  }
  while (PGnotify* notified = PQnotifies(link_.get())) {
    const std::string_view message = notified->extra;
    const auto space = std::min(message.find(' '), message.size());
    listeners_.tell(message.substr(0, space), message.substr(std::min(space + 1, message.size())));
    PQfreemem(notified);
  }
}

}  // namespace pult::sql::postgres
