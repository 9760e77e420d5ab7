// SPDX-License-Identifier: AGPL-3.0-or-later
// Finds many fixed phrases in one pass over a text.
#pragma once
#include <bitset>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace pult::mailsteps {

// text::fold, and runs of white space as one blank, none at the ends, typographic apostrophes as '. Line breaks, case,
// accents and look-alike forms do not hide a phrase then.
std::string fold(std::string_view text);

struct Phrase {
  std::string text;  // folded
  int tag;           // the caller's meaning
};

struct PhraseGroup {
  std::span<const std::string_view> phrases;
  int tag;
};

// Phrases are at least 4 bytes and are folded by the set.
class PhraseSet {
 public:
  explicit PhraseSet(std::initializer_list<PhraseGroup> groups);
  explicit PhraseSet(std::initializer_list<std::string_view> phrases)
      : PhraseSet({PhraseGroup{{phrases.begin(), phrases.size()}, 0}}) {}

  // Each phrase that occurs in the (folded) text, once, in order of first occurrence.
  std::vector<const Phrase*> find_in(std::string_view text) const;
  // The longest phrase that the text begins with, or nullptr.
  const Phrase* find_prefix_of(std::string_view text) const;
  bool occurs_in(std::string_view text) const { return !find_in(text).empty(); }

 private:
  std::span<const Phrase> candidates(std::string_view text, std::size_t at) const;

  std::vector<Phrase> phrases_;     // sorted by text
  std::bitset<65536> first_pairs_;  // a cheap no for most positions
};

}  // namespace pult::mailsteps
