// SPDX-License-Identifier: AGPL-3.0-or-later
// Result<T>: what a function gives that a caller can see fail. Exceptions are bugs or third-party code.
#pragma once
#include <cstdint>
#include <expected>
#include <string>
#include <utility>
#include <vector>

namespace pult::base {

// What callers branch on. Each maps to one HTTP status (api/reply.cpp).
enum class ErrorKind : std::uint8_t {
  invalid,          // the request makes no sense: 400
  unauthenticated,  // 401
  forbidden,        // 403
  not_found,        // 404
  conflict,         // 409: somebody else was first
  too_large,        // 413
  unprocessable,    // 422: understood, but the values are not acceptable (see fields)
  rate_limited,     // 429
  unavailable,      // 503: try again later (queue full, disk full, server away)
  internal,         // 500: a bug of ours
};

// One unacceptable value: which field, why, and the code of the reason (BlankValue, DuplicateValue, InvalidValue ...).
struct FieldError {
  std::string field;
  std::string code;
  std::string description;
};

struct Error {
  ErrorKind kind = ErrorKind::internal;
  std::string code;     // stable, for programs: "RecordNotFound"
  std::string message;  // safe to show to anybody
  std::string cause;    // for the log only
  std::vector<FieldError> fields{};
};

template <class T>
using Result = std::expected<T, Error>;

inline std::unexpected<Error> fail(ErrorKind kind, std::string code, std::string message, std::string cause = {}) {
  return std::unexpected(Error{kind, std::move(code), std::move(message), std::move(cause)});
}
inline std::unexpected<Error> fail_not_found() { return fail(ErrorKind::not_found, "RecordNotFound", "Not found"); }
inline std::unexpected<Error> fail_field(std::string field, std::string code, std::string description) {
  Error error{ErrorKind::unprocessable, "RecordInvalid", "Record validation errors", {}};
  error.fields.push_back({std::move(field), std::move(code), std::move(description)});
  return std::unexpected(std::move(error));
}

namespace detail {
template <class T>
T take(Result<T>& result) {
  if constexpr (!std::is_void_v<T>) return std::move(*result);
}
}  // namespace detail

// The value of an expression, or return its error from the enclosing function:
//   auto user = PULT_TRY(people::load_user(tx, id));
#define PULT_TRY(...)                                                                 \
  ({                                                                                  \
    auto pult_try_result = (__VA_ARGS__);                                             \
    if (!pult_try_result) return std::unexpected(std::move(pult_try_result).error()); \
    ::pult::base::detail::take(pult_try_result);                                      \
  })

}  // namespace pult::base

namespace pult {
using base::Error;
using base::ErrorKind;
using base::Result;
}  // namespace pult
