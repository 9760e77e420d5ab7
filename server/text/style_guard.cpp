// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/style_guard.hpp"

#include <algorithm>
#include <array>

namespace pult::text {
namespace {

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'A' && c <= 'Z') c = char(c + 32);
  return out;
}

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || (c & 0x80) != 0;
}
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

// Functions that fetch, beside url(), whose argument is looked at.
constexpr std::array<std::string_view, 7> fetching{"image-set", "-webkit-image-set", "image",       "cross-fade",
                                                   "src",       "expression",        "-moz-element"};
constexpr std::array<std::string_view, 4> forbidden_rules{"import", "charset", "namespace", "document"};
constexpr std::array<std::string_view, 2> forbidden_names{"behavior", "-moz-binding"};

class StyleReader {
 public:
  explicit StyleReader(std::string_view css) : css_(css) {}

  Result<void> read() {
    while (at_ < css_.size()) {
      const char c = css_[at_];
      if (css_.substr(at_).starts_with("/*"))
        PULT_TRY(skip_comment());
      else if (c == '"' || c == '\'')
        PULT_TRY(skip_string());
      else if (c == '\\')
        PULT_TRY(skip_escape());
      else if (c == '@')
        PULT_TRY(read_rule());
      else if (is_word(c))
        PULT_TRY(read_word());
      else
        PULT_TRY(read_mark(c));
    }
    if (!open_.empty()) return fail(std::string("a ") + open_.back() + " is not closed");
    return {};
  }

 private:
  std::unexpected<Error> fail(const std::string& what) const {
    const auto line = 1 + std::ranges::count(css_.substr(0, std::min(at_, css_.size())), '\n');
    return base::fail(ErrorKind::invalid, "style", "Line " + std::to_string(line) + ": " + what);
  }

  Result<void> skip_comment() {
    const auto end = css_.find("*/", at_ + 2);
    if (end == std::string_view::npos) return fail("a comment does not end");
    at_ = end + 2;
    return {};
  }

  Result<void> skip_string() {
    const char quote = css_[at_++];
    while (at_ < css_.size() && css_[at_] != quote) {
      if (css_[at_] == '\n') return fail("a string does not end");
      at_ += css_[at_] == '\\' ? 2 : 1;
    }
    if (at_ >= css_.size()) return fail("a string does not end");
    ++at_;
    return {};
  }

  // "\:" in names of classes is fine; letters written as numbers only hide something.
  Result<void> skip_escape() {
    ++at_;
    if (at_ >= css_.size() || is_word(char(css_[at_] | 0x20)) || is_space(css_[at_]))
      return fail("a letter is written as an escape");
    ++at_;
    return {};
  }

  std::string take_word() {
    const auto start = at_;
    while (at_ < css_.size() && is_word(css_[at_] >= 'A' && css_[at_] <= 'Z' ? char(css_[at_] + 32) : css_[at_])) ++at_;
    return lower(css_.substr(start, at_ - start));
  }

  Result<void> read_rule() {
    ++at_;
    const auto name = take_word();
    if (std::ranges::find(forbidden_rules, name) != forbidden_rules.end()) return fail("@" + name + " is not allowed");
    return {};
  }

  Result<void> read_word() {
    const auto name = take_word();
    if (std::ranges::find(forbidden_names, name) != forbidden_names.end()) return fail(name + " is not allowed");
    if (at_ >= css_.size() || css_[at_] != '(') return {};
    if (std::ranges::find(fetching, name) != fetching.end()) return fail(name + "() is not allowed");
    return name == "url" ? read_address() : Result<void>();
  }

  // Whatever stands in url(...) must be a picture within the sheet or a part of the page.
  Result<void> read_address() {
    auto start = at_ + 1;
    while (start < css_.size() && (is_space(css_[start]) || css_[start] == '"' || css_[start] == '\'')) ++start;
    const auto end = css_.find(')', start);
    if (end == std::string_view::npos) return fail("url( does not end");
    const auto address = lower(css_.substr(start, end - start));
    const bool is_inside = address.starts_with("data:image/") || address.starts_with("#");
    if (!is_inside || address.find('\\') != std::string::npos)
      return fail("url() may only hold a data:image/ address: the desk fetches nothing from elsewhere");
    at_ = end + 1;
    return {};
  }

  Result<void> read_mark(char c) {
    if (c >= 'A' && c <= 'Z') return read_word();
    // Within parentheses it compares: @media (width < 40em).
    if (c == '<' && !open_.ends_with('(')) return fail("< has no place in a style sheet");
    if (c == '{' || c == '(' || c == '[') open_ += c;
    if (c == '}' || c == ')' || c == ']') {
      const char opener = c == '}' ? '{' : c == ')' ? '(' : '[';
      if (open_.empty() || open_.back() != opener) return fail(std::string("there is a ") + c + " too many");
      open_.pop_back();
    }
    ++at_;
    return {};
  }

  std::string_view css_;
  std::size_t at_ = 0;
  std::string open_;
};

std::unexpected<Error> bad_drawing(const std::string& what) {
  return base::fail(ErrorKind::invalid, "drawing", "The SVG " + what);
}

// The value of an attribute that begins behind its "=".
std::string_view attribute_value(std::string_view svg, std::size_t at) {
  while (at < svg.size() && is_space(svg[at])) ++at;
  if (at >= svg.size() || (svg[at] != '"' && svg[at] != '\'')) return {};
  const auto end = svg.find(svg[at], at + 1);
  return end == std::string_view::npos ? std::string_view() : svg.substr(at + 1, end - at - 1);
}

}  // namespace

Result<void> check_style_sheet(std::string_view css) { return StyleReader(css).read(); }

Result<void> check_drawing(std::string_view given) {
  const auto svg = lower(given);
  if (svg.find("<svg") == std::string::npos) return bad_drawing("has no drawing in it");
  constexpr std::array<std::string_view, 10> forbidden{"<script",     "<foreignobject", "<iframe",     "<object",
                                                       "<embed",      "<!entity",       "<?xml-style", "<audio",
                                                       "javascript:", "@import"};
  for (const auto word : forbidden)
    if (svg.find(word) != std::string::npos)
      return bad_drawing("holds " + std::string(word) + ", which is not allowed");
  for (auto at = svg.find('='); at != std::string::npos; at = svg.find('=', at + 1)) {
    auto end = at;
    while (end > 0 && is_space(svg[end - 1])) --end;
    auto start = end;
    while (start > 0 && (is_word(svg[start - 1]) || svg[start - 1] == ':')) --start;
    const auto name = std::string_view(svg).substr(start, end - start);
    const auto value = attribute_value(svg, at + 1);
    if (name.starts_with("on")) return bad_drawing("has the handler " + std::string(name) + ", which is not allowed");
    const bool is_link = name == "href" || name == "xlink:href" || name == "src";
    if (is_link && !value.starts_with('#') && !value.starts_with("data:image/"))
      return bad_drawing("points elsewhere: " + std::string(value.substr(0, 60)));
  }
  for (auto at = svg.find("url("); at != std::string::npos; at = svg.find("url(", at + 1)) {
    auto start = at + 4;
    while (start < svg.size() && (is_space(svg[start]) || svg[start] == '"' || svg[start] == '\'' || svg[start] == '&'))
      ++start;
    if (start >= svg.size() || svg[start] != '#') return bad_drawing("points elsewhere with url()");
  }
  return {};
}

}  // namespace pult::text
