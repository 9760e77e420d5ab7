// SPDX-License-Identifier: AGPL-3.0-or-later
// The door for a mail server on this machine: LMTP and SMTP on a loopback port, a thread per connection.
// It never answers 250 before the handler says that the mail is durable.
#pragma once
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "base/result.hpp"
#include "net/lmtp_session.hpp"

namespace pult::net {

// Called on the connection's thread; `done` exactly once, from any thread. Errors: see LmtpSession::finish.
using Deliver = std::function<void(Envelope envelope, std::string raw, std::function<void(Result<void>)> done)>;

struct LmtpServerOptions {
  std::string host = "127.0.0.1";  // a numeric address; there is no sign-in, so keep it on loopback
  std::uint16_t port = 8425;       // 0: any free one
  std::string host_name = "localhost";
  LmtpLimits limits;
  LmtpSession::RefuseRecipient refuse_recipient;
  int connections = 32;              // one more is told 421
  int idle_timeout_ms = 300'000;     // RFC 5321 section 4.5.3.2
  int message_timeout_ms = 600'000;  // for one whole message
  int deliver_timeout_ms = 60'000;   // for the handler: afterwards 451
};

class LmtpServer {
 public:
  static Result<std::unique_ptr<LmtpServer>> start(const LmtpServerOptions& options, Deliver deliver);
  virtual ~LmtpServer() = default;
  virtual std::uint16_t port() const = 0;
  // Closes the door and every connection; returns when their threads are gone. A handler that runs is waited for.
  virtual void stop() = 0;
};

}  // namespace pult::net
