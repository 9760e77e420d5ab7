// SPDX-License-Identifier: AGPL-3.0-or-later
// Structured header fields: parameters, address lists, message ids, dates. All forgiving, none fails.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "mime/header_text.hpp"
#include "mime/message.hpp"

namespace pult::mime {

// "text/plain; charset=utf-8" or "attachment; filename*0*=utf-8''%41". Parameter names are lower case, continuations
// joined and decoded (RFC 2231), encoded words inside decoded (against RFC 2047, but what programs write).
struct ParameterField {
  std::string value;  // lower case, "" when missing
  std::map<std::string, std::string, std::less<>> parameters;

  std::string_view parameter(std::string_view name) const;
};
ParameterField parse_parameters(std::string_view raw, std::string_view charset_hint, Defects& defects);

// A phrase without any address is kept as a name with an empty address; one bare word ("MAILER-DAEMON", "root") is an
// address without a domain, as RFC 822 had it. Members of groups are listed, empty groups give nothing.
std::vector<Address> parse_addresses(std::string_view raw, std::string_view charset_hint, Defects& defects);

// "<a@b> <c@d>": every id with its brackets, which are added when they are missing.
std::vector<std::string> parse_message_ids(std::string_view raw);

// RFC 5322 and the many forms that are not. Microseconds since 1970 UTC.
std::optional<std::int64_t> parse_date(std::string_view raw);

}  // namespace pult::mime
