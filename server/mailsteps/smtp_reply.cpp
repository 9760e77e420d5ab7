// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/smtp_reply.hpp"

#include <algorithm>

#include "mailsteps/lines.hpp"
#include "text/ascii.hpp"

namespace pult::mailsteps {
namespace {

bool is_word(char c) { return text::is_ascii_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

// Bytes of the digits at this place, at most three.
std::size_t digits_at(std::string_view text, std::size_t at) {
  std::size_t count = 0;
  while (count < 3 && at + count < text.size() && text::is_ascii_digit(text[at + count])) ++count;
  return count;
}

// "5.1.1" here, and not a part of an IP address or a version number.
std::string_view status_at(std::string_view text, std::size_t at) {
  const char first = text[at];
  if (first != '2' && first != '4' && first != '5') return {};
  if (at > 0 && (is_word(text[at - 1]) || text[at - 1] == '.' || text[at - 1] == '[')) return {};
  if (at + 1 >= text.size() || text[at + 1] != '.') return {};
  const std::size_t subject = digits_at(text, at + 2);
  const std::size_t dot = at + 2 + subject;
  if (subject == 0 || subject > 2 || dot >= text.size() || text[dot] != '.') return {};
  const std::size_t detail = digits_at(text, dot + 1);
  const std::size_t end = dot + 1 + detail;
  if (detail == 0) return {};
  if (end < text.size() &&
      (is_word(text[end]) || (text[end] == '.' && end + 1 < text.size() && text::is_ascii_digit(text[end + 1])))) {
    return {};
  }
  return text.substr(at, end - at);
}

// "550 " or "550-" here.
bool is_code_at(std::string_view text, std::size_t at) {
  if ((text[at] != '4' && text[at] != '5') || digits_at(text, at) != 3 || text[at + 1] > '7') return false;
  if (at > 0 && (is_word(text[at - 1]) || std::string_view(".-$/").contains(text[at - 1]))) return false;
  return at + 3 < text.size() &&
         (text[at + 3] == ' ' || text[at + 3] == '-' || text[at + 3] == '\n' || text[at + 3] == ':');
}

}  // namespace

SmtpReply find_smtp_reply(std::string_view text) {
  SmtpReply status_only;
  SmtpReply code_only;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!text::is_ascii_digit(text[at])) continue;
    if (is_code_at(text, at)) {
      std::size_t next = at + 4;
      while (next < text.size() && next < at + 12 && (text[next] == ' ' || text[next] == '\n' || text[next] == '#'))
        ++next;
      if (next >= text.size()) continue;
      const std::string_view status = text::is_ascii_digit(text[next]) ? status_at(text, next) : std::string_view{};
      const std::string code(text.substr(at, 3));
      if (!status.empty()) return {code, std::string(status), at};
      if (code_only.empty() && !text::is_ascii_digit(text[next])) code_only = {code, {}, at};
      continue;
    }
    const std::string_view status = status_at(text, at);
    if (status_only.empty() && !status.empty() && status.front() != '2') status_only = {{}, std::string(status), at};
  }
  if (!status_only.empty() && !code_only.empty()) {
    status_only.code = code_only.code;  // "550 User unknown (#5.1.1)"
    status_only.at = std::min(status_only.at, code_only.at);
  }
  return status_only.empty() ? code_only : status_only;
}

std::string find_status(std::string_view text) {
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (!text::is_ascii_digit(text[at])) continue;
    const std::string_view status = status_at(text, at);
    if (!status.empty()) return std::string(status);
  }
  return {};
}

}  // namespace pult::mailsteps
