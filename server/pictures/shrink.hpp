// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes a picture smaller row by row. Each pixel of the copy is the mean of those it stands for, by their opacity.
#pragma once
#include <cstdint>
#include <utility>
#include <vector>

namespace pult::pictures {

// Four bytes a pixel: red, green, blue, opacity.
struct Pixels {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgba;
};

struct Size {
  int width = 0, height = 0;
};
// So that no side is over `longest`; never larger than the picture.
Size fitting(int width, int height, int longest);

class Shrink {
 public:
  Shrink(int width, int height, int longest);
  // The next row, `width` pixels. Rows beyond the height are passed over.
  void add_row(const std::uint8_t* rgba);
  bool is_complete() const { return next_row_ == height_; }
  Pixels take() { return std::move(out_); }

 private:
  struct Sum {
    std::uint64_t red = 0, green = 0, blue = 0, opacity = 0, count = 0;
  };
  void finish_row();

  int width_, height_;
  int next_row_ = 0, out_row_ = 0;
  Pixels out_;
  std::vector<Sum> sums_;
};

}  // namespace pult::pictures
