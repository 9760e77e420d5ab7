// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/mail_filter.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <span>

#include "channels/mail/mail_filter_match.hpp"
#include "text/pattern.hpp"

namespace pult::channels::mail {
namespace json = boost::json;
namespace {

struct Asked {
  std::string_view field;
  Asks asks;
};
constexpr std::array fields{
    Asked{"subject", Asks::texts},         Asked{"body", Asks::texts},
    Asked{"sender_address", Asks::texts},  Asked{"sender_domain", Asks::texts},
    Asked{"sender_name", Asks::texts},     Asked{"recipient", Asks::texts},
    Asked{"attachment_name", Asks::texts}, Asked{"has_attachments", Asks::yes_no},
    Asked{"size_kb", Asks::number},        Asked{"mailbox_id", Asks::id},
    Asked{"language", Asks::language},     Asked{"sender_known", Asks::yes_no},
    Asked{"organization_id", Asks::id},    Asked{"sender_tags", Asks::tags},
    Asked{"bulk", Asks::yes_no},           Asked{"automatic", Asks::yes_no},
};

using Words = std::span<const std::string_view>;
constexpr std::array<std::string_view, 10> of_texts{
    "is", "is_not", "includes", "not_includes", "like", "not_like", "matches", "not_matches", "present", "not_present"};
constexpr std::array<std::string_view, 2> of_number{"less_than", "greater_than"};
constexpr std::array<std::string_view, 1> of_yes_no{"is"};
constexpr std::array<std::string_view, 2> of_id{"is", "is_not"};
constexpr std::array<std::string_view, 2> of_tags{"includes", "not_includes"};
// "": a language that we do not know, or too little text to tell.
constexpr std::array<std::string_view, 6> languages{"en", "ru", "cs", "lt", "ro", ""};

Words operators_of(Asks asks) {
  switch (asks) {
    case Asks::texts: return of_texts;
    case Asks::number: return of_number;
    case Asks::yes_no: return of_yes_no;
    case Asks::id:
    case Asks::language: return of_id;
    case Asks::tags: return of_tags;
  }
  return {};
}

bool among(Words words, std::string_view word) { return std::ranges::find(words, word) != words.end(); }

// RFC 5322: printable and no colon.
bool is_header_name(std::string_view name) {
  return !name.empty() && name.size() <= 200 &&
         std::ranges::all_of(name, [](char c) { return c > ' ' && c < 127 && c != ':'; });
}

bool is_number(std::string_view text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() && number >= 0;
}

Result<void> check_value(const rules::Condition& condition, Asks asks) {
  const auto& value = condition.value();
  const auto& how = condition.operator_name;
  const auto refuse = [&] { return rules::bad_condition("\"" + value + "\" is not a value of " + condition.field); };
  if (condition.is_list) return rules::bad_condition(condition.field + " takes one value");
  if (how == "present" || how == "not_present") return {};
  if (how == "matches" || how == "not_matches") {
    if (!text::check_pattern(case_blind(value)))
      return rules::bad_condition("\"" + value + "\" is not a regular expression");
    return {};
  }
  switch (asks) {
    case Asks::number:
    case Asks::id: return is_number(value) ? Result<void>() : refuse();
    case Asks::yes_no: return value == "true" || value == "false" ? Result<void>() : refuse();
    case Asks::language: return among(languages, value) ? Result<void>() : refuse();
    case Asks::texts:
    case Asks::tags: break;
  }
  if (value.find_first_not_of(" \t") == std::string::npos)
    return rules::bad_condition(condition.field + " needs something to compare with");
  return {};
}

Result<void> check_conditions(const std::vector<rules::Condition>& list) {
  if (list.size() > rules::max_conditions) return rules::bad_condition("there are too many");
  for (const auto& condition : list) {
    const auto asks = find_asked(condition.field);
    if (!asks) return rules::bad_condition("\"" + condition.field + "\" is not something to ask of a mail");
    if (!among(operators_of(*asks), condition.operator_name))
      return rules::bad_condition("\"" + condition.operator_name + "\" is not an operator of " + condition.field);
    PULT_TRY(check_value(condition, *asks));
  }
  return {};
}

std::size_t size_of(const json::object& from, std::string_view name) {
  const auto* list = from.if_contains(name);
  return list && list->is_array() ? list->get_array().size() : 0;
}

const std::string columns = "id, title, description, active, position, conditions, actions, created_at, updated_at";

MailFilter map(const sql::Row& row) {
  MailFilter out;
  out.id = row.id<MailFilterId>(0);
  out.title = row.string(1);
  out.description = row.string(2);
  out.active = row.boolean(3);
  out.position = row.int64(4);
  out.conditions = rules::parse_stored(row.text(5));
  out.actions = rules::parse_stored_actions(row.text(6));
  out.created_at = row.int64(7);
  out.updated_at = row.int64(8);
  return out;
}

Result<void> check(const MailFilter& filter) {
  if (filter.title.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail_field("title", "BlankValue", "Title: cannot be blank");
  if (filter.conditions.empty())
    return base::fail_field("conditions", "BlankValue", "Conditions: at least one is needed");
  if (filter.actions.empty()) return base::fail_field("actions", "BlankValue", "Actions: at least one is needed");
  return {};
}

}  // namespace

std::optional<Asks> find_asked(std::string_view field) {
  if (field.starts_with(header_prefix))
    return is_header_name(field.substr(header_prefix.size())) ? std::optional(Asks::texts) : std::nullopt;
  const auto found = std::ranges::find(fields, field, &Asked::field);
  return found == fields.end() ? std::nullopt : std::optional(found->asks);
}

Result<rules::Conditions> parse_filter_conditions(const json::object& from) {
  for (const auto* name : {"all", "any"})
    if (const auto* list = from.if_contains(name); list && !list->is_array() && !list->is_null())
      return rules::bad_condition(std::string(name) + " must be a list");
  auto out = rules::parse_stored(json::serialize(from));
  if (out.all.size() != size_of(from, "all") || out.any.size() != size_of(from, "any"))
    return rules::bad_condition("each must be an object with field, operator and value");
  PULT_TRY(check_conditions(out.all));
  PULT_TRY(check_conditions(out.any));
  return out;
}

Result<std::vector<MailFilter>> list_mail_filters(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM mail_filters ORDER BY position, id", {}, map);
}

Result<std::optional<MailFilter>> find_mail_filter(sql::Transaction& tx, MailFilterId id) {
  return tx.one("SELECT " + columns + " FROM mail_filters WHERE id = ?1", {id}, map);
}

Result<MailFilter> insert_mail_filter(sql::Transaction& tx, MailFilter filter, Micros now) {
  PULT_TRY(check(filter));
  const auto others = PULT_TRY(list_mail_filters(tx));
  if (others.size() >= max_mail_filters) return base::fail_field("base", "TooManyValues", "There are too many filters");
  if (filter.position == 0) filter.position = others.empty() ? 1 : others.back().position + 1;
  const auto id = PULT_TRY(
      tx.one_int64("INSERT INTO mail_filters (title, description, active, position, conditions, actions, created_at, "
                   "updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?7) RETURNING id",
                   {filter.title, filter.description, filter.active, filter.position,
                    rules::render_stored(filter.conditions), rules::render_stored(filter.actions), now}));
  filter.id = MailFilterId(id.value_or(0));
  filter.created_at = filter.updated_at = now;
  return filter;
}

Result<void> save_mail_filter(sql::Transaction& tx, const MailFilter& filter, Micros now) {
  PULT_TRY(check(filter));
  PULT_TRY(
      tx.run("UPDATE mail_filters SET title = ?2, description = ?3, active = ?4, position = ?5, conditions = ?6, "
             "actions = ?7, updated_at = ?8 WHERE id = ?1",
             {filter.id, filter.title, filter.description, filter.active, filter.position,
              rules::render_stored(filter.conditions), rules::render_stored(filter.actions), now}));
  return {};
}

Result<void> delete_mail_filter(sql::Transaction& tx, MailFilterId id) {
  PULT_TRY(tx.run("DELETE FROM mail_filters WHERE id = ?1", {id}));
  return {};
}

Result<void> reorder_mail_filters(sql::Transaction& tx, const std::vector<MailFilterId>& order, Micros now) {
  auto filters = PULT_TRY(list_mail_filters(tx));
  std::ranges::stable_sort(
      filters, {}, [&](const MailFilter& filter) { return std::ranges::find(order, filter.id) - order.begin(); });
  std::int64_t position = 0;
  for (const auto& filter : filters)
    PULT_TRY(tx.run("UPDATE mail_filters SET position = ?2, updated_at = ?3 WHERE id = ?1 AND position <> ?2",
                    {filter.id, ++position, now}));
  return {};
}

}  // namespace pult::channels::mail
