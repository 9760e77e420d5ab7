// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/allow_list.hpp"

#include <algorithm>
#include <array>
#include <vector>

#include "text/ascii.hpp"

namespace pult::text {
namespace {

constexpr std::size_t kMaxLinkBytes = 8192;
constexpr std::size_t kMaxStyleBytes = 4096;
constexpr std::size_t kMaxNames = 8;

constexpr std::array<std::string_view, 62> kProperties = {"background",
                                                          "background-color",
                                                          "border",
                                                          "border-bottom",
                                                          "border-bottom-color",
                                                          "border-bottom-style",
                                                          "border-bottom-width",
                                                          "border-collapse",
                                                          "border-color",
                                                          "border-left",
                                                          "border-left-color",
                                                          "border-left-style",
                                                          "border-left-width",
                                                          "border-radius",
                                                          "border-right",
                                                          "border-right-color",
                                                          "border-right-style",
                                                          "border-right-width",
                                                          "border-spacing",
                                                          "border-style",
                                                          "border-top",
                                                          "border-top-color",
                                                          "border-top-style",
                                                          "border-top-width",
                                                          "border-width",
                                                          "box-sizing",
                                                          "clear",
                                                          "color",
                                                          "direction",
                                                          "display",
                                                          "float",
                                                          "font",
                                                          "font-family",
                                                          "font-size",
                                                          "font-style",
                                                          "font-variant",
                                                          "font-weight",
                                                          "height",
                                                          "letter-spacing",
                                                          "line-height",
                                                          "list-style-type",
                                                          "margin",
                                                          "margin-bottom",
                                                          "margin-left",
                                                          "margin-right",
                                                          "margin-top",
                                                          "max-height",
                                                          "max-width",
                                                          "min-width",
                                                          "padding",
                                                          "padding-bottom",
                                                          "padding-left",
                                                          "padding-right",
                                                          "padding-top",
                                                          "table-layout",
                                                          "text-align",
                                                          "text-decoration",
                                                          "text-indent",
                                                          "vertical-align",
                                                          "visibility",
                                                          "white-space",
                                                          "width"};
static_assert(std::ranges::is_sorted(kProperties));

template <std::size_t N>
bool one_of(const std::array<std::string_view, N>& list, std::string_view word) {
  return std::ranges::find(list, word) != list.end();
}

bool is_name_char(char c) { return is_ascii_alnum(c) || c == '-' || c == '_' || static_cast<unsigned char>(c) >= 0x80; }

// Words, numbers, colours, quoted font names and rgb()/hsl(). No escape, no comment, no url(), no negative length:
// nothing that loads, runs or moves text over something else.
bool is_safe_css_value(std::string_view value) {
  static constexpr std::array<std::string_view, 4> functions = {"rgb", "rgba", "hsl", "hsla"};
  std::size_t word_start = 0;
  int depth = 0;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const char c = value[i];
    if (is_name_char(c)) {
      const bool number_next = i + 1 < value.size() && (is_ascii_digit(value[i + 1]) || value[i + 1] == '.');
      if (c == '-' && number_next && (i == word_start)) return false;
      continue;
    }
    if (c == '(') {
      if (++depth > 1 || !one_of(functions, to_ascii_lower(value.substr(word_start, i - word_start)))) return false;
    } else if (c == ')') {
      if (--depth < 0) return false;
    } else if (c == '"' || c == '\'') {
      const std::size_t end = value.find(c, i + 1);
      if (end == std::string_view::npos) return false;
      const std::string_view name = value.substr(i + 1, end - i - 1);
      if (!std::ranges::all_of(name, [](char n) { return is_name_char(n) || n == ' ' || n == '.'; })) return false;
      i = end;
    } else if (std::string_view(" \t\r\n#%.,!+").find(c) == std::string_view::npos) {
      if (c != '/' || i + 1 >= value.size() || value[i + 1] == '*' || value[i + 1] == '/') return false;
    }
    word_start = i + 1;
  }
  return depth == 0 && !value.empty();
}

// Where the declaration that starts at `from` ends: the next ; outside quotes and parentheses.
std::size_t declaration_end(std::string_view style, std::size_t from) {
  char quote = 0;
  int depth = 0;
  for (std::size_t i = from; i < style.size(); ++i) {
    const char c = style[i];
    if (quote != 0)
      quote = c == quote ? '\0' : quote;
    else if (c == '"' || c == '\'')
      quote = c;
    else if (c == '(')
      ++depth;
    else if (c == ')')
      --depth;
    else if (c == ';' && depth <= 0)
      return i;
  }
  return style.size();
}

}  // namespace

