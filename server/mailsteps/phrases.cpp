// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/phrases.hpp"

#include <algorithm>

#include "text/fold.hpp"

namespace pult::mailsteps {
namespace {

constexpr std::size_t key_size = 4;
constexpr std::string_view curly_apostrophe = "\xe2\x80\x99";

std::string_view key_of(const Phrase& phrase) { return std::string_view(phrase.text).substr(0, key_size); }

std::size_t pair_at(std::string_view text, std::size_t at) {
  return static_cast<unsigned char>(text[at]) * 256U + static_cast<unsigned char>(text[at + 1]);
}

}  // namespace

std::string fold(std::string_view text) {
  const std::string folded = text::fold(text);
  std::string result;
  result.reserve(folded.size());
  for (std::size_t i = 0; i < folded.size(); ++i) {
    if (static_cast<unsigned char>(folded[i]) <= ' ') {
      if (!result.empty() && result.back() != ' ') result += ' ';
    } else if (folded.compare(i, curly_apostrophe.size(), curly_apostrophe) == 0) {
      result += '\'';
      i += curly_apostrophe.size() - 1;
    } else {
      result += folded[i];
    }
  }
  if (result.ends_with(' ')) result.pop_back();
  return result;
}

PhraseSet::PhraseSet(std::initializer_list<PhraseGroup> groups) {
  for (const PhraseGroup& group : groups) {
    for (const std::string_view text : group.phrases) {
      // A blank at the end asks for a word border, which fold() would drop.
      phrases_.push_back({fold(text) + (text.ends_with(' ') ? " " : ""), group.tag});
    }
  }
  std::ranges::sort(phrases_, {}, &Phrase::text);
  for (const Phrase& phrase : phrases_) first_pairs_.set(pair_at(phrase.text, 0));
}

std::span<const Phrase> PhraseSet::candidates(std::string_view text, std::size_t at) const {
  if (at + key_size > text.size() || !first_pairs_.test(pair_at(text, at))) return {};
  const auto range = std::ranges::equal_range(phrases_, text.substr(at, key_size), {}, key_of);
  return {range.begin(), range.end()};
}

std::vector<const Phrase*> PhraseSet::find_in(std::string_view text) const {
  std::vector<const Phrase*> found;
  for (std::size_t at = 0; at + key_size <= text.size(); ++at) {
    for (const Phrase& phrase : candidates(text, at)) {
      if (!text.substr(at).starts_with(phrase.text)) continue;
      if (std::ranges::find(found, &phrase) == found.end()) found.push_back(&phrase);
    }
  }
  return found;
}

const Phrase* PhraseSet::find_prefix_of(std::string_view text) const {
  const Phrase* longest = nullptr;
  for (const Phrase& phrase : candidates(text, 0)) {
    if (text.starts_with(phrase.text)) longest = &phrase;  // sorted: of two that fit, the longer stands later
  }
  return longest;
}

}  // namespace pult::mailsteps
