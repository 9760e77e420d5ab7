// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/server_options.hpp"

#include <boost/json.hpp>

#include "channels/mail/service.hpp"
#include "net/oauth_token.hpp"

namespace pult::channels::mail {
namespace json = boost::json;
namespace {

// A secret for XOAUTH2 is an access token, or {"refresh_token": ..., "client_secret": ...} beside a token_url.
Result<std::string> access_token(const MailService& service, const Server& server, const std::string& secret) {
  if (server.token_url.empty()) return secret;
  net::OauthClient client;
  client.token_url = server.token_url;
  client.client_id = server.client_id;
  boost::system::error_code broken;
  const auto value = json::parse(secret, broken);
  const auto* object = broken ? nullptr : value.if_object();
  const auto read = [&](std::string_view name) {
    const auto* member = object ? object->if_contains(name) : nullptr;
    return member && member->is_string() ? std::string(member->get_string()) : std::string();
  };
  client.refresh_token = object ? read("refresh_token") : secret;
  client.client_secret = read("client_secret");
  if (service.options().guard) client.guard = &*service.options().guard;
  return PULT_TRY(net::refresh_oauth_token(client, service.desk().now())).access_token;
}

Result<void> fill(const MailService& service, const Server& server, const std::string& sealed, net::MailServer& out) {
  out.host = server.host;
  out.port = server.port;
  out.security = server.security == "none"       ? net::MailSecurity::none
                 : server.security == "starttls" ? net::MailSecurity::starttls
                                                 : net::MailSecurity::tls;
  out.username = server.username;
  if (sealed.empty()) return {};
  auto secret = PULT_TRY(service.secrets().open(sealed));
  if (server.auth == "xoauth2")
    out.oauth_bearer = PULT_TRY(access_token(service, server, secret));
  else
    out.password = std::move(secret);
  return {};
}

}  // namespace

Result<net::ImapOptions> imap_options(const MailService& service, const Mailbox& mailbox) {
  net::ImapOptions out;
  PULT_TRY(fill(service, mailbox.imap, mailbox.imap_secret, out));
  return out;
}

Result<net::SmtpOptions> smtp_options(const MailService& service, const std::optional<Mailbox>& mailbox) {
  if (mailbox && !mailbox->smtp.host.empty()) {
    net::SmtpOptions out;
    out.helo = service.options().host_name;
    PULT_TRY(fill(service, mailbox->smtp, mailbox->smtp_secret, out));
    return out;
  }
  if (service.options().relay) return *service.options().relay;
  return base::fail(ErrorKind::unavailable, "no_relay", "No mail server is set up for outgoing mail");
}

}  // namespace pult::channels::mail
