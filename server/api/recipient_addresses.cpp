// SPDX-License-Identifier: AGPL-3.0-or-later
// recipient_addresses: the addresses of the desk as the v2 conventions show them. Each is a mailbox (mailboxes.cpp has
// its servers); here is what it stands for.
#include <algorithm>

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/present.hpp"
#include "channels/mail/mailbox.hpp"
#include "tickets/definitions.hpp"

namespace pult::api {
namespace {

using channels::mail::Mailbox;

// Mail that came proves that it comes; an address that was asked about waits for one.
std::string_view forwarding_status(const Mailbox& mailbox) {
  const bool arrived = mailbox.last_mail_at && *mailbox.last_mail_at >= mailbox.verify_asked_at.value_or(0);
  if (arrived || (mailbox.active && !mailbox.imap.host.empty() && mailbox.state == "ok")) return "verified";
  if (mailbox.state == "error") return "failed";
  return mailbox.verify_asked_at ? "waiting" : "unknown";
}

json::object present_address(const Call& call, const Mailbox& mailbox) {
  return {{"url", call.url("recipient_addresses/" + std::to_string(mailbox.id.value))},
          {"id", mailbox.id.value},
          {"brand_id", mailbox.brand.value},
          {"default", mailbox.is_default},
          {"name", mailbox.name},
          {"email", mailbox.address},
          {"forwarding_status", forwarding_status(mailbox)},
          {"spf_status", "unknown"},
          {"cname_status", "unknown"},
          {"domain_verification_status", "unknown"},
          {"domain_verification_code", nullptr},
          {"created_at", base::render_iso8601(mailbox.created_at)},
          {"updated_at", base::render_iso8601(mailbox.updated_at)}};
}

Result<Mailbox> load(Call& call) {
  auto mailbox = PULT_TRY(channels::mail::find_mailbox(call.tx, MailboxId(call.ids[0])));
  if (!mailbox) return base::fail_not_found();
  return std::move(*mailbox);
}

Result<Answer> list(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(channels::mail::list_mailboxes(call.tx));
  return Answer{200, whole_list_answer(
                         call, page, "recipient_addresses", rows, [](const Mailbox& m) { return m.id.value; },
                         [&](const Mailbox& m) { return present_address(call, m); })};
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"recipient_address", present_address(call, PULT_TRY(load(call)))}}};
}

Result<void> read(Call& call, Mailbox& mailbox, bool is_new) {
  Body in(*PULT_TRY(inner(call.body, "recipient_address")));
  if (const auto v = in.text("email"); v && is_new) mailbox.address = *v;
  if (const auto v = in.text("name")) mailbox.name = *v;
  const auto brand = in.id("brand_id");
  const auto is_default = in.boolean("default");
  PULT_TRY(in.check());
  const auto defined = call.services.desk.definitions(call.tx);
  if (is_new) mailbox.brand = defined->default_brand;
  if (brand && *brand) {
    const auto* found = defined->find_brand(tickets::BrandId(*brand));
    if (!found || found->deleted) return base::fail_field("brand_id", "InvalidValue", "Brand: is unknown");
    mailbox.brand = found->id;
  }
  if (is_default && !*is_default && mailbox.is_default)
    return base::fail_field("default", "InvalidValue", "Default: make another address the default instead");
  if (is_default) mailbox.is_default = *is_default;
  return {};
}

// The conventions call the address `email`.
Result<Mailbox> with_its_name(Result<Mailbox> saved) {
  if (!saved)
    for (auto& field : saved.error().fields)
      if (field.field == "address") field.field = "email";
  return saved;
}

Result<Answer> create(Call& call) {
  Mailbox mailbox;
  PULT_TRY(read(call, mailbox, true));
  const auto made = PULT_TRY(with_its_name(channels::mail::create_mailbox(call.tx, mailbox, call.now())));
  Answer answer{201, {{"recipient_address", present_address(call, made)}}};
  answer.headers.emplace_back("Location", call.url("recipient_addresses/" + std::to_string(made.id.value)));
  return answer;
}

Result<Answer> update(Call& call) {
  auto mailbox = PULT_TRY(load(call));
  PULT_TRY(read(call, mailbox, false));
  PULT_TRY(channels::mail::save_mailbox(call.tx, mailbox, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  const auto mailbox = PULT_TRY(load(call));
  if (mailbox.is_default) return base::fail_field("base", "InvalidValue", "The default address cannot be deleted");
  PULT_TRY(channels::mail::delete_mailbox(call.tx, mailbox.id));
  return Answer{204, nullptr};
}

// From now on a mail that comes to the address shows that forwarding works.
Result<Answer> verify(Call& call) {
  auto mailbox = PULT_TRY(load(call));
  mailbox.verify_asked_at = call.now();
  PULT_TRY(channels::mail::save_mailbox(call.tx, mailbox, call.now()));
  return Answer{200, {{"recipient_address", present_address(call, mailbox)}}};
}

}  // namespace

std::vector<Route> recipient_address_routes() {
  return {
      {"GET", "recipient_addresses", Who::agent, Mode::read, list},
      {"POST", "recipient_addresses", Who::admin, Mode::write, create},
      {"GET", "recipient_addresses/{id}", Who::agent, Mode::read, show},
      {"PUT", "recipient_addresses/{id}", Who::admin, Mode::write, update},
      {"DELETE", "recipient_addresses/{id}", Who::admin, Mode::write, remove},
      {"PUT", "recipient_addresses/{id}/verify", Who::admin, Mode::write, verify},
  };
}

}  // namespace pult::api
