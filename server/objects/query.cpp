// SPDX-License-Identifier: AGPL-3.0-or-later
#include "objects/query.hpp"

#include <algorithm>
#include <chrono>

#include "objects/filter.hpp"
#include "objects/record_index.hpp"
#include "text/analysis.hpp"

namespace pult::objects {
namespace {

constexpr int max_found = 5'000;
constexpr std::size_t max_query_words = 10;
constexpr std::chrono::seconds longest_search{5};
// Behind every word that begins with what stands before it: the last code point.
constexpr std::string_view last_character = "\xF4\x8F\xBF\xBF";

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (const auto& token : text::analyze(text, text::Language::unknown))
    if (std::ranges::find(out, token.term) == out.end()) out.push_back(token.term);
  // The longest is likely the rarest.
  std::ranges::stable_sort(out, std::ranges::greater(), &std::string::size);
  if (out.size() > max_query_words) out.resize(max_query_words);
  return out;
}

void require_words(const Object& object, const RecordQuery& query, Clause& clause) {
  const auto words = words_of(query.words);
  if (words.empty()) return clause.require("1=0");
  const std::string in_name = query.names_only ? " AND w.in_name = 1" : "";
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto from = clause.bind(words[i]), to = clause.bind(words[i] + std::string(last_character));
    const auto range = "w.word >= " + from + " AND w.word < " + to + in_name;
    if (i == 0)
      clause.require("r.id IN (SELECT w.record_id FROM object_words w WHERE w.object_id = " +
                     clause.bind(object.id.value) + " AND " + range + " LIMIT " + std::to_string(max_found) + ")");
    else
      clause.require("EXISTS (SELECT 1 FROM object_words w WHERE w.record_id = r.id AND " + range + ")");
  }
}

template <class List>
void require_among(const std::string& column, const List& list, Clause& clause) {
  std::string marks;
  for (const auto& one : list) marks.append(marks.empty() ? "" : ", ").append(clause.bind(one));
  clause.require(list.empty() ? "1=0" : column + " IN (" + marks + ")");
}

std::string_view column_of(Order order) { return order == Order::name ? "r.name_key" : "r.updated_at"; }

Result<void> require_place(const RecordQuery& query, Clause& clause) {
  if (query.after.empty()) return {};
  const std::string sign = query.descending ? " < " : " > ";
  const std::size_t numbers = query.order == Order::updated_at ? 2 : 1;
  if (query.after.size() != numbers)
    return base::fail(ErrorKind::invalid, "InvalidPaginationParameter", "page[after] is not a cursor of this list");
  const auto id = clause.bind(query.after.back());
  if (query.order == Order::id) {
    clause.require("r.id" + sign + id);
    return {};
  }
  const auto value = query.order == Order::name ? clause.bind(query.after_name) : clause.bind(query.after.front());
  clause.require("(" + std::string(column_of(query.order)) + ", r.id)" + sign + "(" + value + ", " + id + ")");
  return {};
}

}  // namespace

Result<std::vector<Record>> find_records(sql::Transaction& tx, const tickets::Definitions& definitions,
                                         const Object& object, const RecordQuery& query) {
  Clause clause;
  clause.require("r.object_id = " + clause.bind(object.id.value));
  if (!query.words.empty()) require_words(object, query, clause);
  if (query.ids) require_among("r.id", *query.ids, clause);
  if (query.external_ids) require_among("r.external_id", *query.external_ids, clause);
  if (!query.filter.is_null()) clause.require(PULT_TRY(render_filter(query.filter, definitions, object, clause)));
  PULT_TRY(require_place(query, clause));
  const std::string way = query.descending ? " DESC" : "";
  const auto by = query.order == Order::id ? "r.id" + way : std::string(column_of(query.order)) + way + ", r.id" + way;
  if (!query.words.empty() || !query.filter.is_null()) PULT_TRY(tx.limit_time(longest_search));
  const auto limit = clause.bind(std::int64_t(query.limit)), offset = clause.bind(query.offset);
  return tx.all("SELECT " + record_columns + " FROM object_records r WHERE " + clause.text + " ORDER BY " + by +
                    " LIMIT " + limit + " OFFSET " + offset,
                clause.params(), map_record);
}

Place place_of(const Record& record, Order order) {
  if (order == Order::name) return {{record.id.value}, name_key(record.name)};
  if (order == Order::updated_at) return {{record.updated_at, record.id.value}, {}};
  return {{record.id.value}, {}};
}

Result<std::vector<Record>> list_changed_records(sql::Transaction& tx, const Object& object, Micros at, std::int64_t id,
                                                 int limit) {
  return tx.all("SELECT " + record_columns +
                    " FROM object_records r WHERE r.object_id = ?1 AND (r.updated_at, r.id) > (?2, ?3) "
                    "ORDER BY r.updated_at, r.id LIMIT ?4",
                {object.id, at, id, limit}, map_record);
}

}  // namespace pult::objects
