// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/imap_response.hpp"

#include <algorithm>
#include <charconv>
#include <span>

namespace pult::net {
namespace {

using Piece = ImapResponseReader::Piece;

std::unexpected<Error> malformed(std::string_view what) {
  return base::fail(ErrorKind::unavailable, "imap_protocol",
                    "The IMAP server sent something that is not IMAP: " + std::string(what) + ".");
}

std::string upper(std::string_view text) {
  std::string out(text);
  for (char& c : out)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
  return out;
}

// Numbers of IMAP are 32 bits without sign (RFC 3501 section 9).
std::optional<std::uint32_t> parse_number(std::string_view text) {
  std::uint32_t value = 0;
  auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::string_view take_word(std::string_view& text) {
  std::string_view word = text.substr(0, text.find(' '));
  text.remove_prefix(std::min(text.size(), word.size() + 1));
  return word;
}

bool is_status(std::string_view name) {
  return name == "OK" || name == "NO" || name == "BAD" || name == "BYE" || name == "PREAUTH";
}

// Free text may end in braces without announcing anything: only data responses carry literals.
bool carries_literals(std::string_view first_text) {
  if (first_text.starts_with('+')) return false;
  take_word(first_text);
  return !is_status(upper(take_word(first_text)));
}

// "... {12}" -> 12
std::optional<std::uint32_t> announced_literal(std::string_view text) {
  if (!text.ends_with('}')) return std::nullopt;
  auto open = text.rfind('{');
  if (open == std::string_view::npos) return std::nullopt;
  return parse_number(text.substr(open + 1, text.size() - open - 2));
}

class ValueParser {
 public:
  ValueParser(std::span<Piece> pieces, std::string_view rest, const ImapLimits& limits)
      : pieces_(pieces), text_(rest), limits_(limits) {}

  Result<std::vector<ImapValue>> parse_all() {
    auto values = PULT_TRY(parse_items(0));
    if (!text_.empty()) return malformed("an unexpected closing parenthesis");
    return values;
  }

 private:
  // Up to the end, or to a closing parenthesis that is left in place.
  Result<std::vector<ImapValue>> parse_items(int depth) {
    std::vector<ImapValue> items;
    for (;;) {
      while (text_.starts_with(' ')) text_.remove_prefix(1);
      if (text_.empty() || text_.front() == ')') return items;
      if (++count_ > limits_.values) return malformed("too many values");
      items.push_back(PULT_TRY(parse_value(depth)));
    }
  }

  Result<ImapValue> parse_value(int depth) {
    switch (text_.front()) {
      case '(': return parse_list(depth);
      case '"': return parse_quoted();
      case '{': return take_literal();
      default: return parse_atom();
    }
  }

  Result<ImapValue> parse_list(int depth) {
    if (depth >= limits_.depth) return malformed("lists nested too deeply");
    text_.remove_prefix(1);
    ImapValue value{ImapValue::Kind::list};
    value.items = PULT_TRY(parse_items(depth + 1));
    if (text_.empty()) return malformed("a list without an end");
    text_.remove_prefix(1);
    return value;
  }

  Result<ImapValue> parse_quoted() {
    ImapValue value{ImapValue::Kind::string};
    for (std::size_t i = 1; i < text_.size(); ++i) {
      if (text_[i] == '"') {
        text_.remove_prefix(i + 1);
        return value;
      }
      if (text_[i] == '\\' && ++i == text_.size()) break;
      value.text += text_[i];
    }
    return malformed("a quoted string without an end");
  }

  Result<ImapValue> take_literal() {
    auto& literal = pieces_[piece_].literal;
    if (!literal || text_.find('}') != text_.size() - 1) return malformed("a brace in the wrong place");
    ImapValue value = std::move(*literal);
    text_ = pieces_[++piece_].text;
    return value;
  }

  // Brackets keep what is in them together: BODY[HEADER.FIELDS (TO CC)]<0>.
  Result<ImapValue> parse_atom() {
    std::size_t end = 0;
    while (end < text_.size() && !std::string_view(" ()\"{").contains(text_[end])) {
      auto close = text_[end] == '[' ? text_.find(']', end) : std::string_view::npos;
      end = close == std::string_view::npos ? end + 1 : close + 1;
    }
    ImapValue value{ImapValue::Kind::atom, std::string(text_.substr(0, end))};
    text_.remove_prefix(end);
    if (upper(value.text) == "NIL") return ImapValue{};
    return value;
  }

  std::span<Piece> pieces_;
  std::size_t piece_ = 0;
  std::string_view text_;
  const ImapLimits& limits_;
  std::size_t count_ = 0;
};

void parse_status(std::string_view rest, ImapResponse& response) {
  auto close = rest.find(']');
  if (rest.starts_with('[') && close != std::string_view::npos) {
    response.code = rest.substr(1, close - 1);
    rest.remove_prefix(close + 1);
    if (rest.starts_with(' ')) rest.remove_prefix(1);
  }
  response.text = rest;
}

Result<ImapResponse> parse_response(std::span<Piece> pieces, const ImapLimits& limits) {
  std::string_view rest = pieces.front().text;
  ImapResponse response;
  if (rest.starts_with('+')) {
    response.kind = ImapResponse::Kind::continuation;
    response.text = rest.substr(std::min<std::size_t>(rest.size(), rest.starts_with("+ ") ? 2 : 1));
    return response;
  }
  std::string_view tag = take_word(rest);
  if (tag != "*") {
    response.kind = ImapResponse::Kind::tagged;
    response.tag = tag;
  }
  std::string_view word = take_word(rest);
  if (response.kind == ImapResponse::Kind::untagged && (response.number = parse_number(word))) word = take_word(rest);
  response.name = upper(word);
  if (response.tag.size() > 64 || response.name.empty()) return malformed("a line without a meaning");
  if (is_status(response.name) && !response.number) {
    parse_status(rest, response);
    return response;
  }
  if (response.kind == ImapResponse::Kind::tagged) return malformed("a tagged line without OK, NO or BAD");
  response.values = PULT_TRY(ValueParser(pieces, rest, limits).parse_all());
  return response;
}

}  // namespace

Result<void> ImapResponseReader::feed(std::string_view bytes) {
  while (!broken_ && !bytes.empty()) {
    if (literal_left_ > 0) {
      take_literal(bytes);
      continue;
    }
    auto end = bytes.find('\n');
    auto part = bytes.substr(0, end == std::string_view::npos ? end : end + 1);
    bytes.remove_prefix(part.size());
    line_bytes_ += part.size();
    Result<void> result;
    if (line_bytes_ > limits_.line_bytes) {
      result = malformed("a line that is too long");
    } else if (part.contains('\0')) {
      result = malformed("a NUL byte");
    } else {
      pieces_.back().text += part;
      if (part.ends_with('\n')) result = end_line();
    }
    if (!result) broken_ = result.error();
  }
  if (broken_) return std::unexpected(*broken_);
  return {};
}

void ImapResponseReader::take_literal(std::string_view& bytes) {
  auto part = bytes.substr(0, std::min<std::uint64_t>(bytes.size(), literal_left_));
  ImapValue& literal = *pieces_[pieces_.size() - 2].literal;
  if (literal.kind == ImapValue::Kind::string) literal.text += part;
  literal_left_ -= part.size();
  bytes.remove_prefix(part.size());
}

Result<void> ImapResponseReader::end_line() {
  std::string& text = pieces_.back().text;
  text.pop_back();
  if (text.ends_with('\r')) text.pop_back();
  auto octets = carries_literals(pieces_.front().text) ? announced_literal(text) : std::nullopt;
  if (octets) {
    if (pieces_.size() > limits_.values) return malformed("too many literals");
    ImapValue literal{ImapValue::Kind::string};
    if (kept_bytes_ + *octets > limits_.literal_bytes) {
      literal.kind = ImapValue::Kind::skipped;
      literal.octets = *octets;
    } else {
      kept_bytes_ += *octets;
      literal.text.reserve(*octets);
    }
    literal_left_ = *octets;
    pieces_.back().literal = std::move(literal);
    pieces_.emplace_back();
    return {};
  }
  ready_.push_back(PULT_TRY(parse_response(pieces_, limits_)));
  pieces_.assign(1, {});
  line_bytes_ = 0;
  kept_bytes_ = 0;
  return {};
}

std::optional<ImapResponse> ImapResponseReader::next() {
  if (ready_.empty()) return std::nullopt;
  ImapResponse response = std::move(ready_.front());
  ready_.pop_front();
  return response;
}

}  // namespace pult::net
