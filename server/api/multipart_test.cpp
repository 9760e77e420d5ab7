// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/multipart.hpp"

#include <gtest/gtest.h>

namespace pult::api {
namespace {

constexpr std::string_view type = "multipart/form-data; boundary=\"x y\"";
const std::string form =
    "preamble\r\n--x y\r\nContent-Disposition: form-data; name=\"filename\"\r\n\r\nbill.pdf\r\n"
    "--x y\r\ncontent-disposition: form-data; name=\"uploaded_data\"; filename=\"a \\\"b\\\";c.pdf\"\r\n"
    "Content-Type: application/pdf\r\n\r\n%PDF-\r\n--x\r\n\r\n--x y--\r\nepilogue";

TEST(Multipart, GivesFieldsAndFilesWithTheirNames) {
  const auto parts = parse_form(type, form);
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].name, "filename");
  EXPECT_EQ((*parts)[0].content, "bill.pdf");
  EXPECT_EQ((*parts)[1].file_name, "a \"b\";c.pdf");
  EXPECT_EQ((*parts)[1].content_type, "application/pdf");
  EXPECT_EQ((*parts)[1].content, "%PDF-\r\n--x\r\n");
  const auto file = file_of_form(type, form);
  ASSERT_TRUE(file);
  EXPECT_EQ(file->name, "bill.pdf");
  EXPECT_EQ(file->bytes, "%PDF-\r\n--x\r\n");
}

TEST(Multipart, TakesEmptyPartsAndPartsWithoutAHead) {
  const auto parts = parse_form("Multipart/Form-Data; charset=x; boundary=b", "--b\r\n\r\n\r\n--b\r\n\r\nyes\r\n--b--");
  ASSERT_TRUE(parts);
  ASSERT_EQ(parts->size(), 2U);
  EXPECT_EQ((*parts)[0].content, "");
  EXPECT_EQ((*parts)[1].content, "yes");
}

TEST(Multipart, RefusesWhatIsNoForm) {
  EXPECT_FALSE(is_form("application/json"));
  EXPECT_FALSE(parse_form("multipart/form-data", form));
  EXPECT_FALSE(parse_form("multipart/form-data; boundary=" + std::string(71, 'b'), form));
  EXPECT_FALSE(parse_form("multipart/form-data; boundary=other", form));
  std::string many;
  for (int i = 0; i < 21; ++i) many += "--b\r\n\r\nx\r\n";
  EXPECT_FALSE(parse_form("multipart/form-data; boundary=b", many + "--b--"));
  EXPECT_FALSE(file_of_form("multipart/form-data; boundary=b", "--b\r\n\r\nx\r\n--b--")) << "no file";
}

TEST(Multipart, WhatIsCutOffIsRefusedAndNothingBreaks) {
  const auto whole = form.find("--x y--") + 7;
  for (std::size_t size = 0; size < whole; ++size) EXPECT_FALSE(parse_form(type, form.substr(0, size))) << size;
  for (std::size_t at = 0; at < form.size(); ++at) {
    auto strange = form;
    strange[at] = '\0';
    (void)parse_form(type, strange);
  }
}

}  // namespace
}  // namespace pult::api
