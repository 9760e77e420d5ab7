// SPDX-License-Identifier: AGPL-3.0-or-later
#include <png.h>

#include <algorithm>
#include <csetjmp>
#include <cstring>

#include "pictures/decoders.hpp"

namespace pult::pictures {
namespace {

constexpr png_alloc_size_t max_chunk_bytes = 8 * 1024 * 1024;
constexpr png_uint_32 max_chunks = 1'000;

// As with JPEG: the library leaves by a long jump, and read() has no local of its own.
class PngReader {
 public:
  PngReader(std::string_view bytes, int longest) : bytes_(bytes), longest_(longest) {}
  ~PngReader() { png_destroy_read_struct(&decoder_, &info_, nullptr); }
  PngReader(const PngReader&) = delete;
  PngReader& operator=(const PngReader&) = delete;

  bool read() {
    decoder_ = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, leave, ignore);
    if (!decoder_) return false;
    if (setjmp(png_jmpbuf(decoder_))) return false;
    info_ = png_create_info_struct(decoder_);
    png_set_user_limits(decoder_, max_side, max_side);
    png_set_chunk_malloc_max(decoder_, max_chunk_bytes);
    png_set_chunk_cache_max(decoder_, max_chunks);
    png_set_read_fn(decoder_, this, give);
    png_read_info(decoder_, info_);
    if (!is_bearable()) return false;
    png_set_expand(decoder_);
    png_set_scale_16(decoder_);
    png_set_gray_to_rgb(decoder_);
    png_set_add_alpha(decoder_, 0xFF, PNG_FILLER_AFTER);
    png_read_update_info(decoder_, info_);
    begin();
    while (left_-- > 0) {
      png_read_row(decoder_, row_.data(), nullptr);
      shrink_->add_row(row_.data());
    }
    return shrink_->is_complete();
  }
  Pixels take() { return shrink_->take(); }

 private:
  static void leave(png_structp decoder, png_const_charp) { png_longjmp(decoder, 1); }
  static void ignore(png_structp, png_const_charp) {}
  static void give(png_structp decoder, png_bytep to, std::size_t size) {
    auto& self = *static_cast<PngReader*>(png_get_io_ptr(decoder));
    if (size > self.bytes_.size()) png_error(decoder, "the end");
    std::memcpy(to, self.bytes_.data(), size);
    self.bytes_.remove_prefix(size);
  }

  // Interlaced ones would have to be held as a whole, and are rare.
  bool is_bearable() const {
    const auto pixels = std::int64_t(png_get_image_width(decoder_, info_)) * png_get_image_height(decoder_, info_);
    return pixels <= max_pixels && png_get_interlace_type(decoder_, info_) == PNG_INTERLACE_NONE;
  }

  void begin() {
    left_ = int(png_get_image_height(decoder_, info_));
    shrink_.emplace(int(png_get_image_width(decoder_, info_)), left_, longest_);
    row_.resize(std::max(png_get_rowbytes(decoder_, info_), std::size_t(png_get_image_width(decoder_, info_)) * 4));
  }

  std::string_view bytes_;
  int longest_, left_ = 0;
  png_structp decoder_ = nullptr;
  png_infop info_ = nullptr;
  std::vector<std::uint8_t> row_;
  std::optional<Shrink> shrink_;
};

}  // namespace

std::optional<Pixels> shrink_png(std::string_view bytes, int longest) {
  PngReader reader(bytes, longest);
  if (!reader.read()) return std::nullopt;
  return reader.take();
}

}  // namespace pult::pictures
