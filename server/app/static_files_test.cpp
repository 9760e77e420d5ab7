// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/static_files.hpp"

#include <gtest/gtest.h>

namespace pult::app {
namespace {

constexpr base::EmbeddedFile files[] = {
    {"migrations/0001_desk.sql", "secret"},
    {"web/agent/dist/.vite/manifest.json", "{}"},
    {"web/agent/dist/assets/app-1a2b.js", "plain script"},
    {"web/agent/dist/assets/app-1a2b.js.gz", "packed script"},
    {"web/agent/dist/assets/style-3c4d.css", "body{}"},
    {"web/agent/dist/index.html", "<!doctype html>the screen"},
};

std::string header(const net::Response& response, std::string_view name) {
  for (const auto& [key, value] : response.headers)
    if (key == name) return value;
  return {};
}

std::string body(const net::Response& response) {
  return response.view_body.empty() ? response.body : std::string(response.view_body);
}

net::Request get(std::string path, std::vector<std::pair<std::string, std::string>> headers = {}) {
  net::Request request;
  request.method = "GET";
  request.path = request.target = std::move(path);
  request.headers = std::move(headers);
  return request;
}

net::Response fetch(std::string path, std::vector<std::pair<std::string, std::string>> headers = {}) {
  return StaticFiles(files).answer(get(std::move(path), std::move(headers)));
}

TEST(StaticFilesTest, HashedAssetsAreKeptForever) {
  const auto response = fetch("/assets/app-1a2b.js");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(body(response), "plain script");
  EXPECT_EQ(header(response, "Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_EQ(header(response, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header(response, "Vary"), "Accept-Encoding");
  EXPECT_EQ(header(response, "Content-Encoding"), "");
  EXPECT_EQ(header(fetch("/assets/style-3c4d.css"), "Content-Type"), "text/css; charset=utf-8");
}

TEST(StaticFilesTest, CompressedFormForThoseWhoTakeIt) {
  for (const auto* accept : {"gzip", "gzip, deflate, br", "deflate, gzip;q=0.5", "*"}) {
    const auto response = fetch("/assets/app-1a2b.js", {{"accept-encoding", accept}});
    EXPECT_EQ(body(response), "packed script") << accept;
    EXPECT_EQ(header(response, "Content-Encoding"), "gzip") << accept;
  }
  for (const auto* accept : {"", "br", "gzip;q=0", "gzip; q=0.000", "x-gzip-like"})
    EXPECT_EQ(body(fetch("/assets/app-1a2b.js", {{"accept-encoding", accept}})), "plain script") << accept;
  EXPECT_EQ(body(fetch("/assets/style-3c4d.css", {{"accept-encoding", "gzip"}})), "body{}");
}

TEST(StaticFilesTest, KnownContentIsNotSentAgain) {
  const auto plain = header(fetch("/assets/app-1a2b.js"), "ETag");
  const auto packed = header(fetch("/assets/app-1a2b.js", {{"accept-encoding", "gzip"}}), "ETag");
  EXPECT_NE(plain, packed);
  EXPECT_NE(plain, header(fetch("/assets/style-3c4d.css"), "ETag"));
  for (const auto& known : {plain, "W/" + plain, "\"other\", " + plain, std::string("*")}) {
    const auto response = fetch("/assets/app-1a2b.js", {{"if-none-match", known}});
    EXPECT_EQ(response.status, 304) << known;
    EXPECT_EQ(body(response), "");
    EXPECT_EQ(header(response, "ETag"), plain);
  }
  EXPECT_EQ(fetch("/assets/app-1a2b.js", {{"if-none-match", packed}}).status, 200);
  EXPECT_EQ(fetch("/assets/app-1a2b.js", {{"if-none-match", packed}, {"accept-encoding", "gzip"}}).status, 304);
}

TEST(StaticFilesTest, PathsOfTheScreenGetItsPage) {
  for (const auto* path : {"/", "/index.html", "/inbox", "/tickets/7", "/settings/people/"}) {
    const auto response = fetch(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(body(response), "<!doctype html>the screen") << path;
    EXPECT_EQ(header(response, "Cache-Control"), "no-cache") << path;
  }
}

TEST(StaticFilesTest, WhatIsNotThereIsNotFound) {
  for (const auto* path : {"/assets/app-9z9z.js", "/assets/app", "/favicon.ico", "/migrations/0001_desk.sql",
                           "/.vite/manifest.json", "/assets/app-1a2b.js.gz", "/../index.html.bak"})
    EXPECT_EQ(fetch(path).status, 404) << path;
}

TEST(StaticFilesTest, EveryAnswerProtectsTheBrowser) {
  for (const auto* path : {"/", "/assets/app-1a2b.js", "/missing.js"}) {
    const auto response = fetch(path);
    EXPECT_NE(header(response, "Content-Security-Policy").find("script-src 'self';"), std::string::npos) << path;
    EXPECT_EQ(header(response, "X-Content-Type-Options"), "nosniff") << path;
    EXPECT_EQ(header(response, "X-Frame-Options"), "DENY") << path;
    EXPECT_EQ(header(response, "Referrer-Policy"), "no-referrer") << path;
  }
}

TEST(StaticFilesTest, OnlyReads) {
  auto request = get("/");
  request.method = "POST";
  const auto response = StaticFiles(files).answer(request);
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(header(response, "Allow"), "GET, HEAD");
}

TEST(StaticFilesTest, WithoutAFrontEndSaysHowToBuildIt) {
  const auto response = StaticFiles({}).answer(get("/inbox"));
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(body(response).find("./dev build"), std::string::npos);
}

}  // namespace
}  // namespace pult::app
