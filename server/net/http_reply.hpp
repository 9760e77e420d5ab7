// SPDX-License-Identifier: AGPL-3.0-or-later
// The way back from a handler on any thread to the coroutine that waits for it. Internal to net.
#pragma once
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <memory>
#include <optional>

#include "net/http_loop.hpp"

namespace pult::net {

// The waiting end, touched on its loop only. The timer is both the deadline and the bell.
template <class Answer>
struct Mailbox {
  explicit Mailbox(Loop& loop) : bell(loop.context.get_executor()) {}

  // nullopt when nobody answered in time.
  Awaitable<std::optional<Answer>> receive(int timeout_ms) {
    if (!answer) {
      bell.expires_after(std::chrono::milliseconds(timeout_ms));
      ErrorCode ignored;
      co_await bell.async_wait(asio::redirect_error(use_await, ignored));
    }
    co_return std::move(answer);
  }

  Timer bell;
  std::optional<Answer> answer;
};

// The sending end: copied about by the handler. Only the first answer counts; when the last copy goes without one,
// the fallback is sent. Keeps the loop's memory, not the connection.
template <class Answer>
class ReplySlot {
 public:
  ReplySlot(std::shared_ptr<Loop> loop, std::weak_ptr<Mailbox<Answer>> mailbox, Answer (*fallback)())
      : loop_(std::move(loop)), mailbox_(std::move(mailbox)), fallback_(fallback) {}
  ReplySlot(const ReplySlot&) = delete;
  ReplySlot& operator=(const ReplySlot&) = delete;
  ~ReplySlot() {
    if (!answered_) answer(fallback_());
  }

  void answer(Answer answer) {
    if (answered_.exchange(true)) return;
    // Runs at once when the handler answers before it returns, which is the common case.
    asio::dispatch(loop_->context, [mailbox = mailbox_, answer = std::move(answer)]() mutable {
      const auto waiting = mailbox.lock();
      if (!waiting) return;
      waiting->answer = std::move(answer);
      waiting->bell.cancel();
    });
  }

 private:
  std::shared_ptr<Loop> loop_;
  std::weak_ptr<Mailbox<Answer>> mailbox_;
  Answer (*fallback_)();
  std::atomic<bool> answered_{false};
};

}  // namespace pult::net
