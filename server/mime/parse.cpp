// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <set>

#include "mime/collector.hpp"
#include "mime/fields.hpp"
#include "mime/message.hpp"
#include "mime/preclean.hpp"
#include "mime/tree.hpp"

namespace pult::mime {
namespace {

// A part GMime left without content, or a multipart without parts: worth a second try on repaired bytes.
bool has_empty_parts(GMimeObject* object, int depth) {
  constexpr int kSearchedDepth = 20;
  if (!object || depth > kSearchedDepth) return false;
  if (GMIME_IS_MULTIPART(object)) {
    const int count = g_mime_multipart_get_count(GMIME_MULTIPART(object));
    if (count == 0) return !g_mime_multipart_get_prologue(GMIME_MULTIPART(object));
    for (int i = 0; i < count; ++i) {
      if (has_empty_parts(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1)) return true;
    }
    return false;
  }
  if (GMIME_IS_MESSAGE_PART(object)) {
    GMimeMessage* const nested = g_mime_message_part_get_message(GMIME_MESSAGE_PART(object));
    return nested && has_empty_parts(g_mime_message_get_mime_part(nested), depth + 1);
  }
  return depth > 0 && GMIME_IS_PART(object) && !g_mime_part_get_content(GMIME_PART(object));
}

// The header fields with the meaning a mail gives them.
class FieldReader {
 public:
  FieldReader(GMimeObject* root, Message& message, std::string_view hint)
      : root_(root), message_(message), hint_(hint) {}

  void read(std::string_view envelope_from) {
    read_all_headers();
    read_addresses(envelope_from);
    read_ids();
    message_.subject = message_.header("Subject");
    if (const auto date = parse_date(raw_header(root_, "Date"))) message_.date_us = date;
  }

 private:
  void read_all_headers() {
    GMimeHeaderList* const headers = g_mime_object_get_header_list(root_);
    const int count = g_mime_header_list_get_count(headers);
    message_.headers.reserve(static_cast<std::size_t>(count));
    for (int i = 0; i < count; ++i) {
      GMimeHeader* const header = g_mime_header_list_get_header_at(headers, i);
      const char* const value = g_mime_header_get_raw_value(header);
      message_.headers.emplace_back(trim(g_mime_header_get_name(header)),
                                    decode_header(value ? value : "", hint_, message_.defects));
    }
  }

  std::vector<Address> addresses(std::string_view name) {
    std::vector<Address> all;
    GMimeHeaderList* const headers = g_mime_object_get_header_list(root_);
    const int count = g_mime_header_list_get_count(headers);
    for (int i = 0; i < count; ++i) {
      GMimeHeader* const header = g_mime_header_list_get_header_at(headers, i);
      const char* const value = g_mime_header_get_raw_value(header);
      if (!value || !equals_ignoring_case(trim(g_mime_header_get_name(header)), name)) continue;
      std::vector<Address> more = parse_addresses(value, hint_, message_.defects);
      std::move(more.begin(), more.end(), std::back_inserter(all));
    }
    return all;
  }

  void read_addresses(std::string_view envelope_from) {
    message_.to = addresses("To");
    message_.cc = addresses("Cc");
    message_.bcc = addresses("Bcc");
    message_.reply_to = addresses("Reply-To");
    const std::vector<Address> sender = addresses("Sender");
    if (!sender.empty()) message_.sender = sender.front();
    const std::string_view return_path = trim(raw_header(root_, "Return-Path"));
    if (!return_path.empty()) {
      const std::vector<Address> path = parse_addresses(return_path, hint_, message_.defects);
      if (!path.empty()) message_.return_path = path.front().address;
      message_.null_return_path = message_.return_path.empty() && return_path.starts_with('<');
    }
    choose_from(addresses("From"), envelope_from);
  }

