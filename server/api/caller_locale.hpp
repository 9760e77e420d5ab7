// SPDX-License-Identifier: AGPL-3.0-or-later
// The language to speak to a caller: who is signed in has said it, others' browsers say it.
#pragma once
#include "api/call.hpp"
#include "people/locale.hpp"

namespace pult::api {

// What a header "ru;q=0.8, cs" prefers of what we have; null for nothing.
const people::Locale* accepted_locale(std::string_view accept_language);
const people::Locale& locale_of_caller(const Call& call);

}  // namespace pult::api
