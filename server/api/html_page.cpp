// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/html_page.hpp"

#include "api/caller_locale.hpp"
#include "text/html_text.hpp"
#include "tickets/branding.hpp"

namespace pult::api {
namespace {

constexpr std::string_view style =
    ":root{color-scheme:light dark;--pult-accent:#2f5bd0;--pult-on-accent:#fff}"
    "@media(prefers-color-scheme:dark){:root{--pult-accent:#8fabff;--pult-on-accent:#10183a}}"
    "body{font:16px/1.5 system-ui,sans-serif;max-width:28rem;margin:4rem auto;padding:0 1rem}"
    "header{font-weight:600;margin-bottom:2rem}a{color:var(--pult-accent)}"
    "button{font:inherit;padding:.5rem 1rem;margin:0 .5rem .5rem 0;border:1px solid var(--pult-accent);"
    "border-radius:.375rem;background:transparent;color:inherit}"
    "button:first-of-type{background:var(--pult-accent);color:var(--pult-on-accent)}";

// These pages have no script to say which theme holds: the system does.
std::string theme_of(const std::string& color) {
  const auto both = tickets::render_theme(color);
  const auto dark = both.find(":root:root[");
  if (dark == std::string::npos) return {};
  const auto body = both.find('{', dark);
  return both.substr(0, dark) + "@media(prefers-color-scheme:dark){:root:root" + both.substr(body) + "}";
}

Result<PageLook> look_in(Call& call, const people::Locale& locale) {
  const auto branding = PULT_TRY(tickets::load_branding(call.tx));
  return PageLook{std::string(locale.language), std::string(branding.shown_name()), theme_of(branding.color)};
}

}  // namespace

Result<PageLook> page_look(Call& call) { return look_in(call, locale_of_caller(call)); }

Result<PageLook> page_look(Call& call, const people::User& reader) {
  return look_in(call, people::locale_or_default(reader.locale));
}

Answer html_page(int status, std::string_view title, const std::string& content, std::string_view form_target,
                 const PageLook& look) {
  Answer answer{status, nullptr};
  answer.raw = "<!doctype html><html lang=\"" + look.language +
               "\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>" +
               std::string(title) + "</title><style>" + std::string(style) + look.theme + "</style>";
  if (!look.desk.empty()) *answer.raw += "<header>" + text::escaped(look.desk) + "</header>";
  *answer.raw += "<main><h1>" + std::string(title) + "</h1>" + content + "</main></html>";
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
