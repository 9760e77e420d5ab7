// SPDX-License-Identifier: AGPL-3.0-or-later
// What browsers fetch of the desk's own looks: style sheets, pictures, the manifest of the installed desk.
#include <algorithm>

#include "api/body.hpp"
#include "api/routes.hpp"
#include "base/embedded.hpp"
#include "tickets/branding.hpp"

namespace pult::api {
namespace {

constexpr std::string_view usual_favicon = "/favicon.svg";

// Addresses with a version (?v=) always give the same; others are asked for again.
Answer content(const Call& call, std::string_view type) {
  Answer answer{200, nullptr};
  const bool is_versioned = !call.request.query_value("v").empty();
  answer.headers = {{"Content-Type", std::string(type)},
                    {"Cache-Control", is_versioned ? "public, max-age=31536000, immutable" : "no-cache"},
                    {"Referrer-Policy", "no-referrer"},
                    // An SVG that is opened by itself is a page: it runs nothing.
                    {"Content-Security-Policy", "default-src 'none'; style-src 'unsafe-inline'; sandbox"}};
  return answer;
}

Answer style_sheet(const Call& call, std::string text) {
  auto answer = content(call, "text/css; charset=utf-8");
  answer.raw = std::move(text);
  return answer;
}

Result<Answer> show(Call& call) {
  const auto branding = PULT_TRY(tickets::load_branding(call.tx));
  if (call.word == "theme.css") return style_sheet(call, tickets::render_theme(branding.color));
  if (call.word == "custom.css") return style_sheet(call, branding.css);
  const auto* file = branding.find_file(call.word);
  if (!file && call.word == "favicon") {
    Answer answer{302, nullptr};
    answer.headers = {{"Location", std::string(usual_favicon)}, {"Cache-Control", "no-cache"}};
    return answer;
  }
  if (!file) return base::fail_not_found();
  auto answer = content(call, file->content_type);
  answer.raw = PULT_TRY(call.services.blobs.load(call.tx, file->sha256));
  return answer;
}

json::object usual_manifest() {
  const auto files = base::embedded_files();
  const auto found = std::ranges::find(files, "web/agent/dist/manifest.webmanifest", &base::EmbeddedFile::path);
  boost::system::error_code broken;
  auto parsed = found == files.end() ? json::value(json::object()) : json::parse(found->bytes, broken);
  return !broken && parsed.is_object() ? std::move(parsed.get_object()) : json::object();
}

Result<Answer> manifest(Call& call) {
  const auto branding = PULT_TRY(tickets::load_branding(call.tx));
  auto body = usual_manifest();
  body["name"] = body["short_name"] = branding.shown_name();
  if (!branding.color.empty()) body["theme_color"] = branding.color;
  if (const auto* file = branding.find_file("favicon"))
    body["icons"] = json::array{{{"src", "/branding/favicon?v=" + file->sha256.substr(0, 12)},
                                 {"sizes", file->content_type == "image/svg+xml" ? "any" : "192x192"},
                                 {"type", file->content_type}}};
  Answer answer{200, nullptr};
  answer.headers = {{"Content-Type", "application/manifest+json"}, {"Cache-Control", "no-cache"}};
  answer.raw = json::serialize(body);
  return answer;
}

}  // namespace

std::vector<Route> branding_pages() {
  return {
      {"GET", "/branding/{word}", Who::anybody, Mode::read, show},
      {"GET", "/manifest.webmanifest", Who::anybody, Mode::read, manifest},
  };
}

}  // namespace pult::api
