// SPDX-License-Identifier: AGPL-3.0-or-later
// Texts, people and mails that look like a help desk's, the same for the same seed.
#pragma once
#include <cstdint>
#include <random>
#include <string>

namespace pult::bench {

class Sampler {
 public:
  explicit Sampler(std::uint64_t seed) : random_(seed) {}

  std::uint64_t below(std::uint64_t limit) { return random_() % limit; }
  // True in `percent` of a hundred.
  bool chance(unsigned percent) { return below(100) < percent; }
  std::string subject();
  // Sentences of common and rare words with order numbers, names and dates among them.
  std::string body(std::size_t words);
  std::string person(std::uint64_t number);
  std::string address(std::uint64_t number);
  // Up to three, separated by spaces; often none.
  std::string tags();
  std::string priority();
  // A whole mail of 10 to 60 KB as common programs write them: text and HTML, quoted history, often an attachment.
  std::string mail(std::uint64_t number);

 private:
  std::string word();
  std::string html(const std::string& text);
  std::string base64_lines(std::size_t bytes);

  std::mt19937_64 random_;
};

}  // namespace pult::bench
