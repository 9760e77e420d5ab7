// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pictures/thumbnail.hpp"

#include <gtest/gtest.h>
#include <png.h>
#include <webp/decode.h>
#include <webp/encode.h>

#include <cstdio>
#include <memory>
// jpeglib.h does not include what it needs.
#include <jpeglib.h>

#include "pictures/orientation.hpp"

namespace pult::pictures {
namespace {

using std::string_literals::operator""s;

// Red on the left, blue on the right, with enough noise in between to be no small file.
Pixels sample(int width, int height, std::uint8_t opacity = 255) {
  Pixels out{width, height, {}};
  std::uint32_t noise = 1;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      noise = noise * 1664525U + 1013904223U;
      const bool is_left = x < width / 2;
      for (const auto part : {is_left ? 200 : 20, int(noise >> 27), is_left ? 20 : 200, int(opacity)})
        out.rgba.push_back(std::uint8_t(part));
    }
  return out;
}

std::string png_of(const Pixels& pixels) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  image.width = png_uint_32(pixels.width);
  image.height = png_uint_32(pixels.height);
  image.format = PNG_FORMAT_RGBA;
  png_alloc_size_t size = PNG_IMAGE_PNG_SIZE_MAX(image);
  std::string out(size, '\0');
  EXPECT_TRUE(png_image_write_to_memory(&image, out.data(), &size, 0, pixels.rgba.data(), 0, nullptr));
  out.resize(size);
  return out;
}

// EXIF data with nothing but the orientation, in the order of bytes of the mark.
std::string exif(char orientation, bool big_endian) {
  const auto number = [&](std::string little) {
    return big_endian ? std::string(little.rbegin(), little.rend()) : std::move(little);
  };
  auto out = "Exif\0\0"s + (big_endian ? "MM" : "II") + number("\x2a\0"s) + number("\x08\0\0\0"s) + number("\x01\0"s);
  out +=
      number("\x12\x01"s) + number("\x03\0"s) + number("\x01\0\0\0"s) + number(orientation + "\0"s) + "\0\0\0\0\0\0"s;
  return out;
}

std::string jpeg_of(const Pixels& pixels, bool progressive = false, const std::string& app1 = "") {
  jpeg_compress_struct encoder{};
  jpeg_error_mgr errors{};
  encoder.err = jpeg_std_error(&errors);
  jpeg_create_compress(&encoder);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&encoder, &bytes, &size);
  encoder.image_width = JDIMENSION(pixels.width);
  encoder.image_height = JDIMENSION(pixels.height);
  encoder.input_components = 4;
  encoder.in_color_space = JCS_EXT_RGBA;
  jpeg_set_defaults(&encoder);
  if (progressive) jpeg_simple_progression(&encoder);
  jpeg_start_compress(&encoder, TRUE);
  if (!app1.empty())
    jpeg_write_marker(&encoder, JPEG_APP0 + 1, reinterpret_cast<const JOCTET*>(app1.data()), unsigned(app1.size()));
  for (int y = 0; y < pixels.height; ++y) {
    auto* row = const_cast<JSAMPROW>(pixels.rgba.data() + std::size_t(y) * std::size_t(pixels.width) * 4);
    jpeg_write_scanlines(&encoder, &row, 1);
  }
  jpeg_finish_compress(&encoder);
  std::string out(reinterpret_cast<char*>(bytes), size);
  jpeg_destroy_compress(&encoder);
  std::free(bytes);
  return out;
}

std::string webp_of(const Pixels& pixels) {
  std::uint8_t* bytes = nullptr;
  const auto size = WebPEncodeLosslessRGBA(pixels.rgba.data(), pixels.width, pixels.height, pixels.width * 4, &bytes);
  std::string out(reinterpret_cast<char*>(bytes), size);
  WebPFree(bytes);
  return out;
}

struct Seen {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;
  const std::uint8_t* at(int x, int y) const {
    return &rgba[(std::size_t(y) * std::size_t(width) + std::size_t(x)) * 4];
  }
  bool is_red(int x, int y) const { return at(x, y)[0] > 150 && at(x, y)[2] < 80; }
  bool is_blue(int x, int y) const { return at(x, y)[2] > 150 && at(x, y)[0] < 80; }
};

