// SPDX-License-Identifier: AGPL-3.0-or-later
// The articles of the demo desk (app/demo/articles.json).
#pragma once
#include <boost/json/array.hpp>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "base/result.hpp"
#include "sql/database.hpp"

namespace pult::app {

Result<void> write_demo_articles(sql::Transaction& tx, const boost::json::array& categories, UserId author, Micros now);

}  // namespace pult::app
