// SPDX-License-Identifier: AGPL-3.0-or-later
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ctime>
#include <optional>

#include "base/clock.hpp"
#include "text/ascii.hpp"
#include "text/html_text.hpp"
#include "text/template_nodes.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

using Value = TemplateValue;
using Arguments = std::vector<Value>;
using Filter = Value (*)(const Value&, const Arguments&);

constexpr std::size_t max_text_bytes = 200'000;

std::string argument(const Arguments& arguments, std::size_t which) {
  return which < arguments.size() ? arguments[which].text() : std::string();
}

double number(const Value& value) {
  if (const auto* whole = std::get_if<std::int64_t>(&value.data)) return double(*whole);
  if (const auto* real = std::get_if<double>(&value.data)) return *real;
  const auto text = value.text();
  double out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return std::isfinite(out) ? out : 0;
}

// Whole numbers stay whole.
Value number_value(double value) {
  if (!std::isfinite(value)) return std::int64_t(0);
  if (std::abs(value) < 9e15 && value == std::floor(value)) return std::int64_t(value);
  return value;
}

template <class Change>
Value cased(const Value& value, Change change) {
  auto text = icu::UnicodeString::fromUTF8(value.text());
  change(text);
  std::string out;
  text.toUTF8String(out);
  return out;
}

Value replace(const Value& value, const Arguments& arguments, bool all) {
  auto text = value.text();
  const auto from = argument(arguments, 0), to = argument(arguments, 1);
  if (from.empty()) return value;
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos && text.size() < max_text_bytes;) {
    text.replace(at, from.size(), to);
    at += to.size();
    if (!all) break;
  }
  return text;
}

