// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/field_values.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>

#include "base/clock.hpp"
#include "text/fold.hpp"
#include "text/pattern.hpp"
#include "text/utf8.hpp"
#include "tickets/ticket.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

constexpr std::size_t max_text_bytes = 65'535, max_line_bytes = 2'000, max_key_bytes = 120;

std::unexpected<Error> refuse(const Field& field, std::string_view code, std::string_view why) {
  auto name = field.target == FieldTarget::ticket ? "custom_fields_" + std::to_string(field.id.value) : field.key;
  return base::fail_field(std::move(name), std::string(code), field.title + ": " + std::string(why));
}

std::optional<std::int64_t> integer_of(std::string_view text) {
  std::int64_t out = 0;
  if (text.starts_with("+")) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return out;
}

std::optional<double> decimal_of(std::string_view text) {
  double out = 0;
  if (text.starts_with("+")) text.remove_prefix(1);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(out)) return std::nullopt;
  return out;
}

bool is_date(const std::string& text) {
  return text.size() == 10 && base::parse_iso8601(text + "T00:00:00Z").has_value();
}

// Only the last four digits of a card are ever kept: "XXXXXXXXXXXX1234".
std::optional<std::string> masked_card(const std::string& text) {
  std::string digits, marks;
  for (const char c : text) {
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c == 'X' || c == 'x' || c == '*')
      marks += c;
    else if (c != ' ' && c != '-')
      return std::nullopt;
  }
  if (digits.size() < 4 || digits.size() + marks.size() > 19) return std::nullopt;
  return std::string(digits.size() + marks.size() - 4, 'X') + digits.substr(digits.size() - 4);
}

const FieldOption* find_option(const Field& field, std::string_view value) {
  const auto found = std::ranges::find(field.options, value, &FieldOption::value);
  return found == field.options.end() ? nullptr : &*found;
}

Result<json::value> parse_multiselect(const Field& field, const json::value& value) {
  std::vector<std::string> chosen;
  if (value.is_string()) {
    if (!value.get_string().empty()) chosen.emplace_back(value.get_string());
  } else if (value.is_array()) {
    for (const auto& item : value.get_array()) {
      if (!item.is_string()) return refuse(field, "InvalidValue", "must be an array of option values");
      chosen.emplace_back(item.get_string());
    }
  } else {
    return refuse(field, "InvalidValue", "must be an array of option values");
  }
  for (const auto& one : chosen)
    if (!find_option(field, one)) return refuse(field, "InvalidValue", one + " is not one of its options");
  // In the order of the options, each once.
  json::array out;
  for (const auto& option : field.options)
    if (std::ranges::find(chosen, option.value) != chosen.end()) out.emplace_back(option.value);
  return out.empty() ? json::value(nullptr) : json::value(std::move(out));
}

Result<json::value> parse_checkbox(const Field& field, const json::value& value) {
  if (value.is_bool()) return value;
  const auto text = field_text(value).value_or("?");
  if (text == "true" || text == "1" || text == "yes") return json::value(true);
  if (text == "false" || text == "0" || text == "no" || text.empty()) return json::value(false);
  return refuse(field, "InvalidValue", "must be true or false");
}

Result<json::value> parse_text_value(const Field& field, std::string text) {
  switch (field.type) {
    case FieldType::integer: {
      const auto number = integer_of(text);
      if (!number) return refuse(field, "InvalidFormat", "must be an integer");
      return json::value(std::to_string(*number));
    }
    case FieldType::decimal:
      if (text.size() > 40 || !decimal_of(text)) return refuse(field, "InvalidFormat", "must be a decimal number");
      return json::value(text.starts_with("+") ? text.substr(1) : text);
    case FieldType::date:
      if (!is_date(text.substr(0, 10)) || (text.size() > 10 && text[10] != 'T' && text[10] != ' '))
        return refuse(field, "InvalidFormat", "must be a date: YYYY-MM-DD");
      return json::value(text.substr(0, 10));
    case FieldType::tagger:
      if (!find_option(field, text)) return refuse(field, "InvalidValue", text + " is not one of its options");
      return json::value(text);
    case FieldType::regexp:
      if (text.size() > max_line_bytes || !text::matches(field.regexp, text))
        return refuse(field, "InvalidFormat", "does not have the right form");
      return json::value(text);
    case FieldType::partialcreditcard: {
      const auto masked = masked_card(text);
      if (!masked) return refuse(field, "InvalidFormat", "must be a card number");
      return json::value(*masked);
    }
    case FieldType::lookup: {
      const auto id = integer_of(text);
      if (!id || *id <= 0) return refuse(field, "InvalidFormat", "must be an id");
      return json::value(std::to_string(*id));
    }
    default:
      if (text.size() > (field.type == FieldType::textarea ? max_text_bytes : max_line_bytes))
        return refuse(field, "TooLong", "is too long");
      return json::value(text);
  }
}

