// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/pattern.hpp"

#include <unicode/regex.h>

#include <memory>

namespace pult::text {
namespace {

constexpr std::size_t max_pattern_bytes = 2000;
// Steps of the engine, each of which is of the order of a millisecond at most (icu RegexMatcher::setTimeLimit).
constexpr std::int32_t max_steps = 50;
constexpr std::int32_t max_stack_bytes = 1024 * 1024;

std::unique_ptr<icu::RegexPattern> compile(std::string_view pattern) {
  if (pattern.empty() || pattern.size() > max_pattern_bytes) return nullptr;
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  std::unique_ptr<icu::RegexPattern> compiled(icu::RegexPattern::compile(
      icu::UnicodeString::fromUTF8({pattern.data(), std::int32_t(pattern.size())}), where, status));
  return U_SUCCESS(status) ? std::move(compiled) : nullptr;
}

}  // namespace

Result<void> check_pattern(std::string_view pattern) {
  if (compile(pattern)) return {};
  return base::fail(ErrorKind::invalid, "InvalidPattern", "is not a regular expression");
}

bool matches(std::string_view pattern, std::string_view text) {
  const auto compiled = compile(pattern);
  if (!compiled) return false;
  UErrorCode status = U_ZERO_ERROR;
  const auto input = icu::UnicodeString::fromUTF8({text.data(), std::int32_t(text.size())});
  const std::unique_ptr<icu::RegexMatcher> matcher(compiled->matcher(input, status));
  if (U_FAILURE(status)) return false;
  matcher->setTimeLimit(max_steps, status);
  matcher->setStackLimit(max_stack_bytes, status);
  const bool found = matcher->find(status);
  return found && U_SUCCESS(status);
}

}  // namespace pult::text
