// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails in one file, as mbox (RFC 4155) has them: "From " lines between them. ">From " in a mail is unquoted as mboxrd
// writes it. Memory is bounded by one mail.
#pragma once
#include <istream>
#include <optional>
#include <string>

namespace pult::mime {

class MboxReader {
 public:
  static constexpr std::size_t max_mail_bytes = 256 * 1024 * 1024;

  explicit MboxReader(std::istream& bytes) : bytes_(bytes) {}
  // One mail after the other; nullopt at the end. What stands before the first "From " line is no mail. A mail over the
  // limit is cut.
  std::optional<std::string> next();

 private:
  bool read_line(std::string& line);

  std::istream& bytes_;
  bool in_mail_ = false;
};

}  // namespace pult::mime
