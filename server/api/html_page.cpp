// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/html_page.hpp"

#include "text/html_tree.hpp"

namespace pult::api {

std::string escaped_html(std::string_view text) {
  std::string out;
  text::append_escaped(out, text);
  return out;
}

Answer html_page(int status, std::string_view title, const std::string& content, std::string_view form_target) {
  Answer answer{status, nullptr};
  answer.raw =
      "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" "
      "content=\"width=device-width\"><title>" +
      std::string(title) +
      "</title><style>body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem}"
      "button{font:inherit;padding:.5rem 1rem;margin-right:.5rem}</style><main><h1>" +
      std::string(title) + "</h1>" + content + "</main></html>";
  answer.headers = {{"Content-Type", "text/html; charset=utf-8"},
                    {"Cache-Control", "no-store"},
                    {"X-Frame-Options", "DENY"},
                    {"Referrer-Policy", "no-referrer"},
                    {"Content-Security-Policy",
                     "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; "
                     "form-action 'self' " +
                         std::string(form_target)}};
  return answer;
}

}  // namespace pult::api
