// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/http_client.hpp"

#include <gtest/gtest.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <thread>

#include "base/log.hpp"
#include "net/http_server.hpp"

namespace pult::net {
namespace {

// A self-signed certificate for 127.0.0.1.
void write_certificate(const std::string& certificate_file, const std::string& key_file) {
  EVP_PKEY* key = EVP_EC_gen("P-256");
  X509* certificate = X509_new();
  X509_set_version(certificate, 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate), 3600);
  X509_set_pubkey(certificate, key);
  X509_NAME* name = X509_get_subject_name(certificate);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>("test"), -1, -1, 0);
  X509_set_issuer_name(certificate, name);
  X509_EXTENSION* address = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, "IP:127.0.0.1");
  X509_add_ext(certificate, address, -1);
  X509_sign(certificate, key, EVP_sha256());
  std::FILE* out = std::fopen(certificate_file.c_str(), "w");
  PEM_write_X509(out, certificate);
  std::fclose(out);
  out = std::fopen(key_file.c_str(), "w");
  PEM_write_PrivateKey(out, key, nullptr, nullptr, 0, nullptr, nullptr);
  std::fclose(out);
  X509_EXTENSION_free(address);
  X509_free(certificate);
  EVP_PKEY_free(key);
}

class HttpCalls : public ::testing::Test {
 protected:
  HttpCalls() {
    log::set_quiet(true);
    ::setenv("no_proxy", "127.0.0.1", 1);
    options_.port = 0;
    std::string dir = std::filesystem::temp_directory_path() / "pult-client-XXXXXX";
    dir_ = ::mkdtemp(dir.data());
  }
  ~HttpCalls() override {
    if (server_) server_->stop(0);
    std::filesystem::remove_all(dir_);
  }
  void serve(Server::Handler handler) {
    auto started = Server::start(options_, std::move(handler), {});
    ASSERT_TRUE(started) << started.error().cause;
    server_ = std::move(*started);
  }
  void serve_echo() {
    serve([](Request request, Reply reply) {
      Response response{.status = request.path == "/away" ? 302 : 201};
      response.headers.emplace_back("Location", "/elsewhere");
      response.headers.emplace_back("X-Auth", std::string(request.header("authorization")));
      response.body = request.method + (request.secure ? " secure " : " ") + request.body;
      reply(std::move(response));
    });
  }
  std::string url(const std::string& path, const std::string& scheme = "http") const {
    return scheme + "://127.0.0.1:" + std::to_string(server_->port()) + path;
  }

  std::filesystem::path dir_;
  ServerOptions options_;
  std::unique_ptr<Server> server_;
};

TEST_F(HttpCalls, SendsAndReceives) {
  serve_echo();
  const HttpCall call{.method = "POST", .url = url("/x"), .headers = {{"Authorization", "t"}}, .body = "a=b"};
  const auto reply = http_call(call);
  ASSERT_TRUE(reply) << reply.error().cause;
  EXPECT_EQ(reply->status, 201);
  EXPECT_EQ(reply->body, "POST a=b");
  EXPECT_EQ(reply->header("x-auth"), "t");
  EXPECT_EQ(http_call({.method = "DELETE", .url = url("/x")})->body, "DELETE ");
  EXPECT_EQ(http_call({.method = "PUT", .url = url("/x")})->body, "PUT ");
  EXPECT_EQ(http_call({.method = "HEAD", .url = url("/x")})->status, 201);
}

TEST_F(HttpCalls, RedirectsAreFollowedOnlyWhenAsked) {
  serve_echo();
  EXPECT_EQ(http_call({.url = url("/away")})->status, 302);
  EXPECT_EQ(http_call({.url = url("/away"), .max_redirects = 1})->status, 201);
}

TEST_F(HttpCalls, BoundsTheAnswer) {
  serve([](Request, Reply reply) { reply(Response{.body = std::string(1001, 'x')}); });
  const auto reply = http_call({.url = url("/"), .max_response_bytes = 1000});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::too_large);
}

TEST_F(HttpCalls, TimesOut) {
  Reply kept;
  serve([&](Request, Reply reply) { kept = std::move(reply); });
  const auto reply = http_call({.url = url("/"), .timeout_ms = 30});
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().kind, ErrorKind::unavailable);
}

TEST_F(HttpCalls, CanBeGivenUp) {
  Reply kept;
  serve([&](Request, Reply reply) { kept = std::move(reply); });
  std::atomic<bool> cancelled = false;
  HttpCall call;
  call.url = url("/");
  call.cancelled = &cancelled;
  std::jthread canceller([&] { cancelled = true; });
  const auto reply = http_call(call);
  ASSERT_FALSE(reply);
  EXPECT_EQ(reply.error().code, "HttpCancelled");
}

TEST_F(HttpCalls, RefusesOtherSchemesAndBrokenHeaders) {
  EXPECT_EQ(http_call({.url = "file:///etc/passwd"}).error().kind, ErrorKind::invalid);
  EXPECT_EQ(http_call({.url = "http://127.0.0.1/", .headers = {{"X", "a\r\nY: b"}}}).error().kind, ErrorKind::invalid);
}

TEST_F(HttpCalls, TlsIsSpokenAndVerified) {
  options_.tls_certificate_file = dir_ / "cert.pem";
  options_.tls_key_file = dir_ / "key.pem";
  write_certificate(options_.tls_certificate_file, options_.tls_key_file);
  serve_echo();
  const auto trusted = http_call({.method = "POST",
                                  .url = url("/", "https"),
                                  .body = std::string(200'000, 'b'),
                                  .ca_file = options_.tls_certificate_file});
  ASSERT_TRUE(trusted) << trusted.error().cause;
  EXPECT_EQ(trusted->body, "POST secure " + std::string(200'000, 'b'));
  EXPECT_FALSE(http_call({.url = url("/", "https")}));
  EXPECT_FALSE(http_call({.url = url("/")}));  // plain bytes at a TLS port
}

TEST_F(HttpCalls, AServerWithoutItsKeyDoesNotStart) {
  options_.tls_certificate_file = "/nonexistent";
  options_.tls_key_file = "/nonexistent";
  EXPECT_FALSE(Server::start(options_, {}, {}));
}

}  // namespace
}  // namespace pult::net
