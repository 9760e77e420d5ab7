// SPDX-License-Identifier: AGPL-3.0-or-later
// The few pages the server writes itself: plain HTML without script, never in a frame, never kept by a cache.
#pragma once
#include "api/call.hpp"

namespace pult::api {

std::string escaped_html(std::string_view text);
// `title` is ours, `content` is HTML. `form_target`: where a form of the page may lead beside the desk itself.
Answer html_page(int status, std::string_view title, const std::string& content, std::string_view form_target = {});

}  // namespace pult::api
