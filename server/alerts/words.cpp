// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/words.hpp"

#include <array>

#include "notify/words.hpp"
#include "people/locale.hpp"
#include "text/utf8.hpp"

namespace pult::alerts {
namespace {

constexpr std::size_t max_subject_bytes = 300;

constexpr Words english{.language = "en",
                        .sla_warning = "Due soon: #{id}, {metric}",
                        .sla_breach = "Overdue: #{id}, {metric}",
                        .ticket_urgent = "Urgent: #{id}",
                        .mailbox_failing = "Mail of {address} cannot be fetched",
                        .outgoing_failing = "Mail of {address} does not leave",
                        .test_title = "Alerts reach this channel",
                        .test_text = "Somebody tries it out. There is nothing to do.",
                        .take = "I take it",
                        .taken_title = "Somebody takes care of it",
                        .taken = "Taken by {who}, {time}.",
                        .over_title = "It is over",
                        .over = "What this alert was about needs nobody any more.",
                        .thanks_title = "It is yours",
                        .thanks = "Nobody else is called for it.",
                        .dead_title = "This link does not work",
                        .dead = "The alert it belonged to is no more."};
constexpr Words russian{.language = "ru",
                        .sla_warning = "Скоро истекает срок: №{id}, {metric}",
                        .sla_breach = "Срок истёк: №{id}, {metric}",
                        .ticket_urgent = "Срочно: №{id}",
                        .mailbox_failing = "Не удаётся получить почту {address}",
                        .outgoing_failing = "Почта {address} не уходит",
                        .test_title = "Тревоги приходят в этот канал",
                        .test_text = "Кто-то проверяет канал. Делать ничего не нужно.",
                        .take = "Беру на себя",
                        .taken_title = "Этим уже занимаются",
                        .taken = "Взял(а) на себя: {who}, {time}.",
                        .over_title = "Всё уже в порядке",
                        .over = "То, о чём была эта тревога, больше никого не ждёт.",
                        .thanks_title = "Теперь это ваше",
                        .thanks = "Больше никого вызывать не будем.",
                        .dead_title = "Эта ссылка не работает",
                        .dead = "Тревоги, к которой она вела, больше нет."};
constexpr Words czech{.language = "cs",
                      .sla_warning = "Blíží se termín: #{id}, {metric}",
                      .sla_breach = "Po termínu: #{id}, {metric}",
                      .ticket_urgent = "Naléhavé: #{id}",
                      .mailbox_failing = "Poštu {address} nelze stáhnout",
                      .outgoing_failing = "Pošta {address} neodchází",
                      .test_title = "Poplachy na tento kanál docházejí",
                      .test_text = "Někdo kanál zkouší. Není co dělat.",
                      .take = "Beru si to",
                      .taken_title = "Už se o to někdo stará",
                      .taken = "Převzal(a) {who}, {time}.",
                      .over_title = "Už je po všem",
                      .over = "To, čeho se poplach týkal, už nikoho nepotřebuje.",
                      .thanks_title = "Je to vaše",
                      .thanks = "Nikdo další kvůli tomu volán nebude.",
                      .dead_title = "Tento odkaz nefunguje",
                      .dead = "Poplach, ke kterému patřil, už není."};
constexpr Words lithuanian{.language = "lt",
                           .sla_warning = "Artėja terminas: #{id}, {metric}",
                           .sla_breach = "Terminas praėjo: #{id}, {metric}",
                           .ticket_urgent = "Skubu: #{id}",
                           .mailbox_failing = "Nepavyksta gauti {address} pašto",
                           .outgoing_failing = "{address} laiškai neišsiunčiami",
                           .test_title = "Pavojaus signalai pasiekia šį kanalą",
                           .test_text = "Kažkas kanalą bando. Nieko daryti nereikia.",
                           .take = "Imuosi aš",
                           .taken_title = "Tuo jau rūpinamasi",
                           .taken = "Ėmėsi {who}, {time}.",
                           .over_title = "Viskas jau gerai",
                           .over = "Tam, apie ką buvo šis signalas, nieko nebereikia.",
                           .thanks_title = "Dabar tai jūsų",
                           .thanks = "Niekas kitas dėl to nebus kviečiamas.",
                           .dead_title = "Ši nuoroda neveikia",
                           .dead = "Signalo, kuriam ji priklausė, nebėra."};
constexpr Words romanian{.language = "ro",
                         .sla_warning = "Termen apropiat: #{id}, {metric}",
                         .sla_breach = "Termen depășit: #{id}, {metric}",
                         .ticket_urgent = "Urgent: #{id}",
                         .mailbox_failing = "E-mailul {address} nu poate fi preluat",
                         .outgoing_failing = "E-mailul {address} nu pleacă",
                         .test_title = "Alertele ajung pe acest canal",
                         .test_text = "Cineva îl încearcă. Nu e nimic de făcut.",
                         .take = "Mă ocup eu",
                         .taken_title = "Cineva se ocupă deja",
                         .taken = "Preluată de {who}, {time}.",
                         .over_title = "S-a rezolvat",
                         .over = "Ceea ce a declanșat alerta nu mai are nevoie de nimeni.",
                         .thanks_title = "Vă aparține",
                         .thanks = "Nimeni altcineva nu mai este chemat.",
                         .dead_title = "Acest link nu funcționează",
                         .dead = "Alerta căreia îi aparținea nu mai există."};
constexpr std::array<const Words*, 5> all_words{&english, &russian, &czech, &lithuanian, &romanian};

std::string_view title_pattern(const Words& words, std::string_view event) {
  if (event == "sla_warning") return words.sla_warning;
  if (event == "sla_breach") return words.sla_breach;
  if (event == "ticket_urgent") return words.ticket_urgent;
  return event == "mailbox_failing" ? words.mailbox_failing : words.outgoing_failing;
}

}  // namespace

const Words& words_of(std::string_view locale) {
  const auto language = people::locale_or_default(locale).language;
  for (const auto* words : all_words)
    if (words->language == language) return *words;
  return english;
}

std::string fill_word(std::string_view text, std::string_view name, std::string_view value) {
  std::string out(text);
  const auto mark = "{" + std::string(name) + "}";
  if (const auto at = out.find(mark); at != std::string::npos) out.replace(at, mark.size(), value);
  return out;
}

std::string title_of(const Alert& alert, std::string_view locale) {
  auto out = fill_word(title_pattern(words_of(locale), alert.event), "id", std::to_string(alert.ticket.value));
  out = fill_word(out, "metric", notify::metric_name(alert.text("metric"), locale));
  return fill_word(out, "address", alert.text("address"));
}

std::string text_of(const Alert& alert) { return std::string(text::truncate_utf8(alert.subject, max_subject_bytes)); }

}  // namespace pult::alerts
