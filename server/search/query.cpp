// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/query.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace pult::search {
namespace {

constexpr std::size_t max_query_bytes = 2'048, max_conditions = 32;
constexpr std::string_view spaces = " \t\r\n";

// Up to the next space that stands outside quotes.
std::string_view next_word(std::string_view& rest) {
  const auto start = std::min(rest.find_first_not_of(spaces), rest.size());
  bool quoted = false;
  auto end = start;
  for (; end < rest.size(); ++end) {
    if (rest[end] == '"')
      quoted = !quoted;
    else if (!quoted && spaces.find(rest[end]) != std::string_view::npos)
      break;
  }
  const auto word = rest.substr(start, end - start);
  rest.remove_prefix(end);
  return word;
}

TicketId parse_number(std::string_view word) {
  if (word.starts_with('#')) word.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  const bool whole = error == std::errc() && end == word.data() + word.size();
  return whole && number > 0 ? TicketId(number) : TicketId();
}

// "-status<=open" in its parts; field "" when it has no such form.
struct Pair {
  bool negated = false;
  std::string field;
  Compare compare = Compare::equal;
  std::string_view raw;  // with its quotes
  std::string value;
};

Pair split_pair(std::string_view word) {
  Pair pair;
  if (word.starts_with('-')) {
    pair.negated = true;
    word.remove_prefix(1);
  }
  const auto end = word.find_first_of(":<>\"");
  if (end == 0 || end == std::string_view::npos || word[end] == '"') return {};
  auto at = end;  // of the sign; "created:>=2026-01-01" says the same as without the colon
  if (word[at] == ':' && at + 1 < word.size() && (word[at + 1] == '<' || word[at + 1] == '>')) ++at;
  const char sign = word[at];
  const bool or_equal = sign != ':' && word.substr(at + 1).starts_with('=');
  if (sign == '<') pair.compare = or_equal ? Compare::less_equal : Compare::less;
  if (sign == '>') pair.compare = or_equal ? Compare::greater_equal : Compare::greater;
  pair.raw = word.substr(at + (or_equal ? 2 : 1));
  if (pair.raw.empty() || pair.raw.starts_with("//")) return {};  // "Re:", "https://..."
  auto bare = pair.raw;
  if (bare.starts_with('"')) bare.remove_prefix(1);
  if (bare.ends_with('"')) bare.remove_suffix(1);
  pair.value = bare;
  pair.field = word.substr(0, end);
  std::ranges::transform(pair.field, pair.field.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? char(c + 32) : c; });
  return pair;
}

Result<Kinds> parse_type(const std::string& value) {
  constexpr std::array<std::pair<std::string_view, Kinds>, 7> types{{{"ticket", Kinds(Kind::ticket)},
                                                                     {"user", Kinds(Kind::user)},
                                                                     {"organization", Kinds(Kind::organization)},
                                                                     {"group", Kinds(Kind::group)},
                                                                     {"topic", 0},
                                                                     {"entry", 0},
                                                                     {"article", 0}}};
  const auto found = std::ranges::find(types, value, &std::pair<std::string_view, Kinds>::first);
  if (found == types.end()) return invalid_search("there is no type " + value);
  return found->second;
}

class Parser {
 public:
  explicit Parser(Micros now) : now_(now) {}
  Result<Query> parse(std::string_view text);

 private:
  Result<bool> take_option(const Pair& pair);
  Result<void> take_condition(const Pair& pair, const Field& field);
  void take_words(const Pair& pair);
  void add_plain_words(bool is_unfinished);

  const Micros now_;
  Query query_;
  Kinds types_ = 0, left_out_ = 0;
  std::string plain_;
  std::size_t plain_words_ = 0;
  bool ends_plain_ = false;  // the last word is a plain one that may go on
};

// type:, order_by: and sort: say something about the whole query.
Result<bool> Parser::take_option(const Pair& pair) {
  if (pair.compare != Compare::equal) return false;
  if (pair.field == "type") {
    auto& set = pair.negated ? left_out_ : types_;
    set = Kinds(set | PULT_TRY(parse_type(pair.value)));
    query_.names_type = query_.is_wide = true;
  } else if (pair.field == "order_by") {
    query_.sort_by = PULT_TRY(parse_sort_by(pair.value));
  } else if (pair.field == "sort") {
    if (pair.value != "asc" && pair.value != "desc") return invalid_search("sort is asc or desc");
    query_.descending = pair.value == "desc";
  } else {
    return false;
  }
  return true;
}

