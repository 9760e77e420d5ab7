// SPDX-License-Identifier: AGPL-3.0-or-later
// clang-format off: jpeglib.h does not include what it needs.
#include <cstdio>
#include <jpeglib.h>
// clang-format on

#include <algorithm>
#include <csetjmp>

#include "pictures/decoders.hpp"
#include "pictures/orientation.hpp"

namespace pult::pictures {
namespace {

constexpr int max_scans = 100;  // more of a progressive picture are there to take time
constexpr long max_decoder_bytes = 256L * 1024 * 1024;
constexpr unsigned max_app1_bytes = 0xFFFF;

// The library leaves by a long jump: all that must be let go of is a member, and read() has no local of its own.
class JpegReader {
 public:
  JpegReader(std::string_view bytes, int longest) : bytes_(bytes), longest_(longest) {
    decoder_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = [](j_common_ptr common) { leave(common); };
    errors_.base.emit_message = [](j_common_ptr common, int level) {
      if (level < 0) leave(common);
    };
    progress_.progress_monitor = [](j_common_ptr common) {
      if (reinterpret_cast<j_decompress_ptr>(common)->input_scan_number > max_scans) leave(common);
    };
  }
  ~JpegReader() { jpeg_destroy_decompress(&decoder_); }
  JpegReader(const JpegReader&) = delete;
  JpegReader& operator=(const JpegReader&) = delete;

  bool read() {
    if (setjmp(errors_.back)) return false;
    jpeg_create_decompress(&decoder_);
    decoder_.progress = &progress_;
    decoder_.mem->max_memory_to_use = max_decoder_bytes;
    jpeg_mem_src(&decoder_, reinterpret_cast<const unsigned char*>(bytes_.data()), bytes_.size());
    jpeg_save_markers(&decoder_, JPEG_APP0 + 1, max_app1_bytes);
    jpeg_read_header(&decoder_, TRUE);
    if (!is_bearable()) return false;
    note_orientation();
    decoder_.out_color_space = JCS_EXT_RGBA;
    decoder_.scale_denom = scale();
    jpeg_start_decompress(&decoder_);
    begin();
    while (decoder_.output_scanline < decoder_.output_height) {
      jpeg_read_scanlines(&decoder_, rows_, 1);
      shrink_->add_row(row_.data());
    }
    return shrink_->is_complete();
  }
  Pixels take() { return turned(shrink_->take(), orientation_); }

 private:
  struct Errors {
    jpeg_error_mgr base;
    jmp_buf back;
  };
  static void leave(j_common_ptr common) { longjmp(reinterpret_cast<Errors*>(common->err)->back, 1); }

  bool is_bearable() {
    const auto pixels = std::int64_t(decoder_.image_width) * decoder_.image_height;
    const bool is_whole = jpeg_has_multiple_scans(&decoder_) != 0;
    return decoder_.image_width <= max_side && decoder_.image_height <= max_side &&
           pixels <= (is_whole ? max_whole_pixels : max_pixels);
  }

  void note_orientation() {
    for (auto* one = decoder_.marker_list; one; one = one->next)
      if (one->marker == JPEG_APP0 + 1 && orientation_ == 1)
        orientation_ = orientation_of({reinterpret_cast<const char*>(one->data), one->data_length});
  }

  // The decoder leaves out what would be shrunk away: to an eighth at most.
  unsigned scale() const {
    const int side = int(std::max(decoder_.image_width, decoder_.image_height));
    unsigned out = 1;
    while (out < 8 && side / int(out * 2) >= longest_) out *= 2;
    return out;
  }

  void begin() {
    shrink_.emplace(int(decoder_.output_width), int(decoder_.output_height), longest_);
    row_.resize(std::size_t(decoder_.output_width) * 4);
    rows_[0] = row_.data();
  }

  std::string_view bytes_;
  int longest_, orientation_ = 1;
  Errors errors_{};
  jpeg_progress_mgr progress_{};
  jpeg_decompress_struct decoder_{};
  std::vector<std::uint8_t> row_;
  JSAMPROW rows_[1]{};
  std::optional<Shrink> shrink_;
};

}  // namespace

std::optional<Pixels> shrink_jpeg(std::string_view bytes, int longest) {
  JpegReader reader(bytes, longest);
  if (!reader.read()) return std::nullopt;
  return reader.take();
}

}  // namespace pult::pictures
