// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/collector.hpp"

#include <algorithm>
#include <iterator>

#include "mime/file_names.hpp"
#include "mime/preclean.hpp"
#include "mime/tnef.hpp"

namespace pult::mime {
namespace {

constexpr int kMaxDepth = 100;
constexpr std::size_t kMaxAttachments = 1000;
constexpr std::size_t npos = std::string_view::npos;

void append(std::vector<Segment>& all, std::vector<Segment> more) {
  std::move(more.begin(), more.end(), std::back_inserter(all));
}

bool is_enriched(std::string_view type) { return type == "text/enriched" || type == "text/richtext"; }

bool is_body_type(std::string_view type) {
  return type == "text/plain" || type == "text/html" || is_enriched(type) || type == "text/markdown";
}

bool is_report_type(std::string_view type) {
  return type == "message/delivery-status" || type == "message/disposition-notification" ||
         type == "message/feedback-report" || type == "message/global-delivery-status" ||
         type == "text/rfc822-headers" || type == "message/global-headers";
}

// Joined only when it says something new: some mails repeat the same text as several alternatives.
void merge(std::string& all, const std::string& more) {
  constexpr std::size_t kCompared = 20'000;
  if (more.empty() || (all.size() + more.size() < kCompared && all.find(more) != npos)) return;
  if (!all.empty() && !all.ends_with('\n')) all += '\n';
  all += more;
}

// The boundary line that was used although another was declared: "--x" followed by a field of a part.
std::string_view used_boundary(std::string_view text) {
  for (std::size_t at = text.starts_with("--") ? 0 : text.find("\n--"); at != npos; at = text.find("\n--", at + 1)) {
    const std::size_t line_start = text[at] == '\n' ? at + 1 : at;
    const std::size_t line_end = text.find('\n', line_start);
    if (line_end == npos) break;
    const std::string_view line = trim(text.substr(line_start + 2, line_end - line_start - 2));
    constexpr std::size_t kMaxBoundary = 200;
    if (!line.empty() && line.size() <= kMaxBoundary && line.find('"') == npos &&
        starts_with_known_field(text.substr(line_end + 1))) {
      return line;
    }
  }
  return {};
}

}  // namespace

std::vector<Segment> Collector::collect(GMimeObject* root) {
  Segments body = walk(root, {.is_root = true});
  for (Segments* other : {&tnef_body_, &nested_body_, &named_text_}) {
    if (body.empty()) body = std::move(*other);
  }
  return body;
}

Collector::Segments Collector::walk(GMimeObject* object, Place place) {
  if (!object) return {};
  if (++place.depth > kMaxDepth) {
    add_defect(message_.defects, "nesting:too-deep");
    return {};
  }
  if (GMIME_IS_MULTIPART(object)) return walk_multipart(GMIME_MULTIPART(object), place);
  place.is_root = place.is_root && place.depth == 1;
  if (GMIME_IS_MESSAGE_PART(object)) return walk_nested(GMIME_MESSAGE_PART(object), place);
  if (GMIME_IS_PART(object)) return walk_leaf(GMIME_PART(object), place);
  return {};
}

Collector::Segments Collector::walk_multipart(GMimeMultipart* multipart, Place place) {
  const int count = g_mime_multipart_get_count(multipart);
  if (count == 0) return walk_without_parts(multipart, place);
  const PartHead head = read_head(GMIME_OBJECT(multipart), charset_hint_, message_.defects);
  place.in_report = head.type.value == "multipart/report";
  place.in_alternative = place.is_related_root = false;
  if (head.type.value == "multipart/alternative") return walk_alternative(multipart, place);
  Segments body;
  const bool is_related = head.type.value == "multipart/related";
  for (int i = 0; i < count; ++i) {
    place.is_related_root = is_related && i == 0;
    append(body, walk(g_mime_multipart_get_part(multipart, i), place));
  }
  return body;
}

Collector::Segments Collector::walk_alternative(GMimeMultipart* multipart, Place place) {
  place.in_alternative = true;
  Segment both;
  const int count = g_mime_multipart_get_count(multipart);
  for (int i = 0; i < count; ++i) {
    for (const Segment& segment : walk(g_mime_multipart_get_part(multipart, i), place)) {
      merge(both.text, segment.text);
      merge(both.html, segment.html);
    }
  }
  if (both.text.empty() && both.html.empty()) return {};
  return {std::move(both)};
}

// The declared boundary is missing or never used: GMime leaves everything in the prologue.
Collector::Segments Collector::walk_without_parts(GMimeMultipart* multipart, Place place) {
  add_defect(message_.defects, "multipart:no-parts");
  const char* const prologue = g_mime_multipart_get_prologue(multipart);
  const std::string_view text = prologue ? prologue : "";
  if (is_blank_text(text)) return {};
  if (const std::string_view boundary = used_boundary(text); !boundary.empty()) {
    const std::string again =
        "Content-Type: multipart/mixed; boundary=\"" + std::string(boundary) + "\"\n\n" + std::string(text);
    return walk_bytes(again, place);
  }
  PartHead head = read_head(GMIME_OBJECT(multipart), charset_hint_, message_.defects);
  const bool is_html = lower(text.substr(0, 200)).find("<html") != npos;
  head.type.value = is_html ? "text/html" : "text/plain";
  return text_segments(text, head, is_html);
}

Collector::Segments Collector::walk_bytes(std::string_view bytes, Place place) {
  const Tree tree(bytes);
  place.is_root = false;
  return walk(tree.root(), place);
}

Collector::Segments Collector::walk_nested(GMimeMessagePart* part, Place place) {
  GMimeMessage* const nested = g_mime_message_part_get_message(part);
  if (!nested) return {};
  PartHead head = read_head(GMIME_OBJECT(part), charset_hint_, message_.defects);
  if (!head.type.value.starts_with("message/")) head.type.value = "message/rfc822";  // the default in multipart/digest
  if (place.in_report) {
    char* const headers = g_mime_object_get_headers(GMIME_OBJECT(nested), nullptr);
    add_report(head.type.value, headers ? headers : "", charset_hint_);
    g_free(headers);
  }
  // The outermost one holds those inside it.
  if (place.nested_messages == 0 && !place.is_root) add_nested_message(nested, head);
  ++place.nested_messages;
  place.in_report = false;
  Segments inner = walk(g_mime_message_get_mime_part(nested), place);
  append(nested_body_, std::move(inner));
  return {};
}

void Collector::add_nested_message(GMimeMessage* nested, const PartHead& head) {
  const Owned<GMimeStream> stream(g_mime_stream_mem_new());
  g_mime_object_write_to_stream(GMIME_OBJECT(nested), nullptr, stream.get());
  const GByteArray* const array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
  Attachment attachment;
  attachment.bytes.assign(reinterpret_cast<const char*>(array->data), array->len);
  attachment.content_type = head.type.value;
  attachment.content_id = head.content_id;
  attachment.file_name = clean_file_name(head.file_name);
  if (attachment.file_name.empty()) {
    const std::string subject =
        decode_header(raw_header(GMIME_OBJECT(nested), "Subject"), charset_hint_, message_.defects);
    std::string name = subject;
    std::replace_if(
        name.begin(), name.end(), [](char c) { return std::string_view("/\\:*?\"<>|").find(c) != npos; }, '_');
    constexpr std::size_t kLongestName = 190;
    attachment.file_name = clean_file_name(name.substr(0, name.size() > kLongestName ? 0 : npos) + ".eml");
    if (attachment.file_name == ".eml") attachment.file_name = "message.eml";
  }
  add_attachment(std::move(attachment));
}

Collector::Segments Collector::walk_leaf(GMimePart* part, Place place) {
  PartHead head = read_head(GMIME_OBJECT(part), charset_hint_, message_.defects);
  const std::string_view content = raw_content(part);
  const std::string& type = head.type.value;
  if (is_report_type(type) && !head.is_attachment()) {
    add_report(type, decode_transfer(content, head.encoding).bytes, head.charset());
    return {};
  }
  const bool is_text = is_body_type(type) || (place.is_root && type.starts_with("text/") && type != "text/calendar");
  const bool is_expected_here = place.is_root || place.in_alternative || place.is_related_root;
  if (is_text && !head.is_attachment() && (head.file_name.empty() || is_expected_here)) {
    return text_segments(content, head, type == "text/html" || is_enriched(type));
  }
  if (type == "text/x-amp-html" && place.in_alternative) return {};
  // A message GMime did not read: encoded, against RFC 2046 section 5.2.1, or the first piece of one.
  const bool is_encoded_message = type == "message/rfc822" || type == "message/global";
  if ((is_encoded_message && head.encoding != TransferEncoding::identity) || type == "message/partial") {
    const std::string bytes = decode_transfer(content, head.encoding).bytes;
    const std::string wrapped = "Content-Type: message/rfc822\n\n" + bytes;
    return walk_bytes(wrapped, place);
  }
  if (is_text && !head.is_attachment() && named_text_.empty()) {
    named_text_ = text_segments(content, head, type == "text/html");
  }
  add_leaf(content, std::move(head), place);
  return {};
}

Collector::Segments Collector::text_segments(std::string_view content, const PartHead& head, bool is_html) {
  std::string text = read_text(content, head, charset_hint_, message_.defects);
  if (is_enriched(head.type.value)) text = enriched_to_html(text, head.type.value == "text/richtext");
  if (!is_html) {
    for (UuFile& file : extract_uuencoded(text)) {
      add_attachment({clean_file_name(file.name), "application/octet-stream", {}, false, std::move(file.bytes)});
    }
  }
  if (is_blank_text(text)) return {};
  Segment segment;
  (is_html ? segment.html : segment.text) = std::move(text);
  return {std::move(segment)};
}

void Collector::add_report(std::string_view content_type, std::string_view bytes, std::string_view charset) {
  constexpr std::size_t kMaxReports = 100;
  constexpr std::size_t kMaxReportBytes = 1'000'000;
  if (message_.reports.size() >= kMaxReports) return;
  std::string text = to_utf8(bytes.substr(0, kMaxReportBytes), charset, message_.defects);
  std::erase(text, '\r');
  message_.reports.push_back({std::string(content_type), std::move(text)});
}

void Collector::add_leaf(std::string_view content, PartHead head, Place place) {
  Decoded decoded = decode_transfer(content, head.encoding);
  if (decoded.is_damaged) add_defect(message_.defects, "encoding:damaged");
  const bool is_empty_shell = decoded.bytes.empty() && head.file_name.empty() && !head.is_attachment() && place.is_root;
  if (is_empty_shell) return;
  const bool is_tnef = head.type.value == "application/ms-tnef" || head.type.value == "application/vnd.ms-tnef" ||
                       equals_ignoring_case(head.file_name, "winmail.dat");
  Attachment attachment{clean_file_name(head.file_name), head.type.value, head.content_id,
                        head.disposition.value == "inline", std::move(decoded.bytes)};
  add_attachment(std::move(attachment));
  if (is_tnef) unpack_tnef(std::string(message_.attachments.back().bytes));
}

void Collector::add_attachment(Attachment attachment) {
  if (message_.attachments.size() >= kMaxAttachments) {
    add_defect(message_.defects, "attachments:too-many");
    return;
  }
  if (attachment.file_name.empty()) {
    attachment.file_name = invented_file_name(attachment.content_type, message_.attachments.size() + 1);
  }
  message_.attachments.push_back(std::move(attachment));
}

void Collector::unpack_tnef(std::string_view bytes) {
  TnefContent content = read_tnef(bytes, message_.defects);
  for (TnefFile& file : content.files) {
    add_attachment({clean_file_name(file.name), "application/octet-stream", {}, false, std::move(file.bytes)});
  }
  if (!tnef_body_.empty() || (is_blank_text(content.text) && is_blank_text(content.html))) return;
  tnef_body_.push_back({std::move(content.text), std::move(content.html)});
}

}  // namespace pult::mime
