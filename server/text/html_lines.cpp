// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/html_lines.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "text/allow_list.hpp"
#include "text/ascii.hpp"
#include "text/html_tags.hpp"

namespace pult::text {
namespace {

// Names (class or id, lower case) that mail programs give to the parts of a reply.
constexpr std::array<std::string_view, 5> kAttributionNames = {"moz-cite-prefix", "gmail_attr", "reply-intro",
                                                               "moz-email-headers-table", "protonmail_quote_header"};
// From here on everything is history: Outlook, Outlook mobile, Yahoo, Zoho, Nine, Front, Mac Outlook.
constexpr std::array<std::string_view, 12> kRestNames = {"divrplyfwdmsg",
                                                         "appendonsend",
                                                         "outlookmessageheader",
                                                         "mail-editor-reference-message-container",
                                                         "ms-outlook-mobile-reference-message",
                                                         "yahoo_quoted",
                                                         "zmail_extra",
                                                         "edo-original-message",
                                                         "front-blockquote",
                                                         "olk_src_body_section",
                                                         "tutanota_quote",
                                                         "freshdesk_quote"};
constexpr std::array<std::string_view, 9> kSignatureNames = {"gmail_signature",
                                                             "moz-signature",
                                                             "protonmail_signature_block",
                                                             "ms-outlook-mobile-signature",
                                                             "applemailsignature",
                                                             "k9mail-signature",
                                                             "mb_sig",
                                                             "bloop_sign",
                                                             "signature-text"};
constexpr std::array<std::string_view, 6> kCiteNames = {
    "gmail_quote", "protonmail_quote", "mail-app-auto-quote", "wisestamp_quote", "cite", "clean_bq"};

template <std::size_t N>
bool contains(const std::array<std::string_view, N>& list, std::string_view name) {
  return std::ranges::find(list, name) != list.end();
}

// Calls f with each class and id in lower case, without what our sanitiser and Outlook put in front.
template <class F>
void for_names(const GumboNode& node, F f) {
  for (const char* kind : {"class", "id"}) {
    const std::string names = to_ascii_lower(attribute(node, kind));
    for (std::size_t at = 0; at < names.size();) {
      const std::size_t end = std::min(names.find(' ', at), names.size());
      std::string_view name = std::string_view(names).substr(at, end - at);
      for (const std::string_view prefix : {kNamePrefix, std::string_view("x_")})
        while (name.starts_with(prefix)) name.remove_prefix(prefix.size());
      f(name);
      at = end + 1;
    }
  }
}

LineMark mark_of(const GumboNode& node) {
  LineMark mark = LineMark::none;
  for_names(node, [&](std::string_view name) {
    if (contains(kRestNames, name) || name.find("yahoo_quoted_") != std::string_view::npos)
      mark = LineMark::quoted_rest;
    else if (contains(kAttributionNames, name))
      mark = LineMark::attribution;
    else if (contains(kSignatureNames, name))
      mark = LineMark::signature;
  });
  if (tag_of(node) == GUMBO_TAG_DIV) {
    // The rule above the header block of desktop Outlook (2010 and later): the same colours in every language.
    const std::string style = to_ascii_lower(attribute(node, "style"));
    for (const std::string_view rule : {"border-top:solid #e1e1e1", "border-top:solid #b5c4df"})
      if (style.find(rule) != std::string::npos) mark = LineMark::quoted_rest;
  }
  return mark;
}

bool is_cite(const GumboNode& quote) {
  if (ascii_iequals(attribute(quote, "type"), "cite")) return true;
  bool cite = attribute(quote, "style").find("border-left") != std::string_view::npos;
  for_names(quote, [&](std::string_view name) { cite |= contains(kCiteNames, name); });
  return cite;
}

class Reader {
 public:
  explicit Reader(HtmlLines& result) : result_(result) {}

