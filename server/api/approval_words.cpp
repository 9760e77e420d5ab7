// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/approval_words.hpp"

#include <array>
#include <utility>

#include "people/locale.hpp"

namespace pult::api {
namespace {

constexpr std::array<std::pair<std::string_view, ApprovalWords>, 5> all{{
    {"en",
     {"Please approve: {title}", "Hello {name},", "{agent} asks you to approve this (ticket #{ticket}):",
      "To approve or decline, open this page:", "The link works once. If you did not expect it, ignore this mail.",
      "Open the ticket:", "Approve", "Decline", "Reason (optional)", "Thank you", "You have approved this.",
      "You have declined this.", "This link does not work",
      "It is too old, it was used already, or the question was taken back."}},
    {"ru",
     {"Просим согласовать: {title}", "Здравствуйте, {name}!",
      "{agent} просит вас согласовать (заявка №{ticket}):", "Чтобы согласовать или отклонить, откройте страницу:",
      "Ссылка действует один раз. Если вы её не ждали, не обращайте внимания на это письмо.", "Открыть заявку:",
      "Согласовать", "Отклонить", "Причина (необязательно)", "Спасибо", "Вы согласовали этот запрос.",
      "Вы отклонили этот запрос.", "Ссылка не работает", "Она устарела, уже использована, или вопрос снят."}},
    {"cs",
     {"Prosíme o schválení: {title}", "Dobrý den, {name},",
      "{agent} vás žádá o schválení (požadavek č. {ticket}):", "Schválit nebo zamítnout můžete na této stránce:",
      "Odkaz funguje jednou. Pokud jste jej nečekali, tento e-mail ignorujte.", "Otevřít požadavek:", "Schválit",
      "Zamítnout", "Důvod (nepovinné)", "Děkujeme", "Žádost jste schválili.", "Žádost jste zamítli.", "Odkaz nefunguje",
      "Je příliš starý, byl už použit, nebo byla žádost stažena."}},
    {"lt",
     {"Prašome patvirtinti: {title}", "Sveiki, {name},",
      "{agent} prašo jūsų patvirtinti (užklausa Nr. {ticket}):", "Patvirtinti arba atmesti galite šiame puslapyje:",
      "Nuoroda veikia vieną kartą. Jei jos nelaukėte, nekreipkite dėmesio į šį laišką.",
      "Atverti užklausą:", "Patvirtinti", "Atmesti", "Priežastis (nebūtina)", "Ačiū", "Jūs tai patvirtinote.",
      "Jūs tai atmetėte.", "Nuoroda neveikia", "Ji per sena, jau panaudota arba klausimas atšauktas."}},
    {"ro",
     {"Vă rugăm să aprobați: {title}", "Bună ziua, {name},",
      "{agent} vă cere să aprobați următoarele (tichetul nr. {ticket}):",
      "Pentru a aproba sau a refuza, deschideți această pagină:",
      "Linkul funcționează o singură dată. Dacă nu îl așteptați, ignorați acest mesaj.", "Deschideți tichetul:",
      "Aprob", "Refuz", "Motiv (opțional)", "Vă mulțumim", "Ați aprobat cererea.", "Ați refuzat cererea.",
      "Linkul nu funcționează", "Este prea vechi, a fost deja folosit sau cererea a fost retrasă."}},
}};

}  // namespace

const ApprovalWords& approval_words(std::string_view language) {
  const auto wanted = people::locale_or_default(language).language;
  for (const auto& [name, words] : all)
    if (name == wanted) return words;
  return all[0].second;
}

}  // namespace pult::api
