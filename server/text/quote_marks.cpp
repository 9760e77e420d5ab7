// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/quote_marks.hpp"

#include <algorithm>
#include <bit>
#include <string>

#include "text/ascii.hpp"
#include "text/fold.hpp"
#include "text/quote_phrases.hpp"
#include "text/utf8.hpp"

namespace pult::text {
namespace {

constexpr std::size_t kMaxLineBytes = 600;  // longer lines are prose
constexpr std::size_t kMaxAttributionLines = 5;
constexpr std::size_t kMaxAttributionBytes = 700;
constexpr std::size_t kMaxHeaderLines = 14;

// Also without the invisible marks that right-to-left mail is full of (U+200B-200F, U+202A-202E, U+2066-2069).
std::string folded(std::string_view line) {
  std::string text = fold(truncate_utf8(line, kMaxLineBytes));
  for (std::size_t at = 0; (at = text.find('\xE2', at)) != std::string::npos;) {
    const std::string_view mark = std::string_view(text).substr(at, 3);
    const bool invisible = (mark >= "\xE2\x80\x8B" && mark <= "\xE2\x80\x8F") ||
                           (mark >= "\xE2\x80\xAA" && mark <= "\xE2\x80\xAE") ||
                           (mark >= "\xE2\x81\xA6" && mark <= "\xE2\x81\xA9");
    if (invisible)
      text.erase(at, 3);
    else
      ++at;
  }
  return std::string(trim_ascii(text));
}

std::string_view strip_marks(std::string_view text) {
  constexpr std::string_view marks = "*_ \t\"|>";
  const std::size_t first = text.find_first_not_of(marks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of("*_ \t|") - first + 1);
}

struct Features {
  bool address = false;  // something@something
  bool time = false;     // 10:15, 10.15, 10h15
  bool date = false;     // a year or 12.03. or 12/03
  bool verb = false;
  bool colon = false;  // at the end
  std::size_t words = 0;
};

Features features_of(std::string_view text) {
  Features found;
  text = strip_marks(text);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    found.words += c != ' ' && (i == 0 || text[i - 1] == ' ') ? 1 : 0;
    if (c == '@' && i > 0 && i + 1 < text.size())
      found.address |= is_ascii_alnum(text[i - 1]) || is_ascii_alnum(text[i + 1]);
    if (!is_ascii_digit(c) || (i > 0 && is_ascii_digit(text[i - 1]))) continue;
    std::size_t end = i;
    while (end < text.size() && is_ascii_digit(text[end])) ++end;
    const bool digit_after = end + 1 < text.size() && is_ascii_digit(text[end + 1]);
    const char separator = end < text.size() ? text[end] : ' ';
    found.date |= end - i == 4 && (text.substr(i, 2) == "19" || text.substr(i, 2) == "20");
    found.date |= end - i <= 2 && digit_after && (separator == '/' || separator == '.' || separator == '-');
    found.time |= end - i <= 2 && digit_after && (separator == ':' || separator == 'h' || separator == '.');
  }
  found.colon = text.ends_with(':');
  found.verb = has_wrote_word(text);
  return found;
}

// Nobody's mail program: no verb in a language we know, yet a quote follows and the line reads like "Some Name xyz:".
bool looks_like_name(std::string_view line, const Features& is) {
  if (!is.colon || is.words < 2 || is.words > 7) return false;
  const std::size_t second = line.find(' ') + 1;
  const auto capital = [](char c) { return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0xC3; };
  return capital(line[0]) && second < line.size() && capital(line[second]);
}

bool is_attribution(const Features& is, bool quote_follows) {
  if (is.colon && is.verb && (is.address || is.time || is.date)) return true;
  if (is.colon && is.address && (is.time || is.date)) return true;
  if (!quote_follows || is.words > 40) return false;
  if (is.colon && (is.address || (is.time && is.date))) return true;
  if (is.verb && (is.colon || is.address || is.date)) return is.words <= 25;
  return is.address && is.date;
}

bool is_own(const QuoteLine& line) {
  return !line.text.empty() && !line.is_quoted && line.text.size() <= kMaxLineBytes;
}

// Where an attribution begins inside a line that starts with the author's own words; 0: it does not.
std::size_t attribution_inside(std::string_view line) {
  for (std::size_t at = 0; (at = line.find("On ", at)) != std::string_view::npos; ++at) {
    if (at == 0 || (line[at - 1] != ' ' && line[at - 1] != '-')) continue;
    const std::string day = to_ascii_lower(line.substr(at + 3, 3));
    constexpr std::string_view days = "mon tue wed thu fri sat sun jan feb mar apr may jun jul aug sep oct nov dec";
    if (day.size() == 3 && (is_ascii_digit(day[0]) || days.find(day) != std::string_view::npos)) return at;
  }
  return 0;
}

// The inner words of "---- words ----"; empty when the line is not drawn so.
std::string_view between_rules(std::string_view line) {
  constexpr std::string_view rule = "-_=*~";
  if (line.size() < 6 || rule.find(line[0]) == std::string_view::npos || line[1] != line[0]) return {};
  const std::size_t first = line.find_first_not_of("-_=*~ ");
  if (first == std::string_view::npos) return {};
  const std::size_t last = line.find_last_not_of("-_=*~ :");
  if (last + 2 >= line.size() && !line.ends_with(':')) return {};
  return line.substr(first, last - first + 1);
}

std::string_view label_part(std::string_view folded_line) {
  const std::string_view line = strip_marks(folded_line);
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon > 60) return {};
  return strip_marks(line.substr(0, colon));
}

