// SPDX-License-Identifier: AGPL-3.0-or-later
// One call to an alert channel as it leaves: templates filled, each value escaped for where it stands. Pure.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "alerts/channel.hpp"
#include "net/http_client.hpp"

namespace pult::alerts {

// By the names of the placeholders; all of them are there.
using Values = std::map<std::string, std::string, std::less<>>;

enum class Escape : std::uint8_t { none, json, form, line };
// Each {{name}} is replaced; what values bring is not looked at again.
std::string fill(std::string_view text, const Values& values, Escape escape);
// The first placeholder that nobody knows.
std::optional<std::string> find_unknown(std::string_view text);
// For trying templates out.
const Values& sample_values();

net::HttpCall render_call(const Channel& channel, const Values& values);

}  // namespace pult::alerts
