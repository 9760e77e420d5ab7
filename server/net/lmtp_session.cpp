// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/lmtp_session.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "net/smtp_path.hpp"

namespace pult::net {
namespace {

constexpr std::string_view crlf = "\r\n";
constexpr std::size_t max_words_bytes = 300;  // of an error that we repeat to the sender

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

std::string printable(std::string_view text) {
  std::string out(text.substr(0, max_words_bytes));
  for (char& c : out)
    if (c < 0x20 || c > 0x7E) c = '?';
  return out;
}

std::string render_failure(const Error& error) {
  switch (error.kind) {
    case ErrorKind::too_large: return "552 5.3.4 " + printable(error.message);
    case ErrorKind::not_found: return "550 5.1.1 " + printable(error.message);
    case ErrorKind::forbidden:
    case ErrorKind::invalid:
    case ErrorKind::unprocessable: return "550 5.7.1 " + printable(error.message);
    default: return "451 4.3.0 " + printable(error.message);
  }
}

// "FROM:<a@b> SIZE=3" without "FROM:"; nullopt when it does not begin so. A space after the colon is forgiven.
std::optional<std::string_view> after_keyword(std::string_view argument, std::string_view keyword) {
  if (upper(argument.substr(0, keyword.size())) != keyword) return std::nullopt;
  argument.remove_prefix(keyword.size());
  while (argument.starts_with(' ')) argument.remove_prefix(1);
  return argument;
}

}  // namespace

LmtpSession::LmtpSession(std::string host_name, LmtpLimits limits, RefuseRecipient refuse_recipient)
    : host_name_(std::move(host_name)), limits_(limits), refuse_recipient_(std::move(refuse_recipient)) {
  reply("220 " + host_name_ + " ESMTP LMTP");
}

void LmtpSession::feed(std::string_view bytes) {
  if (closing_) return;
  input_ += bytes;
  process();
}

void LmtpSession::process() {
  while (!closing_ && state_ != State::delivering && (state_ == State::data ? take_data() : take_command_line())) {
  }
}

bool LmtpSession::take_command_line() {
  auto end = input_.find(crlf);
  if (end == std::string::npos) {
    if (input_.size() > limits_.command_bytes + 1) {
      line_too_long_ = true;
      input_.erase(0, input_.size() - 1);  // its last byte may be the CR
    }
    return false;
  }
  std::string line = input_.substr(0, end);
  input_.erase(0, end + crlf.size());
  if (line_too_long_ || line.size() > limits_.command_bytes) {
    line_too_long_ = false;
    reply_bad("500 5.5.2 Line too long");
  } else {
    on_command(line);
  }
  return true;
}

void LmtpSession::on_command(std::string_view line) {
  if (std::ranges::any_of(line, [](unsigned char c) { return c < 0x20 || c == 0x7F; }))
    return reply_bad("500 5.5.2 Control characters in a command");
  std::string verb = upper(line.substr(0, line.find(' ')));
  std::string_view argument = line.substr(std::min(line.size(), verb.size() + 1));
  while (argument.ends_with(' ')) argument.remove_suffix(1);

  if (verb == "LHLO" || verb == "EHLO" || verb == "HELO") return on_hello(verb, argument);
  if (verb == "MAIL") return on_mail(argument);
  if (verb == "RCPT") return on_recipient(argument);
  if (verb == "DATA") return on_data();
  if (verb == "NOOP") return reply("250 2.0.0 Ok");
  if (verb == "VRFY") return reply("252 2.5.0 Send some mail and see");
  if (verb == "RSET") {
    reset_transaction();
    return reply("250 2.0.0 Ok");
  }
  if (verb == "QUIT") {
    closing_ = true;
    return reply("221 2.0.0 Bye");
  }
  reply_bad("502 5.5.1 Command not known");
}

void LmtpSession::on_hello(std::string_view verb, std::string_view argument) {
  if (argument.empty()) return reply_bad("501 5.5.4 Your name, please");
  reset_transaction();
  envelope_.helo = argument;
  envelope_.lmtp = verb == "LHLO";
  if (verb == "HELO") return reply("250 " + host_name_);
  output_ += "250-" + host_name_ + "\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n";
  reply("250 SIZE " + std::to_string(limits_.message_bytes));
}

void LmtpSession::on_mail(std::string_view argument) {
  if (envelope_.helo.empty()) return reply_bad("503 5.5.1 Say LHLO or EHLO first");
  if (have_sender_) return reply_bad("503 5.5.1 One sender is enough");
  auto rest = after_keyword(argument, "FROM:");
  auto path = rest ? parse_smtp_path(*rest) : std::nullopt;
  if (!path) return reply_bad("501 5.1.7 Bad sender address");
  for (const auto& parameter : path->parameters) {
    std::string name = upper(parameter);
    if (name.starts_with("SIZE=")) {
      std::uint64_t size = 0;
      auto [end, error] = std::from_chars(name.data() + 5, name.data() + name.size(), size);
      if (error == std::errc::result_out_of_range || size > limits_.message_bytes)
        return reply("552 5.3.4 The message is too large");
      if (error != std::errc{} || end != name.data() + name.size()) return reply_bad("501 5.5.4 Bad SIZE");
    } else if (name != "BODY=7BIT" && name != "BODY=8BITMIME" && name != "SMTPUTF8") {
      return reply_bad("555 5.5.4 Parameter not known");
    }
  }
  envelope_.from = std::move(path->address);
  have_sender_ = true;
  reply("250 2.1.0 Ok");
}

void LmtpSession::on_recipient(std::string_view argument) {
  if (!have_sender_) return reply_bad("503 5.5.1 MAIL comes first");
  auto rest = after_keyword(argument, "TO:");
  auto path = rest ? parse_smtp_path(*rest) : std::nullopt;
  if (!path || path->address.empty()) return reply_bad("501 5.1.3 Bad recipient address");
  if (!path->parameters.empty()) return reply_bad("555 5.5.4 Parameter not known");
  if (envelope_.recipients.size() >= limits_.recipients) return reply("452 4.5.3 Too many recipients");
  if (auto refusal = refuse_recipient_ ? refuse_recipient_(path->address) : std::nullopt) return reply(*refusal);
  envelope_.recipients.push_back(std::move(path->address));
  reply("250 2.1.5 Ok");
}

void LmtpSession::on_data() {
  if (envelope_.recipients.empty()) return reply_bad("503 5.5.1 No valid recipients");
  state_ = State::data;
  at_line_start_ = true;
  reply("354 End data with <CR><LF>.<CR><LF>");
}

// Whole lines ended by CRLF; of an unfinished one all but its last two bytes, which may belong to an end mark.
bool LmtpSession::take_data() {
  std::string_view left = input_;
  bool ended = false;
  auto keep = [this](std::string_view bytes) {
    if (raw_.size() + bytes.size() > limits_.message_bytes) oversize_ = true;
    if (oversize_) {
      raw_ = {};
    } else {
      raw_ += bytes;
    }
  };
  while (!ended) {
    auto end = left.find(crlf);
    bool whole = end != std::string_view::npos;
    if (!whole && left.size() <= 2) break;
    std::string_view part = left.substr(0, whole ? end + crlf.size() : left.size() - 2);
    left.remove_prefix(part.size());
    if (at_line_start_ && part == ".\r\n") {
      ended = true;
    } else {
      keep(part.substr(at_line_start_ && part.starts_with('.') ? 1 : 0));
      at_line_start_ = whole;
    }
  }
  input_.erase(0, input_.size() - left.size());
  if (ended) end_data();
  return ended;
}

void LmtpSession::end_data() {
  if (oversize_) return answer(base::fail(ErrorKind::too_large, "MessageTooLarge", "The message is too large"));
  state_ = State::delivering;
  message_ = Message{envelope_, std::exchange(raw_, {})};
}

std::optional<LmtpSession::Message> LmtpSession::take_message() { return std::exchange(message_, std::nullopt); }

void LmtpSession::finish(const Result<void>& result) {
  if (state_ != State::delivering) return;
  answer(result);
  process();
}

void LmtpSession::answer(const Result<void>& result) {
  std::string line = result ? "250 2.0.0 Ok" : render_failure(result.error());
  std::size_t replies = envelope_.lmtp ? envelope_.recipients.size() : 1;  // RFC 2033 section 4.2
  for (std::size_t i = 0; i < replies; ++i) reply(line);
  state_ = State::command;
  reset_transaction();
}

void LmtpSession::reset_transaction() {
  envelope_.from.clear();
  envelope_.recipients.clear();
  have_sender_ = false;
  raw_ = {};
  oversize_ = false;
}

std::string LmtpSession::take_output() { return std::exchange(output_, {}); }

void LmtpSession::reply(std::string_view line) {
  output_ += line;
  output_ += crlf;
}

void LmtpSession::reply_bad(std::string_view line) {
  reply(line);
  if (++bad_commands_ < limits_.bad_commands) return;
  reply("421 4.7.0 Too many errors");
  closing_ = true;
}

}  // namespace pult::net
