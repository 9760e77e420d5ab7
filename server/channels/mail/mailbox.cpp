// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/mailbox.hpp"

#include <boost/json.hpp>

#include "channels/mail/trouble.hpp"
#include "people/user.hpp"
#include "sql/params.hpp"

namespace pult::channels::mail {
namespace json = boost::json;
namespace {

const std::string columns =
    "id, address, name, signature, group_id, imap, smtp, imap_secret, smtp_secret, active, state, error, "
    "last_checked_at, last_mail_at, created_at, updated_at, brand_id, is_default, verify_asked_at";

Mailbox map(const sql::Row& row) {
  Mailbox out;
  out.id = row.id<MailboxId>(0);
  out.address = row.string(1);
  out.name = row.string(2);
  out.signature = row.string(3);
  out.group = row.id<GroupId>(4);
  out.imap = parse_server(row.text(5));
  out.smtp = parse_server(row.text(6));
  out.imap_secret = std::string(row.bytes(7));
  out.smtp_secret = std::string(row.bytes(8));
  out.active = row.boolean(9);
  out.state = row.string(10);
  out.error = row.optional_string(11);
  out.last_checked_at = row.optional_int64(12);
  out.last_mail_at = row.optional_int64(13);
  out.created_at = row.int64(14);
  out.updated_at = row.int64(15);
  out.brand = row.id<tickets::BrandId>(16);
  out.is_default = row.boolean(17);
  out.verify_asked_at = row.optional_int64(18);
  return out;
}

Result<void> check(sql::Transaction& tx, const Mailbox& mailbox) {
  const auto key = people::address_key(mailbox.address);
  if (key.empty()) return base::fail_field("address", "InvalidFormat", "Address: is not properly formatted");
  const auto other =
      PULT_TRY(tx.one_int64("SELECT id FROM mailboxes WHERE address_key = ?1 AND id <> ?2", {key, mailbox.id.value}));
  if (other) return base::fail_field("address", "DuplicateValue", "Address: has already been taken");
  return {};
}

Result<void> take_default(sql::Transaction& tx, const Mailbox& mailbox) {
  if (!mailbox.is_default) return {};
  PULT_TRY(tx.run("UPDATE mailboxes SET is_default = 0 WHERE is_default = 1 AND id <> ?1", {mailbox.id.value}));
  return {};
}

using sql::bytes_or_null;

}  // namespace

std::string render_server(const Server& server) {
  if (server.host.empty()) return "{}";
  return json::serialize(json::object{{"host", server.host},
                                      {"port", server.port},
                                      {"security", server.security},
                                      {"username", server.username},
                                      {"auth", server.auth},
                                      {"folder", server.folder},
                                      {"token_url", server.token_url},
                                      {"client_id", server.client_id}});
}

Server parse_server(std::string_view text) {
  Server out;
  boost::system::error_code broken;
  const auto value = json::parse(text, broken);
  const auto* object = broken ? nullptr : value.if_object();
  if (!object) return out;
  const auto read = [&](std::string_view name, std::string& into) {
    if (const auto* member = object->if_contains(name); member && member->is_string())
      into = std::string(member->get_string());
  };
  read("host", out.host);
  read("security", out.security);
  read("username", out.username);
  read("auth", out.auth);
  read("folder", out.folder);
  read("token_url", out.token_url);
  read("client_id", out.client_id);
  if (const auto* port = object->if_contains("port"); port && port->is_int64())
    out.port = std::uint16_t(port->get_int64());
  return out;
}

Result<std::vector<Mailbox>> list_mailboxes(sql::Transaction& tx) {
  return tx.all("SELECT " + columns + " FROM mailboxes ORDER BY id", {}, map);
}

Result<std::optional<Mailbox>> find_mailbox(sql::Transaction& tx, MailboxId id) {
  return tx.one("SELECT " + columns + " FROM mailboxes WHERE id = ?1", {id}, map);
}

Result<std::optional<Mailbox>> find_mailbox_by_address(sql::Transaction& tx, std::string_view address) {
  return tx.one("SELECT " + columns + " FROM mailboxes WHERE address_key = ?1", {people::address_key(address)}, map);
}

Result<std::optional<Mailbox>> choose_mailbox(sql::Transaction& tx, MailboxId own, GroupId group) {
  return tx.one("SELECT " + columns +
                    " FROM mailboxes WHERE active = 1 ORDER BY CASE WHEN id = ?1 THEN 0 WHEN group_id = ?2 THEN 1 "
                    "WHEN is_default = 1 THEN 2 ELSE 3 END, id LIMIT 1",
                {own.value, group.value}, map);
}

Result<Mailbox> create_mailbox(sql::Transaction& tx, Mailbox mailbox, Micros now) {
  PULT_TRY(check(tx, mailbox));
  if (mailbox.name.empty()) mailbox.name = mailbox.address;
  mailbox.is_default |= !PULT_TRY(tx.one_int64("SELECT id FROM mailboxes WHERE is_default = 1"));
  PULT_TRY(take_default(tx, mailbox));
  mailbox.created_at = mailbox.updated_at = now;
  const auto id = PULT_TRY(tx.one_int64(
      "INSERT INTO mailboxes (address, address_key, name, signature, group_id, imap, smtp, imap_secret, smtp_secret, "
      "active, created_at, updated_at, brand_id, is_default) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, "
      "?11, ?12, ?13) RETURNING id",
      {mailbox.address, people::address_key(mailbox.address), mailbox.name, mailbox.signature, mailbox.group,
       render_server(mailbox.imap), render_server(mailbox.smtp), bytes_or_null(mailbox.imap_secret),
       bytes_or_null(mailbox.smtp_secret), mailbox.active, now, mailbox.brand, mailbox.is_default}));
  mailbox.id = MailboxId(id.value_or(0));
  tx.notify("mailboxes", "");
  return mailbox;
}

Result<void> save_mailbox(sql::Transaction& tx, const Mailbox& mailbox, Micros now) {
  PULT_TRY(check(tx, mailbox));
  PULT_TRY(take_default(tx, mailbox));
  PULT_TRY(
      tx.run("UPDATE mailboxes SET address = ?2, address_key = ?3, name = ?4, signature = ?5, group_id = ?6, "
             "imap = ?7, smtp = ?8, imap_secret = ?9, smtp_secret = ?10, active = ?11, updated_at = ?12, "
             "brand_id = ?13, is_default = ?14, verify_asked_at = ?15 WHERE id = ?1",
             {mailbox.id, mailbox.address, people::address_key(mailbox.address), mailbox.name, mailbox.signature,
              mailbox.group, render_server(mailbox.imap), render_server(mailbox.smtp),
              bytes_or_null(mailbox.imap_secret), bytes_or_null(mailbox.smtp_secret), mailbox.active, now,
              mailbox.brand, mailbox.is_default, mailbox.verify_asked_at}));
  tx.notify("mailboxes", "");
  PULT_TRY(tell_trouble(tx, false, mailbox.id, now));
  return tell_trouble(tx, true, mailbox.id, now);
}

Result<void> delete_mailbox(sql::Transaction& tx, MailboxId id) {
  PULT_TRY(tx.run("DELETE FROM mailboxes WHERE id = ?1", {id}));
  tx.notify("mailboxes", "");
  return {};
}

Result<void> record_health(sql::Transaction& tx, MailboxId id, std::string_view error, bool got_mail, Micros now) {
  const std::string_view state = error.empty() ? "ok" : "error";
  const auto before = PULT_TRY(
      tx.one("SELECT state FROM mailboxes WHERE id = ?1", {id}, [](const sql::Row& row) { return row.string(0); }));
  PULT_TRY(
      tx.run("UPDATE mailboxes SET state = ?2, error = ?3, last_checked_at = ?4, "
             "last_mail_at = CASE WHEN ?5 = 1 THEN ?4 ELSE last_mail_at END WHERE id = ?1",
             {id, state, sql::text_or_null(error), now, got_mail}));
  return before == state ? Result<void>() : tell_trouble(tx, false, id, now);
}

}  // namespace pult::channels::mail
