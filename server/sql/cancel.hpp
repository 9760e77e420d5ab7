// SPDX-License-Identifier: AGPL-3.0-or-later
// Ends the statements of one unit of work from another thread, because nobody waits for its result any more. Nothing
// else on the connection or in the database is touched.
#pragma once
#include <functional>
#include <mutex>

namespace pult::sql {

class Cancellation {
 public:
  // Once and for all; the statement that runs and later ones end with unavailable/"cancelled". Thread-safe.
  void cancel();
  bool is_cancelled() const;

  // For drivers: how a statement that is about to run is interrupted from another thread. False when it is not to
  // begin. After disarm() `interrupt` is not called any more, nor running.
  bool arm(std::function<void()> interrupt);
  void disarm();

 private:
  mutable std::mutex mutex_;
  bool is_cancelled_ = false;
  std::function<void()> interrupt_;
};

// While it lives, the statements of this thread's unit heed the cancellation. Made inside the work.
class CancelScope {
 public:
  explicit CancelScope(Cancellation& cancellation);
  ~CancelScope();
  CancelScope(const CancelScope&) = delete;
  static Cancellation* current();  // null: nothing to heed

 private:
  Cancellation* outer_;
};

}  // namespace pult::sql
