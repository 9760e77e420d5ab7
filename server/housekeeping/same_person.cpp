// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/same_person.hpp"

#include <algorithm>
#include <array>

namespace pult::housekeeping {
namespace {

// Where everybody may have an address: a domain in common says nothing.
constexpr std::array<std::string_view, 31> public_domains{
    "gmail.com",  "googlemail.com", "outlook.com", "hotmail.com", "live.com",  "msn.com",        "yahoo.com",
    "icloud.com", "me.com",         "mac.com",     "aol.com",     "proton.me", "protonmail.com", "gmx.com",
    "gmx.de",     "gmx.net",        "web.de",      "mail.ru",     "bk.ru",     "inbox.ru",       "list.ru",
    "yandex.ru",  "ya.ru",          "rambler.ru",  "seznam.cz",   "email.cz",  "centrum.cz",     "post.cz",
    "volny.cz",   "inbox.lt",       "inbox.lv"};

std::string small(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), [](char one) { return one >= 'A' && one <= 'Z' ? char(one + 32) : one; });
  return out;
}

std::string domain_of(const std::string& address) {
  const auto at = address.rfind('@');
  return at == std::string::npos ? std::string() : address.substr(at + 1);
}

// The end of a number is the same with and without the code of the country.
std::string number_of(std::string_view phone) {
  constexpr std::size_t significant = 9, least = 7;
  std::string out;
  for (const char one : phone)
    if (one >= '0' && one <= '9') out += one;
  if (out.size() < least) return {};
  return out.size() > significant ? out.substr(out.size() - significant) : out;
}

// "Kunde-0017" and "kunde 17": letters and digits, numbers without zeros before them.
std::string bare_id(std::string_view id) {
  std::string out;
  for (const char one : small(id)) {
    const bool is_digit = one >= '0' && one <= '9';
    if (!is_digit && (one < 'a' || one > 'z')) continue;
    const bool begins = out.empty() || out.back() < '0' || out.back() > '9';
    if (one == '0' && begins) continue;
    out += one;
  }
  return out;
}

// A name of one word or of an office is nobody's own.
bool is_full_name(const std::string& key) {
  constexpr std::size_t least_bytes = 7;
  return key.size() >= least_bytes && key.find(' ') != std::string::npos && key.find('@') == std::string::npos;
}

}  // namespace

std::string plain_address(std::string_view address) {
  auto out = small(address);
  const auto plus = out.find('+'), at = out.rfind('@');
  if (plus != std::string::npos && at != std::string::npos && plus > 0 && plus < at) out.erase(plus, at - plus);
  return out;
}

Same same_person(const Person& one, const Person& other) {
  if (one.id == other.id) return Same::no;
  const auto address = plain_address(one.email);
  if (!address.empty() && address == plain_address(other.email)) return Same::address;
  if (one.name_key != other.name_key || !is_full_name(one.name_key)) return Same::no;
  const auto number = number_of(one.phone);
  if (!number.empty() && number == number_of(other.phone)) return Same::phone;
  const auto id = bare_id(one.external_id);
  if (!id.empty() && id == bare_id(other.external_id)) return Same::external_id;
  // The desk's own number for each of them says that they are two.
  if (!one.external_id.empty() && !other.external_id.empty()) return Same::no;
  const auto domain = domain_of(address);
  const bool is_company = !domain.empty() && std::ranges::find(public_domains, domain) == public_domains.end();
  return is_company && domain == domain_of(plain_address(other.email)) ? Same::domain : Same::no;
}

std::string_view word_of(Same how) {
  switch (how) {
    case Same::address: return "address";
    case Same::phone: return "phone";
    case Same::external_id: return "external_id";
    case Same::domain: return "domain";
    case Same::no: break;
  }
  return "";
}

int confidence_of(Same how) {
  switch (how) {
    case Same::address: return 97;
    case Same::phone: return 94;
    case Same::external_id: return 92;
    case Same::domain: return 75;
    case Same::no: break;
  }
  return 0;
}

}  // namespace pult::housekeeping
