// SPDX-License-Identifier: AGPL-3.0-or-later
// Updates of tickets of the large desk, against the same rows written by the bare engine to a copy of it.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "figures.hpp"
#include "http_clients.hpp"
#include "million_desk.hpp"
#include "raw_engine.hpp"
#include "served_desk.hpp"

namespace pult::bench {

struct Updates {
  std::unique_ptr<Folder> copy;       // of the desk as it was before
  std::vector<Unit> units;            // what updates write
  std::vector<HttpRequest> requests;  // as many others
};

// Before the desk is served. Every update sets the priority of an unsolved ticket that has another one.
Updates record_updates(const LargeDesk& desk, const std::string& folder);
// One client, whose every update is a commit, and many, whose updates share commits.
void measure_updates(Updates& updates, const ServedDesk& server, const LargeDesk& desk, Figures& figures);

}  // namespace pult::bench
