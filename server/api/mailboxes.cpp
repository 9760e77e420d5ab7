// SPDX-License-Identifier: AGPL-3.0-or-later
// mailboxes: addresses of the desk and their servers. Secrets go in and never come out.
#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "channels/mail/mailbox.hpp"
#include "channels/mail/service.hpp"

namespace pult::api {
namespace {

using channels::mail::Mailbox;
using channels::mail::Server;

json::value present_server(const Server& server, bool imap) {
  if (server.host.empty()) return nullptr;
  json::object out{{"host", server.host},
                   {"port", server.port},
                   {"security", server.security},
                   {"username", server.username},
                   {"auth", server.auth}};
  if (imap) out["folder"] = server.folder;
  return out;
}

json::object present_mailbox(const Call& call, const Mailbox& mailbox) {
  return {{"url", call.url("mailboxes/" + std::to_string(mailbox.id.value))},
          {"id", mailbox.id.value},
          {"address", mailbox.address},
          {"name", mailbox.name},
          {"group_id", id_or_null(mailbox.group)},
          {"signature", text_or_null(mailbox.signature)},
          {"imap", present_server(mailbox.imap, true)},
          {"smtp", present_server(mailbox.smtp, false)},
          {"active", mailbox.active},
          {"health",
           {{"state", mailbox.active && !mailbox.imap.host.empty() ? std::string_view(mailbox.state) : "off"},
            {"error", mailbox.error ? json::value(*mailbox.error) : json::value(nullptr)},
            {"last_checked_at", time_or_null(mailbox.last_checked_at)},
            {"last_mail_at", time_or_null(mailbox.last_mail_at)}}},
          {"created_at", base::render_iso8601(mailbox.created_at)},
          {"updated_at", base::render_iso8601(mailbox.updated_at)}};
}

Result<Mailbox> load(Call& call) {
  auto mailbox = PULT_TRY(channels::mail::find_mailbox(call.tx, MailboxId(call.ids[0])));
  if (!mailbox) return base::fail_not_found();
  return std::move(*mailbox);
}

void apply_server(Call& call, Body& in, const char* name, Server& server, std::string& secret) {
  if (in.is_null(name)) {
    server = {};
    secret.clear();
    return;
  }
  const auto* object = in.object(name);
  if (!object) return;
  Body fields(*object);
  const auto text = [&](const char* field, std::string& into) {
    if (const auto v = fields.text(field)) into = *v;
  };
  text("host", server.host);
  text("security", server.security);
  text("username", server.username);
  text("auth", server.auth);
  text("folder", server.folder);
  text("token_url", server.token_url);
  text("client_id", server.client_id);
  if (const auto v = fields.id("port")) {
    if (*v < 0 || *v > 65535)
      in.fail(std::string(name) + ".port", "a port number");
    else
      server.port = std::uint16_t(*v);
  }
  if (server.security != "tls" && server.security != "starttls" && server.security != "none")
    in.fail(std::string(name) + ".security", "tls, starttls or none");
  if (server.auth != "password" && server.auth != "xoauth2")
    in.fail(std::string(name) + ".auth", "password or xoauth2");
  if (const auto v = fields.text("password"); v && !v->empty()) secret = call.services.mail.secrets().seal(*v);
  if (!server.host.empty() && server.port == 0) in.fail(std::string(name) + ".port", "a port number");
  if (!fields.check()) in.fail(name, "an object of strings and a port");
}

Result<void> apply_input(Call& call, Mailbox& mailbox) {
  Body in(*PULT_TRY(inner(call.body, "mailbox")));
  if (const auto v = in.text("address")) mailbox.address = *v;
  if (const auto v = in.text("name")) mailbox.name = *v;
  if (const auto v = in.text("signature")) mailbox.signature = *v;
  if (const auto v = in.id("group_id")) mailbox.group = GroupId(*v);
  if (const auto v = in.boolean("active")) mailbox.active = *v;
  apply_server(call, in, "imap", mailbox.imap, mailbox.imap_secret);
  apply_server(call, in, "smtp", mailbox.smtp, mailbox.smtp_secret);
  PULT_TRY(in.check());
  if (mailbox.group && !PULT_TRY(people::find_group(call.tx, mailbox.group)))
    return base::fail_field("group_id", "InvalidValue", "Group: is invalid");
  return {};
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(channels::mail::list_mailboxes(call.tx));
  return Answer{200, whole_list_answer(
                         call, page, "mailboxes", rows, [](const Mailbox& m) { return m.id.value; },
                         [&](const Mailbox& m) { return present_mailbox(call, m); })};
}

Result<Answer> show(Call& call) { return Answer{200, {{"mailbox", present_mailbox(call, PULT_TRY(load(call)))}}}; }

Result<Answer> create(Call& call) {
  Mailbox mailbox;
  PULT_TRY(apply_input(call, mailbox));
  const auto made = PULT_TRY(channels::mail::create_mailbox(call.tx, mailbox, call.now()));
  Answer answer{201, {{"mailbox", present_mailbox(call, made)}}};
  answer.headers.emplace_back("Location", call.url("mailboxes/" + std::to_string(made.id.value)));
  return answer;
}

Result<Answer> update(Call& call) {
  auto mailbox = PULT_TRY(load(call));
  PULT_TRY(apply_input(call, mailbox));
  PULT_TRY(channels::mail::save_mailbox(call.tx, mailbox, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(channels::mail::delete_mailbox(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

}  // namespace

std::vector<Route> mailbox_routes() {
  return {
      {"GET", "mailboxes", Who::agent, Mode::read, list},
      {"POST", "mailboxes", Who::admin, Mode::write, create},
      {"GET", "mailboxes/{id}", Who::agent, Mode::read, show},
      {"PUT", "mailboxes/{id}", Who::admin, Mode::write, update},
      {"DELETE", "mailboxes/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
