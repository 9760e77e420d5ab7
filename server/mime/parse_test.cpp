// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include <string>

#include "mime/fields.hpp"
#include "mime/message.hpp"
#include "mime/tnef.hpp"

namespace pult::mime {
namespace {

const std::string kHead = "From: a@b.c\nTo: x@y.z\nSubject: s\n";

TEST(Parse, ASubjectCarriesNoByteOrderMark) {
  EXPECT_EQ(parse("Subject: \xEF\xBB\xBFHello\r\n\r\nx").subject, "Hello");
  EXPECT_EQ(parse("Subject: =?UTF-8?B?77u/77u/SGVsbG8=?=\r\n\r\nx").subject, "Hello");
}

TEST(Parse, SurvivesWhatIsNoMail) {
  EXPECT_EQ(parse("").body_text, "");
  EXPECT_EQ(parse("hello").body_text, "hello");
  EXPECT_EQ(parse("Subject: only").subject, "only");
  const Message junk = parse("some junk\nFrom: a@b.c\nSubject: s\n\nbody");
  EXPECT_EQ(junk.from.address, "a@b.c");
  EXPECT_EQ(junk.body_text, "body");
  const Message cr = parse("Subject: x\rFrom: a@b\r\rbody\rtwo");
  EXPECT_EQ(cr.subject, "x");
  EXPECT_EQ(cr.body_text, "body\ntwo");
  EXPECT_EQ(parse("From: a@b\nSubject: s\nno blank line\nhere").body_text, "no blank line\nhere");
}

TEST(Parse, FindsTheSender) {
  EXPECT_EQ(parse("From: <>\nSender: s@s.s\n\n").from.address, "s@s.s");
  EXPECT_EQ(parse("From: John Doe\nReturn-Path: <r@p.x>\n\n").from, (Address{"John Doe", "r@p.x"}));
  EXPECT_EQ(parse("From e@f.g Mon Jan  1\nSubject: s\n\nb").from.address, "e@f.g");
  EXPECT_TRUE(parse("Return-Path: <>\nSubject: s\n\nb").null_return_path);
}

TEST(Parse, ReadsAddressesAsTheyAreWritten) {
  Defects defects;
  const auto list = parse_addresses(
      "Doe, Jane <j@d.e>, bare@x.y (Name), undisclosed-recipients:;, =?utf-8?Q?B,_C?= <b@c.d>, "
      "\"un closed <u@u.u>",
      "", defects);
  ASSERT_EQ(list.size(), 4U);
  EXPECT_EQ(list[0], (Address{"Doe, Jane", "j@d.e"}));
  EXPECT_EQ(list[1], (Address{"Name", "bare@x.y"}));
  EXPECT_EQ(list[2], (Address{"B, C", "b@c.d"}));
  EXPECT_EQ(list[3], (Address{"un closed", "u@u.u"}));
}

TEST(Parse, GuessesCharsets) {
  const std::string russian = "Привет, как дела";
  EXPECT_EQ(parse(kHead + "\n\xCF\xF0\xE8\xE2\xE5\xF2, \xEA\xE0\xEA \xE4\xE5\xEB\xE0").body_text, russian);
  EXPECT_EQ(parse(kHead + "\n\xF0\xD2\xC9\xD7\xC5\xD4, \xCB\xC1\xCB \xC4\xC5\xCC\xC1").body_text, russian);
  EXPECT_EQ(parse(kHead + "\ncaf\xE9 cr\xE8me").body_text, "café crème");
  EXPECT_EQ(parse(kHead + "Content-Type: text/plain; charset=iso-8859-1\n\nčeština").body_text, "čeština");
  EXPECT_EQ(parse(kHead + "Content-Type: text/plain; charset=\"windows-1252http-equiv\"\n\n\x93q\x94").body_text,
            "“q”");
}

TEST(Parse, DecodesBrokenEncodedWords) {
  EXPECT_EQ(parse("Subject: =?utf-8?B?0J/RgNC40LLQtdG?=\n =?utf-8?B?gg==?= x\n\n").subject, "Привет x");
  EXPECT_EQ(parse("Subject: =?utf-8?Q?Hello with spaces?= =?utf-8?Q?_no_end\n\n").subject, "Hello with spaces no end");
}

TEST(Parse, SortsPartsIntoBodiesAndAttachments) {
  const Message message =
      parse(kHead +
            "Content-Type: multipart/mixed; boundary=m\n\n--m\nContent-Type: multipart/alternative; "
            "boundary=a\n\n--a\n\nplain\n--a\n"
            "Content-Type: text/html\n\n<b>html</b>\n--a--\n--m\nContent-Type: text/plain; name=l.txt\n\nlog\n--m\n"
            "Content-Type: message/rfc822\n\nSubject: In/ner\nContent-Type: image/png; name=i.png\n\nx\n--m\n"
            "Content-Disposition: attachment; filename*0*=utf-8''%D0%9F; filename*1=.pdf\n\ny\n--m--\n");
  EXPECT_EQ(message.body_text, "plain");
  EXPECT_EQ(message.body_html, "<b>html</b>");
  ASSERT_EQ(message.attachments.size(), 4U);
  EXPECT_EQ(message.attachments[0].file_name, "l.txt");
  EXPECT_EQ(message.attachments[1].file_name, "In_ner.eml");
  EXPECT_EQ(message.attachments[2].file_name, "i.png");
  EXPECT_EQ(message.attachments[3].file_name, "П.pdf");
}

TEST(Parse, ReadsPartsBehindWrongOrMissingBoundaries) {
  const std::string parts = "--yy\nContent-Type: text/plain\n\nhello\n--yy--\n";
  EXPECT_EQ(parse(kHead + "Content-Type: multipart/mixed; boundary=x\n\n" + parts).body_text, "hello");
  EXPECT_EQ(parse(kHead + "Content-Type: multipart/mixed\n\n" + parts).body_text, "hello");
  EXPECT_EQ(parse(kHead + "Content-Type: multipart/mixed; boundary=b\n\n--b\nno header here\n--b--\n").body_text,
            "no header here");
}

TEST(Parse, TakesUuencodedFilesOut) {
  const Message message = parse(kHead + "\nsee\nbegin 644 t.txt\n#0V%T\n`\nend\nbye\n");
  EXPECT_EQ(message.body_text, "see\nbye\n");
  ASSERT_EQ(message.attachments.size(), 1U);
  EXPECT_EQ(message.attachments[0].bytes, "Cat");
}

TEST(Parse, KeepsHostileHeadersLinear) {
  std::string words;
  for (int i = 0; i < 100'000; ++i) words += "=?a?q?b";
  EXPECT_FALSE(parse("Subject: " + words + "\n\nx").subject.empty());
  EXPECT_EQ(parse("Content-Type: text/plain; name=" + words + "\n\nx").body_text, "x");
  EXPECT_EQ(
      parse("To: " + std::string(500'000, '(') + "\nReferences: " + std::string(500'000, '<') + "\n\nx").body_text,
      "x");
}

TEST(Tnef, GivesItsFiles) {
  const auto attribute = [](const char* id, const std::string& data) {
    return std::string("\x02", 1) + std::string(id, 4) + static_cast<char>(data.size()) + std::string(3, '\0') + data +
           std::string(2, '\0');
  };
  const std::string file = std::string("\x78\x9F\x3E\x22\x01\x00", 6) + attribute("\x02\x90\x06\x00", "x") +
                           attribute("\x10\x80\x01\x00", "a.txt") + attribute("\x0F\x80\x06\x00", "data");
  Defects defects;
  const TnefContent content = read_tnef(file, defects);
  ASSERT_EQ(content.files.size(), 1U);
  EXPECT_EQ(content.files[0].name, "a.txt");
  EXPECT_EQ(content.files[0].bytes, "data");
  for (std::size_t cut = 0; cut < file.size(); ++cut) read_tnef(std::string_view(file).substr(0, cut), defects);
}

}  // namespace
}  // namespace pult::mime
