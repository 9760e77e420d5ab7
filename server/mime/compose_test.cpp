// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/compose.hpp"

#include <gtest/gtest.h>
#include <rapidcheck.h>

#include <algorithm>

#include "mime/header_text.hpp"

namespace pult::mime {
namespace {

OutgoingMail plain_mail() {
  OutgoingMail mail;
  mail.from = {"Desk", "desk@example.com"};
  mail.to = {{"", "ann@example.com"}};
  mail.subject = "Hello";
  mail.message_id = "<1@example.com>";
  mail.date_us = 1'600'000'000'000'000;
  mail.text = "Hi\n";
  return mail;
}

const std::vector<std::string> kPieces = {"a",  "Z",    "0",  " ",  " ", "é",    "š",           "Привет",
                                          "ж",  "日本", "😀", "\"", "'", ",",    ";",           ":",
                                          "<",  ">",    "@",  "(",  ")", "\\",   "=",           "?",
                                          "=?", "?=",   ".",  "_",  "%", "word", "longer-word", "=?utf-8?q?x?="};

rc::Gen<std::string> any_text(std::size_t max_pieces) {
  return rc::gen::map(rc::gen::resize(static_cast<int>(max_pieces),
                                      rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kPieces))),
                      [](const std::vector<std::string>& pieces) {
                        std::string text;
                        for (const std::string& piece : pieces) text += piece;
                        return text;
                      });
}

std::string one_space(const std::string& text) {
  std::string out;
  for (const char c : text) {
    if (c != ' ' || !out.ends_with(' ')) out += c;
  }
  return std::string(trim(out));
}

bool is_wrapped(const std::string& name) {
  return name.size() > 2 && name.front() == name.back() && (name.front() == '"' || name.front() == '\'');
}

std::string trimmed_end(std::string text) {
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

TEST(Compose, ParseGivesBackWhatWasComposed) {
  EXPECT_TRUE(rc::check("parse(compose(mail)) is the mail", [] {
    OutgoingMail mail = plain_mail();
    mail.subject = *any_text(60);
    mail.from.name = *any_text(12);
    mail.to = {{*any_text(40), "первый@пример.рф"}, {*any_text(3), "b.b+tag@example.com"}};
    mail.text = "start " + *any_text(200) + "\n\n" + *any_text(50) + " end";
    if (*rc::gen::arbitrary<bool>()) mail.html = "<p>" + *any_text(100) + "</p>";
    mail.references = {"<a@b>", "<c@d>"};
    mail.in_reply_to = "<c@d>";
    const std::string bytes = *rc::gen::arbitrary<std::string>();
    std::string file_name = "f" + *any_text(20) + ".pdf";
    std::erase_if(file_name, [](char c) { return c == '\\'; });
    mail.attachments = {{file_name, "application/pdf", "", false, bytes}};
    RC_PRE(!is_wrapped(one_space(mail.from.name)) && !is_wrapped(one_space(mail.to[0].name)) &&
           !is_wrapped(one_space(mail.to[1].name)));
    const std::string wire = compose(mail);
    RC_ASSERT(wire == compose(mail));
    const Message message = parse(wire);
    RC_ASSERT(message.subject == one_space(mail.subject));
    RC_ASSERT(message.from == (Address{one_space(mail.from.name), "desk@example.com"}));
    RC_ASSERT(message.to.size() == 2U);
    RC_ASSERT(message.to[0] == (Address{one_space(mail.to[0].name), "первый@пример.рф"}));
    RC_ASSERT(message.to[1] == (Address{one_space(mail.to[1].name), "b.b+tag@example.com"}));
    RC_ASSERT(trimmed_end(message.body_text) == trimmed_end(mail.text));
    RC_ASSERT(message.body_html == mail.html);
    RC_ASSERT(message.in_reply_to == "<c@d>");
    RC_ASSERT(message.references == mail.references);
    RC_ASSERT(message.date_us == mail.date_us);
    RC_ASSERT(message.attachments.size() == 1U);
    RC_ASSERT(message.attachments[0].bytes == bytes);
    RC_ASSERT(one_space(message.attachments[0].file_name) == one_space(file_name));
  }));
}

TEST(Compose, NoLineIsLongAndAllEndInCrLf) {
  OutgoingMail mail = plain_mail();
  mail.subject = std::string(3000, 'x') + " " + std::string(500, ' ') + "Привет 😀";
  mail.text = std::string(5000, 'y');
  mail.html = std::string(5000, 'z');
  for (int i = 0; i < 300; ++i) mail.references.push_back("<" + std::to_string(i) + "@example.com>");
  const std::string wire = compose(mail);
  std::size_t start = 0;
  while (start < wire.size()) {
    const std::size_t end = wire.find("\r\n", start);
    ASSERT_NE(end, std::string::npos);
    EXPECT_LE(end - start, 78U);
    EXPECT_EQ(wire.substr(start, end - start).find_first_of("\r\n"), std::string::npos);
    start = end + 2;
  }
  EXPECT_EQ(parse(wire).references.size(), 300U);
}

TEST(Compose, ValuesCanNotStartALineOfTheirOwn) {
  OutgoingMail mail = plain_mail();
  mail.subject = "a\r\nBcc: evil@example.com\n\nbody";
  mail.from.name = "x\r\nX-Evil: 1";
  mail.to = {{"y\n\nz", "ann@example.com>\r\nX-Evil: 2"}};
  mail.message_id = "<1@example.com>\r\nX-Evil: 3";
  mail.headers = {
      {"X-Ok", "1\r\nX-Evil: 4"}, {"X-Evil: 5\r\nX", "v"}, {"Bcc", "evil@example.com"}, {"Content-Type", "text/html"}};
  mail.attachments = {{"a\r\nX-Evil: 6", "text/x\r\nX-Evil: 7", "id\r\nX-Evil: 8", false, "b"}};
  const Message message = parse(compose(mail));
  EXPECT_EQ(message.header("X-Evil"), "");
  EXPECT_EQ(message.header("Bcc"), "");
  EXPECT_EQ(message.header("X-Ok"), "1 X-Evil: 4");
  EXPECT_EQ(message.body_text, "Hi\n");
  ASSERT_EQ(message.attachments.size(), 1U);
  EXPECT_EQ(message.attachments[0].content_type, "application/octet-stream");
}

TEST(Compose, InlineImagesAreRelatedToTheHtml) {
  OutgoingMail mail = plain_mail();
  mail.html = "<img src=\"cid:logo@desk\">";
  mail.attachments = {{"logo.png", "image/png", "logo@desk", true, "PNG"}, {"b.txt", "text/plain", "", false, "text"}};
  const std::string wire = compose(mail);
  EXPECT_NE(wire.find("multipart/mixed"), std::string::npos);
  EXPECT_NE(wire.find("multipart/alternative"), std::string::npos);
  EXPECT_NE(wire.find("multipart/related"), std::string::npos);
  const Message message = parse(wire);
  ASSERT_EQ(message.attachments.size(), 2U);
  EXPECT_TRUE(message.attachments[0].is_inline);
  EXPECT_EQ(message.attachments[0].content_id, "logo@desk");
  EXPECT_FALSE(message.attachments[1].is_inline);
  EXPECT_EQ(message.body_text, "Hi\n");
  EXPECT_EQ(message.body_html, mail.html);
}

}  // namespace
}  // namespace pult::mime
