// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/static_files.hpp"

#include <array>
#include <cstdlib>

#include "crypto/crypto.hpp"
#include "net/gzip.hpp"

namespace pult::app {
namespace {

constexpr std::string_view root = "web/agent/dist/";
constexpr std::string_view compressed_ending = ".gz";

// Editors and charts set inline styles; scripts are never inline. Images of mails may be remote once asked for.
constexpr std::string_view content_security_policy =
    "default-src 'self'; img-src 'self' data: blob: https: http:; style-src 'self' 'unsafe-inline'; script-src 'self'; "
    "connect-src 'self' ws: wss:; frame-ancestors 'none'; base-uri 'self'; form-action 'self'";

constexpr std::string_view how_to_build =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Pult</title>"
    "<body style=\"font-family:sans-serif;max-width:40em;margin:4em auto\"><h1>Pult is running</h1>"
    "<p>This binary was built without the agent's screen. The API answers under <code>/api/v2</code>.</p>"
    "<p>Run <code>./dev build</code> in the source folder: it builds the screen and puts it into the binary.</p>";

std::string_view extension_of(std::string_view path) {
  const auto name = path.substr(path.rfind('/') + 1);  // npos + 1 is 0
  const auto dot = name.rfind('.');
  return dot == std::string_view::npos ? std::string_view() : name.substr(dot + 1);
}

std::string_view content_type_of(std::string_view path) {
  static constexpr std::array<std::pair<std::string_view, std::string_view>, 14> types{{
      {"html", "text/html; charset=utf-8"},
      {"js", "text/javascript; charset=utf-8"},
      {"css", "text/css; charset=utf-8"},
      {"json", "application/json; charset=utf-8"},
      {"webmanifest", "application/manifest+json"},
      {"txt", "text/plain; charset=utf-8"},
      {"svg", "image/svg+xml"},
      {"png", "image/png"},
      {"ico", "image/x-icon"},
      {"webp", "image/webp"},
      {"woff2", "font/woff2"},
      {"mp3", "audio/mpeg"},
      {"ogg", "audio/ogg"},
      {"wasm", "application/wasm"},
  }};
  const auto extension = extension_of(path);
  for (const auto& [name, type] : types)
    if (name == extension) return type;
  return "application/octet-stream";
}

std::string_view trim(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  return text;
}

// Calls `item` with each part of a comma-separated header until it gives true.
template <class F>
bool any_item(std::string_view list, F item) {
  for (std::size_t at = 0; at <= list.size();) {
    const auto end = std::min(list.find(',', at), list.size());
    if (item(trim(list.substr(at, end - at)))) return true;
    at = end + 1;
  }
  return false;
}

// RFC 9110 section 13.1.2: weak comparison.
bool is_known(std::string_view if_none_match, std::string_view etag) {
  return any_item(if_none_match, [&](std::string_view item) {
    if (item.starts_with("W/")) item.remove_prefix(2);
    return item == "*" || item == etag;
  });
}

}  // namespace

StaticFiles::StaticFiles(std::span<const base::EmbeddedFile> files) {
  allow_frames({});
  for (const auto& file : files) {
    if (!file.path.starts_with(root)) continue;
    auto path = file.path.substr(root.size());
    if (path.starts_with(".")) continue;  // the build tool's own notes
    if (path.ends_with(compressed_ending)) {
      path.remove_suffix(compressed_ending.size());
      assets_[std::string(path)].compressed = file.bytes;
    } else {
      auto& asset = assets_[std::string(path)];
      asset.bytes = file.bytes;
      asset.digest = crypto::sha256_hex(file.bytes).substr(0, 24);
    }
  }
}

void StaticFiles::allow_frames(const std::vector<std::string>& origins) {
  std::string policy(content_security_policy);
  policy += "; frame-src 'self'";
  for (const auto& origin : origins) policy.append(" ").append(origin);
  policy_.store(std::make_shared<const std::string>(std::move(policy)));
}

net::Response StaticFiles::start_response(int status, std::string_view content_type) const {
  net::Response response;
  response.status = status;
  response.headers = {{"Content-Type", std::string(content_type)},
                      {"Content-Security-Policy", *policy_.load()},
                      {"X-Content-Type-Options", "nosniff"},
                      {"Referrer-Policy", "no-referrer"},
                      {"X-Frame-Options", "DENY"}};
  return response;
}

net::Response StaticFiles::short_text(int status, std::string text) const {
  auto response = start_response(status, "text/plain; charset=utf-8");
  response.headers.emplace_back("Cache-Control", "no-cache");
  response.body = std::move(text);
  return response;
}

const StaticFiles::Asset* StaticFiles::find(std::string_view path) const {
  const auto found = assets_.find(path);
  return found == assets_.end() || found->second.digest.empty() ? nullptr : &found->second;
}

net::Response StaticFiles::answer(const net::Request& request) const {
  if (request.method != "GET" && request.method != "HEAD") {
    auto refused = short_text(405, "Method not allowed\n");
    refused.headers.emplace_back("Allow", "GET, HEAD");
    return refused;
  }
  std::string_view path = request.path;
  path.remove_prefix(std::min(path.find_first_not_of('/'), path.size()));
  const auto* asset = find(path);
  if (!asset) {
    if (!extension_of(path).empty() || path.starts_with("assets/")) return short_text(404, "Not found\n");
    path = "index.html";
    asset = find(path);
  }
  if (!asset) {
    auto page = start_response(200, "text/html; charset=utf-8");
    page.view_body = how_to_build;
    return page;
  }
  const bool compressed = !asset->compressed.empty() && net::takes_gzip(request.header("accept-encoding"));
  const auto etag = "\"" + asset->digest + (compressed ? "-gz\"" : "\"");
  // Names under assets/ carry a hash of their content, so a changed file is another file.
  const bool immutable = path.starts_with("assets/");
  auto response = start_response(200, content_type_of(path));
  response.headers.emplace_back("ETag", etag);
  response.headers.emplace_back("Cache-Control", immutable ? "public, max-age=31536000, immutable" : "no-cache");
  if (!asset->compressed.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (is_known(request.header("if-none-match"), etag)) {
    response.status = 304;
    return response;
  }
  if (compressed) response.headers.emplace_back("Content-Encoding", "gzip");
  response.view_body = compressed ? asset->compressed : asset->bytes;
  return response;
}

}  // namespace pult::app
