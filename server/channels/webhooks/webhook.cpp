// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/webhooks/webhook.hpp"

#include <algorithm>

#include "channels/webhooks/event_types.hpp"
#include "events/domain_event.hpp"
#include "sql/params.hpp"

namespace pult::channels::webhooks {
namespace {

template <class List>
bool is_among(const List& list, std::string_view word) {
  return std::ranges::find(list, word) != std::end(list);
}

constexpr std::string_view crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
constexpr std::size_t max_header_name = 128, max_header_value = 1000, max_headers = 5, max_text = 2048;

const std::string columns =
    "id, name, description, is_active, endpoint, http_method, request_format, subscriptions, auth_type, auth_data, "
    "custom_headers, signing_secret, external_source, created_by, updated_by, created_at, updated_at";

std::string join(const std::vector<std::string>& words) {
  std::string out;
  for (const auto& word : words) out.append(out.empty() ? "" : " ").append(word);
  return out;
}

std::vector<std::string> split(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    if (end > 0) out.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return out;
}

std::string render_headers(const Headers& headers) {
  json::object out;
  for (const auto& [name, value] : headers) out[name] = value;
  return json::serialize(out);
}

// What a lost key made unreadable is empty: the webhook is still shown and can be given new secrets.
json::object open_object(const crypto::SecretBox& secrets, std::string_view sealed) {
  if (sealed.empty()) return {};
  const auto plain = secrets.open(sealed);
  boost::system::error_code broken;
  auto value = json::parse(plain ? *plain : "{}", broken);
  return !broken && value.is_object() ? std::move(value.get_object()) : json::object();
}

Webhook map(const sql::Row& row, const crypto::SecretBox& secrets) {
  Webhook out;
  out.id = row.string(0);
  out.name = row.string(1);
  out.description = row.string(2);
  out.is_active = row.boolean(3);
  out.endpoint = row.string(4);
  out.http_method = row.string(5);
  out.request_format = row.string(6);
  out.subscriptions = split(row.text(7));
  out.auth_type = row.string(8);
  out.auth_data = open_object(secrets, row.bytes(9));
  for (const auto& [name, value] : open_object(secrets, row.bytes(10)))
    if (value.is_string()) out.custom_headers.emplace_back(name, value.get_string());
  out.signing_secret = secrets.open(row.bytes(11)).value_or("");
  out.external_source = row.string(12);
  out.created_by = row.id<UserId>(13);
  out.updated_by = row.id<UserId>(14);
  out.created_at = row.int64(15);
  out.updated_at = row.int64(16);
  return out;
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c + 32);
  return text;
}

bool is_token(std::string_view text) {  // RFC 9110 section 5.6.2
  return !text.empty() && text.find_first_not_of(
                              "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyz"
                              "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

bool is_printable(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return (unsigned char)c >= ' ' && c != 0x7f; });
}

std::string header_complaint(const Headers& headers) {
  static constexpr std::string_view ours[] = {"host",       "content-length", "transfer-encoding", "connection",
                                              "user-agent", "content-type",   "authorization",     "upgrade"};
  if (headers.size() > max_headers) return "cannot be more than 5";
  for (const auto& [name, value] : headers) {
    const auto key = lower(name);
    if (!is_token(name) || name.size() > max_header_name) return "names must be HTTP header names";
    if (is_among(ours, key) || key.starts_with("x-zendesk-webhook") || key == "x-zendesk-account-id")
      return "cannot set " + name;
    if (!is_printable(value) || value.size() > max_header_value) return "values must be one line of 1000 characters";
  }
  return {};
}

std::string auth_complaint(const Webhook& webhook) {
  const auto has = [&](std::string_view name) {
    const auto* value = webhook.auth_data.if_contains(name);
    return value && value->is_string() && !value->get_string().empty() && value->get_string().size() <= max_text &&
           is_printable(value->get_string());
  };
  const auto& type = webhook.auth_type;
  if (type.empty()) return {};
  if (type == "basic_auth") return has("username") && has("password") ? "" : "needs a username and a password";
  if (type == "bearer_token") return has("token") ? "" : "needs a token";
  if (type != "api_key") return "must be basic_auth, bearer_token or api_key";
  if (!has("name") || !has("value")) return "needs a name and a value";
  return header_complaint({{std::string(webhook.auth_data.at("name").get_string()), ""}});
}

std::string subscription_complaint(const Webhook& webhook) {
  bool has_events = false;
  for (const auto& one : webhook.subscriptions) {
    if (one == conditional_ticket_events) continue;
    if (!is_event_type(one)) return "does not know " + one;
    has_events = true;
  }
  const bool plain = webhook.http_method == "POST" && webhook.request_format == "json";
  return has_events && !plain ? "to events need the method POST and the format json" : "";
}

// What the active ones follow decides what is written down for them.
Result<void> tell_changed(sql::Transaction& tx, std::string_view id) {
  std::vector<std::string> kinds;
  PULT_TRY(
      tx.each("SELECT subscriptions FROM webhooks WHERE is_active = 1", {}, [&](const sql::Row& row) -> Result<void> {
        for (const auto* kind : {"user", "organization"})
          if (row.string(0).find(std::string(event_prefix) + kind + ".") != std::string::npos) kinds.emplace_back(kind);
        return {};
      }));
  PULT_TRY(events::set_followed(tx, kinds));
  tx.notify(changed_channel, id);
  return {};
}

}  // namespace

