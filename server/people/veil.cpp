// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/veil.hpp"

#include <algorithm>
#include <array>

#include "people/user.hpp"

namespace pult::people {
namespace {

namespace json = boost::json;

constexpr std::string_view dots = "•••";
constexpr std::size_t shown_digits = 2, least_digits = 7;

// What people write. Everything else is veiled, whatever it is called.
constexpr auto written =
    std::to_array<std::string_view>({"body", "description", "excerpt", "html_body", "plain_body", "preview_text",
                                     "raw_subject", "subject", "visible_body", "visible_html", "visible_html_body"});

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) {
  return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80;
}
bool is_local(char c) { return is_word(c) || std::string_view(".!#$&'*+-^_`{|}~").contains(c); }
bool is_domain(char c) { return is_word(c) || c == '.' || c == '-'; }

// The first letter, whole in UTF-8.
std::string_view first_letter(std::string_view text) {
  std::size_t end = text.empty() ? 0 : 1;
  while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
  return text.substr(0, end);
}

bool is_phone_number(std::string_view text) {
  if (!text.starts_with('+') && !text.starts_with("00")) return false;
  const auto fits = [](char c) { return is_digit(c) || std::string_view("+ ()-./").contains(c); };
  return std::ranges::all_of(text, fits) && std::ranges::count_if(text, is_digit) >= std::ptrdiff_t(least_digits);
}

const json::value* member(const json::object& object, std::string_view key) { return object.if_contains(key); }

bool says(const json::object& object, std::string_view key, std::string_view word) {
  const auto* value = member(object, key);
  return value && value->is_string() && value->get_string() == word;
}

bool is_agent(const json::object& object) {
  return object.contains("email") && (says(object, "role", "agent") || says(object, "role", "admin"));
}

}  // namespace

std::string veiled_address(std::string_view address) {
  const auto at = address.rfind('@');
  if (at == std::string_view::npos) return address.empty() ? std::string() : std::string(dots);
  const auto domain = address.substr(at + 1);
  const auto dot = domain.rfind('.');
  std::string out(first_letter(address.substr(0, at)));
  out.append(dots).append("@").append(first_letter(domain)).append(dots);
  if (dot != std::string_view::npos) out.append(domain.substr(dot));
  return out;
}

std::string veiled_phone(std::string_view number) {
  std::string digits;
  for (const char c : number)
    if (is_digit(c)) digits += c;
  if (number.empty()) return {};
  return std::string(dots) + (digits.size() >= least_digits ? digits.substr(digits.size() - shown_digits) : "");
}

bool is_veiled(std::string_view text) { return text.contains(dots); }

Result<Veil> Veil::load(sql::Transaction& tx) {
  std::set<std::string, std::less<>> open;
  PULT_TRY(tx.each(
      "SELECT i.value_key FROM users u JOIN identities i ON i.user_id = u.id WHERE u.role IN ('agent', 'admin') AND "
      "i.type = 'email' UNION SELECT address_key FROM mailboxes",
      {}, [&](const sql::Row& row) -> Result<void> {
        open.insert(row.string(0));
        return {};
      }));
  return Veil(std::move(open));
}

// Also with something behind a plus, as addresses for answers have.
bool Veil::is_open(std::string_view address) const {
  auto key = address_key(address);
  if (open_.contains(key)) return true;
  const auto plus = key.find('+'), at = key.rfind('@');
  if (plus == std::string::npos || at == std::string::npos || plus > at) return false;
  return open_.contains(key.erase(plus, at - plus));
}

std::string Veil::cover(std::string_view text) const {
  if (is_phone_number(text)) return veiled_phone(text);
  std::string out;
  std::size_t done = 0;
  for (std::size_t at = text.find_first_of("@%"); at != std::string_view::npos;
       at = text.find_first_of("@%", std::max(at + 1, done))) {
    const bool is_escaped = text[at] == '%';
    if (is_escaped && !text.substr(at).starts_with("%40")) continue;  // in the query of a URL
    auto from = at;
    while (from > done && is_local(text[from - 1])) --from;
    const auto after = at + (is_escaped ? 3 : 1);
    auto to = after;
    while (to < text.size() && is_domain(text[to])) ++to;
    while (to > after && (text[to - 1] == '.' || text[to - 1] == '-')) --to;
    if (from == at || to == after) continue;
    const auto address = std::string(text.substr(from, at - from)) + "@" + std::string(text.substr(after, to - after));
    out.append(text.substr(done, from - done));
    out += is_open(address) ? std::string(text.substr(from, to - from)) : veiled_address(address);
    done = to;
  }
  return out.append(text.substr(done));
}

void Veil::cover_member(std::string_view key, json::value& value, bool is_phone) const {
  if (!value.is_string()) return cover(value);
  const std::string_view text = value.get_string();
  if (is_phone || key == "phone")
    value = veiled_phone(text);
  else if (!std::ranges::binary_search(written, key))
    cover(value);
}

void Veil::cover(json::value& value) const {
  if (auto* text = value.if_string()) {
    const std::string_view given = *text;
    if (given.contains('@') || given.contains("%40") || is_phone_number(given)) value = cover(given);
  } else if (auto* list = value.if_array()) {
    for (auto& one : *list) cover(one);
  } else if (auto* object = value.if_object(); object && !is_agent(*object)) {
    const bool is_phone = says(*object, "type", "phone_number");
    for (auto& entry : *object) cover_member(entry.key(), entry.value(), is_phone && entry.key() == "value");
  }
}

}  // namespace pult::people
