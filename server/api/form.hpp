// SPDX-License-Identifier: AGPL-3.0-or-later
// What forms and programs of other makers write in their own way: bodies of HTML forms
// (application/x-www-form-urlencoded), which our pages and OAuth's programs send, and lists in queries.
#pragma once
#include "net/http_server.hpp"

namespace pult::api {

// A form under /oauth/ or /approve/ becomes the JSON object of its members. Its authenticity_token becomes the header
// X-CSRF-Token, which a form cannot send. A query's "ids[]=1&ids[]=2" becomes "ids=1,2".
void read_form(net::Request& request);

}  // namespace pult::api
