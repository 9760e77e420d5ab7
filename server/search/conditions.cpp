// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/conditions.hpp"

#include <charconv>

#include "people/group.hpp"
#include "tickets/ticket.hpp"

namespace pult::search {
namespace {

// The id that a value names: 0 for "none", -1 for what does not exist.
constexpr std::int64_t nobody = 0, unknown = -1;

std::int64_t number_or_unknown(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : unknown;
}

Result<std::int64_t> user_named(sql::Transaction& tx, const people::Actor& actor, const std::string& value) {
  if (value == "none") return nobody;
  if (value == "me") return actor.id().value;
  const auto user = PULT_TRY(people::find_user_by_email(tx, value));
  return user ? user->id.value : number_or_unknown(value);
}

Result<std::int64_t> group_named(sql::Transaction& tx, const std::string& value) {
  if (value == "none") return nobody;
  for (const auto& group : PULT_TRY(people::list_groups(tx)))
    if (people::name_key(group.name) == people::name_key(value)) return group.id.value;
  return number_or_unknown(value);
}

std::string_view render_compare(Compare compare) {
  switch (compare) {
    case Compare::equal: return " = ";
    case Compare::less: return " < ";
    case Compare::less_equal: return " <= ";
    case Compare::greater: return " > ";
    case Compare::greater_equal: break;
  }
  return " >= ";
}

std::string is_id(std::string_view column, std::int64_t id) {
  const std::string name(column);
  // Never NULL, so that NOT of it is its opposite.
  return id == nobody ? name + " IS NULL" : name + " IS NOT NULL AND " + name + " = " + std::to_string(id);
}

// All of several tags.
std::string has_tags(const std::string& value, std::vector<std::string>& texts) {
  std::string sql;
  for (auto& tag : tickets::split_words(tickets::normalize_tags(value))) {
    texts.push_back(std::move(tag));
    sql.append(sql.empty() ? "" : " AND ")
        .append("t.id IN (SELECT ticket_id FROM ticket_tags WHERE tag = ?")
        .append(std::to_string(texts.size()))
        .append(")");
  }
  return sql.empty() ? "1=0" : sql;
}

}  // namespace

Result<std::string> render_conditions(sql::Transaction& tx, const people::Actor& actor, const Query& query,
                                      std::vector<std::string>& texts) {
  std::string all;
  for (const auto& condition : query.conditions) {
    std::string sql;
    if (condition.field == "status") {
      const auto status = tickets::parse_status(condition.value).value_or(tickets::Status::deleted);
      sql.append("t.status").append(render_compare(condition.compare)).append(std::to_string(int(status)));
    } else if (condition.field == "assignee") {
      sql = is_id("t.assignee_id", PULT_TRY(user_named(tx, actor, condition.value)));
    } else if (condition.field == "requester") {
      sql = is_id("t.requester_id", PULT_TRY(user_named(tx, actor, condition.value)));
    } else if (condition.field == "group") {
      sql = is_id("t.group_id", PULT_TRY(group_named(tx, condition.value)));
    } else {
      sql = has_tags(condition.value, texts);
    }
    all.append(condition.negated ? " AND NOT (" : " AND (").append(sql).append(")");
  }
  return all;
}

}  // namespace pult::search
