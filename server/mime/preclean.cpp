// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/preclean.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <set>

#include "mime/header_text.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t kMaxHeaderBytes = 5'000'000;
constexpr int kMaxJunkLines = 50;

constexpr std::array<std::string_view, 38> kKnownFields = {"from",
                                                           "to",
                                                           "cc",
                                                           "bcc",
                                                           "subject",
                                                           "date",
                                                           "received",
                                                           "return-path",
                                                           "message-id",
                                                           "mime-version",
                                                           "content-type",
                                                           "content-transfer-encoding",
                                                           "content-disposition",
                                                           "content-id",
                                                           "content-description",
                                                           "content-language",
                                                           "sender",
                                                           "reply-to",
                                                           "in-reply-to",
                                                           "references",
                                                           "delivered-to",
                                                           "envelope-to",
                                                           "errors-to",
                                                           "status",
                                                           "user-agent",
                                                           "mailer",
                                                           "precedence",
                                                           "organization",
                                                           "importance",
                                                           "priority",
                                                           "auto-submitted",
                                                           "dkim-signature",
                                                           "domainkey-signature",
                                                           "authentication-results",
                                                           "list-id",
                                                           "thread-topic",
                                                           "thread-index",
                                                           "received-spf"};

struct Line {
  std::string_view text;  // without its end
  std::size_t size = 0;   // with its end
};

Line line_at(std::string_view bytes, std::size_t at) {
  const std::size_t end = bytes.find('\n', at);
  std::string_view text = bytes.substr(at, end == npos ? npos : end - at);
  const std::size_t size = text.size() + (end == npos ? 0 : 1);
  while (text.ends_with('\r')) text.remove_suffix(1);
  return {text, size};
}

// "Name:", blanks before the colon allowed (RFC 5322 section 4.5); "" when the line is no field.
std::string_view field_name(std::string_view line) {
  std::size_t end = 0;
  while (end < line.size() && static_cast<unsigned char>(line[end]) > 0x20 && line[end] != ':' && line[end] != 0x7F)
    ++end;
  const std::string_view name = line.substr(0, end);
  while (end < line.size() && (line[end] == ' ' || line[end] == '\t')) ++end;
  return end < line.size() && line[end] == ':' ? name : std::string_view{};
}

bool is_known_field(std::string_view line) {
  const std::string_view name = field_name(line);
  if (name.size() > 2 && (name[0] == 'X' || name[0] == 'x') && name[1] == '-') return true;
  return !name.empty() && std::any_of(kKnownFields.begin(), kKnownFields.end(),
                                      [name](std::string_view known) { return equals_ignoring_case(name, known); });
}

bool is_folded(std::string_view line) { return line.starts_with(' ') || line.starts_with('\t'); }
bool is_from_line(std::string_view line) { return line.starts_with("From ") || line.starts_with(">From "); }
bool is_blank(std::string_view line) { return trim(line).empty(); }

// Whether a field that mail has follows before the next empty line, so that what is read here is still the header.
bool header_goes_on(std::string_view bytes, std::size_t at) {
  for (int lines = 0; lines < kMaxJunkLines && at < bytes.size(); ++lines) {
    const Line line = line_at(bytes, at);
    if (line.text.empty() || line.text.starts_with("--")) return false;
    if (is_known_field(line.text)) return true;
    at += line.size;
  }
  return false;
}

// The size of a header block in which nothing needs a change, its empty line not included; npos otherwise.
std::size_t sound_header(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    const char* const end = static_cast<const char*>(std::memchr(bytes.data() + at, '\n', bytes.size() - at));
    const std::size_t line_end = end ? static_cast<std::size_t>(end - bytes.data()) : bytes.size();
    std::string_view line = bytes.substr(at, line_end - at);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) return at == 0 ? npos : at;
    const bool is_sound = is_folded(line) ? at > 0 && !is_blank(line) : !field_name(line).empty();
    if (!is_sound || line_end > kMaxHeaderBytes) return npos;
    if (line.find('\r') != npos || line.find('\0') != npos) return npos;
    at = std::min(line_end + 1, bytes.size());
  }
  return at == 0 ? npos : at;
}

std::string with_line_feeds(std::string_view raw) {
  std::string out;
  out.reserve(raw.size());
  for (std::size_t i = 0; i < raw.size(); ++i) {
    out += raw[i] == '\r' ? '\n' : raw[i];
    if (raw[i] == '\r' && i + 1 < raw.size() && raw[i + 1] == '\n') ++i;
  }
  return out;
}

// Lone CRs inside the header are line ends when a field or a fold follows, otherwise blanks.
std::string fix_header_breaks(std::string_view bytes) {
  const std::size_t limit = std::min({bytes.find("\n\n"), bytes.find("\n\r\n"), bytes.size()});
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t i = 0; i < limit; ++i) {
    if (bytes[i] == 0) continue;
    if (bytes[i] != '\r') {
      out += bytes[i];
      continue;
    }
    while (i + 1 < limit && bytes[i + 1] == '\r') ++i;
    if (i + 1 < bytes.size() && bytes[i + 1] == '\n') continue;
    const Line after = line_at(bytes, i + 1);
    out += is_known_field(after.text.substr(0, after.text.find('\r'))) || is_folded(after.text) ? '\n' : ' ';
  }
  return out.append(bytes.substr(limit));
}

