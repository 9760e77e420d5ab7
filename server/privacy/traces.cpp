// SPDX-License-Identifier: AGPL-3.0-or-later
#include "privacy/traces.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "text/html_text.hpp"

namespace pult::privacy {
namespace {

namespace json = boost::json;

constexpr std::string_view blocks = "▇▇▇";
constexpr std::size_t least_name_bytes = 4, least_digits = 7;

char lower(char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; }
bool is_word(char c) {
  c = lower(c);
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
}

void add_once(std::vector<std::string>& list, std::string text) {
  if (std::ranges::find(list, text) == list.end()) list.push_back(std::move(text));
}

void add_address(Traces& traces, const std::string& text) {
  const auto digits = std::ranges::count_if(text, [](char c) { return c >= '0' && c <= '9'; });
  if (text.contains('@') || digits >= std::ptrdiff_t(least_digits)) add_once(traces.addresses, text);
}

// "a.b@x.org" does not stand in "anna.b@x.org", and "Ann" not in "Anna".
bool stands_alone(std::string_view text, std::size_t at, std::string_view piece) {
  const auto end = at + piece.size();
  const bool is_address = piece.contains('@');
  const auto joins_before = [&](char c) { return is_word(c) || (is_address && std::string_view("._-+").contains(c)); };
  const bool begins = at == 0 || !is_word(piece.front()) || !joins_before(text[at - 1]) ||
                      (text[at - 1] == 'n' && at > 1 && text[at - 2] == '\\');  // a line end in JSON
  return begins && (end == text.size() || !is_word(piece.back()) || !is_word(text[end]));
}

std::size_t find_piece(std::string_view text, std::string_view piece, std::size_t from) {
  while (true) {
    const auto found = std::search(text.begin() + std::ptrdiff_t(std::min(from, text.size())), text.end(),
                                   piece.begin(), piece.end(), [](char a, char b) { return lower(a) == lower(b); });
    if (found == text.end()) return std::string_view::npos;
    const auto at = std::size_t(found - text.begin());
    if (stands_alone(text, at, piece)) return at;
    from = at + 1;
  }
}

std::vector<std::string> texts_of(const json::object& object, std::string_view key) {
  std::vector<std::string> out;
  if (const auto* list = object.if_contains(key); list && list->is_array())
    for (const auto& one : list->get_array())
      if (one.is_string()) out.emplace_back(one.get_string());
  return out;
}

json::array list_of(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

}  // namespace

Traces traces_of(const people::User& user, const std::vector<people::Identity>& identities) {
  Traces out;
  for (const auto& identity : identities) add_address(out, identity.value);
  for (const auto* text : {&user.email, &user.deleted_email, &user.phone}) add_address(out, *text);
  for (const auto* name : {&user.name, &user.alias}) {
    if (name->contains('@'))
      add_address(out, *name);
    else if (name->size() >= least_name_bytes)
      add_once(out.names, *name);
  }
  return out;
}

void add(Traces& traces, const Traces& more) {
  for (const auto& one : more.addresses) add_once(traces.addresses, one);
  for (const auto& one : more.names) add_once(traces.names, one);
}

std::string render_traces(const Traces& traces) {
  return json::serialize(json::object{{"addresses", list_of(traces.addresses)}, {"names", list_of(traces.names)}});
}

Traces parse_traces(std::string_view text) {
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  const auto* object = broken ? nullptr : value.if_object();
  return object ? Traces{texts_of(*object, "addresses"), texts_of(*object, "names")} : Traces{};
}

std::vector<std::string> spellings(const std::vector<std::string>& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) {
    add_once(out, text);
    add_once(out, text::escaped(text));
    const auto quoted = json::serialize(text);
    add_once(out, quoted.substr(1, quoted.size() - 2));
  }
  // The longest first: what is a part of another goes with it.
  std::ranges::stable_sort(out, std::ranges::greater(), &std::string::size);
  return out;
}

std::string without(std::string_view text, const std::vector<std::string>& spellings) {
  std::string out(text);
  for (const auto& piece : spellings) {
    if (piece.empty()) continue;
    for (std::size_t at = 0; (at = find_piece(out, piece, at)) != std::string::npos; at += blocks.size())
      out.replace(at, piece.size(), blocks);
  }
  return out;
}

}  // namespace pult::privacy
