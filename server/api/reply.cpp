// SPDX-License-Identifier: AGPL-3.0-or-later
// How answers and errors look on the wire (v2 conventions, openapi/pult.yaml: Error).
#include "api/api.hpp"

namespace pult::api {
namespace {

int status_of(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::invalid: return 400;
    case ErrorKind::unauthenticated: return 401;
    case ErrorKind::forbidden: return 403;
    case ErrorKind::not_found: return 404;
    case ErrorKind::conflict: return 409;
    case ErrorKind::too_large: return 413;
    case ErrorKind::unprocessable: return 422;
    case ErrorKind::rate_limited: return 429;
    case ErrorKind::unavailable: return 503;
    case ErrorKind::internal: break;
  }
  return 500;
}

json::object details_of(const Error& error) {
  json::object details;
  for (const auto& field : error.fields) {
    auto& list = details[field.field];
    if (!list.is_array()) list = json::array();
    list.get_array().push_back(json::object{{"description", field.description}, {"error", field.code}});
  }
  return details;
}

// The members that are text already, and the others behind them.
std::string render_members(Answer& answer) {
  std::string rest;
  if (const auto* others = answer.body.if_object(); others && !others->empty()) rest = json::serialize(*others);
  auto bytes = rest.size() + 2;
  for (const auto& [name, text] : answer.members) bytes += name.size() + text.size() + 4;
  std::string out;
  out.reserve(bytes);
  for (const auto& [name, text] : answer.members)
    out.append(out.empty() ? "{\"" : ",\"").append(name).append("\":").append(text);
  if (rest.empty()) return out + "}";
  rest[0] = ',';
  return out + rest;
}

}  // namespace

net::Response render_answer(Answer answer) {
  if (answer.rest_later) answer.rest_later(answer);
  net::Response response;
  response.status = answer.status;
  response.headers = std::move(answer.headers);
  response.headers.emplace_back("X-Content-Type-Options", "nosniff");
  if (!answer.file.empty()) {
    response.file = std::move(answer.file);
  } else if (answer.raw) {
    response.body = std::move(*answer.raw);
  } else if (!answer.body.is_null() || !answer.members.empty()) {
    response.headers.emplace_back("Content-Type", "application/json; charset=utf-8");
    response.headers.emplace_back("Cache-Control", "max-age=0, private, must-revalidate");
    response.body = answer.members.empty() ? json::serialize(answer.body) : render_members(answer);
  }
  return response;
}

net::Response render_error(const Error& error) {
  Answer answer;
  answer.status = status_of(error.kind);
  json::object body;
  if (error.kind == ErrorKind::invalid && error.code == "InvalidAttribute") {
    body["error"] = {{"title", "Invalid attribute"}, {"message", error.message}};
  } else if (error.kind == ErrorKind::forbidden && error.code == "Forbidden") {
    body["error"] = {{"title", "Forbidden"}, {"message", error.message}};
  } else {
    body["error"] =
        error.kind == ErrorKind::internal ? std::string_view("InternalError") : std::string_view(error.code);
    body["description"] = error.kind == ErrorKind::internal ? "Something went wrong on our side" : error.message;
  }
  if (error.code == "TooManyValues") body["max_count"] = 100;
  if (!error.fields.empty()) body["details"] = details_of(error);
  if (answer.status == 429) answer.headers.emplace_back("Retry-After", error.cause.empty() ? "60" : error.cause);
  if (answer.status == 503) answer.headers.emplace_back("Retry-After", "1");
  if (answer.status == 401) answer.headers.emplace_back("WWW-Authenticate", "Basic realm=\"Pult\"");
  answer.body = std::move(body);
  return render_answer(std::move(answer));
}

std::string base_url_of(const net::Request& request) {
  auto host = request.header("host");
  // What a client claims ends up in addresses we hand out, so only what can be a host is believed.
  const bool plain = !host.empty() && host.size() < 256 &&
                     host.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]_") ==
                         std::string_view::npos;
  return (request.secure ? "https://" : "http://") + std::string(plain ? host : "localhost");
}

}  // namespace pult::api
