// SPDX-License-Identifier: AGPL-3.0-or-later
// Tests only: the API over a desk with people, asked without a socket.
#pragma once
#include <future>

#include "api/api.hpp"
#include "channels/mail/mail_fixture.hpp"
#include "crypto/crypto.hpp"

namespace pult::api::testing {

using channels::mail::testing::Letter;
using sql::testing::must;

struct Heard {
  int status = 0;
  json::value body;
  std::string raw;
  std::vector<std::pair<std::string, std::string>> headers;

  std::string header(std::string_view name) const {
    for (const auto& [key, value] : headers)
      if (key == name) return value;
    return {};
  }
};

class ApiTest : public channels::mail::testing::MailTest {
 protected:
  void SetUp() override {
    MailTest::SetUp();
    if (IsSkipped()) return;
    services = std::make_unique<Services>(Services{db(), desk, blobs, *service, "1"});
    api = std::make_unique<Api>(*services);
    token = must(write([&](sql::Transaction& tx) {
              return people::create_api_token(tx, admin.id(), "tests", clock.now());
            })).secret;
  }
  void TearDown() override {
    api.reset();
    services.reset();
    MailTest::TearDown();
  }

  // As `who` (an address; "" for nobody), with the admin's token. `target` may carry a query.
  Heard ask(std::string method, std::string_view target, std::string body = "", std::string who = "root@desk.example") {
    net::Request request;
    request.method = std::move(method);
    request.target = "/api/v2/" + std::string(target);
    const auto mark = request.target.find('?');
    request.path = request.target.substr(0, mark);
    if (mark != std::string::npos) request.query = net::parse_query(request.target.substr(mark + 1));
    request.headers = {{"host", "desk.example"}};
    if (!who.empty()) request.headers.emplace_back("authorization", "Basic " + crypto::base64(who + "/token:" + token));
    if (!on_behalf_of.empty()) request.headers.emplace_back("x-on-behalf-of", on_behalf_of);
    request.when_gone = when_gone;
    request.body_bytes = body.size();
    request.body = std::move(body);
    std::promise<net::Response> answered;
    api->handle(std::move(request), [&](net::Response response) { answered.set_value(std::move(response)); });
    auto response = answered.get_future().get();
    if (response.later) response = response.later();
    Heard out{response.status, nullptr, std::move(response.body), std::move(response.headers)};
    boost::system::error_code no_json;
    if (!out.raw.empty()) out.body = json::parse(out.raw, no_json);
    return out;
  }

  std::function<void(std::function<void()>)> when_gone;  // of net::Request
  std::string on_behalf_of;                              // a customer, whom no token of an admin is for
  std::unique_ptr<Services> services;
  std::unique_ptr<Api> api;
  std::string token;
};

}  // namespace pult::api::testing
