// SPDX-License-Identifier: AGPL-3.0-or-later
// Content-Transfer-Encodings, forgiving: what is damaged is read as far as it goes.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace pult::mime {

enum class TransferEncoding : std::uint8_t { identity, base64, quoted_printable, uuencode };

struct Decoded {
  std::string bytes;
  bool is_damaged = false;
};

struct UuFile {
  std::string name;
  std::string bytes;
};

TransferEncoding transfer_encoding(std::string_view header);  // "8bits", "quoted/printable", "BASE64;" ...
int hex_digit(char c);                                        // -1 when it is none

Decoded decode_transfer(std::string_view bytes, TransferEncoding encoding);
Decoded decode_base64(std::string_view bytes);
Decoded decode_quoted_printable(std::string_view bytes);

// Takes "begin 644 name" ... "end" blocks out of a text; the text around them stays.
std::vector<UuFile> extract_uuencoded(std::string& text);

}  // namespace pult::mime
