// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/file_names.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "mime/header_text.hpp"
#include "text/utf8.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t kMaxNameBytes = 200;

constexpr std::array<std::pair<std::string_view, std::string_view>, 24> kExtensions = {{
    {"text/plain", "txt"},
    {"text/html", "html"},
    {"text/calendar", "ics"},
    {"text/csv", "csv"},
    {"text/vcard", "vcf"},
    {"text/x-vcard", "vcf"},
    {"text/xml", "xml"},
    {"text/rtf", "rtf"},
    {"application/pdf", "pdf"},
    {"application/zip", "zip"},
    {"application/rtf", "rtf"},
    {"application/json", "json"},
    {"application/xml", "xml"},
    {"application/msword", "doc"},
    {"application/vnd.ms-excel", "xls"},
    {"application/ms-tnef", "dat"},
    {"application/pgp-signature", "asc"},
    {"application/pgp-encrypted", "asc"},
    {"application/pkcs7-signature", "p7s"},
    {"application/pkcs7-mime", "p7m"},
    {"message/rfc822", "eml"},
    {"image/jpeg", "jpg"},
    {"image/svg+xml", "svg"},
    {"audio/mpeg", "mp3"},
}};

std::string extension_of(std::string_view content_type) {
  for (const auto& [type, extension] : kExtensions) {
    if (type == content_type) return std::string(extension);
  }
  const std::size_t slash = content_type.find('/');
  const bool is_media =
      content_type.starts_with("image/") || content_type.starts_with("audio/") || content_type.starts_with("video/");
  std::string_view subtype = is_media ? content_type.substr(slash + 1) : std::string_view{};
  if (subtype.starts_with("x-")) subtype.remove_prefix(2);
  constexpr std::size_t kLongestExtension = 5;
  const bool is_simple = !subtype.empty() && subtype.size() <= kLongestExtension &&
                         std::all_of(subtype.begin(), subtype.end(),
                                     [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
  return is_simple ? std::string(subtype) : "bin";
}

}  // namespace

std::string clean_file_name(std::string_view name) {
  if (const std::size_t separator = name.find_last_of("/\\"); separator != std::string_view::npos)
    name.remove_prefix(separator + 1);
  std::string clean;
  for (const char c : name) {
    const auto u = static_cast<unsigned char>(c);
    if (u >= 0x20 && u != 0x7F) clean += c;
  }
  clean = std::string(trim(clean));
  if (clean == "." || clean == "..") return {};
  if (clean.size() > kMaxNameBytes) {
    const std::size_t dot = clean.rfind('.');
    constexpr std::size_t kMaxExtension = 16;
    const std::string extension =
        dot != std::string::npos && clean.size() - dot <= kMaxExtension ? clean.substr(dot) : "";
    clean = std::string(text::truncate_utf8(clean, kMaxNameBytes - extension.size())) + extension;
  }
  return clean;
}

std::string invented_file_name(std::string_view content_type, std::size_t number) {
  return "attachment-" + std::to_string(number) + "." + extension_of(content_type);
}

}  // namespace pult::mime
