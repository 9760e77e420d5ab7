// SPDX-License-Identifier: AGPL-3.0-or-later
// Values of fields as clients send them.
#pragma once
#include "api/body.hpp"

namespace pult::api {

// `custom_fields` and its other name `fields`, each a list of {id, value} or an object {id: value}, as the JSON object
// of tickets::Change::custom_fields; "" when neither is there.
std::string parse_custom_fields(Body& in);

}  // namespace pult::api
