// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/lmtp_server.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>

#include "base/log.hpp"
#include "net/blocking_listener.hpp"

namespace pult::net {
namespace {

// The handler's answer, shared with it because it may come after we stopped waiting.
struct Verdict {
  std::mutex mutex;
  std::condition_variable arrived;
  std::optional<Result<void>> result;
};

Result<void> deliver_and_wait(const Deliver& deliver, LmtpSession::Message message, int timeout_ms) {
  auto verdict = std::make_shared<Verdict>();
  try {
    deliver(std::move(message.envelope), std::move(message.raw), [verdict](Result<void> result) {
      std::lock_guard lock(verdict->mutex);
      verdict->result = std::move(result);
      verdict->arrived.notify_all();
    });
  } catch (const std::exception& exception) {
    log::error("lmtp_handler_threw", {{"what", exception.what()}});
    return base::fail(ErrorKind::internal, "lmtp_handler", "Internal error");
  }
  std::unique_lock lock(verdict->mutex);
  verdict->arrived.wait_for(lock, std::chrono::milliseconds(timeout_ms), [&] { return verdict->result.has_value(); });
  if (verdict->result) return *verdict->result;
  return base::fail(ErrorKind::unavailable, "lmtp_busy", "Too busy, try again later");
}

class Door final : public LmtpServer {
 public:
  Door(LmtpServerOptions options, Deliver deliver) : options_(std::move(options)), deliver_(std::move(deliver)) {}
  ~Door() override { stop(); }

  Result<void> open() {
    listener_ = PULT_TRY(BlockingListener::start(options_.host, options_.port, options_.connections,
                                                 "421 4.3.2 Too many connections\r\n",
                                                 [this](BlockingSocket& socket) { serve(socket); }));
    return {};
  }
  std::uint16_t port() const override { return listener_->port(); }
  void stop() override {
    if (listener_) listener_->stop();
  }

 private:
  using Outcome = BlockingSocket::Outcome;

  void serve(BlockingSocket& socket) {
    LmtpSession session(options_.host_name, options_.limits, options_.refuse_recipient);
    auto message_deadline = BlockingSocket::in_ms(options_.message_timeout_ms);
    for (;;) {
      auto idle_deadline = BlockingSocket::in_ms(options_.idle_timeout_ms);
      if (socket.send(session.take_output(), idle_deadline) != Outcome::ok || session.closing()) return;
      if (auto message = session.take_message()) {
        session.finish(deliver_and_wait(deliver_, std::move(*message), options_.deliver_timeout_ms));
        continue;
      }
      if (!session.receiving()) message_deadline = BlockingSocket::in_ms(options_.message_timeout_ms);
      std::string bytes;
      auto outcome =
          socket.receive(bytes, session.receiving() ? std::min(message_deadline, idle_deadline) : idle_deadline);
      if (outcome == Outcome::timeout) socket.send("421 4.4.2 Timeout\r\n", BlockingSocket::in_ms(0));
      if (outcome == Outcome::stopped) socket.send("421 4.3.2 Shutting down\r\n", BlockingSocket::in_ms(0));
      if (outcome != Outcome::ok) return;
      session.feed(bytes);
    }
  }

  LmtpServerOptions options_;
  Deliver deliver_;
  std::unique_ptr<BlockingListener> listener_;
};

}  // namespace

Result<std::unique_ptr<LmtpServer>> LmtpServer::start(const LmtpServerOptions& options, Deliver deliver) {
  auto door = std::make_unique<Door>(options, std::move(deliver));
  PULT_TRY(door->open());
  return door;
}

}  // namespace pult::net
