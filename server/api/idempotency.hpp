// SPDX-License-Identifier: AGPL-3.0-or-later
// Idempotency-Key: a POST that is sent again with the same key is not done again; its answer is given again. The key,
// the work and the answer share one transaction. Kept for two hours.
#pragma once
#include "api/call.hpp"

namespace pult::api {

inline constexpr Micros idempotency_lifetime = 2 * base::hour_us;

// The key of the call, "" when it asks for nothing of this. invalid when it cannot be a key.
Result<std::string> idempotency_key(const Call& call, const Route& route);
// The answer that was given before. nullopt: this is the first, and the key is taken; keep_answer follows.
// invalid/"IdempotentRequestError" when the key came with another request. On PostgreSQL it waits for a transaction
// that works on the same key.
Result<std::optional<Answer>> find_answer(Call& call, const std::string& key);
// Takes away some of those that were given before; true when there may be more. Each key asks for it, so that the table
// stays as small as two hours make it.
Result<bool> forget_answers(sql::Transaction& tx, Micros before);
Result<void> keep_answer(Call& call, const std::string& key, const Answer& answer);

}  // namespace pult::api
