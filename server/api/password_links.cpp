// SPDX-License-Identifier: AGPL-3.0-or-later
// Links by which people of the team choose a password: admins invite, and who forgot theirs asks for one. The secret is
// in the fragment of the link, which browsers send to nobody, and only choosing a password uses it up, because programs
// that scan mails follow links.
#include "people/password_link.hpp"

#include "api/body.hpp"
#include "api/page.hpp"
#include "api/page_words.hpp"
#include "api/password_words.hpp"
#include "api/passwords.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/sign_in.hpp"
#include "channels/mail/service.hpp"
#include "crypto/crypto.hpp"
#include "notify/service.hpp"
#include "people/audit_log.hpp"
#include "tickets/branding.hpp"

namespace pult::api {
namespace {

constexpr int tries_per_address = 5, tries_per_network = 20;

std::string link_to(const std::string& base_url, const people::NewPasswordLink& link) {
  return base_url + "/new-password#" + link.secret;
}

Result<void> mail_link(Call& call, const people::User& user, const std::string& link) {
  const auto& words = password_words(user.locale);
  const bool is_invitation = user.password_hash.empty();
  const std::vector<std::pair<std::string_view, std::string>> values{
      {"name", user.name},
      {"desk", std::string(PULT_TRY(tickets::load_branding(call.tx)).shown_name())},
      {"address", user.email},
      {"link", link}};
  return call.services.mail.send_text(
      call.tx, {user.name, user.email},
      fill_words(is_invitation ? words.invitation_subject : words.reset_subject, values),
      fill_words(is_invitation ? words.invitation : words.reset, values));
}

Result<void> record(Call& call, const people::Actor& actor, const people::User& user, std::string_view what) {
  return people::audit_log::record(call.tx, actor,
                                   {.action = "update",
                                    .source_type = "user",
                                    .source_id = user.id.value,
                                    .source_label = user.name,
                                    .change_description = std::string(what),
                                    .ip_address = call.request.remote_address},
                                   call.now());
}

// Sends a link; where no mail would arrive, or none is wanted, the admin gets it to pass on.
Result<Answer> invite(Call& call) {
  const auto user = PULT_TRY(people::load_user(call.tx, UserId(call.ids[0])));
  Body in(call.body);
  const bool wants_mail = in.boolean("send").value_or(true);
  PULT_TRY(in.check());
  if (!people::may_choose_password(user))
    return base::fail_field("user_id", "InvalidValue", "User: must be an active agent or admin with an e-mail address");
  const auto made = PULT_TRY(people::create_password_link(call.tx, user, call.now()));
  const auto link = link_to(call.base_url, made);
  const auto trouble = PULT_TRY(call.services.mail.agent_mail_trouble(call.tx, user));
  const bool sent = wants_mail && trouble.empty();
  if (sent) PULT_TRY(mail_link(call, user, link));
  PULT_TRY(record(call, call.actor, user,
                  sent ? "Link to choose a password: sent" : "Link to choose a password: shown to the admin"));
  return Answer{200,
                {{"invitation",
                  {{"user_id", user.id.value},
                   {"sent", sent},
                   {"link", sent ? json::value(nullptr) : json::value(link)},
                   {"mail_trouble", text_or_null(trouble)},
                   {"expires_at", base::render_iso8601(made.expires_at)}}}}};
}

Result<Answer> list_invited(Call& call) {
  const auto page = PULT_TRY(page_of(call));
  auto rows = PULT_TRY(people::list_invited(call.tx, call.now()));
  return Answer{200, whole_list_answer(
                         call, page, "invitations", rows, [](const people::Invited& one) { return one.user.value; },
                         [](const people::Invited& one) {
                           return json::object{{"user_id", one.user.value},
                                               {"expires_at", time_or_null(one.expires_at)}};
                         })};
}

Result<void> count_try(Call& call, const std::string& subject, int allowed) {
  const auto wait = PULT_TRY(people::count_link_try(call.tx, subject, allowed, call.now()));
  if (wait <= 0) return {};
  return base::fail(ErrorKind::rate_limited, "TooManyRequests", "Too many tries. Please wait and try again.",
                    std::to_string(wait / base::second_us + 1));
}

// Whatever the address, the answer is the same, and so is what the disk has to do for it: nobody learns who works here.
Result<Answer> ask(Call& call) {
  Body in(call.body);
  const auto email = in.text("email").value_or("");
  PULT_TRY(in.check());
  const auto key = people::address_key(email);
  if (key.empty()) return base::fail_field("email", "InvalidFormat", "Email: is not properly formatted");
  PULT_TRY(count_try(call, "address " + key, tries_per_address));
  PULT_TRY(count_try(call, "network " + call.request.remote_address, tries_per_network));
  const auto user = PULT_TRY(people::find_user_by_email(call.tx, email));
  if (user && people::may_choose_password(*user) &&
      PULT_TRY(call.services.mail.agent_mail_trouble(call.tx, *user)).empty()) {
    // Who asks could claim any host in the request: the mail names the one that the desk was given.
    const auto& base_url = call.services.notify ? call.services.notify->options().base_url : call.base_url;
    const auto made = PULT_TRY(people::create_password_link(call.tx, *user, call.now()));
    PULT_TRY(mail_link(call, *user, link_to(base_url, made)));
  }
  return Answer{202, json::object{}};
}

std::unexpected<Error> dead() {
  return base::fail(ErrorKind::not_found, "RecordNotFound", "The link is too old, or it was used already");
}

Result<std::string> token_of(Call& call) {
  Body in(call.body);
  auto token = in.text("token").value_or("");
  PULT_TRY(in.check());
  return token;
}

Result<Answer> look(Call& call) {
  const auto user = PULT_TRY(people::find_by_password_link(call.tx, PULT_TRY(token_of(call)), call.now()));
  if (!user) return dead();
  return Answer{
      200,
      {{"password_link", {{"name", user->name}, {"email", user->email}, {"is_new", user->password_hash.empty()}}}}};
}

// The hash of the new password, for who holds a link that works.
Result<std::string> check_use(Call& call) {
  const auto token = PULT_TRY(token_of(call));
  Body in(call.body);
  const auto password = in.text("password").value_or("");
  PULT_TRY(in.check());
  if (!PULT_TRY(people::find_by_password_link(call.tx, token, call.now()))) return dead();
  PULT_TRY(check_new_password(password));
  return crypto::hash_password(password);
}

Result<Answer> use(Call& call) {
  const auto user = PULT_TRY(people::take_password_link(call.tx, PULT_TRY(token_of(call)), call.now()));
  if (!user) return dead();
  PULT_TRY(people::set_password(call.tx, user->id, call.before, {}, call.now()));
  call.actor = PULT_TRY(people::load_actor(call.tx, user->id));
  PULT_TRY(record(call, call.actor, *user, "password: (not shown), by a link"));
  const auto session = PULT_TRY(open_session(call.tx, call.actor, call.request, call.now()));
  return session_answer(call, session);
}

}  // namespace

std::vector<Route> password_link_routes() {
  return {
      {"POST", "users/{id}/invitation", Who::admin, Mode::write, invite},
      {"GET", "users/invitations", Who::admin, Mode::read, list_invited},
      {"POST", "password_links", Who::anybody, Mode::write, ask},
      {"POST", "password_links/look", Who::anybody, Mode::read, look},
      {"POST", "password_links/use", Who::anybody, Mode::write, use, false, check_use},
  };
}

}  // namespace pult::api