void Parser::take_words(const Pair& pair) {
  for (auto& term : text::analyze_query(pair.raw)) {
    term.negated |= pair.negated;
    query_.words.push_back({pair.field, std::move(term)});
  }
}

Result<void> Parser::take_condition(const Pair& pair, const Field& field) {
  query_.kinds &= field.kinds;
  if (field.type == ValueType::words && pair.compare == Compare::equal && pair.value != "none" && pair.value != "*") {
    take_words(pair);
    return {};
  }
  Condition condition{pair.field, field.type, pair.compare, pair.value, pair.negated};
  PULT_TRY(read_value(condition, now_));
  const bool joins = condition.compare == Compare::equal && !condition.negated;
  if (joins)
    for (auto& alternatives : query_.conditions)
      if (const auto& other = alternatives.front();
          other.field == condition.field && other.compare == Compare::equal && !other.negated) {
        alternatives.push_back(std::move(condition));
        return {};
      }
  query_.conditions.push_back({std::move(condition)});
  return {};
}

// Somebody who types sees results before the last word is complete; a space behind it says that it is.
void Parser::add_plain_words(bool is_unfinished) {
  auto terms = text::analyze_query(plain_);
  if (is_unfinished && !terms.empty()) {
    auto& last = terms.back();
    if (!last.negated && last.prefix.empty() && !last.alternatives.empty()) last.prefix = last.alternatives.front();
    last.is_open = !last.negated && last.phrase.size() > 1;
  }
  for (auto& term : terms) query_.words.push_back({"", std::move(term)});
}

Result<Query> Parser::parse(std::string_view text) {
  if (text.size() > max_query_bytes) return invalid_search("the query is too long");
  const bool ends_open = !text.empty() && spaces.find(text.back()) == std::string_view::npos;
  std::size_t conditions = 0;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
    const auto pair = split_pair(word);
    ends_plain_ = false;
    if (!pair.field.empty()) {
      if (PULT_TRY(take_option(pair))) continue;
      if (const auto field = find_field(pair.field)) {
        if (++conditions > max_conditions) return invalid_search("the query has too many fields");
        PULT_TRY(take_condition(pair, *field));
        continue;
      }
    }
    if (word == "*") {
      query_.is_wide = true;
      continue;
    }
    if (const auto number = parse_number(word)) query_.number = number;
    plain_.append(plain_.empty() ? "" : " ").append(word);
    ++plain_words_;
    ends_plain_ = word.find('"') == std::string_view::npos;
  }
  if (plain_words_ != 1) query_.number = {};  // a number among words is a word
  add_plain_words(ends_open && ends_plain_);
  if (query_.names_type) query_.kinds &= types_ ? types_ : all_kinds;
  if (query_.names_type && !types_ && !left_out_) query_.kinds = 0;  // of a type that we have nothing of
  query_.kinds = Kinds(query_.kinds & ~left_out_);
  return std::move(query_);
}

}  // namespace

Result<SortBy> parse_sort_by(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, SortBy>, 9> keys{{{"relevance", SortBy::relevance},
                                                                     {"created", SortBy::created},
                                                                     {"created_at", SortBy::created},
                                                                     {"updated", SortBy::updated},
                                                                     {"updated_at", SortBy::updated},
                                                                     {"priority", SortBy::priority},
                                                                     {"status", SortBy::status},
                                                                     {"ticket_type", SortBy::ticket_type},
                                                                     {"type", SortBy::ticket_type}}};
  const auto found = std::ranges::find(keys, text, &std::pair<std::string_view, SortBy>::first);
  if (found == keys.end()) return invalid_search("results cannot be ordered by " + std::string(text));
  return found->second;
}

Result<Query> parse_query(std::string_view text, Micros now) { return Parser(now).parse(text); }

}  // namespace pult::search
