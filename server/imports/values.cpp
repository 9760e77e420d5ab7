// SPDX-License-Identifier: AGPL-3.0-or-later
#include "imports/values.hpp"

#include <algorithm>

namespace pult::imports {
namespace {

std::string text_of(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_bool()) return value.get_bool() ? "true" : "false";
  if (value.is_number()) return json::serialize(value);
  return {};
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c + 32);
  return text;
}

}  // namespace

std::unexpected<Error> problem(std::string words) {
  return base::fail(ErrorKind::unprocessable, "ImportRow", std::move(words));
}

std::string Values::text(std::string_view name) const {
  const auto* value = fields_.if_contains(name);
  auto out = value ? text_of(*value) : std::string();
  std::erase(out, '\0');
  return out;
}

std::string Values::words(std::string_view name) const {
  const auto* value = fields_.if_contains(name);
  if (!value) return {};
  std::string all;
  if (value->is_array())
    for (const auto& one : value->get_array()) all += text_of(one) + " ";
  else
    all = text_of(*value);
  std::ranges::replace(all, ',', ' ');
  std::ranges::replace(all, ';', ' ');
  return lower(all);
}

Result<std::optional<Micros>> Values::time(std::string_view name) const {
  auto text = this->text(name);
  if (text.empty()) return std::nullopt;
  if (text.size() > 10 && text[10] == ' ') text[10] = 'T';  // as databases and spreadsheets write it
  if (text.ends_with(" UTC")) text = text.substr(0, text.size() - 4) + "Z";
  const auto time = base::parse_iso8601(text);
  if (!time)
    return problem(std::string(name) + ": \"" + text + "\" is no time; write 2026-11-21 or 2026-11-21T20:04:28Z");
  return time;
}

Result<std::optional<bool>> Values::boolean(std::string_view name) const {
  const auto text = lower(this->text(name));
  if (text.empty()) return std::nullopt;
  for (const auto* yes : {"true", "yes", "1", "y"})
    if (text == yes) return true;
  for (const auto* no : {"false", "no", "0", "n"})
    if (text == no) return false;
  return problem(std::string(name) + ": \"" + text + "\" is neither true nor false");
}

json::object Values::with_prefix(std::string_view prefix) const {
  json::object out;
  for (const auto& [name, value] : fields_) {
    const std::string_view key(name);
    if (key.size() > prefix.size() + 1 && key.starts_with(prefix) && key[prefix.size()] == '.')
      out[key.substr(prefix.size() + 1)] = value;
  }
  return out;
}

}  // namespace pult::imports
