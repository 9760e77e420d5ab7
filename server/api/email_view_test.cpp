// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/email_view.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <map>

#include "text/utf8.hpp"

namespace pult::api {
namespace {

std::map<std::string, std::string> samples() {
  std::map<std::string, std::string> out;
  const std::filesystem::path folder = PULT_SHARED_SAMPLES "/mail";
  if (!std::filesystem::exists(folder)) return out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".eml" && entry.path().extension() != ".raw") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    out[entry.path().filename().string()] = {std::istreambuf_iterator<char>(file), {}};
  }
  return out;
}

json::object view(const std::string& raw, const std::vector<tickets::Attachment>* files = nullptr) {
  return present_email(raw, {.own_addresses = {"support@desk.example"}, .desk_id = "d"}, files, "http://desk.example");
}

TEST(EmailView, EverySampleHasEveryMemberAndNothingThatRuns) {
  if (samples().empty()) GTEST_SKIP() << "no sample mails here";
  for (const auto& [name, raw] : samples()) {
    SCOPED_TRACE(name);
    const auto shown = view(raw);
    for (const auto member :
         {"from", "to", "cc", "reply_to", "subject", "message_id", "in_reply_to", "references", "date", "body_text",
          "body_html", "visible_text", "attachments", "classification", "bounce", "defects"})
      EXPECT_TRUE(shown.contains(member)) << member;
    const auto text = json::serialize(shown);
    EXPECT_TRUE(text::is_valid_utf8(text));
    EXPECT_EQ(json::parse(text), json::value(shown));
    const auto html = std::string(shown.at("body_html").as_string());
    for (const auto danger : {"<script", "javascript:", " onerror", "<iframe", "<object", " src=\"http"})
      EXPECT_EQ(html.find(danger), std::string::npos) << danger;
  }
}

TEST(EmailView, KnowsTheKindsOfMachines) {
  const auto all = samples();
  if (all.empty()) GTEST_SKIP() << "no sample mails here";
  const auto flag = [&](const std::string& name, std::string_view kind) {
    const auto found = all.find(name);
    return found == all.end() || view(found->second).at("classification").at(kind).as_bool();
  };
  EXPECT_TRUE(flag("sisimai__lhost-postfix-02.eml", "bounce"));
  EXPECT_TRUE(flag("sisimai__lhost-mailru-02.eml", "bounce"));
  EXPECT_TRUE(flag("sisimai__rfc3834-02.eml", "auto_reply"));
  EXPECT_TRUE(flag("sisimai__arf-02.eml", "feedback_report"));
  if (all.contains("talon__gmail.eml")) EXPECT_FALSE(flag("talon__gmail.eml", "bounce"));
}

TEST(EmailView, ImagesAndFilesPointToWhatIsStored) {
  const std::string raw =
      "From: a@b.c\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b\r\n"
      "Content-Type: text/html\r\n\r\n<img src=\"cid:p@x\">\r\n--b\r\nContent-Type: image/png\r\nContent-ID: <p@x>\r\n"
      "Content-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n";
  const auto bare = view(raw);
  EXPECT_TRUE(bare.at("attachments").at(0).at("content_url").is_null());
  std::vector<tickets::Attachment> files(1);
  files[0].id = AttachmentId(7);
  files[0].sha256 = std::string(bare.at("attachments").at(0).at("sha256").as_string());
  const auto stored = view(raw, &files);
  EXPECT_EQ(stored.at("attachments").at(0).at("content_url"), "http://desk.example/api/v2/attachments/7/content");
  EXPECT_NE(stored.at("body_html").as_string().find("/api/v2/attachments/7/content"), json::string::npos);
  files[0].sha256 = "another";
  EXPECT_TRUE(view(raw, &files).at("attachments").at(0).at("content_url").is_null()) << "never a wrong file";
}

TEST(DownloadHeaders, NoNameLeavesItsQuotes) {
  Answer answer;
  add_download_headers(answer, "text/plain", "a\"b\r\nX: y;žlutý 100%.txt");
  for (const auto& [name, value] : answer.headers) EXPECT_EQ(value.find_first_of("\r\n"), std::string::npos) << name;
  EXPECT_EQ(answer.headers[1].second,
            "attachment; filename=\"a_b__X_ y___lut__ 100_.txt\"; "
            "filename*=UTF-8''a%22b%0D%0AX%3A%20y%3B%C5%BElut%C3%BD%20100%25.txt");
}

}  // namespace
}  // namespace pult::api
