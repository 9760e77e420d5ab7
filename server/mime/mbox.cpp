// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/mbox.hpp"

#include <utility>

namespace pult::mime {
namespace {

constexpr std::string_view separator = "From ";

// ">From ", ">>From " and so on: one ">" was put before it.
bool is_quoted_separator(std::string_view line) {
  const auto text = line.find_first_not_of('>');
  return text != 0 && text != std::string_view::npos && line.substr(text).starts_with(separator);
}

}  // namespace

bool MboxReader::read_line(std::string& line) {
  if (!std::getline(bytes_, line)) return false;
  if (line.ends_with('\r')) line.pop_back();
  return true;
}

std::optional<std::string> MboxReader::next() {
  std::string line, mail;
  bool after_blank = true;
  while (read_line(line)) {
    if (after_blank && line.starts_with(separator)) {
      const bool was_in_mail = std::exchange(in_mail_, true);
      if (was_in_mail) {
        // The blank line before the next "From " belongs to the file, not to the mail.
        if (mail.ends_with("\r\n\r\n")) mail.resize(mail.size() - 2);
        return mail;
      }
      continue;
    }
    after_blank = line.empty();
    if (!in_mail_ || mail.size() + line.size() > max_mail_bytes) continue;
    mail.append(line, is_quoted_separator(line) ? 1 : 0, std::string::npos).append("\r\n");
  }
  if (!std::exchange(in_mail_, false)) return std::nullopt;
  if (mail.ends_with("\r\n\r\n")) mail.resize(mail.size() - 2);
  return mail;
}

}  // namespace pult::mime
