// SPDX-License-Identifier: AGPL-3.0-or-later
// The server's side of LMTP (RFC 2033) and SMTP (RFC 5321) as a pure state machine: bytes in, replies and messages out.
// LHLO makes a session LMTP (one reply per recipient after the data), HELO and EHLO make it SMTP (one reply).
//
// Line ends: only CRLF ends a command, only CRLF.CRLF ends a message. A lone CR or LF inside a message is a byte like
// any other, so nobody smuggles a second message past us (the advice on CVE-2023-51764 and its kin).
#pragma once
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"

namespace pult::net {

struct Envelope {
  std::string from;  // "" for "<>". Addresses are bytes as sent, perhaps not valid UTF-8
  std::vector<std::string> recipients;
  std::string helo;
  bool lmtp = false;
};

struct LmtpLimits {
  std::size_t command_bytes = 4096;  // one line
  std::size_t recipients = 1000;
  std::uint64_t message_bytes = 50ULL * 1024 * 1024;
  int bad_commands = 20;  // then the session is closed
};

class LmtpSession {
 public:
  // What to say to RCPT instead of taking it ("550 5.1.1 No such mailbox"); nullopt: take it.
  using RefuseRecipient = std::function<std::optional<std::string>(std::string_view recipient)>;

  struct Message {
    Envelope envelope;
    std::string raw;  // dots unstuffed, ends with CRLF unless empty
  };

  LmtpSession(std::string host_name, LmtpLimits limits, RefuseRecipient refuse_recipient = {});

  // Never more than a read buffer at a time; while a message waits for finish() do not feed at all.
  void feed(std::string_view bytes);
  // What is to be sent, since the last call. Begins with the greeting.
  std::string take_output();
  // A whole message. Until finish() is called for it the session stands still.
  std::optional<Message> take_message();
  // ok: it is durable. Errors: too_large, forbidden, not_found, invalid and unprocessable are permanent, others 451.
  void finish(const Result<void>& result);
  // After the output has been sent the connection is to be closed.
  bool closing() const { return closing_; }
  // Whether a message is being received: the shell allows it another deadline than an idle connection.
  bool receiving() const { return state_ == State::data; }

 private:
  enum class State : std::uint8_t { command, data, delivering };

  void process();
  bool take_command_line();
  bool take_data();
  void on_command(std::string_view line);
  void on_hello(std::string_view verb, std::string_view argument);
  void on_mail(std::string_view argument);
  void on_recipient(std::string_view argument);
  void on_data();
  void end_data();
  void answer(const Result<void>& result);
  void reset_transaction();
  void reply(std::string_view line);
  void reply_bad(std::string_view line);

  std::string host_name_;
  LmtpLimits limits_;
  RefuseRecipient refuse_recipient_;
  State state_ = State::command;
  std::string input_;
  std::string output_;
  Envelope envelope_;
  bool have_sender_ = false;
  std::string raw_;
  bool at_line_start_ = true;  // in data: the last two bytes were CRLF
  bool oversize_ = false;
  bool line_too_long_ = false;  // discarding until the command line ends
  std::optional<Message> message_;
  int bad_commands_ = 0;
  bool closing_ = false;
};

}  // namespace pult::net
