// SPDX-License-Identifier: AGPL-3.0-or-later
// Bodies of HTML forms (application/x-www-form-urlencoded), which our pages and OAuth's programs send.
#pragma once
#include "net/http_server.hpp"

namespace pult::api {

// A form under /oauth/ or /approve/ becomes the JSON object of its members. Its authenticity_token becomes the header
// X-CSRF-Token, which a form cannot send.
void read_form(net::Request& request);

}  // namespace pult::api