// Labels later in the same line ("From: x Sent: y To: z", one line in careless HTML).
unsigned labels_inside(std::string_view line) {
  unsigned labels = 0;
  for (std::size_t colon = 0; (colon = line.find(": ", colon)) != std::string_view::npos; ++colon) {
    const std::size_t space = line.rfind(' ', colon);
    labels |= label_of(strip_marks(line.substr(space == std::string_view::npos ? 0 : space + 1,
                                               colon - (space == std::string_view::npos ? 0 : space + 1))));
  }
  return labels;
}

struct HeaderBlock {
  unsigned labels = 0;    // HeaderLabel bits
  std::size_t count = 0;  // lines of the shape "words: value"
  bool address = false;
};

HeaderBlock read_header_block(std::span<const QuoteLine> lines, std::size_t at) {
  HeaderBlock block;
  std::size_t others = 0;
  const std::size_t end = std::min(lines.size(), at + kMaxHeaderLines);
  for (std::size_t i = at; i < end; ++i) {
    if (lines[i].is_quoted) break;
    const std::string line = folded(lines[i].text);
    const std::string_view label = label_part(line);
    const bool shaped = !label.empty() && std::ranges::count(label, ' ') <= 2;
    const HeaderLabel known = label_of(label);
    if (line.empty() ? block.count > 1 : !shaped && (block.count == 0 || ++others > 2)) break;
    if (line.empty()) continue;
    block.address |= line.find('@') != std::string::npos;
    if (!shaped) continue;
    if (known == kNoLabel && block.labels != 0) break;
    block.labels |= known;
    if (known == kFrom) block.labels |= labels_inside(line);
    ++block.count;
    others = 0;
  }
  return block;
}

bool is_header_block(const HeaderBlock& block, bool after_rule) {
  const int known = std::popcount(block.labels & (kFrom | kDate | kTo | kSubject));
  if ((block.labels & kFrom) != 0 && known >= (after_rule ? 2 : 3)) return true;
  if (known == 3 && block.address) return true;  // From left out: "Date, To, Subject"
  return after_rule && block.count >= 3 && block.address;
}

// "wrote:" alone, which some programs push below a blank line.
bool is_lone_verb(std::span<const QuoteLine> lines, std::size_t line) {
  if (line >= lines.size() || lines[line].text.size() > 40 || !is_own(lines[line])) return false;
  const Features is = features_of(folded(lines[line].text));
  return is.verb && is.colon && is.words <= 3;
}

}  // namespace

