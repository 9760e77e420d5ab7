// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/tree.hpp"

namespace pult::mime {
namespace {

// Strict about encoded words: GMime's own reading of them is not used, and its loose one takes quadratic time.
GMimeParserOptions* options() {
  static GMimeParserOptions* const shared = [] {
    g_mime_init();
    GMimeParserOptions* const made = g_mime_parser_options_new();
    g_mime_parser_options_set_rfc2047_compliance_mode(made, GMIME_RFC_COMPLIANCE_STRICT);
    return made;
  }();
  return shared;
}

// "text", "html", "plain/text": what programs write for the two types that matter most.
std::string usual_type(std::string type) {
  if (type.empty() || type == "text" || type == "plain" || type == "text/" || type == "plain/text") return "text/plain";
  if (type == "html" || type == "html/text" || type == "text/htm") return "text/html";
  return type;
}

}  // namespace

Tree::Tree(std::string_view bytes) : array_(std::make_unique<GByteArray>()) {
  GMimeParserOptions* const parser_options = options();
  // GMime reads the array and never writes it; not owned, so that nothing is copied.
  array_->data = reinterpret_cast<guint8*>(const_cast<char*>(bytes.data()));
  array_->len = static_cast<guint>(bytes.size());
  const Owned<GMimeStream> stream(g_mime_stream_mem_new_with_byte_array(array_.get()));
  g_mime_stream_mem_set_owner(GMIME_STREAM_MEM(stream.get()), FALSE);
  const Owned<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
  g_mime_parser_set_persist_stream(parser.get(), TRUE);
  g_mime_parser_set_format(parser.get(), GMIME_FORMAT_MESSAGE);
  root_.reset(g_mime_parser_construct_part(parser.get(), parser_options));
}

std::string_view raw_header(GMimeObject* object, std::string_view name) {
  GMimeHeaderList* const headers = g_mime_object_get_header_list(object);
  const int count = g_mime_header_list_get_count(headers);
  for (int i = 0; i < count; ++i) {
    GMimeHeader* const header = g_mime_header_list_get_header_at(headers, i);
    const char* const value = g_mime_header_get_raw_value(header);
    if (value && equals_ignoring_case(g_mime_header_get_name(header), name)) return value;
  }
  return {};
}

std::string_view raw_content(GMimePart* part) {
  GMimeDataWrapper* const content = g_mime_part_get_content(part);
  GMimeStream* const stream = content ? g_mime_data_wrapper_get_stream(content) : nullptr;
  if (!stream || !GMIME_IS_STREAM_MEM(stream)) return {};
  const GByteArray* const array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  const std::int64_t end = stream->bound_end < 0 ? array->len : stream->bound_end;
  if (stream->bound_start < 0 || end <= stream->bound_start || end > array->len) return {};
  return {reinterpret_cast<const char*>(array->data) + stream->bound_start,
          static_cast<std::size_t>(end - stream->bound_start)};
}

std::string enriched_to_html(std::string_view text, bool is_richtext) {
  const Owned<GMimeStream> sink(g_mime_stream_mem_new());
  const Owned<GMimeStream> stream(g_mime_stream_filter_new(sink.get()));
  const Owned<GMimeFilter> filter(g_mime_filter_enriched_new(is_richtext ? GMIME_FILTER_ENRICHED_IS_RICHTEXT : 0));
  g_mime_stream_filter_add(GMIME_STREAM_FILTER(stream.get()), filter.get());
  g_mime_stream_write(stream.get(), text.data(), text.size());
  g_mime_stream_flush(stream.get());
  const GByteArray* const array = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(sink.get()));
  return {reinterpret_cast<const char*>(array->data), array->len};
}

PartHead read_head(GMimeObject* object, std::string_view charset_hint, Defects& defects) {
  PartHead head;
  head.type = parse_parameters(raw_header(object, "Content-Type"), charset_hint, defects);
  head.type.value = usual_type(std::move(head.type.value));
  const std::string_view hint = head.charset().empty() ? charset_hint : head.charset();
  head.disposition = parse_parameters(raw_header(object, "Content-Disposition"), hint, defects);
  const std::string_view encoding = raw_header(object, "Content-Transfer-Encoding");
  head.has_encoding = !encoding.empty();
  head.encoding = transfer_encoding(encoding);
  std::string_view id = trim(raw_header(object, "Content-ID"));
  if (const std::size_t open = id.find('<'); open != std::string_view::npos) id.remove_prefix(open + 1);
  head.content_id = decode_header(id.substr(0, id.find('>')), {}, defects);
  for (const auto* field : {&head.disposition, &head.type}) {
    for (const char* name : {"filename", "name", "file_name"}) {
      if (head.file_name.empty()) head.file_name = std::string(field->parameter(name));
    }
  }
  // RFC 2045 section 5.2: what is no type is plain text; a file is rather not.
  if (head.type.value.find('/') == std::string::npos) {
    head.type.value = head.file_name.empty() && !head.is_attachment() ? "text/plain" : "application/octet-stream";
  }
  return head;
}

}  // namespace pult::mime
