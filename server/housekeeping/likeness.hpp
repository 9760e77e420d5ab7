// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether two tags are two spellings of one word. Pure, symmetric, and shy: numbers, opposites and different words that
// merely look alike are never alike.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace pult::housekeeping {

enum class Likeness : std::uint8_t {
  none,
  spelling,  // the same but for case, marks, separators or the alphabet
  grammar,   // singular and plural, or another ending of the same word
  typo       // one letter too many, too few, wrong or in the wrong place
};
std::string_view render_likeness(Likeness likeness);

// What is the same in all spellings of a tag: "Žádost_o-účet" and "zadost.o.ucet" share it.
std::string spelling_key(std::string_view tag);
Likeness likeness_of(std::string_view one, std::string_view other);

// A tag with what decides how close it is looked at.
struct AlikePair {
  std::size_t first = 0, second = 0;  // places in the list, first < second
  Likeness how = Likeness::none;
};
// All pairs of a list that are alike. About a second for ten thousand tags.
std::vector<AlikePair> alike_pairs(const std::vector<std::string>& tags);

}  // namespace pult::housekeeping
