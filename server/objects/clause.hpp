// SPDX-License-Identifier: AGPL-3.0-or-later
// Parts of a statement with the values they bind. Private to the queries of records.
#pragma once
#include <deque>
#include <string>
#include <vector>

#include "sql/database.hpp"

namespace pult::objects {

class Clause {
 public:
  // The placeholder of the value, "?3".
  std::string bind(std::int64_t value) { return add(value); }
  std::string bind(std::string value) { return add(kept_.emplace_back(std::move(value))); }

  void require(const std::string& condition) { text.append(text.empty() ? "" : " AND ").append(condition); }
  const std::vector<sql::Param>& params() const { return params_; }

  std::string text;

 private:
  std::string add(sql::Param value) {
    params_.push_back(value);
    return "?" + std::to_string(params_.size());
  }

  std::deque<std::string> kept_;  // parameters are views
  std::vector<sql::Param> params_;
};

}  // namespace pult::objects
