// SPDX-License-Identifier: AGPL-3.0-or-later
#include "search/conditions.hpp"
#include "search/postings.hpp"
#include "search/search.hpp"

namespace pult::search {
namespace {

struct Table {
  std::string name, alias;
  people::WordOwner owner;
};

Table table_of(Kind kind) {
  if (kind == Kind::user) return {"users u", "u", people::WordOwner::user};
  if (kind == Kind::organization) return {"organizations o", "o", people::WordOwner::organization};
  return {"groups g", "g", people::WordOwner::group};
}

std::string visible_to(const people::Actor& actor, Kind kind) {
  if (kind == Kind::user) return "u.active = 1 AND (" + people::user_condition(actor) + ")";
  if (kind == Kind::organization) return "(" + people::organization_condition(actor) + ")";
  return "g.deleted = 0";
}

// Sets of ids of owners, as SELECTs.
class OwnerSets {
 public:
  // `is_alone`: nothing else has to fit, so that of a word that very many have, some will do.
  // `with_addresses`: what is written in mail addresses and phone numbers counts.
  OwnerSets(const Table& table, bool is_alone, bool with_addresses, Texts& texts)
      : owner_(std::to_string(int(table.owner))), is_alone_(is_alone), with_addresses_(with_addresses), texts_(texts) {}

  // Of a term in a field ("" for any); "" when the term means nothing.
  std::string of(const text::QueryTerm& term, const std::string& field) {
    std::vector<std::string> ways;
    std::string list;
    for (const auto& word : term.alternatives) list.append(list.empty() ? "" : ", ").append(texts_.add(word));
    if (!list.empty()) ways.push_back(select("word IN (" + list + ")", field));
    if (!term.prefix.empty()) ways.push_back(select(begins(term.prefix), field));
    if (!term.phrase.empty()) ways.push_back(all_of(term, field));
    std::string sql;
    for (const auto& way : ways) sql.append(sql.empty() ? "" : " UNION ").append(way);
    return sql;
  }

 private:
  std::string select_all(const std::string& condition, const std::string& field) {
    return "SELECT owner_id FROM search_people WHERE kind = " + owner_ + " AND " + condition +
           (field.empty() ? "" : " AND field = '" + field + "'") +
           (with_addresses_ ? "" : " AND field NOT IN ('email', 'phone')");
  }
  std::string select(const std::string& condition, const std::string& field) {
    const auto sql = select_all(condition, field);
    if (!is_alone_) return sql;
    return "SELECT owner_id FROM (" + sql + " LIMIT " + std::to_string(max_scanned) + ") AS some_owners";
  }
  std::string begins(const std::string& prefix) {
    const auto from = texts_.add(prefix);
    return "word >= " + from + " AND word < " + from + " || '\U0010FFFF'";
  }
  std::string all_of(const text::QueryTerm& term, const std::string& field) {
    std::string sql;
    for (const auto& word : term.phrase) {
      const bool is_begun = term.is_open && &word == &term.phrase.back();
      const auto one = is_begun ? begins(word) : "word = " + texts_.add(word);
      if (sql.empty())
        sql = select_all(one, field);
      else
        sql += " AND owner_id IN (" + select_all(one, field) + ")";
    }
    return sql;
  }

  const std::string owner_;
  const bool is_alone_;
  const bool with_addresses_;
  Texts& texts_;
};

}  // namespace

Result<std::vector<std::int64_t>> find_people(sql::Transaction& tx, const people::Actor& actor, Kind kind,
                                              const Query& query, int most) {
  if (!has(query.kinds, kind) || !actor.is_agent() || query.is_empty()) return std::vector<std::int64_t>();
  PULT_TRY(tx.limit_time(most_time));
  const auto table = table_of(kind);
  Texts texts;
  const bool is_alone = query.words.size() == 1 && query.conditions.empty() && !query.words[0].term.negated;
  OwnerSets sets(table, is_alone, people::may_see_personal_data(actor), texts);
  std::string where = visible_to(actor, kind), order;
  for (const auto& words : query.words) {
    const auto set = sets.of(words.term, words.field);
    if (set.empty()) continue;
    where += " AND " + table.alias + ".id " + (words.term.negated ? "NOT IN (" : "IN (") + set + ")";
    if (order.empty() && !words.term.negated && query.sort_by == SortBy::relevance)
      order = "CASE WHEN " + table.alias + ".id IN (" + sets.of(words.term, "name") + ") THEN 0 ELSE 1 END, ";
  }
  where += PULT_TRY(render_conditions(tx, actor, kind, query, texts)).sql;
  const std::string direction = query.sort_by == SortBy::relevance || !query.descending ? "" : " DESC";
  if (query.sort_by == SortBy::created) order = table.alias + ".created_at" + direction + ", ";
  if (query.sort_by == SortBy::updated) order = table.alias + ".updated_at" + direction + ", ";
  return tx.all("SELECT " + table.alias + ".id FROM " + table.name + " WHERE " + where + " ORDER BY " + order +
                    table.alias + ".id" + direction + " LIMIT " + std::to_string(most),
                texts.params(), [](const sql::Row& row) { return row.int64(0); });
}

}  // namespace pult::search