std::string make_ulid(Micros now) {
  std::string out(26, '0');
  auto milliseconds = std::uint64_t(now / 1000);
  for (int i = 9; i >= 0; --i, milliseconds >>= 5) out[std::size_t(i)] = crockford[milliseconds & 31];
  const auto random = crypto::random_bytes(16);
  for (std::size_t i = 0; i < 16; ++i) out[10 + i] = crockford[(unsigned char)random[i] & 31];
  return out;
}

bool is_ulid(std::string_view text) {
  return text.size() == 26 && text.find_first_not_of(crockford) == std::string_view::npos;
}

std::string make_signing_secret() { return crypto::base64(crypto::random_bytes(48)); }

Result<void> check(const Webhook& webhook, const net::AddressGuard& guard) {
  const auto bad = [](std::string field, const std::string& words) {
    std::string shown = field;
    shown[0] = char(std::toupper(static_cast<unsigned char>(shown[0])));
    return base::fail_field(std::move(field), "InvalidValue", shown + ": " + words);
  };
  if (webhook.name.find_first_not_of(' ') == std::string::npos)
    return base::fail_field("name", "BlankValue", "Name: cannot be blank");
  if (webhook.name.size() > max_text || webhook.description.size() > max_text || webhook.endpoint.size() > max_text)
    return bad("name", "no text may be longer than 2048 characters");
  if (webhook.endpoint.empty()) return base::fail_field("endpoint", "BlankValue", "Endpoint: cannot be blank");
  if (const auto fine = guard.check_url(webhook.endpoint); !fine) return bad("endpoint", fine.error().message);
  static constexpr std::string_view methods[] = {"GET", "POST", "PUT", "PATCH", "DELETE"};
  static constexpr std::string_view formats[] = {"json", "xml", "form_encoded"};
  if (!is_among(methods, webhook.http_method)) return bad("http_method", "must be GET, POST, PUT, PATCH or DELETE");
  if (!is_among(formats, webhook.request_format)) return bad("request_format", "must be json, xml or form_encoded");
  if (const auto words = subscription_complaint(webhook); !words.empty()) return bad("subscriptions", words);
  if (const auto words = auth_complaint(webhook); !words.empty()) return bad("authentication", words);
  if (const auto words = header_complaint(webhook.custom_headers); !words.empty()) return bad("custom_headers", words);
  return {};
}

Result<Webhook> Store::create(Webhook webhook, Micros now) const {
  webhook.id = make_ulid(now);
  webhook.signing_secret = make_signing_secret();
  webhook.created_at = webhook.updated_at = now;
  PULT_TRY(
      tx.run("INSERT INTO webhooks (id, name, is_active, endpoint, http_method, request_format, subscriptions, "
             "signing_secret, created_by, updated_by, created_at, updated_at) "
             "VALUES (?1, '', 0, '', '', '', '', ?2, ?3, ?3, ?4, ?4)",
             {webhook.id, sql::Blob{""}, webhook.created_by, now}));
  PULT_TRY(save(webhook));
  return webhook;
}

Result<std::optional<Webhook>> Store::find(std::string_view id) const {
  return tx.one("SELECT " + columns + " FROM webhooks WHERE id = ?1", {id},
                [&](const sql::Row& row) { return map(row, secrets); });
}

