// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/channel.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>

#include "alerts/message.hpp"
#include "people/locale.hpp"
#include "sql/insert_id.hpp"
#include "sql/params.hpp"

namespace pult::alerts {
namespace json = boost::json;
namespace {

constexpr std::size_t max_name = 100, max_text = 2048, max_body = 10'000, max_headers = 10;
const std::string columns =
    "id, name, kind, locale, is_active, config, last_success_at, last_error, created_at, updated_at";

std::string render_config(const Channel& channel) {
  json::object headers;
  for (const auto& [name, value] : channel.headers) headers[name] = value;
  return json::serialize(json::object{{"http_method", channel.http_method},
                                      {"endpoint", channel.endpoint},
                                      {"format", channel.format},
                                      {"body", channel.body},
                                      {"headers", std::move(headers)},
                                      {"token", channel.token},
                                      {"user_token", channel.user_token},
                                      {"topic", channel.topic}});
}

void read_config(const std::string& text, Channel& channel) {
  boost::system::error_code broken;
  const auto parsed = json::parse(text, broken);
  if (broken || !parsed.is_object()) return;
  const auto& config = parsed.get_object();
  const auto read = [&](std::string_view name, std::string& into) {
    if (const auto* value = config.if_contains(name); value && value->is_string()) into = value->get_string();
  };
  read("http_method", channel.http_method);
  read("endpoint", channel.endpoint);
  read("format", channel.format);
  read("body", channel.body);
  read("token", channel.token);
  read("user_token", channel.user_token);
  read("topic", channel.topic);
  if (const auto* headers = config.if_contains("headers"); headers && headers->is_object())
    for (const auto& [name, value] : headers->get_object())
      channel.headers.emplace_back(name, value.is_string() ? value.get_string() : json::string());
}

Channel map(const sql::Row& row, const crypto::SecretBox& secrets) {
  Channel out;
  out.id = row.id<ChannelId>(0);
  out.name = row.string(1);
  out.kind = row.string(2);
  out.locale = row.string(3);
  out.is_active = row.boolean(4);
  read_config(secrets.open(row.bytes(5)).value_or("{}"), out);
  out.last_success_at = row.optional_int64(6);
  out.last_error = row.string(7);
  out.created_at = row.int64(8);
  out.updated_at = row.int64(9);
  return out;
}

bool is_among(std::initializer_list<std::string_view> words, std::string_view word) {
  return std::ranges::find(words, word) != words.end();
}

bool is_one_line(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) >= ' ' && c != 0x7f; });
}

bool is_header_name(std::string_view text) {  // RFC 9110 section 5.6.2
  return !text.empty() &&
         text.find_first_not_of("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ") ==
             std::string_view::npos;
}

bool is_ours(std::string name) {
  for (char& c : name) c = c >= 'A' && c <= 'Z' ? char(c + 32) : c;
  return is_among({"host", "content-length", "transfer-encoding", "connection", "upgrade"}, name);
}

Result<void> bad(std::string field, const std::string& words) {
  std::string shown = field;
  shown[0] = char(std::toupper(static_cast<unsigned char>(shown[0])));
  std::ranges::replace(shown, '_', ' ');
  return base::fail_field(std::move(field), "InvalidValue", shown + ": " + words);
}

Result<void> check_template(const std::string& field, const std::string& text) {
  if (const auto unknown = find_unknown(text)) return bad(field, "does not know {{" + *unknown + "}}");
  return {};
}

Result<void> check_hook(const Channel& channel) {
  if (!is_among({"GET", "POST", "PUT", "PATCH"}, channel.http_method))
    return bad("http_method", "must be GET, POST, PUT or PATCH");
  if (!is_among({"json", "form", "text"}, channel.format)) return bad("format", "must be json, form or text");
  PULT_TRY(check_template("endpoint", channel.endpoint));
  PULT_TRY(check_template("body", channel.body));
  if (channel.body.size() > max_body) return bad("body", "is too long");
  if (channel.headers.size() > max_headers) return bad("headers", "cannot be more than 10");
  for (const auto& [name, value] : channel.headers) {
    if (!is_header_name(name) || is_ours(name)) return bad("headers", "cannot set " + name);
    if (!is_one_line(value) || value.size() > max_text) return bad("headers", "values must be one line");
    PULT_TRY(check_template("headers", value));
  }
  if (channel.format != "json" || channel.body.empty()) return {};
  boost::system::error_code broken;
  (void)json::parse(fill(channel.body, sample_values(), Escape::json), broken);
  return broken ? bad("body", "is no JSON; texts stand in quotes: \"{{title}}\"") : Result<void>();
}

}  // namespace

