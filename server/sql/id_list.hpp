// SPDX-License-Identifier: AGPL-3.0-or-later
// A list of integers as one parameter: the text of a statement stays the same however many there are, so that it is
// prepared once. Any length, also none.
#pragma once
#include <string>
#include <vector>

#include "sql/database.hpp"

namespace pult::sql {

// Keep it until the statement has run: const IdList list(tx, ids);
// tx.all("SELECT ... WHERE id" + list.among(1), {list}, ...).
class IdList {
 public:
  IdList(const Transaction& tx, const std::vector<std::int64_t>& numbers) : IdList(tx.dialect()) {
    for (const auto number : numbers) add(number);
    end();
  }
  template <class Tag>
  IdList(const Transaction& tx, const std::vector<base::Id<Tag>>& ids) : IdList(tx.dialect()) {
    for (const auto id : ids) add(id.value);
    end();
  }

  operator Param() const { return text_; }
  const std::string& text() const { return text_; }
  // Behind a column: whether it is one of them. `place` is the number of the parameter.
  std::string among(std::size_t place) const {
    const auto mark = "?" + std::to_string(place);
    return is_json_ ? " IN (SELECT value FROM json_each(" + mark + "))" : " = ANY(CAST(" + mark + " AS bigint[]))";
  }
  // For FROM: a table x of one column, id. `mark` is the placeholder, "?2".
  std::string table(const std::string& mark) const {
    return is_json_ ? "(SELECT value AS id FROM json_each(" + mark + ")) AS x"
                    : "unnest(CAST(" + mark + " AS bigint[])) AS x (id)";
  }

 private:
  explicit IdList(Dialect dialect) : is_json_(dialect == Dialect::sqlite), text_(is_json_ ? "[" : "{") {}
  void add(std::int64_t number) { text_.append(text_.size() > 1 ? "," : "").append(std::to_string(number)); }
  void end() { text_ += is_json_ ? ']' : '}'; }

  bool is_json_;
  std::string text_;
};

}  // namespace pult::sql
