// SPDX-License-Identifier: AGPL-3.0-or-later
#include "pictures/shrink.hpp"

#include <algorithm>

namespace pult::pictures {

Size fitting(int width, int height, int longest) {
  const int side = std::max(width, height);
  if (side <= longest) return {width, height};
  const auto scaled = [&](int length) { return std::max(1, int(std::int64_t(length) * longest / side)); };
  return {scaled(width), scaled(height)};
}

Shrink::Shrink(int width, int height, int longest) : width_(width), height_(height) {
  const auto size = fitting(width, height, longest);
  out_.width = size.width;
  out_.height = size.height;
  out_.rgba.resize(std::size_t(size.width) * std::size_t(size.height) * 4);
  sums_.resize(std::size_t(size.width));
}

void Shrink::add_row(const std::uint8_t* rgba) {
  if (next_row_ >= height_) return;
  const int row = int(std::int64_t(next_row_) * out_.height / height_);
  if (row != out_row_) finish_row();
  out_row_ = row;
  for (int x = 0; x < width_; ++x, rgba += 4) {
    auto& sum = sums_[std::size_t(std::int64_t(x) * out_.width / width_)];
    const std::uint64_t opacity = rgba[3];
    sum.red += rgba[0] * opacity;
    sum.green += rgba[1] * opacity;
    sum.blue += rgba[2] * opacity;
    sum.opacity += opacity;
    ++sum.count;
  }
  if (++next_row_ == height_) finish_row();
}

void Shrink::finish_row() {
  auto* to = out_.rgba.data() + std::size_t(out_row_) * std::size_t(out_.width) * 4;
  for (auto& sum : sums_) {
    if (sum.opacity) {
      to[0] = std::uint8_t(sum.red / sum.opacity);
      to[1] = std::uint8_t(sum.green / sum.opacity);
      to[2] = std::uint8_t(sum.blue / sum.opacity);
    }
    if (sum.count) to[3] = std::uint8_t(sum.opacity / sum.count);
    to += 4;
    sum = {};
  }
}

}  // namespace pult::pictures
