// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/body_text.hpp"

#include <algorithm>

#include "text/html_text.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t npos = std::string_view::npos;

// A program that forgot the Content-Transfer-Encoding: escaped equal signs and soft line breaks give it away.
bool looks_quoted_printable(std::string_view bytes) {
  constexpr std::size_t kSample = 20000;
  const std::string_view sample = bytes.substr(0, kSample);
  const bool has_soft_break = sample.find("=\n") != npos || sample.find("=\r\n") != npos;
  const bool has_escape = sample.find("=3D") != npos || sample.find("=20") != npos || sample.find("=C3=") != npos;
  return has_soft_break && has_escape;
}

void to_line_feeds(std::string& text) {
  if (text.find('\r') == std::string::npos) return;
  std::size_t out = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r') {
      text[out++] = '\n';
      while (i + 1 < text.size() && text[i + 1] == '\r') ++i;  // CR CR LF is one line end
      if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
    } else {
      text[out++] = text[i];
    }
  }
  text.resize(out);
}

void append_block(std::string& all, const std::string& block) {
  if (!all.empty() && !all.ends_with('\n')) all += '\n';
  all += block;
}

}  // namespace

std::string_view meta_charset(std::string_view html) {
  constexpr std::size_t kSearched = 4096;
  const std::string_view head = html.substr(0, kSearched);
  for (std::size_t at = head.find('='); at != npos; at = head.find('=', at + 1)) {
    if (at < 7 || !equals_ignoring_case(head.substr(at - 7, 7), "charset")) continue;
    const std::size_t start = head.find_first_not_of("\"' ", at + 1);
    if (start == npos) return {};
    return head.substr(start, head.find_first_of("\"'> ;/", start) - start);
  }
  return {};
}

std::string read_text(std::string_view content, const PartHead& head, std::string_view charset_hint, Defects& defects) {
  TransferEncoding encoding = head.encoding;
  if (!head.has_encoding && looks_quoted_printable(content)) {
    encoding = TransferEncoding::quoted_printable;
    add_defect(defects, "encoding:missing");
  }
  std::string decoded;
  std::string_view bytes = content;
  if (encoding != TransferEncoding::identity) {
    Decoded result = decode_transfer(content, encoding);
    if (result.is_damaged) add_defect(defects, "encoding:damaged");
    decoded = std::move(result.bytes);
    bytes = decoded;
  }
  const bool is_html = head.type.value == "text/html";
  std::string_view charset = head.charset();
  if (charset.empty() && is_html) charset = meta_charset(bytes);
  if (charset.empty()) charset = charset_hint;
  std::string text = to_utf8(bytes, charset, defects);
  to_line_feeds(text);
  if (!is_html && equals_ignoring_case(head.type.parameter("format"), "flowed")) {
    text = unwrap_flowed(text, equals_ignoring_case(head.type.parameter("delsp"), "yes"));
  }
  return text;
}

std::string unwrap_flowed(std::string_view text, bool delete_space) {
  std::string out;
  out.reserve(text.size());
  bool joins = false;
  while (!text.empty()) {
    const std::size_t end = text.find('\n');
    std::string_view line = text.substr(0, end);
    text.remove_prefix(end == npos ? text.size() : end + 1);
    const bool is_quoted = line.starts_with('>');
    if (joins && is_quoted) out += '\n';
    if (line.starts_with(' ')) line.remove_prefix(1);  // space-stuffed
    const bool is_signature = line == "-- ";
    if (joins && is_signature) out += '\n';
    joins = !is_quoted && !is_signature && line.ends_with(' ') && end != npos;
    if (joins && delete_space) line.remove_suffix(1);
    out += line;
    if (!joins && end != npos) out += '\n';
  }
  return out;
}

bool is_blank_text(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\xC2\xA0") {  // no-break space
      ++i;
    } else if (static_cast<unsigned char>(text[i]) > 0x20) {
      return false;
    }
  }
  return true;
}

void join_segments(std::vector<Segment> segments, Message& message) {
  const bool any_html = std::any_of(segments.begin(), segments.end(), [](const Segment& s) { return !s.html.empty(); });
  message.text_is_derived =
      any_html && std::all_of(segments.begin(), segments.end(), [](const Segment& s) { return s.text.empty(); });
  if (segments.size() == 1) {
    message.body_html = std::move(segments[0].html);
    message.body_text = segments[0].text.empty() ? text::html_to_text(message.body_html) : std::move(segments[0].text);
    return;
  }
  for (const Segment& segment : segments) {
    append_block(message.body_text, segment.text.empty() ? text::html_to_text(segment.html) : segment.text);
    if (any_html)
      append_block(message.body_html, segment.html.empty() ? text::text_to_html(segment.text) : segment.html);
  }
}

}  // namespace pult::mime