  void choose_from(const std::vector<Address>& from, std::string_view envelope_from) {
    const auto usable = std::find_if(from.begin(), from.end(), [](const Address& a) { return !a.address.empty(); });
    if (usable != from.end()) {
      message_.from = *usable;
      return;
    }
    add_defect(message_.defects, "from:missing");
    if (message_.sender && !message_.sender->address.empty()) {
      message_.from = *message_.sender;
    } else if (!message_.return_path.empty()) {
      message_.from.address = message_.return_path;
    } else if (envelope_from.find('@') != std::string_view::npos) {
      message_.from.address = decode_header(envelope_from, {}, message_.defects);
    }
    if (!from.empty() && message_.from.name.empty()) message_.from.name = from.front().name;
  }

  void read_ids() {
    const auto first_id = [this](std::string_view name) {
      const std::vector<std::string> ids = parse_message_ids(raw_header(root_, name));
      return ids.empty() ? std::string{} : ids.front();
    };
    message_.message_id = first_id("Message-ID");
    message_.in_reply_to = first_id("In-Reply-To");
    message_.references = parse_message_ids(raw_header(root_, "References"));
  }

  GMimeObject* root_;
  Message& message_;
  std::string_view hint_;
};

// Parts shown inside the HTML are inline whatever their disposition says.
void mark_referred_parts(Message& message) {
  std::set<std::string, std::less<>> referred;
  const std::string_view html = message.body_html;
  for (std::size_t at = html.find("cid:"); at != std::string_view::npos; at = html.find("cid:", at + 4)) {
    constexpr std::size_t kLongestId = 300;
    const std::string_view rest = html.substr(at + 4, kLongestId);
    referred.emplace(rest.substr(0, rest.find_first_of("\"'> )\r\n")));
  }
  if (referred.empty()) return;
  for (Attachment& attachment : message.attachments) {
    if (!attachment.content_id.empty() && referred.contains(attachment.content_id)) attachment.is_inline = true;
  }
}

// The charset of the first text part that names one: what raw bytes in the header are most likely in.
std::string declared_charset(GMimeObject* object, int depth) {
  constexpr int kSearchedDepth = 10;
  if (!object || depth > kSearchedDepth) return {};
  if (GMIME_IS_MULTIPART(object)) {
    constexpr int kSearchedParts = 5;
    const int count = std::min(g_mime_multipart_get_count(GMIME_MULTIPART(object)), kSearchedParts);
    for (int i = 0; i < count; ++i) {
      if (std::string found = declared_charset(g_mime_multipart_get_part(GMIME_MULTIPART(object), i), depth + 1);
          !found.empty())
        return found;
    }
    return {};
  }
  const char* const charset = g_mime_object_get_content_type_parameter(object, "charset");
  if (!charset) return {};
  std::string name = canonical_charset(charset);
  return name == "windows-1252" ? std::string{}
                                : name;  // says nothing: it is what programs write when they do not know
}

}  // namespace

std::string_view Message::header(std::string_view name) const {
  for (const auto& [field, value] : headers) {
    if (equals_ignoring_case(field, name)) return value;
  }
  return {};
}

Message parse(std::string_view raw) {
  Message message;
  Cleaned cleaned;
  preclean(raw, cleaned, message.defects);
  Tree tree(cleaned.bytes);
  std::string repaired;
  if (!tree.root() || has_empty_parts(tree.root(), 0)) {
    repaired = repair_parts(cleaned.bytes);
    if (Tree second(repaired); second.root()) tree = std::move(second);
    add_defect(message.defects, "part:incomplete");
  }
  if (!tree.root()) {
    add_defect(message.defects, "message:unreadable");
    message.content_type = "text/plain";
    message.body_text = to_utf8(raw, {}, message.defects);
    return message;
  }
  const std::string hint = declared_charset(tree.root(), 0);
  FieldReader(tree.root(), message, hint).read(cleaned.envelope_from);
  message.content_type = read_head(tree.root(), hint, message.defects).type.value;
  join_segments(Collector(message, {}).collect(tree.root()), message);
  mark_referred_parts(message);
  return message;
}

}  // namespace pult::mime
