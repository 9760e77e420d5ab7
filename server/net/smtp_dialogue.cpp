// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/smtp_dialogue.hpp"

#include <algorithm>
#include <cctype>

namespace pult::net {
namespace {

constexpr std::size_t max_reply_bytes = 2000;  // kept of the server's words

bool starts_with_verb(std::string_view line, std::string_view verb) {
  return line.size() >= verb.size() && std::ranges::equal(line.substr(0, verb.size()), verb,
                                                          [](unsigned char a, char b) { return std::toupper(a) == b; });
}

std::string_view strip_line_end(std::string_view line) {
  while (line.ends_with('\n') || line.ends_with('\r')) line.remove_suffix(1);
  return line;
}

Error make_error(ErrorKind kind, std::string code, std::string message, std::string_view cause) {
  return {kind, std::move(code), std::move(message), std::string(cause)};
}

}  // namespace

void SmtpDialogue::on_command(std::string_view line) {
  if (starts_with_verb(line, "MAIL FROM:")) {
    step_ = Step::mail;
    recipient_replies_.clear();
  } else if (starts_with_verb(line, "RCPT TO:")) {
    step_ = Step::recipient;
    recipient_replies_.emplace_back();
  } else if (starts_with_verb(line, "DATA")) {
    step_ = Step::data;
  } else if (starts_with_verb(line, "AUTH ")) {
    step_ = Step::sign_in;
  } else if (starts_with_verb(line, "QUIT")) {
    over_ = true;  // a polite goodbye after a refusal says nothing about the mail
    return;
  }
  reply_ = {};
}

void SmtpDialogue::on_reply_line(std::string_view line) {
  line = strip_line_end(line);
  auto digit = [&](std::size_t i) { return i < line.size() && line[i] >= '0' && line[i] <= '9'; };
  if (over_ || !digit(0) || !digit(1) || !digit(2)) return;
  if (reply_.complete) reply_ = {};
  reply_.code = (line[0] - '0') * 100 + (line[1] - '0') * 10 + (line[2] - '0');
  reply_.complete = line.size() == 3 || line[3] != '-';
  if (reply_.text.empty()) {
    reply_.text = line.substr(0, 3);
  }
  if (line.size() > 4 && reply_.text.size() + line.size() < max_reply_bytes) {
    reply_.text += ' ';
    reply_.text += line.substr(4);
  }
  if (step_ == Step::recipient && reply_.complete) recipient_replies_.back() = reply_;
}

void SmtpDialogue::on_body_end() {
  step_ = Step::body;
  reply_ = {};
}

bool SmtpDialogue::lost_before_mail() const { return step_ <= Step::mail && (!reply_.complete || reply_.code == 421); }

SmtpReceipt SmtpDialogue::receipt(const std::vector<std::string>& recipients) const {
  SmtpReceipt receipt{reply_.text, {}};
  for (std::size_t i = 0; i < std::min(recipients.size(), recipient_replies_.size()); ++i)
    if (recipient_replies_[i].code >= 400)
      receipt.refused.push_back({recipients[i], recipient_replies_[i].code, recipient_replies_[i].text});
  return receipt;
}

Error SmtpDialogue::failure(std::string_view trouble, bool login_denied) const {
  bool answered = reply_.complete && reply_.code >= 400;
  bool wants_login = step_ >= Step::mail && (reply_.code == 530 || reply_.code == 535);
  if (wants_login || (login_denied && !(answered && reply_.code < 500)))
    return make_error(ErrorKind::unauthenticated, "smtp_login",
                      "The server refused the sign-in: " + (answered ? reply_.text : std::string(trouble)), trouble);
  if (step_ == Step::body && !reply_.complete)
    return make_error(ErrorKind::unavailable, "smtp_reply_lost",
                      "The mail was sent, but the server's answer did not arrive: " + std::string(trouble), trouble);
  if (!answered)
    return make_error(ErrorKind::unavailable, "smtp_unreachable",
                      "Could not reach the mail server: " + std::string(trouble), trouble);
  // Every recipient was refused: one that may work later keeps the mail alive.
  bool later = std::ranges::any_of(recipient_replies_, [](const Reply& reply) { return reply.code / 100 == 4; });
  bool permanent = reply_.code >= 500 && step_ >= Step::mail && !(step_ == Step::recipient && later);
  return permanent ? make_error(ErrorKind::unprocessable, "smtp_rejected", reply_.text, trouble)
                   : make_error(ErrorKind::unavailable, "smtp_deferred", reply_.text, trouble);
}

}  // namespace pult::net
