// SPDX-License-Identifier: AGPL-3.0-or-later
// A view as its lists and bulk changes need it: with its conditions compiled.
#pragma once
#include "api/call.hpp"
#include "tickets/view_set.hpp"

namespace pult::api {

struct OpenedView {
  std::shared_ptr<const tickets::ViewSet> set;
  tickets::CompiledView inactive;  // of a view that is not active, or not stored
  const tickets::CompiledView* view = nullptr;
};

// not_found for a view that the caller may not use.
Result<void> open_view(Call& call, tickets::ViewId id, OpenedView& out);

}  // namespace pult::api
