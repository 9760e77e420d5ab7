// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/mbox.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <sstream>
#include <vector>

namespace pult::mime {
namespace {

using Mails = std::vector<std::string>;

Mails read(const std::string& bytes) {
  std::istringstream in(bytes);
  MboxReader reader(in);
  Mails out;
  while (auto mail = reader.next()) out.push_back(std::move(*mail));
  return out;
}

TEST(Mbox, SplitsAndUnquotes) {
  EXPECT_EQ(
      read("From a@x Sat Nov 21 2026\nSubject: one\n\nHi\n>From here\n>>From there\nFrom inside\n\n"
           "From b@x Sun Nov 22 2026\r\nSubject: two\r\n\r\nBye"),
      (Mails{"Subject: one\r\n\r\nHi\r\nFrom here\r\n>From there\r\nFrom inside\r\n", "Subject: two\r\n\r\nBye\r\n"}));
}

TEST(Mbox, NothingIsNoMail) {
  EXPECT_EQ(read(""), Mails{});
  EXPECT_EQ(read("no mbox at all\n\nreally\n"), Mails{});
  EXPECT_EQ(read("From a@x\n"), (Mails{""}));
}

RC_GTEST_PROP(MboxProperty, WhatIsWrittenIsRead, ()) {
  const auto line = rc::gen::container<std::string>(rc::gen::element('F', 'r', 'o', 'm', ' ', '>', 'x'));
  using Bodies = std::vector<std::vector<std::string>>;
  const auto bodies = *rc::gen::resize(15, rc::gen::container<Bodies>(rc::gen::container<Mails>(line)));
  std::string file;
  Mails wanted;
  for (const auto& body : bodies) {
    std::string mail = "Subject: x\r\n\r\n";
    file += "From a@x Sat Nov 21 2026\nSubject: x\n\n";
    for (const auto& text : body) {
      const auto start = text.find_first_not_of('>');
      const bool quoted = start != std::string::npos && text.substr(start).starts_with("From ");
      file += (quoted ? ">" : "") + text + "\n";
      mail += text + "\r\n";
    }
    file += "\n";
    wanted.push_back(mail);
  }
  RC_ASSERT(read(file) == wanted);
}

}  // namespace
}  // namespace pult::mime
