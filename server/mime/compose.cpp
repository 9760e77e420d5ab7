// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/compose.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>

#include "mime/header_text.hpp"
#include "mime/header_writer.hpp"
#include "text/utf8.hpp"

namespace pult::mime {
namespace {

// A MIME entity: its own header fields and its content, CRLF throughout.
struct Entity {
  std::string header;
  std::string content;
};

std::string crlf_text(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\r' || text[i] == '\n') {
      if (text[i] == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      out += "\r\n";
    } else {
      out += text[i];
    }
  }
  return out;
}

// Safe to send as it is: short ASCII lines that no transport changes. "=_" never occurs outside boundaries.
bool is_plain_7bit(std::string_view text) {
  constexpr std::size_t kLongestLine = 78;
  if (!is_ascii_text(text) || text.find("=_") != std::string_view::npos || text.find('\0') != std::string_view::npos)
    return false;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find("\r\n"), text.size());
    const std::string_view line = text.substr(0, end);
    const bool changes =
        line.ends_with(' ') || line.ends_with('\t') || line.starts_with("From ") || line.starts_with('.');
    if (line.size() > kLongestLine || changes) return false;
    text.remove_prefix(std::min(end + 2, text.size()));
  }
  return true;
}

// RFC 2045 section 6.7, lines of at most 76.
std::string encode_quoted_printable(std::string_view text) {
  constexpr std::size_t kLineWidth = 76;
  constexpr std::string_view kHex = "0123456789ABCDEF";
  std::string out;
  out.reserve(text.size() + text.size() / 4);
  std::size_t column = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\r\n") {
      out += "\r\n";
      ++i;
      column = 0;
      continue;
    }
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool ends_line = i + 1 == text.size() || text.substr(i + 1, 2) == "\r\n";
    const bool is_blank_at_end = (byte == ' ' || byte == '\t') && ends_line;
    const bool is_risky_start = column == 0 && (byte == '.' || text.substr(i, 5) == "From ");
    const bool is_plain = ((byte > 0x20 && byte < 0x7F && byte != '=') || byte == ' ' || byte == '\t') &&
                          !is_blank_at_end && !is_risky_start;
    const std::size_t width = is_plain ? 1 : 3;
    if (column + width + (ends_line ? 0 : 1) > kLineWidth) {
      out += "=\r\n";
      column = 0;
    }
    if (is_plain) {
      out += text[i];
    } else {
      out += {'=', kHex[byte >> 4U], kHex[byte & 15U]};
    }
    column += width;
  }
  return out;
}

Entity text_entity(std::string_view type, std::string_view text) {
  const std::string lines = crlf_text(text::to_valid_utf8(text));
  const std::string head = "Content-Type: " + std::string(type) + "; charset=utf-8\r\nContent-Transfer-Encoding: ";
  if (is_plain_7bit(lines)) return {head + "7bit\r\n", lines};
  const auto high =
      static_cast<std::size_t>(std::count_if(lines.begin(), lines.end(), [](char c) { return (c & 0x80) != 0; }));
  if (high * 4 > lines.size()) return {head + "base64\r\n", encode_base64(lines, "\r\n")};
  return {head + "quoted-printable\r\n", encode_quoted_printable(lines)};
}

// Messages and multiparts must not be base64 (RFC 2046 section 5.2.1), so they travel as plain files.
std::string sent_type(const Attachment& attachment) {
  const std::string type = lower(trim(attachment.content_type));
  const std::size_t slash = type.find('/');
  const bool is_token = std::all_of(type.begin(), type.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
           std::string_view("/.+-_").find(c) != std::string_view::npos;
  });
  const bool is_usable = slash != std::string::npos && slash > 0 && slash + 1 < type.size() &&
                         type.find('/', slash + 1) == std::string::npos && type.size() <= 100 && is_token &&
                         !type.starts_with("message/") && !type.starts_with("multipart/");
  return is_usable ? type : "application/octet-stream";
}

