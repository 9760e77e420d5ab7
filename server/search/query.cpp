// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/query.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "tickets/ticket.hpp"

namespace pult::search {
namespace {

constexpr std::size_t max_query_bytes = 2'048, max_conditions = 16;
constexpr std::array<std::string_view, 6> fields{"type", "status", "assignee", "requester", "group", "tags"};

std::unexpected<Error> invalid(std::string why) {
  return base::fail(ErrorKind::unprocessable, "invalid", "Invalid search: " + std::move(why));
}

// Up to the next space that stands outside quotes.
std::string_view next_word(std::string_view& rest) {
  constexpr std::string_view spaces = " \t\r\n";
  const auto start = std::min(rest.find_first_not_of(spaces), rest.size());
  bool quoted = false;
  auto end = start;
  for (; end < rest.size(); ++end) {
    if (rest[end] == '"') quoted = !quoted;
    else if (!quoted && spaces.find(rest[end]) != std::string_view::npos) break;
  }
  const auto word = rest.substr(start, end - start);
  rest.remove_prefix(end);
  return word;
}

TicketId parse_number(std::string_view word) {
  const bool marked = word.starts_with('#');
  if (marked) word.remove_prefix(1);
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number);
  const bool whole = error == std::errc() && end == word.data() + word.size();
  return whole && number > 0 ? TicketId(number) : TicketId();
}

// "status<=open" -> a condition; nullopt for plain text, addresses of the web ("https://...") included.
std::optional<Condition> parse_condition(std::string_view word) {
  Condition condition;
  if (word.starts_with('-')) {
    condition.negated = true;
    word.remove_prefix(1);
  }
  std::size_t end = 0;
  while (end < word.size() && ((word[end] >= 'a' && word[end] <= 'z') || word[end] == '_')) ++end;
  if (end == 0 || end == word.size()) return std::nullopt;
  condition.field = word.substr(0, end);
  const char sign = word[end];
  const bool or_equal = (sign == '<' || sign == '>') && word.substr(end + 1).starts_with('=');
  if (sign == '<') condition.compare = or_equal ? Compare::less_equal : Compare::less;
  else if (sign == '>') condition.compare = or_equal ? Compare::greater_equal : Compare::greater;
  else if (sign != ':') return std::nullopt;
  auto value = word.substr(end + (or_equal ? 2 : 1));
  if (value.empty() || value.starts_with("//")) return std::nullopt;
  if (value.starts_with('"')) value.remove_prefix(1);
  if (value.ends_with('"')) value.remove_suffix(1);
  condition.value = value;
  return condition;
}

Result<void> check(const Condition& condition) {
  if (std::ranges::find(fields, condition.field) == fields.end()) {
    std::string known;
    for (const auto field : fields) known.append(known.empty() ? "" : ", ").append(field);
    return invalid("there is no field " + condition.field + ". Fields: " + known);
  }
  if (condition.field == "status") {
    const auto status = tickets::parse_status(condition.value);
    if (!status || *status == tickets::Status::deleted) return invalid("there is no status " + condition.value);
  } else if (condition.compare != Compare::equal) {
    return invalid(condition.field + " cannot be compared by < and >");
  }
  return {};
}

}  // namespace

Result<Query> parse_query(std::string_view text) {
  if (text.size() > max_query_bytes) return invalid("the query is too long");
  Query query;
  int words = 0;
  for (auto word = next_word(text); !word.empty(); word = next_word(text)) {
    if (auto condition = parse_condition(word)) {
      PULT_TRY(check(*condition));
      if (condition->field == "type") {
        if (condition->value != "ticket" && condition->value != "user")
          return invalid("there is no type " + condition->value);
        query.kind = (condition->value == "ticket") != condition->negated ? Kind::ticket : Kind::user;
        continue;
      }
      if (query.conditions.size() == max_conditions) return invalid("the query has too many fields");
      query.conditions.push_back(std::move(*condition));
      continue;
    }
    if (const auto number = parse_number(word)) query.number = number;
    query.text.append(query.text.empty() ? "" : " ").append(word);
    ++words;
  }
  if (words != 1) query.number = {};  // a number among words is a word
  return query;
}

}  // namespace pult::search
