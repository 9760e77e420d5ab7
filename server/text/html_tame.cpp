// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/html_tame.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

#include "text/ascii.hpp"
#include "text/html_tags.hpp"

namespace pult::text {
namespace {

constexpr std::size_t kMaxAttributes = 32;
constexpr std::size_t kMaxNameBytes = 32;

struct RawAttribute {
  std::string_view name, value;
};

// Writes tags so that each is closed inside its parent. Knows the implied end tags that real mails rely on
// (<li>, <p>, <td> ... without end), so that a long flat list does not look deep.
class BalancedWriter {
 public:
  explicit BalancedWriter(std::string& out) : out_(out) {}

  void start(GumboTag tag, const std::vector<RawAttribute>& attributes) {
    const TagTraits& kind = traits(tag);
    if (kind.is_table_part && open_count_[GUMBO_TAG_TABLE] == 0) return;
    close_implied(tag);
    if (open_.size() >= kMaxHtmlDepth || elements_ >= kMaxHtmlElements) {
      if (!kind.is_void) ++skipped_[tag];
      return;
    }
    ++elements_;
    write_start(tag, attributes);
    if (kind.is_void) return;
    open_.push_back(tag);
    ++open_count_[tag];
  }

  void end(GumboTag tag) {
    if (tag == GUMBO_TAG_BR) return start(tag, {});  // HTML 13.2.6.4.7: </br> is <br>
    if (traits(tag).is_void) return;
    if (skipped_[tag] > 0) {
      --skipped_[tag];
      return;
    }
    const TagTraits& kind = traits(tag);
    close_through([&](GumboTag open) { return open == tag || (is_heading(tag) && is_heading(open)); },
                  [&](GumboTag open) {
                    if (kind.is_formatting) return !traits(open).is_formatting;
                    if (tag == GUMBO_TAG_TABLE) return false;
                    return kind.is_table_part ? open == GUMBO_TAG_TABLE : traits(open).is_cell;
                  });
  }

  void finish() {
    while (!open_.empty()) close_top();
  }

 private:
  static bool is_heading(GumboTag tag) { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }

  void close_top() {
    out_ += "</";
    out_ += gumbo_normalized_tagname(open_.back());
    out_ += '>';
    --open_count_[open_.back()];
    open_.pop_back();
  }

  // Closes up to and with the innermost element that matches, unless a barrier comes first.
  template <class Match, class Barrier>
  void close_through(Match match, Barrier barrier) {
    for (std::size_t i = open_.size(); i-- > 0;) {
      if (match(open_[i])) {
        while (open_.size() > i) close_top();
        return;
      }
      if (barrier(open_[i])) return;
    }
  }

  template <class Keep>
  void close_until(Keep keep) {
    while (!open_.empty() && !keep(open_.back())) close_top();
  }

  void close_implied(GumboTag tag) {
    const TagTraits& kind = traits(tag);
    const auto is_cell = [](GumboTag open) { return traits(open).is_cell; };
    if (kind.is_table_part) {
      const bool row = tag == GUMBO_TAG_TR;
      const bool cell = tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH;
      return close_until([&](GumboTag open) {
        const bool section = open == GUMBO_TAG_TBODY || open == GUMBO_TAG_THEAD || open == GUMBO_TAG_TFOOT;
        if (tag == GUMBO_TAG_COL && open == GUMBO_TAG_COLGROUP) return true;
        return open == GUMBO_TAG_TABLE || ((row || cell) && section) || (cell && open == GUMBO_TAG_TR);
      });
    }
    if (kind.is_block && open_count_[GUMBO_TAG_P] > 0)
      close_through([](GumboTag open) { return open == GUMBO_TAG_P; }, is_cell);
    if (tag == GUMBO_TAG_LI && open_count_[tag] > 0)
      close_through([](GumboTag open) { return open == GUMBO_TAG_LI; },
                    [&](GumboTag open) { return open == GUMBO_TAG_UL || open == GUMBO_TAG_OL || is_cell(open); });
    if (tag == GUMBO_TAG_DD || tag == GUMBO_TAG_DT)
      close_through([](GumboTag open) { return open == GUMBO_TAG_DD || open == GUMBO_TAG_DT; },
                    [&](GumboTag open) { return open == GUMBO_TAG_DL || is_cell(open); });
    if (tag == GUMBO_TAG_A && open_count_[tag] > 0)
      close_through([](GumboTag open) { return open == GUMBO_TAG_A; }, is_cell);
    if (is_heading(tag) && !open_.empty() && is_heading(open_.back())) close_top();
  }

