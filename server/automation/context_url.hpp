// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses of context links: what a template may be, and how an address says that it comes from this desk. Pure.
#pragma once
#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.hpp"
#include "base/ids.hpp"
#include "text/template.hpp"

namespace pult::automation {

// "https://shop.example:8443" of "https://shop.example:8443/orders?id={{ticket.id}}"; "" for what is no web address,
// names a password, or leaves the host to a placeholder. Holds nothing that could end a header or a directive.
std::string origin_of(std::string_view url_template);

// Values are percent-encoded, so that none of them can become another parameter or another host.
std::string render_url(std::string_view url_template, const text::TemplateLookup& lookup);

// Adds pult_agent, pult_time (seconds since 1970) and pult_signature: the lower-case hex of HMAC-SHA-256 under the
// link's secret of the whole query before "&pult_signature", as it stands in the address, without the question mark.
std::string sign_url(std::string_view url, std::string_view secret, UserId agent, Micros now);

}  // namespace pult::automation
