// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/smtp_path.hpp"

namespace pult::net {
namespace {

// Where the bracket closes, not counting what is in a quoted local part.
std::size_t find_close(std::string_view text) {
  bool quoted = false;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (quoted && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      quoted = !quoted;
    } else if (!quoted && text[i] == '>') {
      return i;
    } else if (!quoted && (text[i] == ' ' || text[i] == '<')) {
      break;
    }
  }
  return std::string_view::npos;
}

}  // namespace

std::optional<SmtpPath> parse_smtp_path(std::string_view text) {
  if (!text.starts_with('<')) return std::nullopt;
  auto close = find_close(text);
  if (close == std::string_view::npos) return std::nullopt;
  std::string_view address = text.substr(1, close - 1);
  if (address.starts_with('@')) {
    auto colon = address.find(':');
    if (colon == std::string_view::npos) return std::nullopt;
    address.remove_prefix(colon + 1);
  }
  SmtpPath path{std::string(address), {}};
  std::string_view rest = text.substr(close + 1);
  if (!rest.empty() && rest.front() != ' ') return std::nullopt;
  while (!rest.empty()) {
    auto end = rest.find(' ');
    if (end != 0) path.parameters.emplace_back(rest.substr(0, end));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return path;
}

}  // namespace pult::net
