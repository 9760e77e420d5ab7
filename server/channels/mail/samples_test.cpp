// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails of many mail programs: each is settled, none is lost, doubled or answered.
#include <algorithm>
#include <filesystem>
#include <fstream>

#include "channels/mail/mail_fixture.hpp"

namespace pult::channels::mail {
namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;  // with the NULs inside

std::vector<std::string> samples() {
  std::vector<std::string> out;
  const fs::path folder = PULT_SHARED_SAMPLES "/mail";
  if (!fs::exists(folder)) return out;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() != ".eml" && entry.path().extension() != ".raw") continue;
    std::ifstream file(entry.path(), std::ios::binary);
    out.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
  }
  std::ranges::sort(out);
  return out;
}

class SamplesTest : public testing::MailTest {};
PULT_ON_EVERY_DATABASE(SamplesTest);

TEST_P(SamplesTest, EveryMailIsSettledOnceAndNoneIsAnswered) {
  const auto all = samples();
  if (all.empty()) GTEST_SKIP() << "no sample mails here";
  std::vector<ArrivedMail> mails;
  for (const auto& raw : all) mails.push_back({{.mailbox = mailbox.id}, raw});
  for (const auto& taken : service->take_in(mails)) {
    const auto entry = testing::must(taken);
    EXPECT_TRUE(entry.state == "done" || entry.state == "suspended") << entry.state;
    EXPECT_NE(entry.outcome, "");
    EXPECT_EQ(bool(entry.ticket), entry.state == "done");
  }
  for (const auto& row : suspended()) EXPECT_NE(row.cause_id, std::int64_t(Cause::failed)) << row.error_messages;
  const auto tickets = tickets_in_all();
  EXPECT_GT(tickets, std::int64_t(all.size()) / 2);
  for (const auto& taken : service->take_in(mails)) EXPECT_EQ(testing::must(taken).outcome, "duplicate");
  EXPECT_EQ(tickets_in_all(), tickets);
  EXPECT_TRUE(outbox().empty());
}

TEST_P(SamplesTest, NoBytesAreTooStrange) {
  std::string all_bytes;
  for (int i = 0; i < 256; ++i) all_bytes += char(i);
  const std::string strange[] = {
      "",
      "\n",
      std::string(1, '\0'),
      all_bytes,
      "From: jana@example.com\n\n" + all_bytes,
      "From: \"a\0b\xff\" <jana@example.com>\nSubject: \xff\xfe\x00\n\nx"s,
      "From: jana@example.com\nSubject: =?utf-8?b?AP8=?=\nMessage-ID: <\xff>\n\nx",
      "From: jana@example.com\nSubject: nul\n\na\0b"s,
      "From: \xff <j\xffna@example.com>\nTo: \xff@x\nCc: a\xff@b.c, \xff <d@e.f>\n"
      "Reply-To: \xff\nIn-Reply-To: <\xff@x>\nReferences: <a\xff> \xff\n"
      "Authentication-Results: \xff; dmarc=fail\nX-Spam-Flag: \xff\n\nx",
      "From: a@b.c\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\n"
      "Content-Type: te\xfft/\xff; name=\"\xff.txt\"\nContent-ID: <\xff>\n\nx\n--b--\n",
      testing::Report{
          .message_id = "<\xff>", .recipient = "\xff@x", .action = "\xff", .status = "\xff", .diagnostic = "\xff"}
          .raw()};
  for (const auto& raw : strange) {
    const auto entry = take(raw, {.envelope_from = "\xff@x", .envelope_to = "\xff@y"});
    EXPECT_TRUE(entry.state == "done" || entry.state == "suspended") << entry.state;
  }
  for (const auto& row : suspended()) EXPECT_NE(row.cause_id, std::int64_t(Cause::failed)) << row.error_messages;
}

}  // namespace
}  // namespace pult::channels::mail
