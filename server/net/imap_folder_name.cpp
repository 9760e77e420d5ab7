// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/imap_folder_name.hpp"

#include <cstdint>

namespace pult::net {
namespace {

// The next code point, removed from the text; nullopt for bytes that are not UTF-8 (RFC 3629).
std::optional<std::uint32_t> take_code_point(std::string_view& text) {
  auto lead = static_cast<unsigned char>(text.front());
  int more = lead < 0x80 ? 0 : lead >= 0xC2 && lead < 0xE0 ? 1 : lead >= 0xE0 && lead < 0xF0 ? 2 : 3;
  bool can_lead = lead < 0x80 || (lead >= 0xC2 && lead <= 0xF4);
  if (!can_lead || text.size() <= static_cast<std::size_t>(more)) return std::nullopt;
  std::uint32_t point = more == 0 ? lead : lead & (0x3FU >> more);
  for (int i = 1; i <= more; ++i) {
    auto byte = static_cast<unsigned char>(text[static_cast<std::size_t>(i)]);
    if ((byte & 0xC0) != 0x80) return std::nullopt;
    point = point << 6 | (byte & 0x3FU);
  }
  static constexpr std::uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
  if (point < smallest[more] || point > 0x10FFFF || (point >= 0xD800 && point < 0xE000)) return std::nullopt;
  text.remove_prefix(static_cast<std::size_t>(more) + 1);
  return point;
}

// "&...-" with the UTF-16BE bits in base64, "," instead of "/", no padding.
class ShiftedRun {
 public:
  void add(std::uint32_t point) {
    if (point < 0x10000) return add_unit(point);
    add_unit(0xD800 + ((point - 0x10000) >> 10));
    add_unit(0xDC00 + ((point - 0x10000) & 0x3FF));
  }
  void flush_into(std::string& out) {
    if (text_.empty()) return;
    if (bits_ > 0) put(buffer_ << (6 - bits_));
    out += "&" + text_ + "-";
    *this = {};
  }

 private:
  void add_unit(std::uint32_t unit) {
    buffer_ = buffer_ << 16 | unit;
    for (bits_ += 16; bits_ >= 6; bits_ -= 6) put(buffer_ >> (bits_ - 6));
  }
  void put(std::uint64_t sextet) {
    text_ += "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+,"[sextet & 0x3F];
  }

  std::string text_;
  std::uint64_t buffer_ = 0;
  int bits_ = 0;
};

}  // namespace

std::optional<std::string> render_imap_folder_name(std::string_view utf8) {
  std::string out;
  ShiftedRun run;
  while (!utf8.empty()) {
    auto point = take_code_point(utf8);
    if (!point || *point < 0x20 || *point == 0x7F) return std::nullopt;
    if (*point > 0x7F) {
      run.add(*point);
      continue;
    }
    run.flush_into(out);
    out += static_cast<char>(*point);
    if (*point == '&') out += '-';
  }
  run.flush_into(out);
  return out;
}

}  // namespace pult::net
