// SPDX-License-Identifier: AGPL-3.0-or-later
#include <webp/decode.h>

#include "pictures/decoders.hpp"

namespace pult::pictures {

std::optional<Pixels> shrink_webp(std::string_view bytes, int longest) {
  const auto* data = reinterpret_cast<const std::uint8_t*>(bytes.data());
  WebPDecoderConfig config;
  if (!WebPInitDecoderConfig(&config)) return std::nullopt;
  if (WebPGetFeatures(data, bytes.size(), &config.input) != VP8_STATUS_OK) return std::nullopt;
  const auto& input = config.input;
  if (input.has_animation || input.width <= 0 || input.height <= 0 ||
      std::int64_t(input.width) * input.height > max_whole_pixels)
    return std::nullopt;
  const auto size = fitting(input.width, input.height, longest);
  Pixels out;
  out.width = size.width;
  out.height = size.height;
  out.rgba.resize(std::size_t(size.width) * std::size_t(size.height) * 4);
  config.options.use_scaling = 1;
  config.options.scaled_width = size.width;
  config.options.scaled_height = size.height;
  config.output.colorspace = MODE_RGBA;
  config.output.is_external_memory = 1;
  config.output.u.RGBA.rgba = out.rgba.data();
  config.output.u.RGBA.stride = size.width * 4;
  config.output.u.RGBA.size = out.rgba.size();
  const auto done = WebPDecode(data, bytes.size(), &config);
  WebPFreeDecBuffer(&config.output);
  if (done != VP8_STATUS_OK) return std::nullopt;
  return out;
}

}  // namespace pult::pictures