Value truncate(const Value& value, const Arguments& arguments) {
  const auto text = icu::UnicodeString::fromUTF8(value.text());
  const auto length = arguments.empty() ? 50 : int(std::clamp(number(arguments[0]), 0.0, 100'000.0));
  const auto mark = icu::UnicodeString::fromUTF8(arguments.size() > 1 ? arguments[1].text() : "...");
  if (text.countChar32() <= length) return value;
  icu::UnicodeString kept(text, 0, text.moveIndex32(0, std::max(0, length - mark.countChar32())));
  std::string out;
  (kept + mark).toUTF8String(out);
  return out;
}

Value split(const Value& value, const Arguments& arguments) {
  TemplateList out;
  const auto text = value.text(), by = argument(arguments, 0);
  if (by.empty()) return TemplateList{Value(text)};
  for (std::size_t from = 0; from <= text.size() && out.size() < 1'000;) {
    const auto end = std::min(text.find(by, from), text.size());
    out.emplace_back(text.substr(from, end - from));
    from = end + by.size();
  }
  return out;
}

Value join(const Value& value, const Arguments& arguments) {
  const auto* list = std::get_if<TemplateList>(&value.data);
  if (!list) return value;
  std::string out;
  const auto between = arguments.empty() ? " " : argument(arguments, 0);
  for (const auto& one : *list) out.append(&one == list->data() ? "" : between).append(one.text());
  return out;
}

Value size(const Value& value, const Arguments&) {
  if (const auto* list = std::get_if<TemplateList>(&value.data)) return std::int64_t(list->size());
  return std::int64_t(icu::UnicodeString::fromUTF8(value.text()).countChar32());
}

Value end_of(const Value& value, bool first) {
  const auto* list = std::get_if<TemplateList>(&value.data);
  if (!list || list->empty()) return {};
  return first ? list->front() : list->back();
}

// Formats of strftime that need no locale; times are UTC.
Value date(const Value& value, const Arguments& arguments) {
  const auto text = value.text();
  const auto time = text == "now" ? std::nullopt : base::parse_iso8601(text);
  const auto format = argument(arguments, 0);
  if (!time || format.empty() || format.size() > 100) return value;
  const std::time_t seconds = *time / base::second_us;
  std::tm parts{};
  if (!gmtime_r(&seconds, &parts)) return value;
  char buffer[512];
  return std::string(buffer, std::strftime(buffer, sizeof buffer, format.c_str(), &parts));
}

std::string with_breaks(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n') out += "<br>";
    out += c;
  }
  return out;
}

Value line_breaks(const Value& value, const Arguments&) {
  Value out(with_breaks(value.is_html ? value.text() : escape_html(value.text())));
  out.is_html = true;
  return out;
}

Value escape(const Value& value, const Arguments&) {
  if (value.is_html) return value;
  Value out(escape_html(value.text()));
  out.is_html = true;
  return out;
}

struct NamedFilter {
  std::string_view name;
  Filter apply;
};

constexpr std::array<NamedFilter, 27> filters{{
    {"upcase", [](const Value& v, const Arguments&) { return cased(v, [](auto& text) { text.toUpper(); }); }},
    {"downcase", [](const Value& v, const Arguments&) { return cased(v, [](auto& text) { text.toLower(); }); }},
    {"capitalize",
     [](const Value& v, const Arguments&) {
       return cased(v, [](auto& text) {
         const auto first = text.moveIndex32(0, 1);
         icu::UnicodeString head(text, 0, first);
         text.replace(0, first, head.toUpper());
       });
     }},
    {"strip", [](const Value& v, const Arguments&) -> Value { return std::string(trim_ascii(v.text())); }},
    {"append", [](const Value& v, const Arguments& a) -> Value { return v.text() + argument(a, 0); }},
    {"prepend", [](const Value& v, const Arguments& a) -> Value { return argument(a, 0) + v.text(); }},
    {"replace", [](const Value& v, const Arguments& a) { return replace(v, a, true); }},
    {"replace_first", [](const Value& v, const Arguments& a) { return replace(v, a, false); }},
    {"remove", [](const Value& v, const Arguments& a) { return replace(v, {a.empty() ? Value("") : a[0]}, true); }},
    {"truncate", truncate},
    {"default",
     [](const Value& v, const Arguments& a) { return (v.is_empty() || !v.is_true()) && !a.empty() ? a[0] : v; }},
    {"size", size},
    {"split", split},
    {"join", join},
    {"first", [](const Value& v, const Arguments&) { return end_of(v, true); }},
    {"last", [](const Value& v, const Arguments&) { return end_of(v, false); }},
    {"escape", escape},
    {"newline_to_br", line_breaks},
    {"strip_html", [](const Value& v, const Arguments&) -> Value { return html_to_text(v.text()); }},
    {"strip_newlines",
     [](const Value& v, const Arguments&) -> Value {
       auto text = v.text();
       std::erase_if(text, [](char c) { return c == '\n' || c == '\r'; });
       return text;
     }},
    {"date", date},
    {"plus",
     [](const Value& v, const Arguments& a) { return number_value(number(v) + (a.empty() ? 0 : number(a[0]))); }},
    {"minus",
     [](const Value& v, const Arguments& a) { return number_value(number(v) - (a.empty() ? 0 : number(a[0]))); }},
    {"times",
     [](const Value& v, const Arguments& a) { return number_value(number(v) * (a.empty() ? 1 : number(a[0]))); }},
    {"divided_by",
     [](const Value& v, const Arguments& a) {
       const auto by = a.empty() ? 0 : number(a[0]);
       return number_value(by == 0 ? 0 : std::floor(number(v) / by));
     }},
    {"modulo",
     [](const Value& v, const Arguments& a) {
       const auto by = a.empty() ? 0 : number(a[0]);
       return number_value(by == 0 ? 0 : std::fmod(number(v), by));
     }},
    {"round", [](const Value& v, const Arguments&) { return number_value(std::round(number(v))); }},
}};

}  // namespace

TemplateValue apply_filter(const std::string& name, const TemplateValue& value,
                           const std::vector<TemplateValue>& arguments) {
  const auto filter = std::ranges::find(filters, std::string_view(name), &NamedFilter::name);
  if (filter == filters.end()) return value;
  auto out = filter->apply(value, arguments);
  if (auto* text = std::get_if<std::string>(&out.data); text && text->size() > max_text_bytes)
    *text = truncate_utf8(*text, max_text_bytes);
  return out;
}

}  // namespace pult::text
