// SPDX-License-Identifier: AGPL-3.0-or-later
// Templates with placeholders, a safe part of Liquid: {{ path | filter: arguments }}, if, unless, case, for, assign,
// comment and raw. Never fails: what is not understood stays in the text as it was written, what has no value is empty.
// Work and output are bounded, whatever is written.
#pragma once
#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace pult::text {

struct TemplateValue;
using TemplateList = std::vector<TemplateValue>;
using TemplateMap = std::map<std::string, TemplateValue, std::less<>>;

struct TemplateValue {
  std::variant<std::monostate, bool, std::int64_t, double, std::string, TemplateList, TemplateMap> data;
  bool is_html = false;  // sanitised already: not escaped in HTML

  TemplateValue() = default;
  template <class T>
  TemplateValue(T value) : data(std::move(value)) {}
  TemplateValue(const char* value) : data(std::string(value)) {}
  TemplateValue(std::string_view value) : data(std::string(value)) {}

  bool is_none() const { return data.index() == 0; }
  bool is_true() const;   // anything but none, false
  bool is_empty() const;  // none, "", an empty list
  std::string text() const;
  const TemplateValue* member(std::string_view name) const;
};

// The value of a whole path ("ticket.requester.name"); none for what is unknown. Called once for each use.
using TemplateLookup = std::function<TemplateValue(std::string_view path)>;

enum class TemplateOutput : std::uint8_t { text, html };

inline constexpr std::size_t max_template_output_bytes = 1'000'000;

// In HTML the values are escaped, the template itself is not.
std::string render_template(std::string_view source, const TemplateLookup& lookup, TemplateOutput output);
// Whether there is anything to render at all.
bool has_placeholders(std::string_view source);

}  // namespace pult::text