std::string folded_key(std::string_view text) {
  return std::string(text::truncate_utf8(text::fold(text.substr(0, max_line_bytes)), max_key_bytes));
}

std::string hex_key(std::uint64_t bits) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out(16, '0');
  for (int i = 15; i >= 0; --i, bits >>= 4) out[std::size_t(i)] = digits[bits & 15];
  return out;
}

constexpr std::uint64_t sign_bit = std::uint64_t(1) << 63;

std::string number_key(std::int64_t number) { return hex_key(std::uint64_t(number) ^ sign_bit); }

// The order of IEEE doubles as that of unsigned integers: negative ones have all bits turned, others the sign.
std::string number_key(double number) {
  const auto bits = std::bit_cast<std::uint64_t>(number == 0 ? 0.0 : number);
  return hex_key(bits & sign_bit ? ~bits : bits | sign_bit);
}

json::object object_of(const std::string& text) {
  boost::system::error_code broken;
  auto value = json::parse(text.empty() ? "{}" : text, broken);
  return !broken && value.is_object() ? std::move(value.get_object()) : json::object();
}

}  // namespace

std::optional<std::string> field_text(const json::value& value) {
  if (value.is_string()) return std::string(value.get_string());
  if (value.is_double()) {
    constexpr std::size_t longest = 400;  // digits of the largest double
    std::array<char, longest> digits{};
    const auto end =
        std::to_chars(digits.data(), digits.data() + digits.size(), value.get_double(), std::chars_format::fixed).ptr;
    return std::string(digits.data(), end);
  }
  if (value.is_number()) return json::serialize(value);
  return std::nullopt;
}

Result<json::value> parse_field_value(const Field& field, const json::value& value) {
  if (value.is_null()) return json::value(nullptr);
  if (field.type == FieldType::checkbox) return parse_checkbox(field, value);
  if (field.type == FieldType::multiselect) return parse_multiselect(field, value);
  auto text = field_text(value);
  if (!text) return refuse(field, "InvalidValue", "must be a string");
  if (!text::is_valid_utf8(*text) || text->find('\0') != std::string::npos)
    return refuse(field, "InvalidValue", "is not text");
  if (text->empty()) return json::value(nullptr);
  return parse_text_value(field, std::move(*text));
}

std::string index_key(FieldType type, std::string_view text) {
  if (type == FieldType::integer) {
    const auto number = integer_of(text);
    return number ? number_key(*number) : "";
  }
  if (type == FieldType::decimal) {
    const auto number = decimal_of(text);
    return number ? number_key(*number) : "";
  }
  if (type == FieldType::checkbox || type == FieldType::date || type == FieldType::tagger ||
      type == FieldType::multiselect || type == FieldType::lookup)
    return std::string(text);
  return folded_key(text);
}

std::vector<std::string> index_keys(const Field& field, const json::value& value) {
  std::vector<std::string> out;
  if (value.is_bool()) out.emplace_back(value.get_bool() ? "true" : "false");
  if (value.is_string()) out.push_back(index_key(field.type, value.get_string()));
  if (value.is_array())
    for (const auto& item : value.get_array())
      if (item.is_string()) out.push_back(index_key(field.type, item.get_string()));
  return out;
}

Result<void> move_field_values(sql::Transaction& tx, const Definitions& definitions, TicketId ticket,
                               const std::string& before, const std::string& after) {
  if (before == after) return {};
  const auto old_values = object_of(before), new_values = object_of(after);
  for (const auto& field : definitions.fields) {
    if (field.target != FieldTarget::ticket || is_system(field.type)) continue;
    const auto name = std::to_string(field.id.value);
    const auto *from = old_values.if_contains(name), *to = new_values.if_contains(name);
    const auto gone = from ? index_keys(field, *from) : std::vector<std::string>();
    const auto come = to ? index_keys(field, *to) : std::vector<std::string>();
    if (gone == come) continue;
    for (const auto& key : gone)
      if (std::ranges::find(come, key) == come.end())
        PULT_TRY(tx.run("DELETE FROM ticket_field_values WHERE field_id = ?1 AND value_key = ?2 AND ticket_id = ?3",
                        {field.id, key, ticket}));
    for (const auto& key : come)
      PULT_TRY(
          tx.run("INSERT INTO ticket_field_values (field_id, value_key, ticket_id) VALUES (?1, ?2, ?3) "
                 "ON CONFLICT (field_id, value_key, ticket_id) DO NOTHING",
                 {field.id, key, ticket}));
  }
  return {};
}

}  // namespace pult::tickets
