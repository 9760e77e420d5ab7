// SPDX-License-Identifier: AGPL-3.0-or-later
// RFC 5322 section 3.4 as it is met in practice: the list is cut into items first (respecting quotes, comments, angle
// brackets and encoded words), then each item is read for the address it surely holds; the rest is its name.
#include <algorithm>

#include "mime/fields.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t npos = std::string_view::npos;
constexpr std::size_t kMaxAddresses = 5000;
constexpr std::size_t kMaxCommented = 1000;  // unclosed comments are looked for again and again

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

// Behind the closing quote; npos when the string is never closed, the quote then means nothing.
std::size_t quote_end(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return npos;
}

std::size_t comment_end(std::string_view text, std::size_t at) {
  int depth = 0;
  for (std::size_t i = at; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '(') {
      ++depth;
    } else if (text[i] == ')' && --depth == 0) {
      return i + 1;
    }
  }
  return npos;
}

// One item of the list, taken apart while it is scanned.
struct Item {
  std::string_view text;     // as written
  std::string phrase;        // raw, quotes resolved, comments and brackets left out
  std::string comment;       // the last one
  std::string_view bracket;  // inside < >
  bool has_bracket = false;
  bool is_quoted = false;
};

std::string unquoted(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && i + 1 < text.size()) ++i;
    out += text[i];
  }
  return out;
}

class ListReader {
 public:
  explicit ListReader(std::string_view text) : text_(text) {}

  // False at the end. A group's name and its end leave an empty item.
  bool next(Item& item) {
    if (at_ >= text_.size()) return false;
    item = {};
    const std::size_t start = at_;
    while (at_ < text_.size()) {
      const char c = text_[at_];
      if (c == ',' || c == ';') break;
      if (c == ':' && is_group_start(item)) {
        item = {};
        ++at_;
        return true;
      }
      step(item, c);
    }
    item.text = trim(text_.substr(start, at_ - start));
    if (at_ < text_.size()) ++at_;
    return true;
  }

 private:
  static bool is_group_start(const Item& item) {
    return !item.has_bracket && item.phrase.find('@') == std::string::npos && !trim(item.phrase).empty() &&
           !equals_ignoring_case(trim(item.phrase), "mailto");
  }

  void step(Item& item, char c) {
    std::size_t end = npos;
    if (c == '"' && !quotes_are_broken_) {
      end = quote_end(text_, at_);
      quotes_are_broken_ = end == npos;
      if (end != npos) {
        const std::string inside = unquoted(text_.substr(at_ + 1, end - at_ - 2));
        // "john doe"@example.com keeps its quotes: they belong to the address.
        const bool is_local_part = end < text_.size() && text_[end] == '@';
        item.phrase += is_local_part ? std::string(text_.substr(at_, end - at_)) : inside;
        item.is_quoted = true;
      }
    } else if (c == '(' && !comments_are_broken_) {
      end = comment_end(text_, at_);
      comments_are_broken_ = end == npos;
      if (end != npos) item.comment = unquoted(text_.substr(at_ + 1, end - at_ - 2));
    } else if (c == '<') {
      end = bracket(item);
    } else if (c == '=') {
      end = encoded_word_end(text_, at_);
      if (end != npos) item.phrase += text_.substr(at_, end - at_);
    }
    if (end == npos) {
      if (c != '>' && c != '"') item.phrase += c;
      end = at_ + 1;
    }
    at_ = end;
  }

  std::size_t bracket(Item& item) {
    std::size_t from = at_ + 1;
    while (from < text_.size() && (text_[from] == '<' || is_space(text_[from]))) ++from;
    std::size_t end = from;
    while (end < text_.size() && text_[end] != '>') {
      const std::size_t quoted = text_[end] == '"' && !quotes_are_broken_ ? quote_end(text_, end) : npos;
      if (quoted == npos && (text_[end] == ',' || text_[end] == ';') && text_.find('>', end) == npos) break;
      end = quoted == npos ? end + 1 : quoted;
    }
    const std::string_view inside = trim(text_.substr(from, end - from));
    if (item.has_bracket && inside.find('@') == npos) return std::min(end + 1, text_.size());
    if (item.has_bracket && item.bracket.find('@') == npos) item.phrase += item.bracket;
    item.bracket = inside;
    item.has_bracket = true;
    return end < text_.size() && text_[end] == '>' ? end + 1 : end;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  bool quotes_are_broken_ = false;  // found once, true for the rest: keeps a hostile list linear
  bool comments_are_broken_ = false;
};

std::string without_comments(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text[at] == '(' ? comment_end(text, at) : npos;
    if (end == npos) out += text[at];
    at = end == npos ? at + 1 : end;
  }
  return out;
}

// Route, mailto:, stray quotes and blanks off; what is left is kept as written.
std::string clean_address(std::string_view raw, std::string_view hint, Defects& defects) {
  const bool has_comment = raw.find('(') != npos && raw.find('"') == npos && raw.size() < kMaxCommented;
  const std::string decoded = decode_header(has_comment ? without_comments(raw) : std::string(raw), hint, defects);
  std::string_view address = decoded;
  if (equals_ignoring_case(address.substr(0, 7), "mailto:")) address.remove_prefix(7);
  if (address.starts_with('@')) {  // source route "<@a,@b:c@d>"
    if (const std::size_t colon = address.find(':'); colon != npos) address.remove_prefix(colon + 1);
  }
  const auto is_wrapper = [](char c) { return c == '\'' || c == '<' || c == '>' || c == '[' || c == ' '; };
  while (!address.empty() && is_wrapper(address.front())) address.remove_prefix(1);
  while (!address.empty() && (is_wrapper(address.back()) || address.back() == ',' || address.back() == ';'))
    address.remove_suffix(1);
  if (address.ends_with(']') && address.find("@[") == npos) address.remove_suffix(1);
  std::string out(address);
  if (out.find('"') == std::string::npos) std::erase(out, ' ');
  return out;
}

