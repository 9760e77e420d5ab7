// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/json_text.hpp"

#include <array>

namespace pult::api {
namespace {

// What stands for a byte behind a backslash, 'u' for those without a letter of their own, 0 where nothing needs to.
constexpr std::array<char, 256> escapes = [] {
  std::array<char, 256> out{};
  for (std::size_t i = 0; i < 0x20; ++i) out[i] = 'u';
  out['\b'] = 'b';
  out['\t'] = 't';
  out['\n'] = 'n';
  out['\f'] = 'f';
  out['\r'] = 'r';
  out['"'] = '"';
  out['\\'] = '\\';
  return out;
}();

void append_escaped(std::string& out, unsigned char byte, char letter) {
  constexpr std::string_view digits = "0123456789abcdef";
  out += '\\';
  out += letter;
  if (letter == 'u') out.append("00").append({digits[byte >> 4], digits[byte & 15]});
}

template <class Append>
void append_list(std::string& out, std::string_view text, Append append) {
  out += '[';
  for (bool is_first = true; !text.empty();) {
    const auto word = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    if (word.empty()) continue;
    if (!is_first) out += ',';
    is_first = false;
    append(word);
  }
  out += ']';
}

}  // namespace

void append_json(std::string& out, std::string_view text) {
  out += '"';
  std::size_t plain = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const char letter = escapes[byte];
    if (letter == 0) [[likely]]
      continue;
    out.append(text, plain, i - plain);
    append_escaped(out, byte, letter);
    plain = i + 1;
  }
  out.append(text, plain);
  out += '"';
}

void append_json(std::string& out, std::int64_t number) {
  char digits[24];
  out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void append_json(std::string& out, const json::value& value) { out += json::serialize(value); }

void ObjectText::time(std::string_view key, std::optional<Micros> time) {
  begin(key);
  if (time)
    out_.append("\"").append(base::render_iso8601(*time)).append("\"");
  else
    out_ += "null";
}

void ObjectText::text_or_null(std::string_view key, std::string_view text) {
  begin(key);
  if (text.empty())
    out_ += "null";
  else
    append_json(out_, text);
}

void ObjectText::words(std::string_view key, std::string_view separated_by_spaces) {
  begin(key);
  append_list(out_, separated_by_spaces, [&](std::string_view word) { append_json(out_, word); });
}

void ObjectText::numbers(std::string_view key, std::string_view separated_by_spaces) {
  begin(key);
  append_list(out_, separated_by_spaces, [&](std::string_view word) { out_ += word; });
}

json::value parse_own(std::string_view text, json::storage_ptr memory) {
  json::parse_options options;
  options.allow_invalid_utf8 = true;  // texts are as they were stored
  return json::parse(text, std::move(memory), options);
}

json::object& fold_members(Answer& answer) {
  if (!answer.body.is_object()) answer.body = json::object();
  auto& body = answer.body.get_object();
  for (const auto& [name, text] : answer.members) body[name] = parse_own(text);
  answer.members.clear();
  return body;
}

void complete(Answer& answer) {
  if (auto rest = std::exchange(answer.rest_later, {})) rest(answer);
  if (!answer.members.empty()) fold_members(answer);
}

}  // namespace pult::api