Entity attachment_entity(const Attachment& attachment, bool is_inline) {
  Entity entity;
  entity.header =
      "Content-Type: " + sent_type(attachment) + file_name_parameter("name", attachment.file_name) +
      "\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: " + (is_inline ? "inline" : "attachment") +
      file_name_parameter("filename", attachment.file_name) + "\r\n";
  if (!attachment.content_id.empty()) entity.header += ids_field("Content-ID", {attachment.content_id});
  entity.content = encode_base64(attachment.bytes, "\r\n");
  return entity;
}

class Composer {
 public:
  explicit Composer(const OutgoingMail& mail) : mail_(mail) {
    std::uint64_t hash = 14695981039346656037ULL;  // FNV-1a
    for (const char c : mail.message_id) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ULL;
    char text[24];
    std::snprintf(text, sizeof text, "%016llx", static_cast<unsigned long long>(hash));
    boundary_base_ = text;
  }

  std::string write() {
    Entity body = whole_body();
    std::string out = header();
    out += body.header;
    out += "\r\n";
    out += body.content;
    if (!out.ends_with("\r\n")) out += "\r\n";
    return out;
  }

 private:
  std::string header() const {
    std::string out = date_field(mail_.date_us);
    out += address_field("From", {mail_.from});
    out += address_field("To", mail_.to);
    out += address_field("Cc", mail_.cc);
    out += address_field("Reply-To", mail_.reply_to);
    out += unstructured_field("Subject", mail_.subject);
    out += ids_field("Message-ID", {mail_.message_id});
    out += ids_field("In-Reply-To", {mail_.in_reply_to});
    out += ids_field("References", mail_.references);
    for (const auto& [name, value] : mail_.headers) {
      if (is_further_header(name)) out += unstructured_field(name, value);
    }
    return out + "MIME-Version: 1.0\r\n";
  }

  // The fields above and the structure are not for the caller to repeat; Bcc must not leave at all.
  static bool is_further_header(std::string_view name) {
    static constexpr std::array<std::string_view, 11> kOwn = {"date",        "from",       "to",          "cc",
                                                              "bcc",         "reply-to",   "subject",     "message-id",
                                                              "in-reply-to", "references", "mime-version"};
    const std::string key = lower(name);
    return std::find(kOwn.begin(), kOwn.end(), key) == kOwn.end() && !key.starts_with("content-");
  }

  Entity multipart(std::string_view subtype, const std::vector<Entity>& parts) {
    const std::string boundary = "=_" + boundary_base_ + "_" + std::to_string(++boundaries_);
    Entity whole;
    whole.header = "Content-Type: multipart/" + std::string(subtype) + ";\r\n boundary=\"" + boundary + "\"\r\n";
    for (const Entity& part : parts) {
      whole.content += "--" + boundary + "\r\n" + part.header + "\r\n" + part.content + "\r\n";
    }
    whole.content += "--" + boundary + "--\r\n";
    return whole;
  }

  bool is_related(const Attachment& attachment) const {
    return attachment.is_inline && !attachment.content_id.empty() && !mail_.html.empty();
  }

  Entity html_body() {
    std::vector<Entity> parts{text_entity("text/html", mail_.html)};
    for (const Attachment& attachment : mail_.attachments) {
      if (is_related(attachment)) parts.push_back(attachment_entity(attachment, true));
    }
    return parts.size() == 1 ? std::move(parts[0]) : multipart("related", parts);
  }

  Entity readable_body() {
    if (mail_.html.empty()) return text_entity("text/plain", mail_.text);
    if (mail_.text.empty()) return html_body();
    return multipart("alternative", {text_entity("text/plain", mail_.text), html_body()});
  }

  Entity whole_body() {
    std::vector<Entity> parts{readable_body()};
    for (const Attachment& attachment : mail_.attachments) {
      if (!is_related(attachment)) parts.push_back(attachment_entity(attachment, false));
    }
    return parts.size() == 1 ? std::move(parts[0]) : multipart("mixed", parts);
  }

  const OutgoingMail& mail_;
  std::string boundary_base_;
  int boundaries_ = 0;
};

}  // namespace

std::string compose(const OutgoingMail& mail) { return Composer(mail).write(); }

}  // namespace pult::mime