Result<void> Store::save(const Webhook& webhook) const {
  const auto auth = webhook.auth_type.empty() ? "" : secrets.seal(json::serialize(webhook.auth_data));
  const auto headers = webhook.custom_headers.empty() ? "" : secrets.seal(render_headers(webhook.custom_headers));
  const auto signing = secrets.seal(webhook.signing_secret);
  const auto subscriptions = join(webhook.subscriptions);
  PULT_TRY(
      tx.run("UPDATE webhooks SET name = ?2, description = ?3, is_active = ?4, endpoint = ?5, http_method = ?6, "
             "request_format = ?7, subscriptions = ?8, auth_type = ?9, auth_data = ?10, custom_headers = ?11, "
             "signing_secret = ?12, external_source = ?13, updated_by = ?14, updated_at = ?15 WHERE id = ?1",
             {webhook.id, webhook.name, sql::text_or_null(webhook.description), webhook.is_active, webhook.endpoint,
              webhook.http_method, webhook.request_format, subscriptions, sql::text_or_null(webhook.auth_type),
              sql::bytes_or_null(auth), sql::bytes_or_null(headers), sql::Blob{signing},
              sql::text_or_null(webhook.external_source), webhook.updated_by, webhook.updated_at}));
  return changed(webhook.id);
}

// Says which kinds of things are followed by now, and that the list in memory is old.
Result<void> Store::changed(std::string_view id) const { return tell_changed(tx, id); }

Result<bool> set_active(sql::Transaction& tx, std::string_view id, bool active, Micros now) {
  const auto changed = PULT_TRY(tx.run(
      "UPDATE webhooks SET is_active = ?2, updated_at = ?3 WHERE id = ?1 AND is_active <> ?2", {id, active, now}));
  if (changed == 0) return false;
  PULT_TRY(tell_changed(tx, id));
  return true;
}

Result<void> Store::remove(std::string_view id, Micros now) const {
  PULT_TRY(
      tx.run("UPDATE webhook_invocations SET state = 'terminated', outcome = 'terminated', completed_at = ?2 "
             "WHERE webhook_id = ?1 AND state IN ('queued', 'sending')",
             {id, now}));
  PULT_TRY(tx.run("DELETE FROM webhooks WHERE id = ?1", {id}));
  return changed(id);
}

Result<std::vector<Webhook>> Store::list_active() const {
  return tx.all("SELECT " + columns + " FROM webhooks WHERE is_active = 1 ORDER BY id", {},
                [&](const sql::Row& row) { return map(row, secrets); });
}

Result<std::vector<Webhook>> list(const Store& store, const WebhookFilter& filter) {
  // Of three words of ours: safe to join into the text. "inactive" sorts behind "active".
  const std::string key = filter.order == "name" ? "name" : filter.order == "status" ? "1 - is_active" : "id";
  const bool down = filter.descending;
  std::vector<sql::Param> params{filter.limit};
  std::string sql = "SELECT " + columns + " FROM webhooks WHERE 1=1";
  std::string pattern;
  if (!filter.name_contains.empty()) {
    pattern = "%";
    for (const char c : lower(filter.name_contains)) pattern.append(c == '%' || c == '_' || c == '\\' ? "\\" : "") += c;
    pattern += "%";
    params.emplace_back(pattern);
    sql += " AND LOWER(name) LIKE ?" + std::to_string(params.size()) + " ESCAPE '\\'";
  }
  if (!filter.status.empty()) sql += filter.status == "active" ? " AND is_active = 1" : " AND is_active = 0";
  if (filter.after) {
    if (filter.order == "status")
      params.emplace_back(filter.after->first == "active" ? 0 : 1);
    else
      params.emplace_back(filter.after->first);
    params.emplace_back(filter.after->second);
    sql += " AND (" + key + ", id) " + (down ? "<" : ">") + " (?" + std::to_string(params.size() - 1) + ", ?" +
           std::to_string(params.size()) + ")";
  }
  const std::string way = down ? " DESC" : "";
  sql += " ORDER BY " + key + way + ", id" + way + " LIMIT ?1";
  return store.tx.all(sql, params, [&](const sql::Row& row) { return map(row, store.secrets); });
}

}  // namespace pult::channels::webhooks