Seen see(const std::string& picture) {
  const auto made = make_thumbnail(picture);
  EXPECT_TRUE(made);
  if (!made) return {};
  Seen out;
  auto* decoded = WebPDecodeRGBA(reinterpret_cast<const std::uint8_t*>(made->webp.data()), made->webp.size(),
                                 &out.width, &out.height);
  EXPECT_EQ(out.width, made->width);
  EXPECT_EQ(out.height, made->height);
  out.rgba.assign(decoded, decoded + std::size_t(out.width) * std::size_t(out.height) * 4);
  WebPFree(decoded);
  return out;
}

TEST(Thumbnail, IsTheSamePictureSmall) {
  const auto pixels = sample(1000, 500);
  for (const auto& file : {png_of(pixels), jpeg_of(pixels), jpeg_of(pixels, true), webp_of(pixels)}) {
    const auto seen = see(file);
    ASSERT_EQ(seen.width, 400);
    ASSERT_EQ(seen.height, 200);
    EXPECT_TRUE(seen.is_red(10, 100));
    EXPECT_TRUE(seen.is_blue(390, 100));
  }
}

TEST(Thumbnail, KeepsWhatCanBeSeenThrough) {
  const auto seen = see(png_of(sample(800, 800, 100)));
  EXPECT_NEAR(seen.at(50, 50)[3], 100, 3);
}

TEST(Thumbnail, TurnsPhotographs) {
  const auto pixels = sample(800, 600);
  for (const bool big_endian : {false, true}) {
    const auto seen = see(jpeg_of(pixels, false, exif(6, big_endian)));
    ASSERT_EQ(seen.width, 300);
    ASSERT_EQ(seen.height, 400);
    EXPECT_TRUE(seen.is_red(150, 10));
    EXPECT_TRUE(seen.is_blue(150, 390));
  }
  EXPECT_TRUE(see(jpeg_of(pixels, false, exif(3, true))).is_blue(10, 100));
}

TEST(Thumbnail, IsNotMadeOfWhatIsDamagedOrTooMuch) {
  const auto pixels = sample(600, 600);
  for (auto file : {png_of(pixels), jpeg_of(pixels), jpeg_of(pixels, true), webp_of(pixels)}) {
    EXPECT_FALSE(make_thumbnail(file.substr(0, file.size() / 2)));
    EXPECT_FALSE(make_thumbnail(file.substr(0, 20)));
  }
  auto large = jpeg_of(pixels);
  const auto frame = large.find("\xff\xc0");
  ASSERT_NE(frame, large.npos);
  for (int i = 5; i < 9; ++i) large[frame + std::size_t(i)] = '\xff';
  EXPECT_FALSE(make_thumbnail(large));
  EXPECT_FALSE(make_thumbnail(webp_of({2, 2, std::vector<std::uint8_t>(16, 9)}))) << "no smaller than the picture";
  for (const auto* other : {"", "GIF89a and so on", "<svg xmlns='http://www.w3.org/2000/svg'/>"})
    EXPECT_FALSE(make_thumbnail(other));
}

TEST(Thumbnail, OrientationIsReadFromWhateverIsThere) {
  EXPECT_EQ(orientation_of(exif(8, false)), 8);
  EXPECT_EQ(orientation_of(exif(9, false)), 1);
  const auto whole = exif(6, true);
  for (std::size_t size = 0; size < whole.size() - 6; ++size) EXPECT_EQ(orientation_of(whole.substr(0, size)), 1);
}

TEST(Thumbnail, TurningMovesEveryPixelOnce) {
  const Pixels pixels{2, 1, {1, 0, 0, 0, 2, 0, 0, 0}};
  const auto first_of = [&](int orientation) { return turned(pixels, orientation).rgba.front(); };
  for (const int kept : {1, 4, 5, 6}) EXPECT_EQ(first_of(kept), 1) << kept;
  for (const int moved : {2, 3, 7, 8}) EXPECT_EQ(first_of(moved), 2) << moved;
}

}  // namespace
}  // namespace pult::pictures
