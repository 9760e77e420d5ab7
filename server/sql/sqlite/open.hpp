// SPDX-License-Identifier: AGPL-3.0-or-later
#pragma once
#include "sql/database.hpp"

namespace pult::sql::sqlite {

// The write-ahead log is moved into the database by a thread of its own, never inside a commit.
struct WalLimits {
  std::int64_t checkpoint_bytes = 16 << 20;  // a checkpoint starts when it has grown by this much
  std::int64_t pause_bytes = 256 << 20;      // the writer waits when it is longer: disk space is bounded
};

Result<std::unique_ptr<Database>> open(const Options& options, const WalLimits& limits = {});

}  // namespace pult::sql::sqlite
