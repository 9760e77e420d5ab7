// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses and phone numbers of customers, veiled in whatever the API answers to agents whose role withholds them: one
// place for all routes, so that a new one is covered by itself.
#pragma once
#include "api/call.hpp"

namespace pult::api {

bool is_behind_veil(const Call& call);
// Whether somebody behind the veil looks for an address: nothing is found.
bool asks_for_veiled(const Call& call, std::string_view query);
// unprocessable when the body holds what was veiled: it would be stored in place of what it stands for.
Result<void> refuse_veiled(const Call& call);
// forbidden for what cannot be looked into: raw mails, files of exports.
Result<void> veil_answer(const Route& route, Call& call, Answer& answer);

}  // namespace pult::api
