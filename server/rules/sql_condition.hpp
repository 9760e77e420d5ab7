// SPDX-License-Identifier: AGPL-3.0-or-later
// Compiled conditions as SQL on `tickets t`. Words of people are bound as parameters; only integers stand in the text.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "rules/program.hpp"

namespace pult::rules {

struct SqlCondition {
  std::string base;                // which statuses, in the form that the partial indexes of `tickets` are made for
  std::string rest;                // everything else; "1=1" when that is nothing
  std::vector<std::string> texts;  // the parameters ?first, ?first+1, ...
  std::string both() const { return base + " AND " + rest; }
};

// What differs between the databases: text in which ASCII letters are small, and a search in text.
struct SqlWords {
  std::function<std::string(const std::string& expression)> lower;
  std::function<std::string(const std::string& text, const std::string& part)> contains;
  // The member of a JSON object as text, "" for none; keys are digits.
  std::function<std::string(const std::string& object, const std::string& key)> member;
  // A moment of the ticket's metrics, as whoever stores them has it; NULL for none.
  std::function<std::string(Moment moment)> measured{};
};
SqlWords sqlite_words();
SqlWords postgres_words();

// Deleted tickets are never inside. `first` is the number of the first free parameter.
SqlCondition sql_condition(const Program& program, const Viewer& viewer, const SqlWords& words, int first);

}  // namespace pult::rules
