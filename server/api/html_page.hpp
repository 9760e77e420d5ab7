// SPDX-License-Identifier: AGPL-3.0-or-later
// The few pages the server writes itself: plain HTML without script, never in a frame, never kept by a cache.
#pragma once
#include "api/call.hpp"
#include "people/locale.hpp"

namespace pult::api {

// In whose language a page speaks and how the desk looks.
struct PageLook {
  std::string language = "en";
  std::string desk;   // what the desk is called; "" says nothing
  std::string theme;  // CSS of its colours
};
// For the caller, or for a person the page is known to be for.
Result<PageLook> page_look(Call& call);
Result<PageLook> page_look(Call& call, const people::User& reader);

// `title` is ours, `content` is HTML. `form_target`: where a form of the page may lead beside the desk itself.
Answer html_page(int status, std::string_view title, const std::string& content, std::string_view form_target = {},
                 const PageLook& look = {});

}  // namespace pult::api
