// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/conditions.hpp"

#include <algorithm>
#include <charconv>
#include <limits>

#include "people/group.hpp"
#include "people/organization.hpp"
#include "tickets/field.hpp"
#include "tickets/field_values.hpp"
#include "tickets/ticket.hpp"

namespace pult::search {
namespace {

// A name may be that of several people; more would be no name.
constexpr int most_named = 50;
constexpr int most_of_one = 20'000;

std::int64_t number_of(const std::string& text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
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

// Of what very many tickets have, the newest are enough (search.hpp: max_scanned). Not where it is negated.
std::string newest(const Condition& condition, const std::string& ticket_id) {
  return condition.negated ? "" : " ORDER BY " + ticket_id + " DESC LIMIT " + std::to_string(most_of_one);
}

bool is_selective(const Condition& condition) {
  if (condition.negated || condition.compare != Compare::equal || condition.is_none() || condition.is_any())
    return false;
  const auto& field = condition.field;
  return condition.type == ValueType::tags || condition.type == ValueType::custom || field == "fieldvalue" ||
         field == "requester" || field == "commenter" || field == "cc" || field == "follower" ||
         field == "organization" || field == "external_id" || field == "sla";
}

// Whether all tickets of this status are below solved.
bool is_of_open(const Condition& condition) {
  const auto solved = int(tickets::Status::solved);
  if (condition.negated || condition.is_none() || condition.is_any()) return false;
  return (condition.compare == Compare::equal && condition.rank < solved) ||
         (condition.compare == Compare::less && condition.rank <= solved) ||
         (condition.compare == Compare::less_equal && condition.rank < solved);
}

bool is_of_solved(const Condition& condition) {
  return !condition.negated && !condition.is_none() && !condition.is_any() && condition.compare == Compare::equal &&
         condition.rank == int(tickets::Status::solved);
}

std::string is_one_of(const std::string& column, const std::vector<std::int64_t>& ids) {
  if (ids.empty()) return "1=0";
  std::string list;
  for (const auto id : ids) list.append(list.empty() ? "" : ", ").append(std::to_string(id));
  return column + " IN (" + list + ")";
}

class Renderer {
 public:
  Renderer(sql::Transaction& tx, const people::Actor& actor, Kind kind, Texts& texts)
      : tx_(tx), actor_(actor), kind_(kind), texts_(texts) {}
  Result<std::string> render(const Condition& condition);

 private:
  Result<std::string> render_value(const Condition& condition);
  std::string render_presence(const Condition& condition) const;
  std::string column_of(const Condition& condition) const;
  Result<std::string> person(const Condition& condition);
  Result<std::string> group(const Condition& condition);
  Result<std::string> organization(const Condition& condition);
  std::string tags(const Condition& condition);
  std::string key_is(const std::string& column, std::string key, bool is_begun);
  std::string named(const std::string& column, const std::string& table, const std::string& value);
  Result<std::string> custom_field(const Condition& condition);
  std::string text_field(const Condition& condition);
  Result<std::vector<std::int64_t>> people_named(const std::string& value);

  sql::Transaction& tx_;
  const people::Actor& actor_;
  const Kind kind_;
  Texts& texts_;
};

// The column that holds the field, where one does.
std::string Renderer::column_of(const Condition& condition) const {
  const std::string alias = kind_ == Kind::ticket         ? "t."
                            : kind_ == Kind::user         ? "u."
                            : kind_ == Kind::organization ? "o."
                                                          : "g.";
  const auto& field = condition.field;
  if (field == "created" || field == "created_at") return alias + "created_at";
  if (field == "updated" || field == "updated_at") return alias + "updated_at";
  if (field == "solved") return "t.solved_at";
  if (field == "due_date") return "t.due_at";
  if (field == "ticket_type") return "t.type";
  if (field == "brand" || field == "form" || field == "assignee" || field == "submitter" || field == "requester")
    return "t." + field + "_id";
  if (field == "organization" || (field == "group" && kind_ == Kind::ticket)) return alias + field + "_id";
  if (field == "group") return "u.default_group_id";
  if (field == "is_verified") return "u.verified";
  if (field == "is_suspended") return "u.suspended";
  if (field == "has_attachment") return "t.has_attachments";
  if (field == "tag") return alias + "tags";
  return alias + field;
}

std::string Renderer::render_presence(const Condition& condition) const {
  const std::string is_there = condition.is_any() ? "" : "NOT ";
  const auto& field = condition.field;
  if (field == "commenter" || field == "comment" || field == "description") return is_there + "t.comment_count > 0";
  if (field == "cc" || field == "follower")
    return is_there + "t." + (field == "cc" ? "email_cc_ids" : "follower_ids") + " <> ''";
  if (field == "fieldvalue") return is_there + "t.custom_fields <> '{}'";
  if (condition.type == ValueType::custom)
    return is_there + "t.id IN (SELECT ticket_id FROM ticket_field_values WHERE field_id = " +
           std::to_string(condition.custom_field) + ")";
  const auto column = column_of(condition);
  if (condition.type == ValueType::tags || field == "subject" || field == "name")
    return is_there + "COALESCE(" + column + ", '') <> ''";
  return column + (condition.is_any() ? " IS NOT NULL" : " IS NULL");
}

Result<std::vector<std::int64_t>> Renderer::people_named(const std::string& value) {
  if (value == "me") return std::vector{actor_.id().value};
  if (const auto id = number_of(value)) return std::vector{id};
  if (const auto user = PULT_TRY(people::find_user_by_email(tx_, value))) return std::vector{user->id.value};
  std::vector<std::int64_t> ids;
  if (!actor_.is_agent()) return ids;  // who there is on the desk is not told to customers
  people::UserFilter filter;
  filter.name_prefix = value;
  filter.names_only = !people::may_see_personal_data(actor_);
  filter.limit = most_named;
  for (const auto& user : PULT_TRY(people::list_users(tx_, filter))) ids.push_back(user.id.value);
  return ids;
}

Result<std::string> Renderer::person(const Condition& condition) {
  const auto ids = PULT_TRY(people_named(condition.value));
  if (condition.field == "commenter")
    return "t.id IN (SELECT c.ticket_id FROM comments c WHERE " + is_one_of("c.author_id", ids) +
           (people::may_see_internal(actor_) ? "" : " AND c.is_public = 1") + newest(condition, "c.ticket_id") + ")";
  if (condition.field == "cc" || condition.field == "follower")
    return "t.id IN (SELECT p.ticket_id FROM ticket_people p WHERE p.kind = '" + condition.field + "' AND " +
           is_one_of("p.user_id", ids) + newest(condition, "p.ticket_id") + ")";
  return is_one_of(column_of(condition), ids);
}

Result<std::string> Renderer::group(const Condition& condition) {
  std::vector<std::int64_t> ids;
  if (const auto id = number_of(condition.value)) ids.push_back(id);
  for (const auto& group : PULT_TRY(people::list_groups(tx_)))
    if (people::name_key(group.name) == people::name_key(condition.value)) ids.push_back(group.id.value);
  if (kind_ == Kind::ticket) return is_one_of("t.group_id", ids);
  return "u.id IN (SELECT m.user_id FROM group_memberships m WHERE " + is_one_of("m.group_id", ids) + ")";
}

Result<std::string> Renderer::organization(const Condition& condition) {
  std::vector<std::int64_t> ids;
  if (const auto id = number_of(condition.value)) ids.push_back(id);
  people::OrganizationFilter filter;
  filter.name_prefix = condition.value;
  filter.limit = most_named;
  for (const auto& organization : PULT_TRY(people::list_organizations(tx_, filter)))
    ids.push_back(organization.id.value);
  if (kind_ == Kind::ticket) return is_one_of("t.organization_id", ids);
  return "u.id IN (SELECT m.user_id FROM organization_memberships m WHERE " + is_one_of("m.organization_id", ids) + ")";
}

// "ord*" is what begins with "ord".
bool take_star(std::string& value) {
  if (value.size() < 2 || !value.ends_with('*')) return false;
  value.pop_back();
  return true;
}

std::string Renderer::key_is(const std::string& column, std::string key, bool is_begun) {
  if (!is_begun) return column + " = " + texts_.add(std::move(key));
  constexpr std::string_view last_character = "\U0010FFFF";
  const auto end = key + std::string(last_character);
  return column + " >= " + texts_.add(std::move(key)) + " AND " + column + " < " + texts_.add(end);
}

// All of several tags in one value.
std::string Renderer::tags(const Condition& condition) {
  std::string sql;
  for (auto& tag : tickets::split_words(tickets::normalize_tags(condition.value))) {
    sql.append(sql.empty() ? "" : " AND ");
    const bool is_begun = take_star(tag);
    if (kind_ == Kind::ticket) {
      sql += "t.id IN (SELECT ticket_id FROM ticket_tags WHERE " + key_is("tag", std::move(tag), is_begun) +
             newest(condition, "ticket_id") + ")";
      continue;
    }
    std::string pattern = "% ";
    for (const char c : tag) pattern.append(c == '%' || c == '_' || c == '!' ? "!" : "").append(1, c);
    sql += "' ' || " + column_of(condition) + " || ' ' LIKE " + texts_.add(pattern + (is_begun ? "%" : " %")) +
           " ESCAPE '!'";
  }
  return sql.empty() ? "1=0" : sql;
}

std::string Renderer::named(const std::string& column, const std::string& table, const std::string& value) {
  return column + " IN (SELECT id FROM " + table + " WHERE id = " + std::to_string(number_of(value)) +
         " OR LOWER(name) = LOWER(" + texts_.add(value) + "))";
}

// Every custom field of tickets, or the one that is named, whose type can have such a value.
Result<std::string> Renderer::custom_field(const Condition& condition) {
  std::string any;
  for (const auto& field : PULT_TRY(tickets::list_fields(tx_))) {
    const bool is_asked = condition.type != ValueType::custom || field.id.value == condition.custom_field;
    if (field.target != tickets::FieldTarget::ticket || tickets::is_system(field.type) || !is_asked) continue;
    auto value = condition.value;
    const bool is_begun = condition.compare == Compare::equal && take_star(value);
    auto key = tickets::index_key(field.type, value);
    if (key.empty()) continue;
    any.append(any.empty() ? "" : " OR ").append("(v.field_id = ").append(std::to_string(field.id.value));
    any.append(" AND ");
    if (condition.compare == Compare::equal)
      any.append(key_is("v.value_key", std::move(key), is_begun)).append(")");
    else
      any.append("v.value_key").append(render_compare(condition.compare)).append(texts_.add(std::move(key)) + ")");
  }
  if (any.empty()) return "1=0";
  return "t.id IN (SELECT v.ticket_id FROM ticket_field_values v WHERE " + any + newest(condition, "v.ticket_id") + ")";
}

// Other names of channels that queries of v2 clients have.
std::string channel_named(const std::string& name) {
  if (name == "email") return "mail";
  if (name == "web_service" || name == "web service") return "api";
  return name == "web_form" || name == "web form" ? "web" : name;
}

std::string Renderer::text_field(const Condition& condition) {
  if (condition.field == "via") return "t.via = " + texts_.add(channel_named(condition.value));
  if (condition.field == "recipient") return "LOWER(t.recipient) = LOWER(" + texts_.add(condition.value) + ")";
  return column_of(condition) + " = " + texts_.add(condition.value);
}

// Clocks of tickets (automation/sla_clock.hpp): those that are nearly over, or over.
std::string sla(const Condition& condition) {
  const std::string clocks = "t.id IN (SELECT z.ticket_id FROM sla_tickets z WHERE ";
  if (condition.is_none()) return "NOT " + clocks + "z.ticket_id = t.id)";
  if (condition.is_any()) return clocks + "z.ticket_id = t.id)";
  if (condition.value == "breached") return clocks + "z.breached_at IS NOT NULL)";
  return clocks + "z.due_at IS NOT NULL AND z.due_at <= " + std::to_string(condition.to) + ")";
}

Result<std::string> Renderer::render_value(const Condition& condition) {
  if (condition.type == ValueType::sla) return sla(condition);
  if (condition.is_none() || condition.is_any()) return render_presence(condition);
  const auto column = column_of(condition);
  switch (condition.type) {
    case ValueType::person: return person(condition);
    case ValueType::group: return group(condition);
    case ValueType::organization: return organization(condition);
    case ValueType::brand: return named(column, "brands", condition.value);
    case ValueType::form: return named(column, "forms", condition.value);
    case ValueType::tags: return tags(condition);
    case ValueType::custom: return custom_field(condition);
    case ValueType::boolean: return column + (condition.value == "true" ? " = 1" : " = 0");
    case ValueType::status:
      return column + std::string(render_compare(condition.compare)) + std::to_string(condition.rank);
    case ValueType::priority:
      return "CASE t.priority WHEN 'low' THEN 1 WHEN 'normal' THEN 2 WHEN 'high' THEN 3 WHEN 'urgent' THEN 4 ELSE 0 "
             "END" +
             std::string(render_compare(condition.compare)) + std::to_string(condition.rank);
    case ValueType::date: {
      std::string sql;
      if (condition.from > std::numeric_limits<Micros>::min()) sql = column + " >= " + std::to_string(condition.from);
      if (condition.to < std::numeric_limits<Micros>::max())
        sql += (sql.empty() ? "" : " AND ") + column + " < " + std::to_string(condition.to);
      return sql;
    }
    case ValueType::ticket_type:
    case ValueType::role: return column + " = " + texts_.add(condition.value);
    case ValueType::text:
    case ValueType::sla:
    case ValueType::words: break;
  }
  return condition.field == "fieldvalue" ? custom_field(condition) : text_field(condition);
}

// What customers are not told of their tickets, they do not find by either.
bool is_internal(const Condition& condition) {
  const auto& field = condition.field;
  return condition.type == ValueType::tags || condition.type == ValueType::custom || condition.type == ValueType::sla ||
         field == "fieldvalue" || field == "external_id" || field == "follower";
}

Result<std::string> Renderer::render(const Condition& condition) {
  if (!actor_.is_agent() && is_internal(condition)) return std::string("1=0");
  auto sql = PULT_TRY(render_value(condition));
  // A column without a value is not what was asked for, and so it is where that is negated.
  return condition.negated ? "NOT COALESCE((" + sql + "), 1=0)" : "(" + sql + ")";
}

}  // namespace

std::string Texts::add(std::string text) {
  texts_.push_back(std::move(text));
  return "?" + std::to_string(texts_.size());
}

Result<Rendered> render_conditions(sql::Transaction& tx, const people::Actor& actor, Kind kind, const Query& query,
                                   Texts& texts) {
  Rendered all;
  Renderer renderer(tx, actor, kind, texts);
  for (const auto& alternatives : query.conditions) {
    std::string any;
    for (const auto& condition : alternatives)
      any.append(any.empty() ? "" : " OR ").append(PULT_TRY(renderer.render(condition)));
    all.sql.append(" AND (").append(any).append(")");
    all.is_selective |= std::ranges::all_of(alternatives, is_selective);
    if (kind != Kind::ticket || alternatives.front().type != ValueType::status) continue;
    if (std::ranges::all_of(alternatives, is_of_open)) all.open_or_solved = " AND t.status < 4";
    if (std::ranges::all_of(alternatives, is_of_solved)) all.open_or_solved = " AND t.status = 4";
  }
  return all;
}

}  // namespace pult::search