  void write_start(GumboTag tag, const std::vector<RawAttribute>& attributes) {
    out_ += '<';
    out_ += gumbo_normalized_tagname(tag);
    for (const RawAttribute& attribute : attributes) {
      out_ += ' ';
      for (const char c : attribute.name) out_ += ascii_lower(c);
      out_ += "=\"";
      for (const char c : attribute.value) {
        if (c == '"')
          out_ += "&quot;";
        else if (c == '<')
          out_ += "&lt;";
        else if (c == '>')
          out_ += "&gt;";
        else
          out_ += c;
      }
      out_ += '"';
    }
    out_ += '>';
  }

  std::string& out_;
  std::size_t elements_ = 0;
  std::vector<GumboTag> open_;
  std::array<std::uint32_t, GUMBO_TAG_LAST + 1> open_count_{};
  std::array<std::uint32_t, GUMBO_TAG_LAST + 1> skipped_{};  // start tags left out because too deep
};

class Tokeniser {
 public:
  Tokeniser(std::string_view in, std::string& out) : in_(in), out_(out), writer_(out) {}

  void run() {
    while (at_ < in_.size()) {
      const std::size_t tag = std::min(in_.find('<', at_), in_.size());
      text(in_.substr(at_, tag - at_));
      at_ = tag;
      if (at_ < in_.size()) markup();
    }
    writer_.finish();
  }

 private:
  char peek(std::size_t ahead) const { return at_ + ahead < in_.size() ? in_[at_ + ahead] : '\0'; }
  static bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r'; }

  void text(std::string_view chars) {
    for (const char c : chars) {
      if (c == '>')
        out_ += "&gt;";
      else if (c != '\0')
        out_ += c;
    }
  }

  void markup() {
    const char next = peek(1);
    if (is_ascii_alpha(next)) return tag(1, true);
    if (next == '/') {
      if (is_ascii_alpha(peek(2))) return tag(2, false);
      if (at_ + 2 < in_.size()) return skip_past(">", at_ + 2);
    }
    if (next == '!') return in_.substr(at_).starts_with("<!--") ? comment() : skip_past(">", at_ + 2);
    if (next == '?') return skip_past(">", at_ + 2);
    out_ += "&lt;";
    ++at_;
  }

  void skip_past(std::string_view end, std::size_t from) {
    const std::size_t found = in_.find(end, from);
    at_ = found == std::string_view::npos ? in_.size() : found + end.size();
  }

  void comment() {
    const std::string_view rest = in_.substr(at_ + 4);
    if (rest.starts_with('>')) return void(at_ += 5);
    if (rest.starts_with("->")) return void(at_ += 6);
    for (std::size_t i = at_ + 4; (i = in_.find("--", i)) != std::string_view::npos; ++i) {
      if (in_.substr(i).starts_with("-->")) return void(at_ = i + 3);
      if (in_.substr(i).starts_with("--!>")) return void(at_ = i + 4);
    }
    at_ = in_.size();
  }

  void tag(std::size_t name_offset, bool is_start) {
    std::size_t i = at_ + name_offset;
    const std::size_t name_start = i;
    while (i < in_.size() && !is_space(in_[i]) && in_[i] != '/' && in_[i] != '>') ++i;
    std::string name(in_.substr(name_start, std::min(i - name_start, kMaxNameBytes)));
    std::ranges::transform(name, name.begin(), ascii_lower);
    at_ = i;
    if (!attributes()) return;
    const GumboTag id = tag_of(name);
    if (traits(id).is_raw_text) {
      if (is_start) skip_raw_text(name);
    } else if (traits(id).allowed) {
      is_start ? writer_.start(id, attributes_) : writer_.end(id);
    }
  }

