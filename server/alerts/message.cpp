// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/message.hpp"

#include <boost/json.hpp>

namespace pult::alerts {
namespace json = boost::json;
namespace {

constexpr int timeout_ms = 12'000;
constexpr std::uint64_t max_answer_bytes = 64 * 1024;
// https://pushover.net/api: high priority goes past quiet hours and sounds until it is seen.
constexpr std::string_view pushover_url = "https://api.pushover.net/1/messages.json";
constexpr std::string_view ntfy_server = "https://ntfy.sh";

std::string percent_encoded(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                       c == '.' || c == '_' || c == '~';
    if (plain)
      out += c;
    else
      (out += '%').append({digits[byte >> 4], digits[byte & 15]});
  }
  return out;
}

std::string escaped(std::string_view text, Escape escape) {
  if (escape == Escape::form) return percent_encoded(text);
  if (escape == Escape::json) {
    const auto quoted = json::serialize(json::string(text));
    return quoted.substr(1, quoted.size() - 2);
  }
  std::string out(text);
  if (escape == Escape::line)
    for (char& c : out)
      if (static_cast<unsigned char>(c) < ' ' || c == 0x7f) c = ' ';
  return out;
}

// Calls `each` with the texts between placeholders and the names within.
template <class Text, class Name>
void walk(std::string_view text, Text on_text, Name on_name) {
  for (;;) {
    const auto open = text.find("{{");
    const auto close = open == std::string_view::npos ? open : text.find("}}", open);
    on_text(text.substr(0, close == std::string_view::npos ? text.size() : open));
    if (close == std::string_view::npos) return;
    auto name = text.substr(open + 2, close - open - 2);
    while (name.starts_with(' ')) name.remove_prefix(1);
    while (name.ends_with(' ')) name.remove_suffix(1);
    on_name(name);
    text.remove_prefix(close + 2);
  }
}

void set_body(net::HttpCall& call, std::string_view type, std::string body) {
  call.headers.emplace_back("Content-Type", type);
  call.body = std::move(body);
}

std::string_view type_of(std::string_view format) {
  if (format == "form") return "application/x-www-form-urlencoded";
  return format == "text" ? "text/plain; charset=utf-8" : "application/json; charset=utf-8";
}

void render_hook(const Channel& channel, const Values& values, net::HttpCall& call) {
  call.method = channel.http_method;
  call.url = fill(channel.endpoint, values, Escape::form);
  const auto escape = channel.format == "json" ? Escape::json : channel.format == "form" ? Escape::form : Escape::none;
  bool says_type = false;
  for (const auto& [name, value] : channel.headers) {
    says_type |= name.size() == 12 && (name == "Content-Type" || name == "content-type");
    call.headers.emplace_back(name, fill(value, values, Escape::line));
  }
  if (call.method == "GET") return;
  call.body = fill(channel.body, values, escape);
  if (!says_type) call.headers.emplace_back("Content-Type", type_of(channel.format));
}

void render_pushover(const Channel& channel, const Values& values, net::HttpCall& call) {
  call.method = "POST";
  call.url = channel.endpoint.empty() ? pushover_url : channel.endpoint;
  auto form = values;
  form["token"] = channel.token;
  form["user"] = channel.user_token;
  set_body(call, type_of("form"),
           fill("token={{token}}&user={{user}}&title={{title}}&message={{text}}&url={{take_link}}&url_title={{take}}"
                "&priority=1",
                form, Escape::form));
}

void render_ntfy(const Channel& channel, const Values& values, net::HttpCall& call) {
  const auto value = [&](std::string_view name) -> const std::string& { return values.find(name)->second; };
  call.method = "POST";
  call.url = channel.endpoint.empty() ? ntfy_server : channel.endpoint;
  if (!channel.token.empty()) call.headers.emplace_back("Authorization", "Bearer " + channel.token);
  json::object message{{"topic", channel.topic},
                       {"title", value("title")},
                       {"message", value("text")},
                       {"priority", 5},
                       {"tags", json::array{"rotating_light"}}};
  if (!value("link").empty()) message["click"] = value("link");
  if (!value("take_link").empty())
    message["actions"] =
        json::array{json::object{{"action", "view"}, {"label", value("take")}, {"url", value("take_link")}}};
  set_body(call, type_of("json"), json::serialize(message));
}

}  // namespace

std::string fill(std::string_view text, const Values& values, Escape escape) {
  std::string out;
  walk(
      text, [&](std::string_view part) { out += part; },
      [&](std::string_view name) {
        if (const auto value = values.find(name); value != values.end()) out += escaped(value->second, escape);
      });
  return out;
}

std::optional<std::string> find_unknown(std::string_view text) {
  std::optional<std::string> out;
  walk(
      text, [](std::string_view) {},
      [&](std::string_view name) {
        if (!out && !sample_values().contains(name)) out = name;
      });
  return out;
}

const Values& sample_values() {
  static const Values values{{"id", "1"},
                             {"event", "sla_breach"},
                             {"title", "Overdue: #7"},
                             {"text", "The kettle does not boil"},
                             {"link", "https://desk.example/tickets/7"},
                             {"take_link", "https://desk.example/alert/1"},
                             {"take", "I take it"},
                             {"desk", "Desk"},
                             {"ticket_id", "7"},
                             {"subject", "The kettle does not boil"},
                             {"priority", "urgent"},
                             {"group", "Support"},
                             {"assignee", "Ada"},
                             {"metric", "First reply"},
                             {"due_at", "2026-01-01T00:00:00Z"},
                             {"policy", "Everybody"},
                             {"mailbox", "support@desk.example"},
                             {"round", "1"}};
  return values;
}

net::HttpCall render_call(const Channel& channel, const Values& values) {
  net::HttpCall call;
  call.timeout_ms = timeout_ms;
  call.max_response_bytes = max_answer_bytes;
  if (channel.kind == "pushover")
    render_pushover(channel, values, call);
  else if (channel.kind == "ntfy")
    render_ntfy(channel, values, call);
  else
    render_hook(channel, values, call);
  return call;
}

}  // namespace pult::alerts