Result<void> check(const Channel& channel, const net::AddressGuard& guard) {
  if (channel.name.find_first_not_of(' ') == std::string::npos)
    return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (channel.name.size() > max_name) return bad("name", "is too long");
  if (!is_among({"hook", "pushover", "ntfy"}, channel.kind)) return bad("kind", "must be hook, pushover or ntfy");
  if (people::locale_or_default(channel.locale).language != channel.locale)
    return bad("locale", "must be en, ru, cs, lt or ro");
  const std::pair<std::string_view, const std::string*> texts[] = {{"endpoint", &channel.endpoint},
                                                                   {"token", &channel.token},
                                                                   {"user_token", &channel.user_token},
                                                                   {"topic", &channel.topic}};
  for (const auto& [field, text] : texts)
    if (!is_one_line(*text) || text->size() > max_text) return bad(std::string(field), "must be one line");
  const auto needs = [](std::string_view field, const std::string& value) {
    return value.empty() ? bad(std::string(field), "cannot be blank") : Result<void>();
  };
  if (channel.kind == "pushover") {
    PULT_TRY(needs("token", channel.token));
    PULT_TRY(needs("user_token", channel.user_token));
  }
  if (channel.kind == "ntfy") PULT_TRY(needs("topic", channel.topic));
  if (channel.kind == "hook") {
    PULT_TRY(needs("endpoint", channel.endpoint));
    PULT_TRY(check_hook(channel));
  }
  const auto url = render_call(channel, sample_values()).url;
  if (const auto fine = guard.check_url(url); !fine) return bad("endpoint", fine.error().message);
  return {};
}

Result<Channel> ChannelStore::create(Channel channel, Micros now) const {
  const auto count = PULT_TRY(tx_.one_int64("SELECT COUNT(*) FROM alert_channels"));
  if (count.value_or(0) >= most_channels)
    return base::fail(ErrorKind::unprocessable, "LimitReached", "There are as many alert channels as there may be");
  channel.created_at = channel.updated_at = now;
  const auto config = secrets_.seal(render_config(channel));
  channel.id = ChannelId(
      PULT_TRY(sql::insert_id(tx_,
                              "INSERT INTO alert_channels (name, kind, locale, is_active, config, "
                              "created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?6)",
                              {channel.name, channel.kind, channel.locale, channel.is_active, sql::Blob{config}, now}))
          .value_or(0));
  return channel;
}

Result<std::vector<Channel>> ChannelStore::list() const {
  return tx_.all("SELECT " + columns + " FROM alert_channels ORDER BY id", {},
                 [&](const sql::Row& row) { return map(row, secrets_); });
}

Result<std::optional<Channel>> ChannelStore::find(ChannelId id) const {
  return tx_.one("SELECT " + columns + " FROM alert_channels WHERE id = ?1", {id},
                 [&](const sql::Row& row) { return map(row, secrets_); });
}

Result<void> ChannelStore::save(const Channel& channel, Micros now) const {
  const auto config = secrets_.seal(render_config(channel));
  PULT_TRY(
      tx_.run("UPDATE alert_channels SET name = ?2, kind = ?3, locale = ?4, is_active = ?5, config = ?6, "
              "updated_at = ?7 WHERE id = ?1",
              {channel.id, channel.name, channel.kind, channel.locale, channel.is_active, sql::Blob{config}, now}));
  return {};
}

Result<void> ChannelStore::remove(ChannelId id) const {
  PULT_TRY(tx_.run("DELETE FROM alert_channels WHERE id = ?1", {id}));
  return {};
}

Result<void> ChannelStore::note(ChannelId id, std::string_view error, Micros now) const {
  PULT_TRY(
      tx_.run("UPDATE alert_channels SET last_error = ?2, last_success_at = CASE WHEN ?3 = 1 THEN ?4 ELSE "
              "last_success_at END WHERE id = ?1",
              {id, sql::text_or_null(error), error.empty(), now}));
  return {};
}

}  // namespace pult::alerts