// Where the header starts: behind blank lines, "From " lines and junk, when a field follows them.
std::size_t header_start(std::string_view bytes, Cleaned& cleaned, Defects& defects) {
  std::size_t at = bytes.starts_with("\xEF\xBB\xBF") ? 3 : 0;
  std::size_t best = at;
  for (int lines = 0; lines < kMaxJunkLines && at < bytes.size(); ++lines) {
    const Line line = line_at(bytes, at);
    if (is_from_line(line.text) && cleaned.envelope_from.empty()) {
      std::string_view rest = trim(line.text.substr(line.text.find(' ')));
      cleaned.envelope_from = std::string(rest.substr(0, rest.find(' ')));
      best = at + line.size;
    } else if (is_known_field(line.text)) {
      if (at > best || lines > 0) add_defect(defects, "header:junk-before");
      return at;
    } else if (!field_name(line.text).empty() && header_goes_on(bytes, at)) {
      return at;
    } else if (is_blank(line.text) && lines > 0 && at > best + 2 && !header_goes_on(bytes, at + line.size)) {
      break;
    }
    at += line.size;
  }
  return best;
}

// The body, past what looks like a header; appends the sound form of the header to `out`.
std::size_t rewrite_header(std::string_view bytes, std::size_t at, std::string& out, Defects& defects) {
  bool has_field = false;
  while (at < bytes.size()) {
    const Line line = line_at(bytes, at);
    if (line.text.empty()) break;
    if (line.text.starts_with("--")) return at;  // a boundary: the empty line is missing
    const bool is_fold = is_folded(line.text);
    if (is_blank(line.text)) {  // blanks only: a fold with nothing in it, or the end written carelessly
      const std::string_view after = line_at(bytes, at + line.size).text;
      if (field_name(after).empty() && !is_folded(after)) break;
    } else if (out.size() + line.size > kMaxHeaderBytes) {
      add_defect(defects, "header:too-long");
    } else if (!is_fold && !field_name(line.text).empty()) {
      out.append(line.text).append("\n");
      has_field = true;
    } else if (is_fold && has_field) {
      out.append(line.text).append("\n");
    } else if (header_goes_on(bytes, at)) {  // a broken fold, or rubbish between two fields
      add_defect(defects, "header:invalid-line");
      if (has_field && !is_from_line(line.text) && !line.text.starts_with(':'))
        out.append(" ").append(line.text).append("\n");
    } else {
      add_defect(defects, "header:no-blank-line");
      return at;
    }
    at += line.size;
  }
  return std::min(at + line_at(bytes, at).size, bytes.size());
}

std::set<std::string, std::less<>> declared_boundaries(std::string_view bytes) {
  constexpr std::size_t kMaxBoundaries = 1000;
  std::set<std::string, std::less<>> found;
  for (std::size_t at = bytes.find('='); at != npos && found.size() < kMaxBoundaries; at = bytes.find('=', at + 1)) {
    std::size_t name_end = at;
    while (name_end > 0 && bytes[name_end - 1] == ' ') --name_end;
    if (name_end < 8 || !equals_ignoring_case(bytes.substr(name_end - 8, 8), "boundary")) continue;
    std::string_view value = trim(line_at(bytes, at + 1).text);
    value =
        value.starts_with('"') ? value.substr(1, value.find('"', 1) - 1) : value.substr(0, value.find_first_of("; \t"));
    if (!value.empty()) found.emplace(value);
  }
  return found;
}

}  // namespace

void preclean(std::string_view raw, Cleaned& cleaned, Defects& defects) {
  cleaned.bytes = raw;
  if (sound_header(raw) != npos && !is_from_line(raw)) return;
  constexpr std::size_t kSniffed = 65536;
  std::string broken_lines;
  const std::string_view head = raw.substr(0, kSniffed);
  if (head.find('\r') != npos && (head.find('\n') == npos || head.find("\r\r") < head.find('\n'))) {
    broken_lines = with_line_feeds(raw);
    add_defect(defects, "line-ends:cr");
  } else {
    broken_lines = fix_header_breaks(raw);
  }
  const std::size_t start = header_start(broken_lines, cleaned, defects);
  std::string header;
  const std::size_t body = rewrite_header(broken_lines, start, header, defects);
  if (header.empty()) add_defect(defects, "header:none");
  cleaned.storage = std::move(header);
  cleaned.storage.append("\n").append(broken_lines, std::min(body, broken_lines.size()));
  cleaned.bytes = cleaned.storage;
}

std::string repair_parts(std::string_view bytes) {
  const auto boundaries = declared_boundaries(bytes);
  Defects ignored;
  std::string out;
  out.reserve(bytes.size() + 256);
  for (std::size_t at = 0; at < bytes.size();) {
    const Line line = line_at(bytes, at);
    out.append(bytes.substr(at, line.size));
    at += line.size;
    if (!line.text.starts_with("--") || !boundaries.contains(trim(line.text.substr(2)))) continue;
    std::string header;
    const std::size_t body = rewrite_header(bytes, at, header, ignored);
    // A boundary inside what was taken for the header: the part has no body, leave it.
    if (header.find("\n--") != std::string::npos || header.starts_with("--")) continue;
    out.append(header).append("\n");
    at = std::max(body, at);
  }
  return out;
}

bool starts_with_known_field(std::string_view text) { return is_known_field(line_at(text, 0).text); }

}  // namespace pult::mime
