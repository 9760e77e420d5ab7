// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/picture.hpp"

#include <gtest/gtest.h>

namespace pult::tickets {
namespace {

using std::string_literals::operator""s;

void expect(const std::string& bytes, std::string_view type, std::int64_t width, std::int64_t height) {
  const auto picture = read_picture(bytes);
  ASSERT_TRUE(picture) << type;
  EXPECT_EQ(picture->content_type, type);
  EXPECT_EQ(picture->width, width);
  EXPECT_EQ(picture->height, height);
}

const std::string png = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\1\0\0\0\0\x40"s;
// An application segment before the frame header.
const std::string jpeg = "\xff\xd8\xff\xe0\0\4ab\xff\xff\xc2\0\x11\x08\0\x20\0\x30\3"s;
const std::string lossy = "RIFF\x20\0\0\0WEBPVP8 \x10\0\0\0\0\0\0\x9d\x01\x2a\x40\0\x20\0"s;
const std::string lossless = "RIFF\x20\0\0\0WEBPVP8L\x10\0\0\0\x2f\x3f\xc0\x07\0\0\0\0\0\0"s;
const std::string extended = "RIFF\x20\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x3f\0\0\x1f\0\0"s;

TEST(Picture, TheBytesSayWhatItIsAndHowLarge) {
  expect(png, "image/png", 256, 64);
  expect(jpeg, "image/jpeg", 48, 32);
  expect("GIF89a\x10\0\x0c\0\x80"s, "image/gif", 16, 12);
  expect(lossy, "image/webp", 64, 32);
  expect(lossless, "image/webp", 64, 32);
  expect(extended, "image/webp", 64, 32);
}

TEST(Picture, NothingElseIsOne) {
  for (const auto& bytes : {""s, "<svg xmlns='http://www.w3.org/2000/svg'/>"s, "%PDF-1.7"s, "GIF89a\0\0\0\0"s,
                            "\xff\xd8\xff\xe0\0\0"s, "RIFF1234WAVE"s})
    EXPECT_FALSE(read_picture(bytes));
}

TEST(Picture, AnyBeginningIsReadWithoutHarm) {
  for (const auto& bytes : {png, jpeg, lossy, lossless, extended})
    for (std::size_t size = 0; size < bytes.size(); ++size) (void)read_picture(bytes.substr(0, size));
}

}  // namespace
}  // namespace pult::tickets
