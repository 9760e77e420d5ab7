// SPDX-License-Identifier: AGPL-3.0-or-later
// Real mails with what several mail libraries agree on about them: samples/mail/manifest.json.
#include <glib.h>
#include <gtest/gtest.h>

#include <boost/json/src.hpp>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>

#include "mime/header_text.hpp"
#include "mime/message.hpp"
#include "text/html_text.hpp"

namespace pult::mime {
namespace {

namespace json = boost::json;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string folded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text.substr(i, 2) == "\xC2\xA0") {
      ++i;
      out += ' ';
    } else {
      out += std::isspace(static_cast<unsigned char>(text[i])) ? ' ' : text[i];
    }
  }
  const auto end = std::unique(out.begin(), out.end(), [](char a, char b) { return a == ' ' && b == ' '; });
  out.erase(end, out.end());
  return std::string(trim(out));
}

std::string sha256(std::string_view bytes) {
  gchar* const hex =
      g_compute_checksum_for_data(G_CHECKSUM_SHA256, reinterpret_cast<const guchar*>(bytes.data()), bytes.size());
  std::string digest(hex);
  g_free(hex);
  return digest;
}

bool has_mojibake(const std::string& text) {
  static const std::regex pattern("\xEF\xBF\xBD|\xC3\x83\xC2[\x80-\xBF]|\xC3\x90\xC2[\x80-\xBF]|\xC3\xA2\xE2\x82\xAC");
  return std::regex_search(text, pattern);
}

std::set<std::string> lower_addresses(const std::vector<Address>& list) {
  std::set<std::string> out;
  for (const Address& a : list) out.insert(lower(a.address));
  return out;
}

bool has_attachment(const Message& message, const json::object& expected) {
  for (const Attachment& attachment : message.attachments) {
    const json::value* const name = expected.if_contains("filename");
    if (name && name->is_string() && folded(name->as_string()) != folded(attachment.file_name)) continue;
    const json::value* const digest = expected.if_contains("sha256");
    if (!digest || digest->as_string() == sha256(attachment.bytes)) return true;
  }
  return false;
}

void check(const Message& message, const json::object& rule) {
  const std::string_view field = rule.at("f").as_string();
  const json::value& want = rule.at("v");
  const std::string full = folded(message.body_text + "\n" + text::html_to_text(message.body_html));
  if (field == "from.email") EXPECT_EQ(lower(message.from.address), lower(want.as_string()));
  if (field == "from.name") EXPECT_EQ(folded(message.from.name), folded(want.as_string()));
  if (field == "subject") EXPECT_EQ(folded(message.subject), folded(want.as_string()));
  if (field == "message_id") EXPECT_EQ(message.message_id, std::string_view(want.as_string()));
  if (field == "in_reply_to") EXPECT_EQ(message.in_reply_to, std::string_view(want.as_string()));
  if (field == "body.full+subject") EXPECT_FALSE(has_mojibake(full + message.subject)) << full;
  if (field == "body.full") {
    for (const json::value& piece : want.as_array()) {
      EXPECT_NE(full.find(folded(piece.as_string())), std::string::npos) << piece << " in " << full;
    }
  }
  for (const auto& [name, list] :
       {std::pair{"to.emails", &message.to}, {"cc.emails", &message.cc}, {"reply_to.emails", &message.reply_to}}) {
    if (field != name) continue;
    for (const json::value& address : want.as_array()) {
      EXPECT_TRUE(lower_addresses(*list).contains(lower(address.as_string()))) << address;
    }
  }
  if (field == "attachments") {
    for (const json::value& expected : want.as_array())
      EXPECT_TRUE(has_attachment(message, expected.as_object())) << expected;
  }
}

TEST(Samples, HoldWhatTheManifestSays) {
  const std::string folder = std::string(PULT_SHARED_SAMPLES) + "/mail/";
  const std::string manifest = read_file(folder + "manifest.json");
  if (manifest.empty()) GTEST_SKIP() << "no samples here";
  for (const json::value& mail : json::parse(manifest).at("mails").as_array()) {
    const std::string path(mail.at("path").as_string());
    SCOPED_TRACE(path);
    const Message message = parse(read_file(folder + path));
    for (const json::value& rule : mail.at("asserts").as_array()) check(message, rule.as_object());
  }
}

}  // namespace
}  // namespace pult::mime
