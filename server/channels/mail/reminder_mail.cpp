// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/reminder_mail.hpp"

#include <algorithm>
#include <array>

#include "channels/mail/answer_parts.hpp"
#include "channels/mail/ledger.hpp"
#include "channels/mail/outgoing_mail.hpp"
#include "mailsteps/thread.hpp"
#include "people/locale.hpp"
#include "text/html_text.hpp"
#include "tickets/lifecycle_clock.hpp"
#include "tickets/store.hpp"

namespace pult::channels::mail {
namespace {

constexpr CommentId after_all{std::numeric_limits<std::int64_t>::max()};

// {} is the subject, and the day on which the ticket is solved.
struct Words {
  std::string_view language, waiting, solving;
};
constexpr std::array<Words, 5> all_words{{
    {"en",
     "Hello,\n\nwe are waiting for your answer to \u201c{}\u201d. Please reply to this mail, so that we can go on.",
     "If we do not hear from you by {}, we will take it that this is solved. You can write to us again at any time."},
    {"ru",
     "Здравствуйте!\n\nМы ждём вашего ответа по теме «{}». Ответьте, пожалуйста, на это письмо, чтобы мы могли "
     "продолжить.",
     "Если до {} ответа не будет, мы будем считать вопрос решённым. Вы сможете написать нам снова в любое время."},
    {"cs",
     "Dobrý den,\n\nčekáme na vaši odpověď ve věci „{}“. Odpovězte prosím na tento e-mail, abychom mohli pokračovat.",
     "Pokud se do {} neozvete, budeme věc považovat za vyřešenou. Napsat nám můžete kdykoli znovu."},
    {"lt", "Sveiki,\n\nlaukiame jūsų atsakymo dėl „{}“. Atsakykite į šį laišką, kad galėtume tęsti.",
     "Jei iki {} atsakymo nesulauksime, laikysime klausimą išspręstu. Parašyti mums vėl galite bet kada."},
    {"ro",
     "Bună ziua,\n\nașteptăm răspunsul dumneavoastră la „{}”. Vă rugăm să răspundeți la acest e-mail, ca să putem "
     "continua.",
     "Dacă nu primim un răspuns până la {}, vom considera problema rezolvată. Ne puteți scrie din nou oricând."},
}};

std::string filled(std::string_view words, std::string_view value) {
  std::string out(words);
  return out.replace(out.find("{}"), 2, value);
}

std::string body_of(const std::string& own_words, const tickets::Ticket& ticket, std::string_view locale,
                    const std::optional<std::string>& solved_at) {
  const auto language = people::locale_or_default(locale).language;
  const auto found = std::ranges::find(all_words, language, &Words::language);
  const auto& words = found == all_words.end() ? all_words.front() : *found;
  auto body = own_words.empty() ? filled(words.waiting, ticket.subject) : own_words;
  if (own_words.empty() && solved_at) body += "\n\n" + filled(words.solving, solved_at->substr(0, 10));
  return body + "\n";
}

}  // namespace

Result<bool> would_reach(sql::Transaction& tx, const tickets::Ticket& ticket) {
  const auto customer = PULT_TRY(people::find_user(tx, ticket.requester));
  if (!customer || !customer->active || customer->suspended || customer->email.empty()) return false;
  const auto key = people::address_key(customer->email);
  const auto own = PULT_TRY(own_addresses(tx));
  if (std::ranges::any_of(own, [&](const std::string& one) { return people::address_key(one) == key; })) return false;
  return PULT_TRY(address_trouble(tx, *customer)).empty();
}

Result<std::optional<events::OutboxRow>> plan_reminder(sql::Transaction& tx, const tickets::Notice& notice,
                                                       const DeskIdentity& desk, const std::string& own_words,
                                                       bool has_relay, Micros now) {
  const auto said = std::ranges::find(notice.audit.events, tickets::reminder_field, &events::Event::field);
  if (said == notice.audit.events.end()) return std::nullopt;
  const auto& ticket = notice.after;
  const auto customer = PULT_TRY(people::load_user(tx, ticket.requester));
  Recipients recipients;
  recipients.to = {{customer.name == customer.email ? std::string() : customer.name, customer.email}};
  const auto mailbox = PULT_TRY(choose_mailbox(tx, ticket.mailbox, ticket.group));
  const auto about = "t" + std::to_string(ticket.id.value) + ".r" + std::to_string(notice.audit.id.value) + ".";
  auto row = row_from(mailbox, std::move(recipients), about, has_relay, now);
  row.kind = reminder_kind;
  row.ticket = ticket.id;
  const bool is_reply = mailsteps::has_reply_or_forward_prefix(ticket.subject);
  row.subject = mailsteps::subject_with_token(is_reply ? ticket.subject : "Re: " + ticket.subject, ticket.id.value,
                                              thread_token(desk, ticket.id));
  row.body = body_of(own_words, ticket, customer.locale, said->value);
  return row;
}

Result<std::string> render_reminder(sql::Transaction& tx, const events::OutboxRow& row, const DeskIdentity& desk,
                                    const blobs::BlobStore& blobs) {
  const auto ticket = PULT_TRY(tickets::find_ticket(tx, row.ticket));
  if (!ticket || row.body.empty()) return base::fail_not_found();
  auto mail = mail_of(row, desk);
  // Nobody's out-of-office note should answer this (RFC 3834 section 5).
  mail.headers.emplace_back("Auto-Submitted", "auto-generated");
  set_references(mail, PULT_TRY(message_ids_before(tx, row.ticket, after_all)));
  auto signature = PULT_TRY(signature_of(tx, blobs, *ticket, PULT_TRY(find_mailbox(tx, row.mailbox))));
  mail.text = row.body + signature.words.text;
  mail.html = text::text_to_html(row.body) + signature.words.html;
  add_logo(mail, std::move(signature));
  return mime::compose(mail);
}

}  // namespace pult::channels::mail
