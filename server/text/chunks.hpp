// SPDX-License-Identifier: AGPL-3.0-or-later
// How a text falls apart into words. Private to text: analysis.hpp and highlight.hpp are its faces.
#pragma once
#include <unicode/utf8.h>

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/analysis.hpp"

namespace pult::text {

// One run of characters without white space: "don't" has one part, "AB-12345" two.
struct Chunk {
  std::string_view whole;
  std::vector<std::string_view> parts;
};

enum class CharKind : std::uint8_t { word, ideograph, connector, apostrophe, other };
CharKind kind_of(UChar32 c);

// More parts than this are several chunks.
inline constexpr std::size_t max_chunk_parts = 8;

// Calls f(chunk) for each chunk of valid UTF-8.
template <class F>
void for_chunks(std::string_view text, F f) {
  Chunk chunk;
  std::size_t chunk_start = 0, part_start = 0, part_end = 0;
  bool in_chunk = false, in_part = false, apostrophe = false;
  const auto end_part = [&] {
    if (in_part) chunk.parts.push_back(text.substr(part_start, part_end - part_start));
    in_part = apostrophe = false;
  };
  const auto end_chunk = [&] {
    end_part();
    if (!chunk.parts.empty()) {
      const char* last = chunk.parts.back().data() + chunk.parts.back().size();
      chunk.whole = text.substr(chunk_start, static_cast<std::size_t>(last - text.data()) - chunk_start);
      f(chunk);
      chunk.parts.clear();
    }
    in_chunk = false;
  };
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int64_t>(text.size());
  for (std::int64_t i = 0; i < length;) {
    const auto start = static_cast<std::size_t>(i);
    UChar32 c = 0;
    U8_NEXT(bytes, i, length, c);
    const CharKind kind = kind_of(c);
    if (kind == CharKind::other || (kind == CharKind::connector && (!in_part || apostrophe))) end_chunk();
    if (kind == CharKind::connector) end_part();
    if (kind == CharKind::apostrophe) in_part ? void(apostrophe = true) : end_chunk();
    if (kind != CharKind::word && kind != CharKind::ideograph) continue;
    if (kind == CharKind::ideograph || chunk.parts.size() >= max_chunk_parts) end_part();
    if (!in_chunk) chunk_start = start;
    if (!in_part) part_start = start;
    in_chunk = in_part = true;
    part_end = static_cast<std::size_t>(i);
    if (kind == CharKind::ideograph) end_part();
  }
  end_chunk();
}

// Folded, without apostrophes: "Anna's" is "anna".
std::string word_of(std::string_view part);
// "~stem"; "" for what has none in the language.
std::string stem_term(std::string_view part, Language language);
// Whether the whole is a term of its own: order numbers, addresses.
bool is_compound(const Chunk& chunk);

}  // namespace pult::text
