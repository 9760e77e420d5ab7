// SPDX-License-Identifier: AGPL-3.0-or-later
// One API request on its way through a handler. Handlers are plain functions on a transaction: no socket, no waiting.
#pragma once
#include <boost/json.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "blobs/blob_store.hpp"
#include "net/http_server.hpp"
#include "people/access.hpp"
#include "people/oauth.hpp"
#include "people/session.hpp"
#include "sql/database.hpp"
#include "tickets/desk.hpp"

namespace pult::notify {
class NotifyService;
}
namespace pult::channels {
class MailService;
class WebhookService;
}  // namespace pult::channels
namespace pult::alerts {
class AlertService;
}

namespace pult::api {

namespace json = boost::json;

// What handlers may use beside the transaction. Lives as long as the server.
struct Services {
  sql::Database& database;
  const tickets::Desk& desk;
  const blobs::BlobStore& blobs;
  channels::MailService& mail;
  std::string version;
  std::uint64_t max_attachment_bytes = 50 * 1024 * 1024;
  channels::WebhookService* webhooks = nullptr;  // null in tests of the API alone
  // Requests of one caller in a minute, 0: unlimited; and limits of single endpoints (api/rate_limit.hpp).
  std::int64_t requests_per_minute = 0;
  std::vector<std::string> endpoint_limits{};
  notify::NotifyService* notify = nullptr;  // null in tests of the API alone
  alerts::AlertService* alerts = nullptr;   // null in tests of the API alone

  Micros now() const { return desk.now(); }
};

struct Answer {
  int status = 200;
  json::value body;  // null: no body
  std::vector<std::pair<std::string, std::string>> headers{};
  std::optional<std::string> raw{};  // instead of JSON, with Content-Type among the headers
  std::string file{};                // or a file to stream
  // Calls to other servers, made after the transaction on a thread that may wait; what it gives is the answer.
  std::function<Result<Answer>()> outside{};
  // Completes the answer when the transaction is over, from what it holds itself: the writer has better things to do.
  std::function<void(Answer&)> rest_later{};
  // Members of the body beside those of `body`, their values written as JSON already (api/json_text.hpp).
  std::vector<std::pair<std::string, std::string>> members{};
};

// A raw body, put away before the transaction: digesting and writing 50 MB must not hold the writer.
struct Content {
  blobs::Staged staged;
  std::string head;  // the first bytes, which say what it is
};

struct Call {
  const net::Request& request;
  const json::object& body;       // {} when there was none
  std::vector<std::int64_t> ids;  // of the path: tickets/{id}/comments/{id}; unknown huge numbers are -1
  std::string word;               // of a path with {word}
  people::Actor actor;            // anonymous: id 0
  std::optional<people::Session> session;
  sql::Transaction& tx;
  Services& services;
  std::string base_url;                          // "http://desk.example:8400", for `url` members
  const Content* content = nullptr;              // of routes with a raw body
  std::string before;                            // what Route::before gave
  const tickets::NewComment* comment = nullptr;  // what Route::comment gave
  std::optional<people::OAuthToken> grant{};     // of a Bearer token
  std::optional<people::Actor> impersonator{};   // the admin who acts as `actor`
  // Large bodies are built here: what lies in it is let go of all at once, when the answer is on its way.
  json::storage_ptr memory{};

  Micros now() const { return services.now(); }
  // "/api/v2/tickets/7.json" as an absolute address.
  std::string url(std::string_view path) const { return base_url + "/api/v2/" + std::string(path) + ".json"; }
};

using Handler = Result<Answer> (*)(Call&);

enum class Who : std::uint8_t { anybody, user, agent, admin };
enum class Mode : std::uint8_t { read, write };

// "GET", "tickets/{id}/comments"; one that begins with a slash is not below /api/v2.
// {id} is a number, {word} anything without a slash.
struct Route {
  std::string_view method;
  std::string_view path;
  Who who;
  Mode mode;
  Handler handler;
  bool raw_body = false;  // the body is content, not JSON (Call::content)
  // Slow work of a write, done before it on a reading thread (password hashes); its text is Call::before.
  Result<std::string> (*before)(Call&) = nullptr;
  // The comment in the body of a write with its slow work done (HTML, words for search), before the writer is asked
  // for; nullopt where there is none or it makes no sense: the handler says what is wrong.
  std::optional<tickets::NewComment> (*comment)(const json::object& body) = nullptr;
  // The body may be a form with a file: its fields make the JSON, the file is Call::content with `head` whole, and
  // Call::before what render_form_name says.
  bool may_be_form = false;
};

}  // namespace pult::api
