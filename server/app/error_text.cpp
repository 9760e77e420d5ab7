// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/error_text.hpp"

namespace pult::app {

std::string render_error(const Error& error) {
  std::string out = error.message;
  for (const auto& field : error.fields) out += "; " + field.description;
  if (!error.cause.empty()) out += " (" + error.cause + ")";
  // Libraries explain themselves over several lines.
  for (std::size_t at = 0; (at = out.find_first_of("\r\n\t", at)) != std::string::npos;) {
    const auto end = out.find_first_not_of("\r\n\t ", at);
    const bool inside = end != std::string::npos && out[end] != ')';
    out.replace(at, std::min(end, out.size()) - at, inside ? " " : "");
  }
  return out;
}

}  // namespace pult::app
