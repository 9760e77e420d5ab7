// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/gzip.hpp"

#include <zlib.h>

#include <algorithm>

namespace pult::net {
namespace {

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

bool item_takes_gzip(std::string_view item) {
  const auto semicolon = item.find(';');
  const auto coding = trim(item.substr(0, semicolon));
  if (coding != "gzip" && coding != "*") return false;
  if (semicolon == std::string_view::npos) return true;
  const auto weight = trim(item.substr(semicolon + 1));
  return !weight.starts_with("q=") || weight.find_first_of("123456789") != std::string_view::npos;
}

}  // namespace

std::optional<std::string> gzip(std::string_view bytes) {
  constexpr int level = 1, gzip_window = 15 + 16, memory = 8;
  z_stream stream{};
  if (deflateInit2(&stream, level, Z_DEFLATED, gzip_window, memory, Z_DEFAULT_STRATEGY) != Z_OK) return std::nullopt;
  std::string out(bytes.size(), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = uInt(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = uInt(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) return std::nullopt;
  return out;
}

bool takes_gzip(std::string_view accept_encoding) {
  for (std::size_t at = 0; at <= accept_encoding.size();) {
    const auto end = std::min(accept_encoding.find(',', at), accept_encoding.size());
    if (item_takes_gzip(trim(accept_encoding.substr(at, end - at)))) return true;
    at = end + 1;
  }
  return false;
}

}  // namespace pult::net
