// SPDX-License-Identifier: AGPL-3.0-or-later
// For reads whose cost the caller decides: while it lives, the statements of the call end when its client leaves.
#pragma once
#include <memory>

#include "api/call.hpp"
#include "sql/cancel.hpp"

namespace pult::api {

class WhileWaited {
 public:
  explicit WhileWaited(const Call& call) : scope_(*cancellation_) {
    if (call.request.when_gone) call.request.when_gone([waited = cancellation_] { waited->cancel(); });
  }

 private:
  const std::shared_ptr<sql::Cancellation> cancellation_ = std::make_shared<sql::Cancellation>();
  const sql::CancelScope scope_;
};

}  // namespace pult::api
