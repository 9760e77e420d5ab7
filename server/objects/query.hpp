// SPDX-License-Identifier: AGPL-3.0-or-later
// Lists of records: all of an object, those with given ids, those that words or a filter find; in pages.
#pragma once
#include <boost/json/value.hpp>

#include "objects/record.hpp"

namespace pult::objects {

enum class Order : std::uint8_t { id, name, updated_at };

struct RecordQuery {
  std::string words;          // each is the beginning of a word of the record
  bool names_only = false;    // of its name
  boost::json::value filter;  // null: none
  std::optional<std::vector<std::int64_t>> ids;
  std::optional<std::vector<std::string>> external_ids;
  Order order = Order::id;
  bool descending = false;
  std::vector<std::int64_t> after;  // the place of the last record seen (place_of); empty: from the first
  std::string after_name;
  std::int64_t offset = 0;
  int limit = 100;
};

// At most `limit`. Common words are bounded: of the longest, the 5000 first records. invalid for a filter of no use or
// a place that is none.
Result<std::vector<Record>> find_records(sql::Transaction& tx, const tickets::Definitions& definitions,
                                         const Object& object, const RecordQuery& query);

// Where a record stands in an order, for a cursor.
struct Place {
  std::vector<std::int64_t> numbers;
  std::string name;
};
Place place_of(const Record& record, Order order);

// In the order of their changes, behind (at, id).
Result<std::vector<Record>> list_changed_records(sql::Transaction& tx, const Object& object, Micros at, std::int64_t id,
                                                 int limit);

}  // namespace pult::objects
