// SPDX-License-Identifier: AGPL-3.0-or-later
// Notices that a client has closed its connection while its request is being answered. Costs nothing until somebody
// wants to know. Internal to net.
#pragma once
#include <poll.h>

#include <boost/asio/post.hpp>
#include <functional>
#include <memory>
#include <utility>

#include "net/http_loop.hpp"

namespace pult::net {

class Departure : public std::enable_shared_from_this<Departure> {
 public:
  Departure(std::weak_ptr<Loop> loop, TcpSocket& socket) : loop_(std::move(loop)), socket_(&socket) {}

  // From any thread. `tell` is called at most once, on the loop's thread, and never after end().
  void watch(std::function<void()> tell) {
    const auto loop = loop_.lock();
    if (!loop) return;
    asio::post(loop->context, [weak = weak_from_this(), tell = std::move(tell)]() mutable {
      const auto self = weak.lock();
      if (!self) return;
      self->tell_ = std::move(tell);
      self->look();
    });
  }
  // The answer is there; on the loop's thread. Nothing may wait for the socket behind our back afterwards.
  void end() {
    ErrorCode ignored;
    if (std::exchange(waits_, false)) socket_->cancel(ignored);
    socket_ = nullptr;
    tell_ = nullptr;
  }

 private:
  void look() {
    if (!socket_ || !tell_) return;
    pollfd client{socket_->native_handle(), POLLRDHUP, 0};
    if (::poll(&client, 1, 0) > 0) return std::exchange(tell_, nullptr)();
    waits_ = true;
    // Readable: the end, or the next request already, which may have an end behind it.
    socket_->async_wait(TcpSocket::wait_read, [weak = weak_from_this()](ErrorCode error) {
      const auto self = weak.lock();
      if (error || !self) return;
      self->waits_ = false;
      self->look();
    });
  }

  std::weak_ptr<Loop> loop_;  // it keeps us, in its handlers
  TcpSocket* socket_;         // null: answered
  std::function<void()> tell_;
  bool waits_ = false;
};

}  // namespace pult::net