std::string clean_name(std::string_view raw, std::string_view hint, Defects& defects) {
  std::string name = decode_header(raw, hint, defects);
  const auto is_wrapped_in = [&name](char quote) {
    return name.size() > 2 && name.front() == quote && name.back() == quote;
  };
  if (is_wrapped_in('"') || is_wrapped_in('\''))
    name = std::string(trim(std::string_view(name).substr(1, name.size() - 2)));
  return name;
}

// Where in a phrase without brackets the address stands: the word with the at sign.
std::string_view word_with_at(std::string_view phrase) {
  const std::size_t at = phrase.find('@');
  if (at == npos) return {};
  std::size_t from = at;
  bool in_quotes = false;
  while (from > 0 && (in_quotes || !is_space(phrase[from - 1]))) {
    --from;
    if (phrase[from] == '"') in_quotes = !in_quotes;
  }
  std::size_t to = at;
  while (to < phrase.size() && !is_space(phrase[to])) ++to;
  return phrase.substr(from, to - from);
}

Address read_bare(const Item& item, std::string_view hint, Defects& defects) {
  const std::string decoded = decode_header(item.phrase, hint, defects);
  if (decoded.empty()) return {};  // only a comment
  // "user @ example.com": blanks around the sign.
  std::string_view phrase = decoded;
  std::string closed;
  if (const std::size_t at = phrase.find('@'); at != npos && phrase.find('"') == npos) {
    const std::string_view local = trim(phrase.substr(0, at));
    const std::string_view domain = trim(phrase.substr(at + 1));
    closed = std::string(local) + "@" + std::string(domain);
    phrase = closed;
  }
  const std::string_view word = word_with_at(phrase);
  std::string rest;
  if (!word.empty()) {
    const std::size_t from = static_cast<std::size_t>(word.data() - phrase.data());
    rest = std::string(phrase.substr(0, from)) + std::string(phrase.substr(from + word.size()));
  }
  const std::string comment_name = clean_name(item.comment, hint, defects);
  if (!word.empty()) {
    const std::string name = clean_name(rest, {}, defects);
    return {name.empty() ? comment_name : name, clean_address(word, {}, defects)};
  }
  const bool is_one_word =
      !item.is_quoted && !phrase.empty() && phrase.find(' ') == npos && item.phrase.find("=?") == npos;
  if (is_one_word) return {comment_name, std::string(phrase)};
  const std::string name = clean_name(phrase, {}, defects);
  return {name.empty() ? comment_name : name, {}};
}

// "<>" alone is the null address and gives nothing.
Address read_item(const Item& item, std::string_view hint, Defects& defects) {
  if (!item.has_bracket) return read_bare(item, hint, defects);
  std::string name = clean_name(item.phrase, hint, defects);
  std::string address = clean_address(item.bracket, hint, defects);
  if (address.empty() || address.find('@') == std::string::npos) {
    // "a@b.c <>" or "a@b.c <A. B.>": the address stands outside.
    const std::string_view outside = word_with_at(name);
    if (!outside.empty()) return {clean_name(item.bracket, hint, defects), clean_address(outside, {}, defects)};
  }
  if (name.empty()) name = clean_name(item.comment, hint, defects);
  const bool is_words = address.find('@') == std::string::npos && item.bracket.find(' ') != npos;
  if (is_words) return {name.empty() ? clean_name(item.bracket, hint, defects) : std::move(name), {}};
  return {std::move(name), std::move(address)};
}

}  // namespace

std::vector<Address> parse_addresses(std::string_view raw, std::string_view charset_hint, Defects& defects) {
  std::vector<Address> found;
  ListReader reader(raw);
  Item item;
  while (found.size() < kMaxAddresses && reader.next(item)) {
    Address address = read_item(item, charset_hint, defects);
    if (address.name.empty() && address.address.empty()) continue;
    // "Doe, John <j@d.e>": the unquoted comma cut the name.
    const bool continues_name = !found.empty() && item.has_bracket && !address.name.empty() &&
                                !found.back().address.empty() && found.back().name.empty() &&
                                found.back().address.find('@') == std::string::npos;
    const bool continues_phrase =
        !found.empty() && item.has_bracket && !address.name.empty() && found.back().address.empty();
    if (continues_name || continues_phrase) {
      address.name = (continues_name ? found.back().address : found.back().name) + ", " + address.name;
      found.pop_back();
    }
    found.push_back(std::move(address));
  }
  // A whole mailbox inside one encoded word: "=?utf-8?B?...?=" for "John <j@d.e>".
  if (found.size() == 1 && found[0].address.empty() && found[0].name.find('@') != std::string::npos &&
      raw.find("=?") != npos) {
    const std::string again = found[0].name;
    return parse_addresses(again, charset_hint, defects);
  }
  return found;
}

}  // namespace pult::mime
