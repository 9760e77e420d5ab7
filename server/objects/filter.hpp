// SPDX-License-Identifier: AGPL-3.0-or-later
// Filters of records as clients write them: {"$and": [{"custom_object_fields.size": {"$gte": 3}}, {"$or": [...]}]}.
#pragma once
#include <boost/json/fwd.hpp>

#include "objects/clause.hpp"
#include "objects/object.hpp"

namespace pult::objects {

// The condition on object_records `r`, its values bound in `clause`. invalid/"InvalidFilter" for unknown members and
// operators, operators that a type of field has not, and more than 50 comparisons.
Result<std::string> render_filter(const boost::json::value& filter, const tickets::Definitions& definitions,
                                  const Object& object, Clause& clause);

}  // namespace pult::objects