  bool enter(const GumboNode& node) {
    if (is_text(node)) return add_text(node), false;
    if (!is_element(node)) return false;
    const GumboTag tag = tag_of(node);
    if (tag == GUMBO_TAG_BR) return leaf(node), end_line(true), false;
    if (tag == GUMBO_TAG_IMG) return leaf(node), false;
    if (breaks_line(tag)) end_line(false);
    if (tag == GUMBO_TAG_P || tag == GUMBO_TAG_PRE || is_heading(tag) || tag == GUMBO_TAG_BLOCKQUOTE) blank_line();
    if (tag == GUMBO_TAG_HR) return leaf(node), end_line(false), false;
    if (tag == GUMBO_TAG_BLOCKQUOTE) {
      ++quote_depth_;
      cite_depth_ += is_cite(node) ? 1 : 0;
    }
    if (tag == GUMBO_TAG_PRE) ++pre_depth_;
    if (tag == GUMBO_TAG_LI) line_ = "- ";
    if ((tag == GUMBO_TAG_TD || tag == GUMBO_TAG_TH) && !line_.empty()) space_ = true;
    const LineMark mark = mark_of(node);
    if (mark == LineMark::quoted_rest) rest_ = true;
    marks_.push_back(mark == LineMark::none && !marks_.empty() ? marks_.back() : mark);
    return true;
  }

  void leave(const GumboNode& node) {
    const GumboTag tag = tag_of(node);
    if (breaks_line(tag)) end_line(false);
    if (tag == GUMBO_TAG_BLOCKQUOTE) {
      --quote_depth_;
      cite_depth_ -= is_cite(node) ? 1 : 0;
    }
    if (tag == GUMBO_TAG_P || tag == GUMBO_TAG_PRE || is_heading(tag) || tag == GUMBO_TAG_BLOCKQUOTE) blank_line();
    if (tag == GUMBO_TAG_PRE) --pre_depth_;
    marks_.pop_back();
  }

  void finish() { end_line(false); }

 private:
  static bool is_heading(GumboTag tag) { return tag >= GUMBO_TAG_H1 && tag <= GUMBO_TAG_H6; }
  static bool breaks_line(GumboTag tag) {
    return traits(tag).is_block || tag == GUMBO_TAG_TR || tag == GUMBO_TAG_CAPTION;
  }

  void leaf(const GumboNode& node) { result_.sources.emplace_back(&node, result_.lines.size()); }

  void add_text(const GumboNode& node) {
    const std::string_view text = node.v.text.text;
    leaf(node);
    for (std::size_t i = 0; i < text.size(); ++i) {
      const char c = text[i];
      const bool no_break_space = c == '\xC2' && i + 1 < text.size() && text[i + 1] == '\xA0';
      if (c == '\n' && pre_depth_ > 0) {
        end_line(true);
      } else if (no_break_space || c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f') {
        if (pre_depth_ > 0)
          line_ += ' ';
        else
          space_ = true;
        i += no_break_space ? 1 : 0;
      } else {
        if (space_ && !line_.empty() && !line_.ends_with(' ')) line_ += ' ';
        space_ = false;
        line_ += c;
      }
    }
  }

  void end_line(bool even_if_blank) {
    space_ = false;
    if (line_.empty() && !even_if_blank) return;
    HtmlLine line{std::exchange(line_, {}), quote_depth_, cite_depth_ > 0, LineMark::none};
    if (rest_)
      line.mark = LineMark::quoted_rest;
    else if (!marks_.empty())
      line.mark = marks_.back();
    result_.lines.push_back(std::move(line));
  }

  void blank_line() {
    if (!result_.lines.empty() && !result_.lines.back().text.empty()) end_line(true);
  }

  HtmlLines& result_;
  std::string line_;
  std::vector<LineMark> marks_;  // of the open elements, inherited
  int quote_depth_ = 0, cite_depth_ = 0, pre_depth_ = 0;
  bool space_ = false;  // white space waits for the next word
  bool rest_ = false;
};

}  // namespace

std::string with_quote_prefix(const HtmlLine& line) {
  std::string text;
  for (int i = 0; i < line.quote_depth; ++i) text += "> ";
  text += line.text;
  while (text.ends_with(' ')) text.pop_back();
  return text;
}

HtmlLines read_lines(const HtmlTree& tree) {
  HtmlLines result;
  Reader reader(result);
  walk(
      tree.root(), [&](const GumboNode& node) { return reader.enter(node); },
      [&](const GumboNode& node) { reader.leave(node); });
  reader.finish();
  while (!result.lines.empty() && result.lines.back().text.empty()) result.lines.pop_back();
  return result;
}

}  // namespace pult::text