bool is_plain_attribute(GumboTag tag, std::string_view name) {
  static constexpr std::array<std::string_view, 7> everywhere = {"align", "bgcolor", "dir",  "height",
                                                                 "lang",  "valign",  "width"};
  static constexpr std::array<std::string_view, 9> of_tables = {
      "border", "cellpadding", "cellspacing", "colspan", "frame", "nowrap", "rowspan", "rules", "span"};
  if (one_of(everywhere, name)) return true;
  switch (tag) {
    case GUMBO_TAG_FONT: return name == "color" || name == "face" || name == "size";
    case GUMBO_TAG_IMG: return name == "border" || name == "hspace" || name == "vspace";
    case GUMBO_TAG_OL: return name == "start" || name == "type" || name == "reversed";
    case GUMBO_TAG_UL: return name == "type";
    case GUMBO_TAG_LI: return name == "value" || name == "type";
    case GUMBO_TAG_BLOCKQUOTE: return name == "type";
    case GUMBO_TAG_HR: return name == "size" || name == "color" || name == "noshade";
    case GUMBO_TAG_BR: return name == "clear";
    case GUMBO_TAG_TABLE:
    case GUMBO_TAG_TD:
    case GUMBO_TAG_TH:
    case GUMBO_TAG_COL:
    case GUMBO_TAG_COLGROUP: return one_of(of_tables, name);
    default: return false;
  }
}

bool is_plain_value(std::string_view value) {
  return value.size() <= 128 && std::ranges::all_of(value, [](char c) {
           return is_name_char(c) || c == '#' || c == '%' || c == '.' || c == ',' || c == ' ' || c == '+';
         });
}

std::string safe_link(std::string_view url) {
  if (url.size() > kMaxLinkBytes) return {};
  std::string link;
  for (const char c : trim_ascii(url)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > 0x20 && byte != 0x7f)
      link += c;
    else if (c == ' ')
      link += "%20";
  }
  if (link.starts_with("//")) return "https:" + link;
  const std::string lower = to_ascii_lower(std::string_view(link).substr(0, 8));
  if (lower.starts_with("www.")) return "http://" + link;
  for (const std::string_view scheme : {"http://", "https://", "mailto:", "tel:", "ftp://"})
    if (lower.starts_with(scheme) && link.size() > scheme.size()) return link;
  return {};
}

std::string safe_style(std::string_view style) {
  if (style.size() > kMaxStyleBytes || style.find_first_of("\\<>@{}") != std::string_view::npos) return {};
  std::string out;
  for (std::size_t start = 0; start < style.size();) {
    const std::size_t end = declaration_end(style, start);
    const std::string_view declaration = style.substr(start, end - start);
    start = end + 1;
    const std::size_t colon = declaration.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string name = to_ascii_lower(trim_ascii(declaration.substr(0, colon)));
    const std::string_view value = trim_ascii(declaration.substr(colon + 1));
    if (!std::ranges::binary_search(kProperties, std::string_view(name)) || !is_safe_css_value(value)) continue;
    if (!out.empty()) out += ';';
    out.append(name).append(":").append(value);
  }
  return out;
}

bool is_safe_data_image(std::string_view url) {
  for (const std::string_view type : {"png", "gif", "jpeg", "jpg", "webp"}) {
    const std::string prefix = "data:image/" + std::string(type) + ";base64,";
    if (url.size() <= prefix.size() || !ascii_iequals(url.substr(0, prefix.size()), prefix)) continue;
    return std::ranges::all_of(url.substr(prefix.size()), [](char c) {
      return is_ascii_alnum(c) || c == '+' || c == '/' || c == '=' || c == '\r' || c == '\n' || c == ' ';
    });
  }
  return false;
}

std::string safe_names(std::string_view names) {
  std::string out;
  std::size_t count = 0;
  for (std::size_t at = 0; at < names.size() && count < kMaxNames;) {
    const std::size_t start = names.find_first_not_of(" \t\r\n\f", at);
    if (start == std::string_view::npos) break;
    at = std::min(names.find_first_of(" \t\r\n\f", start), names.size());
    std::string_view name = names.substr(start, at - start);
    if (name.starts_with(kNamePrefix)) name.remove_prefix(kNamePrefix.size());  // sanitising twice changes nothing
    const auto plain = [](char c) { return is_ascii_alnum(c) || c == '-' || c == '_'; };
    if (name.empty() || name.size() > 64 || !std::ranges::all_of(name, plain)) continue;
    if (count++ > 0) out += ' ';
    out.append(kNamePrefix).append(name);
  }
  return out;
}

}  // namespace pult::text
