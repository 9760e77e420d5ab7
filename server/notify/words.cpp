// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/words.hpp"

#include <array>
#include <boost/json.hpp>

#include "people/locale.hpp"
#include "sla/deadline.hpp"
#include "text/utf8.hpp"

namespace pult::notify {
namespace json = boost::json;
namespace {

constexpr std::size_t max_subject_bytes = 200, max_name_bytes = 80;

// "{}" stands for the number of the ticket, or how many there are.
struct Words {
  std::string_view language, assigned, customer_reply, mention, agent_update, new_ticket, summary, test, sla_warning,
      sla_breach, taken_back;
  std::array<std::string_view, sla::metric_words.size()> metrics;
};
constexpr std::array<Words, 5> all_words{{
    {"en",
     "Assigned to you: #{}",
     "Customer's message in #{}",
     "You are mentioned in #{}",
     "Changed: #{}",
     "New ticket: #{}",
     "New notifications: {}",
     "Notifications reach this device.",
     "Due soon: #{}",
     "Overdue: #{}",
     "Back in its group: #{}",
     {"First reply", "Next reply", "Update", "Update", "Time the customer waits", "Work on the ticket", "Resolution"}},
    {"ru",
     "Назначено вам: №{}",
     "Сообщение клиента: №{}",
     "Вас упомянули: №{}",
     "Изменено: №{}",
     "Новая заявка: №{}",
     "Новых уведомлений: {}",
     "Уведомления приходят на это устройство.",
     "Скоро истекает срок: №{}",
     "Срок истёк: №{}",
     "Возвращена в группу: №{}",
     {"Первый ответ", "Следующий ответ", "Новости клиенту", "Новости клиенту", "Ожидание клиента", "Работа над заявкой",
      "Решение"}},
    {"cs",
     "Přiděleno vám: #{}",
     "Zpráva zákazníka: #{}",
     "Zmínka o vás: #{}",
     "Změna: #{}",
     "Nový tiket: #{}",
     "Nová oznámení: {}",
     "Oznámení na toto zařízení docházejí.",
     "Blíží se termín: #{}",
     "Po termínu: #{}",
     "Vráceno skupině: #{}",
     {"První odpověď", "Další odpověď", "Zpráva o postupu", "Zpráva o postupu", "Čekání zákazníka", "Práce na tiketu",
      "Vyřešení"}},
    {"lt",
     "Priskirta jums: #{}",
     "Kliento žinutė: #{}",
     "Jus paminėjo: #{}",
     "Pakeista: #{}",
     "Nauja užklausa: #{}",
     "Nauji pranešimai: {}",
     "Pranešimai pasiekia šį įrenginį.",
     "Artėja terminas: #{}",
     "Terminas praėjo: #{}",
     "Grąžinta grupei: #{}",
     {"Pirmas atsakymas", "Kitas atsakymas", "Naujienos klientui", "Naujienos klientui", "Kliento laukimas",
      "Darbas su užklausa", "Išsprendimas"}},
    {"ro",
     "Atribuit dvs.: #{}",
     "Mesajul clientului: #{}",
     "Sunteți menționat: #{}",
     "Modificat: #{}",
     "Tichet nou: #{}",
     "Notificări noi: {}",
     "Notificările ajung pe acest dispozitiv.",
     "Termen apropiat: #{}",
     "Termen depășit: #{}",
     "Înapoi la grup: #{}",
     {"Primul răspuns", "Următorul răspuns", "Noutăți pentru client", "Noutăți pentru client", "Așteptarea clientului",
      "Lucrul la tichet", "Rezolvarea"}},
}};

const Words& words_of(std::string_view locale) {
  const auto language = people::locale_or_default(locale).language;
  for (const auto& words : all_words)
    if (words.language == language) return words;
  return all_words.front();
}

std::string_view title_of(const Words& words, std::string_view kind) {
  if (kind == "assigned") return words.assigned;
  if (kind == "customer_reply") return words.customer_reply;
  if (kind == "mention") return words.mention;
  if (kind == "sla_warning") return words.sla_warning;
  if (kind == "sla_breach") return words.sla_breach;
  if (kind == "taken_back") return words.taken_back;
  return kind == "new_ticket" ? words.new_ticket : words.agent_update;
}

std::string filled(std::string_view pattern, std::int64_t number) {
  std::string out(pattern);
  if (const auto at = out.find("{}"); at != std::string::npos) out.replace(at, 2, std::to_string(number));
  return out;
}

}  // namespace

std::string_view metric_name(std::string_view metric, std::string_view locale) {
  const auto known = sla::parse_metric(metric);
  return known ? words_of(locale).metrics[std::size_t(*known)] : std::string_view();
}

std::string title_of(const Notification& notification, std::string_view locale) {
  return filled(title_of(words_of(locale), notification.kind), notification.ticket.value);
}

std::string summary_title(std::size_t count, std::string_view locale) {
  return filled(words_of(locale).summary, std::int64_t(count));
}

std::string render_push(const Notification& notification, std::string_view locale, std::string_view desk) {
  const auto& words = words_of(locale);
  std::string body(text::truncate_utf8(notification.subject, max_subject_bytes));
  if (const auto metric = metric_name(notification.metric, locale); !metric.empty()) body.append("\n").append(metric);
  if (!notification.actor_name.empty() || !notification.excerpt.empty()) body += "\n";
  body += text::truncate_utf8(notification.actor_name, max_name_bytes);
  if (!notification.actor_name.empty() && !notification.excerpt.empty()) body += ": ";
  body += notification.excerpt;
  const auto ticket = std::to_string(notification.ticket.value);
  return json::serialize(json::object{{"title", title_of(notification, locale)},
                                      {"body", body},
                                      {"desk", desk},
                                      {"lang", words.language},
                                      {"kind", notification.kind},
                                      {"url", "/tickets/" + ticket},
                                      {"tag", "ticket-" + ticket},
                                      {"notification_id", notification.id.value}});
}

std::string render_summary(std::size_t count, std::string_view locale, std::string_view desk) {
  const auto& words = words_of(locale);
  return json::serialize(json::object{{"title", summary_title(count, locale)},
                                      {"body", ""},
                                      {"desk", desk},
                                      {"lang", words.language},
                                      {"kind", "summary"},
                                      {"url", "/"},
                                      {"tag", "summary"}});
}

std::string render_test(std::string_view locale, std::string_view desk) {
  const auto& words = words_of(locale);
  return json::serialize(json::object{{"title", desk},
                                      {"body", words.test},
                                      {"desk", desk},
                                      {"lang", words.language},
                                      {"kind", "test"},
                                      {"url", "/settings"},
                                      {"tag", "test"}});
}

}  // namespace pult::notify
