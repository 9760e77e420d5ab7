// SPDX-License-Identifier: AGPL-3.0-or-later
// Whether an address is its user's: staff may say so, or a link in a mail to the address proves it. The link only asks;
// a button confirms, because programs that scan mails follow links.
#include "api/html_page.hpp"
#include "api/page_words.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/user_input.hpp"
#include "channels/mail/service.hpp"
#include "text/html_text.hpp"

namespace pult::api {
namespace {

Result<people::Identity> access_identity(Call& call) {
  const auto user = PULT_TRY(access_user_to_edit(call, UserId(call.ids[0])));
  auto identity = PULT_TRY(people::find_identity(call.tx, IdentityId(call.ids[1])));
  if (!identity || identity->user != user.id) return base::fail_not_found();
  return std::move(*identity);
}

Result<Answer> verify(Call& call) {
  auto identity = PULT_TRY(access_identity(call));
  PULT_TRY(people::set_verified(call.tx, identity.id, true, call.now()));
  identity.verified = true;
  return Answer{200, {{"identity", present_identity(call, identity)}}};
}

Result<Answer> request_verification(Call& call) {
  const auto identity = PULT_TRY(access_identity(call));
  if (identity.type != "email")
    return base::fail_field("type", "InvalidValue", "Type: only e-mail can be verified by mail");
  if (identity.verified) return Answer{200, json::object{}};
  const auto proof = PULT_TRY(people::create_proof(call.tx, identity, call.now()));
  const auto user = PULT_TRY(people::load_user(call.tx, identity.user));
  const auto& words = page_words(user.locale);
  const auto text =
      fill_words(words.mail_text,
                 {{"name", user.name}, {"address", identity.value}, {"link", call.base_url + "/verify/" + proof}});
  PULT_TRY(call.services.mail.send_text(call.tx, {user.name, identity.value}, std::string(words.mail_subject), text));
  return Answer{200, json::object{}};
}

// Whose link it was is not known: the browser says the language.
Result<Answer> unknown(Call& call) {
  const auto look = PULT_TRY(page_look(call));
  const auto& words = page_words(look.language);
  return html_page(404, words.link_dead, "<p>" + std::string(words.link_used) + "</p>", {}, look);
}

Result<Answer> ask(Call& call) {
  const auto identity = PULT_TRY(people::find_proven(call.tx, call.word, call.now()));
  if (!identity) return unknown(call);
  const auto look = PULT_TRY(page_look(call, PULT_TRY(people::load_user(call.tx, identity->user))));
  const auto& words = page_words(look.language);
  return html_page(200, words.confirm_title,
                   "<p>" + text::escaped(identity->value) + "</p><form method=\"post\"><button>" +
                       std::string(words.confirm) + "</button></form>",
                   {}, look);
}

Result<Answer> confirm(Call& call) {
  const auto identity = PULT_TRY(people::find_proven(call.tx, call.word, call.now()));
  if (!identity) return unknown(call);
  PULT_TRY(people::set_verified(call.tx, identity->id, true, call.now()));
  const auto look = PULT_TRY(page_look(call, PULT_TRY(people::load_user(call.tx, identity->user))));
  const auto& words = page_words(look.language);
  const auto said = fill_words(words.confirmed, {{"address", text::escaped(identity->value)}});
  return html_page(200, words.thanks, "<p>" + said + "</p>", {}, look);
}

}  // namespace

std::vector<Route> address_proof_routes() {
  return {
      {"PUT", "users/{id}/identities/{id}/verify", Who::agent, Mode::write, verify},
      {"PUT", "users/{id}/identities/{id}/request_verification", Who::user, Mode::write, request_verification},
  };
}

std::vector<Route> address_proof_pages() {
  return {
      {"GET", "/verify/{word}", Who::anybody, Mode::read, ask},
      {"POST", "/verify/{word}", Who::anybody, Mode::write, confirm},
  };
}

}  // namespace pult::api
