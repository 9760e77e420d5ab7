// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sql/cancel.hpp"

#include <utility>

namespace pult::sql {
namespace {

thread_local Cancellation* heeded = nullptr;

}  // namespace

void Cancellation::cancel() {
  const std::lock_guard lock(mutex_);
  if (std::exchange(is_cancelled_, true)) return;
  if (interrupt_) interrupt_();
}

bool Cancellation::is_cancelled() const {
  const std::lock_guard lock(mutex_);
  return is_cancelled_;
}

bool Cancellation::arm(std::function<void()> interrupt) {
  const std::lock_guard lock(mutex_);
  if (is_cancelled_) return false;
  interrupt_ = std::move(interrupt);
  return true;
}

void Cancellation::disarm() {
  const std::lock_guard lock(mutex_);
  interrupt_ = nullptr;
}

CancelScope::CancelScope(Cancellation& cancellation) : outer_(std::exchange(heeded, &cancellation)) {}
CancelScope::~CancelScope() { heeded = outer_; }
Cancellation* CancelScope::current() { return heeded; }

}  // namespace pult::sql
