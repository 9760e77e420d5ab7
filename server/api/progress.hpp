// SPDX-License-Identifier: AGPL-3.0-or-later
// The frames of the live WebSocket about work in the background: jobs and imports.
#pragma once
#include "api/call.hpp"

namespace pult::api {

// {"type": "job_status", "job_status"} for "job" and its name, {"type": "import", "import"} for "import" and its id;
// none for what is no more.
Result<std::optional<std::string>> render_progress(sql::Transaction& tx, Services& services, const std::string& what,
                                                   const std::string& name, const std::string& base_url);

}  // namespace pult::api
