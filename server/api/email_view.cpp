// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/email_view.hpp"

#include <map>

#include "api/present.hpp"
#include "channels/mail/intake.hpp"
#include "crypto/crypto.hpp"
#include "mime/message.hpp"
#include "text/quote.hpp"
#include "text/sanitize.hpp"

namespace pult::api {
namespace {

json::object present_address(const mime::Address& address) {
  return {{"name", address.name}, {"address", address.address}};
}

json::array present_addresses(const std::vector<mime::Address>& addresses) {
  json::array out;
  for (const auto& address : addresses) out.push_back(present_address(address));
  return out;
}

json::array present_texts(const std::vector<std::string>& texts) { return json::array(texts.begin(), texts.end()); }

// The stored file of a part: the same content, and each stored file once.
const tickets::Attachment* stored_file(const std::vector<tickets::Attachment>* files, std::size_t index,
                                       const std::string& sha256) {
  if (!files || index >= files->size() || (*files)[index].sha256 != sha256) return nullptr;
  return &(*files)[index];
}

json::value content_url(const tickets::Attachment* file, const std::string& base_url) {
  if (!file) return nullptr;
  return json::value(base_url + "/api/v2/attachments/" + std::to_string(file->id.value) + "/content");
}

}  // namespace

json::object present_email(const std::string& raw, const mailsteps::ScreenOptions& options,
                           const std::vector<tickets::Attachment>* files, const std::string& base_url) {
  const auto mail = mime::parse(raw);
  const auto screening = mailsteps::screen(mail, options);
  json::array attachments;
  std::map<std::string, std::string, std::less<>> inline_urls;
  for (std::size_t i = 0; i < mail.attachments.size(); ++i) {
    const auto& part = mail.attachments[i];
    const auto sha256 = crypto::sha256_hex(part.bytes);
    const auto* file = stored_file(files, i, sha256);
    if (file && !part.content_id.empty())
      inline_urls[part.content_id] = "/api/v2/attachments/" + std::to_string(file->id.value) + "/content";
    attachments.push_back(json::object{{"file_name", part.file_name},
                                       {"content_type", part.content_type},
                                       {"size", part.bytes.size()},
                                       {"sha256", sha256},
                                       {"content_id", text_or_null(part.content_id)},
                                       {"content_url", content_url(file, base_url)}});
  }
  text::SanitizeOptions sanitize;
  sanitize.inline_image_url = [&](std::string_view id) {
    const auto found = inline_urls.find(id);
    return found == inline_urls.end() ? std::string() : found->second;
  };
  const auto clean = mail.body_html.empty() ? text::SanitizedHtml{} : text::sanitize_html(mail.body_html, sanitize);
  json::object out;
  out["from"] = present_address(mail.from);
  out["to"] = present_addresses(mail.to);
  out["cc"] = present_addresses(mail.cc);
  out["reply_to"] = present_addresses(mail.reply_to);
  out["subject"] = mail.subject;
  out["message_id"] = text_or_null(mail.message_id);
  out["in_reply_to"] = text_or_null(mail.in_reply_to);
  out["references"] = present_texts(mail.references);
  out["date"] = time_or_null(mail.date_us);
  out["body_text"] = mail.body_text;
  out["body_html"] = clean.html;
  out["visible_text"] = text::visible_reply(mail.body_text, mail.text_is_derived ? mail.body_html : "").text;
  out["attachments"] = std::move(attachments);
  out["classification"] = channels::mail::classification_json(screening.classification);
  out["bounce"] = screening.classification.bounce
                      ? json::value{{"recipients", present_texts(screening.bounce.recipients)},
                                    {"status", text_or_null(screening.bounce.status)},
                                    {"action", text_or_null(screening.bounce.action)}}
                      : json::value(nullptr);
  out["defects"] = present_texts(mail.defects);
  return out;
}

void add_download_headers(Answer& answer, std::string_view content_type, std::string_view file_name, bool show_inline) {
  std::string ascii, encoded;
  for (const unsigned char c : file_name) {
    const bool plain = std::isalnum(c) || c == '.' || c == '-' || c == '_';
    static constexpr std::string_view digits = "0123456789ABCDEF";
    ascii += plain || c == ' ' ? char(c) : '_';
    if (plain)
      encoded += char(c);
    else
      encoded.append("%").append(1, digits[c >> 4]).append(1, digits[c & 15]);
  }
  answer.headers.emplace_back("Content-Type", std::string(content_type));
  // RFC 6266: a plain name for old clients, the real one beside it.
  answer.headers.emplace_back("Content-Disposition", std::string(show_inline ? "inline" : "attachment") +
                                                         "; filename=\"" + ascii + "\"; filename*=UTF-8''" + encoded);
  answer.headers.emplace_back("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'");
  answer.headers.emplace_back("Cache-Control", "private, max-age=31536000, immutable");
}

}  // namespace pult::api