  // Reads to after the '>' of a tag; false at the end of the input, where the unfinished tag is dropped.
  bool attributes() {
    attributes_.clear();
    while (true) {
      while (at_ < in_.size() && (is_space(in_[at_]) || in_[at_] == '/')) ++at_;
      if (at_ >= in_.size()) return false;
      if (in_[at_] == '>') return ++at_, true;
      const std::size_t name_start = at_++;
      while (at_ < in_.size() && !is_space(in_[at_]) && in_[at_] != '/' && in_[at_] != '>' && in_[at_] != '=') ++at_;
      const std::string_view name = in_.substr(name_start, at_ - name_start);
      while (at_ < in_.size() && is_space(in_[at_])) ++at_;
      keep(name, peek(0) == '=' ? (++at_, value()) : std::string_view{});
    }
  }

  std::string_view value() {
    while (at_ < in_.size() && is_space(in_[at_])) ++at_;
    const char quote = peek(0);
    if (quote == '"' || quote == '\'') {
      const std::size_t start = at_ + 1;
      const std::size_t end = std::min(in_.find(quote, start), in_.size());
      at_ = std::min(end + 1, in_.size());
      return in_.substr(start, end - start);
    }
    const std::size_t start = at_;
    while (at_ < in_.size() && !is_space(in_[at_]) && in_[at_] != '>') ++at_;
    return in_.substr(start, at_ - start);
  }

  void keep(std::string_view name, std::string_view value) {
    const auto plain = [](char c) { return is_ascii_alnum(c) || c == '-' || c == '_'; };
    if (attributes_.size() >= kMaxAttributes || name.size() > kMaxNameBytes || !std::ranges::all_of(name, plain))
      return;
    if (ascii_lower(name[0]) == 'o' && name.size() > 1 && ascii_lower(name[1]) == 'n') return;
    attributes_.push_back({name, value});
  }

  void skip_raw_text(std::string_view name) {
    for (std::size_t i = at_; (i = in_.find("</", i)) != std::string_view::npos; i += 2) {
      const std::string_view rest = in_.substr(i + 2);
      if (rest.size() <= name.size() || !ascii_iequals(rest.substr(0, name.size()), name)) continue;
      const char after = rest[name.size()];
      if (!is_space(after) && after != '/' && after != '>') continue;
      return skip_past(">", i);
    }
    at_ = in_.size();
  }

  std::string_view in_;
  std::string& out_;
  BalancedWriter writer_;
  std::size_t at_ = 0;
  std::vector<RawAttribute> attributes_;
};

// gumbo adds up the digits of a character reference until they overflow, and then writes what is no character. The
// longest that means one is &#x10FFFF; or &#1114111;: leading zeros aside, longer ones become U+FFFD.
std::string without_huge_references(std::string_view html) {
  constexpr std::size_t most_digits = 7;
  std::string out;
  std::size_t copied = 0;
  for (std::size_t at = 0; (at = html.find("&#", at)) != std::string_view::npos;) {
    std::size_t first = at + 2;
    const bool is_hex = first < html.size() && (html[first] == 'x' || html[first] == 'X');
    first = html.find_first_not_of('0', first + (is_hex ? 1 : 0));
    if (first == std::string_view::npos) break;
    const auto end = html.find_first_not_of(is_hex ? "0123456789abcdefABCDEF" : "0123456789", first);
    const auto digits = std::min(end, html.size()) - first;
    if (digits > most_digits) {
      out.append(html.substr(copied, at - copied)).append("\xEF\xBF\xBD");
      copied = first + digits;
    }
    at = first + digits;
  }
  return copied == 0 ? std::string(html) : out.append(html.substr(copied));
}

}  // namespace

std::string tame_html(std::string_view html) {
  const std::string safe = without_huge_references(html);
  html = safe;
  std::string out;
  out.reserve(html.size() + html.size() / 8);
  Tokeniser(html, out).run();
  return out;
}

}  // namespace pult::text
