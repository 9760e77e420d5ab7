// SPDX-License-Identifier: AGPL-3.0-or-later
#include "events/quiet.hpp"

#include <utility>

namespace pult::events {
namespace {

thread_local Telling current = Telling::everybody;

}  // namespace

QuietScope::QuietScope(Telling telling) : outer_(std::exchange(current, telling)) {}
QuietScope::~QuietScope() { current = outer_; }

Telling telling() { return current; }

}  // namespace pult::events
