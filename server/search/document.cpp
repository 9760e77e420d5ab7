// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/document.hpp"

#include <algorithm>
#include <array>

namespace pult::search {
namespace {

constexpr std::string_view connectors = "-_.@/+#";
// PostgreSQL keeps positions up to 16,383; what comes later in a text is not searched, on both databases.
constexpr std::size_t max_body_words = 15'000, max_head_words = 500, max_bytes = 256 * 1024;

constexpr std::array<std::pair<text::Language, std::string_view>, 5> languages{{{text::Language::english, "en"},
                                                                                {text::Language::russian, "ru"},
                                                                                {text::Language::czech, "cs"},
                                                                                {text::Language::lithuanian, "lt"},
                                                                                {text::Language::romanian, "ro"}}};

std::vector<text::Token> tokens_of(std::string_view text, text::Language language) {
  return text::analyze(text.substr(0, max_bytes), language);
}

Part make_part(const std::vector<text::Token>& tokens, std::size_t max_words) {
  Part part;
  part.words.reserve(std::min(tokens.size(), max_words));
  for (const auto& token : tokens) {
    if (part.words.size() >= max_words) break;
    auto term = safe_term(token.term);
    if (term.empty()) continue;
    // A word that is its own stem stands once; queries ask for both forms.
    if (term[0] == '~' && !part.words.empty() && std::string_view(term).substr(1) == part.words.back()) continue;
    const bool is_word = term[0] != '~' && term.find_first_of(connectors) == std::string::npos;
    (is_word ? part.words : part.loose).push_back(std::move(term));
  }
  std::ranges::sort(part.loose);
  const auto repeated = std::ranges::unique(part.loose);
  part.loose.erase(repeated.begin(), repeated.end());
  return part;
}

}  // namespace

std::string safe_term(std::string_view term) {
  std::string out(term);
  std::erase_if(out, [](char c) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || static_cast<unsigned char>(c) >= 0x80;
    return !plain && c != '~' && connectors.find(c) == std::string_view::npos;
  });
  return out;
}

Document make_document(const Head& head, std::string_view body, text::Language language) {
  return make_document(head, tokens_of(body, language), language);
}

Document make_document(const Head& head, const std::vector<text::Token>& body, text::Language language) {
  return {make_part(tokens_of(head.subject, language), max_head_words),
          make_part(tokens_of(head.about, text::Language::unknown), max_head_words), make_part(body, max_body_words)};
}

std::string render_language(text::Language language) {
  const auto found = std::ranges::find(languages, language, &decltype(languages)::value_type::first);
  return found == languages.end() ? std::string() : std::string(found->second);
}

text::Language parse_language(std::string_view locale) {
  const auto found = std::ranges::find(languages, locale.substr(0, 2), &decltype(languages)::value_type::second);
  return found == languages.end() ? text::Language::unknown : found->first;
}

}  // namespace pult::search
