// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/sanitize.hpp"

#include <gtest/gtest.h>
#include <gumbo.h>
#include <rapidcheck.h>

#include <algorithm>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <vector>

#include "text/utf8.hpp"

namespace pult::text {
namespace {

const std::set<std::string> kTags = {
    "html",     "head",   "body",   "a",          "abbr", "acronym", "address", "article", "aside",      "b",
    "bdi",      "bdo",    "big",    "blockquote", "br",   "caption", "center",  "cite",    "code",       "col",
    "colgroup", "dd",     "del",    "dfn",        "div",  "dl",      "dt",      "em",      "figcaption", "figure",
    "font",     "footer", "h1",     "h2",         "h3",   "h4",      "h5",      "h6",      "header",     "hgroup",
    "hr",       "i",      "img",    "ins",        "kbd",  "li",      "main",    "mark",    "nav",        "ol",
    "p",        "pre",    "q",      "rp",         "rt",   "ruby",    "s",       "samp",    "section",    "small",
    "span",     "strike", "strong", "sub",        "sup",  "table",   "tbody",   "td",      "tfoot",      "th",
    "thead",    "time",   "tr",     "tt",         "u",    "ul",      "var",     "wbr"};
const std::set<std::string> kAttributes = {"align",  "alt",     "bgcolor", "border",  "cellpadding",     "cellspacing",
                                           "class",  "clear",   "color",   "colspan", "data-remote-src", "dir",
                                           "face",   "frame",   "height",  "href",    "hspace",          "id",
                                           "lang",   "noshade", "nowrap",  "rel",     "reversed",        "rowspan",
                                           "rules",  "size",    "span",    "src",     "start",           "style",
                                           "target", "title",   "type",    "valign",  "value",           "vspace",
                                           "width"};

bool starts_with_any(std::string_view value, std::initializer_list<std::string_view> starts) {
  return std::ranges::any_of(starts, [&](std::string_view start) { return value.starts_with(start); });
}

// What the browser will find: the reason why the node is not allowed, empty when it is.
std::string objection(const GumboNode& node) {
  if (node.type == GUMBO_NODE_COMMENT || node.type == GUMBO_NODE_CDATA || node.type == GUMBO_NODE_TEMPLATE)
    return "node type";
  if (node.type != GUMBO_NODE_ELEMENT) return {};
  const GumboElement& element = node.v.element;
  const std::string tag = gumbo_normalized_tagname(element.tag);
  if (element.tag_namespace != GUMBO_NAMESPACE_HTML || !kTags.contains(tag)) return "tag " + tag;
  for (unsigned i = 0; i < element.attributes.length; ++i) {
    const auto& item = *static_cast<const GumboAttribute*>(element.attributes.data[i]);
    const std::string name = item.name, value = item.value;
    if (!kAttributes.contains(name)) return "attribute " + name;
    if (name == "href" && !starts_with_any(value, {"http://", "https://", "mailto:", "tel:", "ftp://", "HTTP"}))
      return value;
    if (name == "src" && !starts_with_any(value, {"/inline/", "data:image/"})) return value;
    if (name == "data-remote-src" && !starts_with_any(value, {"http://", "https://"})) return value;
    if ((name == "id" || name == "class") && !value.starts_with("m-")) return value;
    if (name == "style" && value.find_first_of("\\<>@{}") != std::string::npos) return value;
    if (name == "style" && (value.find("url") != std::string::npos || value.find("position") != std::string::npos))
      return value;
  }
  return {};
}

std::string first_objection(const GumboNode& node) {
  if (std::string found = objection(node); !found.empty()) return found;
  if (node.type != GUMBO_NODE_ELEMENT) return {};
  for (unsigned i = 0; i < node.v.element.children.length; ++i)
    if (std::string found = first_objection(*static_cast<const GumboNode*>(node.v.element.children.data[i]));
        !found.empty())
      return found;
  return {};
}

std::string check(std::string_view html) {
  GumboOutput* output = gumbo_parse_with_options(&kGumboDefaultOptions, html.data(), html.size());
  const std::string found = first_objection(*output->root);
  gumbo_destroy_output(&kGumboDefaultOptions, output);
  return found;
}

SanitizeOptions with_images() {
  SanitizeOptions options;
  options.inline_image_url = [](std::string_view id) { return id == "logo@mail" ? "/inline/1" : std::string{}; };
  return options;
}

std::string clean(std::string_view html) { return sanitize_html(html, with_images()).html; }

// The value of "payload" in a line of JSON.
std::string payload_of(const std::string& line) {
  std::string out;
  std::size_t i = line.find("\"payload\": \"");
  if (i == std::string::npos) return out;
  for (i += 12; i < line.size() && line[i] != '"'; ++i) {
    if (line[i] != '\\') {
      out += line[i];
      continue;
    }
    const char c = line[++i];
    if (c == 'u') {
      const unsigned code = std::stoul(line.substr(i + 1, 4), nullptr, 16);
      if (code < 0x80)
        out += static_cast<char>(code);
      else
        out += "\xEF\xBF\xBD";
      i += 4;
    } else {
      out += c == 'n' ? '\n' : c == 't' ? '\t' : c == 'r' ? '\r' : c;
    }
  }
  return out;
}

std::vector<std::string> hostile_payloads() {
  std::vector<std::string> payloads;
  std::string line;
  for (std::ifstream own(PULT_TEST_DATA "/text/hostile_html.txt"); std::getline(own, line);) payloads.push_back(line);
  for (std::ifstream shared(PULT_SHARED_SAMPLES "/mail/xss.jsonl"); std::getline(shared, line);)
    payloads.push_back(payload_of(line));
  return payloads;
}

TEST(Sanitize, CharacterReferencesBeyondUnicodeAreNoCharacters) {
  EXPECT_EQ(sanitize_html("&#2222222222222222222222222222222222222222222222;x").html, "\xEF\xBF\xBD;x");
  EXPECT_EQ(sanitize_html("&#xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF").html, "\xEF\xBF\xBD");
  EXPECT_EQ(sanitize_html("&#000000000000000000065;&#x0000000000042;&#1114111;").html, "AB\xF4\x8F\xBF\xBF");
  EXPECT_TRUE(is_valid_utf8(sanitize_html("&#4294967295;&#99999999;&#x110000;&#xD800;").html));
}

TEST(Sanitize, NothingActiveSurvivesKnownAttacks) {
  const std::vector<std::string> payloads = hostile_payloads();
  ASSERT_GT(payloads.size(), 100u);
  for (const std::string& payload : payloads) {
    const std::string once = clean(payload);
    EXPECT_EQ(check(once), "") << payload << "\n-> " << once;
  }
}

TEST(Sanitize, NothingActiveSurvivesMixturesOfAttacks) {
  const std::vector<std::string> payloads = hostile_payloads();
  EXPECT_TRUE(rc::check([&] {
    std::string html;
    const int pieces = *rc::gen::inRange(1, 6);
    for (int i = 0; i < pieces; ++i) {
      const std::string& payload = payloads[*rc::gen::inRange<std::size_t>(0, payloads.size())];
      const std::size_t from = *rc::gen::inRange<std::size_t>(0, payload.size() + 1);
      html += payload.substr(from, *rc::gen::inRange<std::size_t>(0, payload.size() + 1));
    }
    const std::string once = clean(html);
    RC_ASSERT(check(once) == "");
    RC_ASSERT(is_valid_utf8(once));
    RC_ASSERT(check(clean(once)) == "");
  }));
}

TEST(Sanitize, AnyBytesGiveValidText) {
  EXPECT_TRUE(rc::check(
      [](const std::string& bytes) { RC_ASSERT(is_valid_utf8(clean("<p title=\"" + bytes + "<b>" + bytes))); }));
}

TEST(Sanitize, KeepsTheLookOfAnOrdinaryMail) {
  EXPECT_EQ(clean("<p style='color: red; position: fixed'>Hi <b>you</b> &amp; me</p>"),
            "<p style=\"color:red\">Hi <b>you</b> &amp; me</p>");
  EXPECT_EQ(clean("<font color=\"#ff0000\" face=Arial size=2>x</font>"),
            "<font color=\"#ff0000\" face=\"Arial\" size=\"2\">x</font>");
  EXPECT_EQ(clean("<table width=100% bgcolor=white><tr><td colspan=2 align=left>x"),
            "<table width=\"100%\" bgcolor=\"white\"><tbody><tr><td colspan=\"2\" "
            "align=\"left\">x</td></tr></tbody></table>");
  EXPECT_EQ(clean("<ul><li>a<li>b</ul>"), "<ul><li>a</li><li>b</li></ul>");
  EXPECT_EQ(clean("<style>p{}</style><title>t</title><!-- c -->x<o:p>y</o:p>"), "xy");
  EXPECT_EQ(clean("<span style=\"font-family:&quot;Times New Roman&quot;,serif\">x</span>"),
            "<span style=\"font-family:&quot;Times New Roman&quot;,serif\">x</span>");
}

TEST(Sanitize, LinksOpenOutsideAndTellNothing) {
  EXPECT_EQ(
      clean("<a href=' https://example.com/?a=1&amp;b=2 ' target=_self>x</a>"),
      "<a href=\"https://example.com/?a=1&amp;b=2\" target=\"_blank\" rel=\"noopener noreferrer nofollow\">x</a>");
  EXPECT_NE(clean("<a href=www.example.com>x</a>").find("href=\"http://www.example.com\""), std::string::npos);
  EXPECT_EQ(clean("<a href=relative>x</a>").find("href"), std::string::npos);
}

TEST(Sanitize, RemoteImagesWaitForConsent) {
  const SanitizedHtml mail = sanitize_html("<img src=https://example.com/a.png alt=A>");
  EXPECT_TRUE(mail.has_remote_images);
  EXPECT_EQ(mail.html, "<img alt=\"A\" data-remote-src=\"https://example.com/a.png\">");
  EXPECT_EQ(sanitize_html(mail.html).html, mail.html);
  EXPECT_FALSE(sanitize_html("<p>no image</p>").has_remote_images);
}

TEST(Sanitize, InlineImagesComeFromTheMail) {
  EXPECT_EQ(clean("<img src=\"cid:logo@mail\" alt=Logo>"), "<img alt=\"Logo\" src=\"/inline/1\">");
  EXPECT_EQ(clean("<img src=\"cid:unknown\" alt=Logo>"), "<img alt=\"Logo\">");
  EXPECT_EQ(clean("<img src=\"data:image/png;base64,iVBORw0=\">"), "<img src=\"data:image/png;base64,iVBORw0=\">");
  EXPECT_EQ(clean("<img src=\"data:image/svg+xml;base64,AAAA\">"), "<img>");
}

TEST(Sanitize, NulAndInvalidBytesAreHarmless) {
  EXPECT_EQ(clean(std::string_view("<scr\0ipt>a\0b</scr\0ipt>", 23)), "");
  EXPECT_EQ(clean("a\xFF<b>\xC3</b>"), "a\xEF\xBF\xBD<b>\xEF\xBF\xBD</b>");
}

TEST(Sanitize, HostileNestingIsFlattenedInTime) {
  for (const std::string piece :
       {"<div>", "<b><p></b>", "<table><tr><td>", "<font color=1><p>", "<a><table>", "<!--", "<li>"}) {
    std::string html;
    while (html.size() < (5u << 20)) html += piece;
    const auto start = std::clock();
    const std::string result = clean(html);
    EXPECT_LT((std::clock() - start) / CLOCKS_PER_SEC, 20) << piece;  // debug build, sanitizers
    EXPECT_EQ(check(result.substr(0, 4000)), "") << piece;
  }
}

TEST(Sanitize, LongInputIsCutAndSaysSo) {
  SanitizeOptions options;
  options.max_bytes = 1000;
  const SanitizedHtml mail = sanitize_html("<p>" + std::string(5000, '<') + "</p>", options);
  EXPECT_TRUE(mail.truncated);
  EXPECT_LT(mail.html.size(), 20000u);
  EXPECT_FALSE(sanitize_html("<p>short</p>", options).truncated);
}

}  // namespace
}  // namespace pult::text