Attribution find_attribution(std::span<const QuoteLine> lines, std::size_t line) {
  std::string joined;
  for (std::size_t last = line; last < std::min(lines.size(), line + kMaxAttributionLines); ++last) {
    if (lines[last].text.empty() && is_lone_verb(lines, last + 1)) continue;
    if (!is_own(lines[last]) || lines[last].mark == LineMark::signature) break;
    if (!joined.empty()) joined += ' ';
    joined += folded(lines[last].text);
    if (joined.size() > kMaxAttributionBytes) break;
    std::size_t next = last + 1;
    while (next < lines.size() && lines[next].text.empty()) ++next;
    const bool quote_follows = next < lines.size() && lines[next].is_quoted;
    const std::string_view ending = strip_marks(joined);
    if (!quote_follows && !ending.ends_with(':')) {
      // A sentence that ends here is prose; an attribution goes on until its colon.
      if (ending.ends_with('.') || ending.ends_with('!') || ending.ends_with('?')) break;
      continue;
    }
    const Features is = features_of(joined);
    const std::string start = folded(lines[line].text);
    const bool begins =
        begins_like_attribution(start) || is_ascii_digit(start[0]) || start[0] == '<' || start[0] == '"';
    const std::size_t inside = is.verb ? attribution_inside(lines[line].text) : 0;
    if (last > line && !begins && inside == 0 && !features_of(start).date &&
        !(features_of(start).address && features_of(start).words <= 6))
      break;  // text above an attribution
    if (is_attribution(is, quote_follows) || (last == line && quote_follows && looks_like_name(lines[line].text, is))) {
      std::size_t own = inside;
      while (own > 0 && (lines[line].text[own - 1] == ' ' || lines[line].text[own - 1] == '-')) --own;
      return {line, last, own};
    }
    if (ending.ends_with(':')) break;
  }
  return {};
}

bool starts_history(std::span<const QuoteLine> lines, std::size_t line) {
  const std::string_view text = lines[line].text;
  if (text.size() > kMaxLineBytes) return false;
  std::size_t next = line + 1;
  while (next < lines.size() && next <= line + 2 && lines[next].text.empty()) ++next;
  if (is_rule(text))
    return text.size() >= 5 && next < lines.size() && !lines[next].is_quoted &&
           is_header_block(read_header_block(lines, next), true);
  if (const std::string_view inner = between_rules(text); !inner.empty() && inner.size() <= 120) {
    const std::string words = folded(inner);
    if (has_original_message(words) || has_wrote_word(words)) return true;
    return next < lines.size() && is_header_block(read_header_block(lines, next), true);
  }
  if (text.find(':') == std::string_view::npos && text.find("：") == std::string_view::npos) return false;
  const std::string whole = folded(text);
  const std::string_view label = label_part(whole);
  if (label.empty()) return false;
  if (has_original_message(label) && label.size() + 3 >= strip_marks(whole).size()) return true;
  return label_of(label) != kNoLabel && is_header_block(read_header_block(lines, line), false);
}

bool is_reply_line(std::string_view line) { return line.size() <= 300 && is_reply_marker(folded(line)); }

bool is_device_line(std::string_view line) { return line.size() <= 300 && is_device_signature(folded(line)); }

bool is_rule(std::string_view line) {
  return line.size() >= 2 && line.find_first_not_of("-_=*~ ") == std::string_view::npos;
}

bool is_titled_rule(std::string_view line) { return line.size() <= 120 && !between_rules(line).empty(); }

bool is_signature_delimiter(std::string_view line, std::size_t lines_below) {
  if (line == "--" || line == "—" || line == "––") return true;
  if (is_rule(line) && line.find(' ') == std::string_view::npos && line[0] != '*' && line[0] != '~')
    return lines_below > 0 && lines_below <= 8;
  const bool name = line.size() > 2 && line.size() <= 40 && line[0] == '-' && line[1] >= 'A' && line[1] <= 'Z';
  return name && lines_below == 0 && std::ranges::count(line, ' ') <= 2;
}

}  // namespace pult::text
