// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/page_words.hpp"

#include <array>

namespace pult::api {
namespace {

constexpr PageWords english{.language = "en",
                            .not_possible = "This does not work",
                            .unknown_program = "The program is not known here.",
                            .unregistered_address = "The program wants to send you to an address it did not register.",
                            .sign_in_first = "Sign in first",
                            .sign_in = "Sign in",
                            .then_reload = "Then load this page again.",
                            .let_in = "Let a program in?",
                            .wants = "{program} wants to act as {person} and may then:",
                            .scope_read = "see what you see",
                            .scope_write = "change what you may change",
                            .scope_impersonate = "act as other people",
                            .allow = "Allow",
                            .deny = "Deny",
                            .link_dead = "This link does not work",
                            .link_used = "It is too old, or it was used already.",
                            .confirm_title = "Confirm your address",
                            .confirm = "This is my address",
                            .thanks = "Thank you",
                            .confirmed = "{address} is confirmed.",
                            .mail_subject = "Please confirm your address",
                            .mail_text =
                                "Hello {name},\n\nplease confirm that {address} is your address:\n\n{link}\n\n"
                                "The link works for three days. If you did not expect this, ignore it.\n"};

constexpr PageWords russian{
    .language = "ru",
    .not_possible = "Так не получится",
    .unknown_program = "Эта программа здесь неизвестна.",
    .unregistered_address = "Программа хочет направить вас по адресу, который она не зарегистрировала.",
    .sign_in_first = "Сначала войдите",
    .sign_in = "Войти",
    .then_reload = "Затем загрузите эту страницу ещё раз.",
    .let_in = "Впустить программу?",
    .wants = "{program} хочет действовать от имени {person} и сможет:",
    .scope_read = "видеть то, что видите вы",
    .scope_write = "изменять то, что можете изменять вы",
    .scope_impersonate = "действовать от имени других людей",
    .allow = "Разрешить",
    .deny = "Отклонить",
    .link_dead = "Эта ссылка не работает",
    .link_used = "Она устарела или уже была использована.",
    .confirm_title = "Подтвердите адрес",
    .confirm = "Это мой адрес",
    .thanks = "Спасибо",
    .confirmed = "Адрес {address} подтверждён.",
    .mail_subject = "Пожалуйста, подтвердите адрес",
    .mail_text =
        "Здравствуйте, {name}!\n\nПожалуйста, подтвердите, что {address} — ваш адрес:\n\n{link}\n\n"
        "Ссылка действует три дня. Если вы этого не ждали, не обращайте внимания.\n"};

constexpr PageWords czech{.language = "cs",
                          .not_possible = "Takhle to nejde",
                          .unknown_program = "Tento program zde není znám.",
                          .unregistered_address = "Program vás chce poslat na adresu, kterou nemá zaregistrovanou.",
                          .sign_in_first = "Nejprve se přihlaste",
                          .sign_in = "Přihlásit se",
                          .then_reload = "Potom tuto stránku načtěte znovu.",
                          .let_in = "Vpustit program?",
                          .wants = "{program} chce jednat za uživatele {person} a bude moci:",
                          .scope_read = "vidět, co vidíte vy",
                          .scope_write = "měnit, co smíte měnit vy",
                          .scope_impersonate = "jednat za jiné lidi",
                          .allow = "Povolit",
                          .deny = "Odmítnout",
                          .link_dead = "Tento odkaz nefunguje",
                          .link_used = "Je příliš starý, nebo už byl použit.",
                          .confirm_title = "Potvrďte svou adresu",
                          .confirm = "Toto je moje adresa",
                          .thanks = "Děkujeme",
                          .confirmed = "Adresa {address} je potvrzena.",
                          .mail_subject = "Potvrďte prosím svou adresu",
                          .mail_text =
                              "Dobrý den, {name},\n\nprosíme o potvrzení, že {address} je vaše adresa:\n\n{link}\n\n"
                              "Odkaz platí tři dny. Pokud jste tuto zprávu nečekali, nevšímejte si jí.\n"};

constexpr PageWords lithuanian{
    .language = "lt",
    .not_possible = "Taip nepavyks",
    .unknown_program = "Ši programa čia nežinoma.",
    .unregistered_address = "Programa nori nukreipti jus adresu, kurio ji neužregistravo.",
    .sign_in_first = "Pirmiausia prisijunkite",
    .sign_in = "Prisijungti",
    .then_reload = "Tada įkelkite šį puslapį iš naujo.",
    .let_in = "Įleisti programą?",
    .wants = "{program} nori veikti naudotojo {person} vardu ir galės:",
    .scope_read = "matyti, ką matote jūs",
    .scope_write = "keisti, ką galite keisti jūs",
    .scope_impersonate = "veikti kitų žmonių vardu",
    .allow = "Leisti",
    .deny = "Neleisti",
    .link_dead = "Ši nuoroda neveikia",
    .link_used = "Ji per sena arba jau panaudota.",
    .confirm_title = "Patvirtinkite savo adresą",
    .confirm = "Tai mano adresas",
    .thanks = "Ačiū",
    .confirmed = "Adresas {address} patvirtintas.",
    .mail_subject = "Patvirtinkite savo adresą",
    .mail_text =
        "Sveiki, {name},\n\npatvirtinkite, kad {address} yra jūsų adresas:\n\n{link}\n\n"
        "Nuoroda veikia tris dienas. Jei šio laiško nesitikėjote, nekreipkite į jį dėmesio.\n"};

constexpr PageWords romanian{
    .language = "ro",
    .not_possible = "Așa nu se poate",
    .unknown_program = "Programul nu este cunoscut aici.",
    .unregistered_address = "Programul vrea să vă trimită la o adresă pe care nu a înregistrat-o.",
    .sign_in_first = "Mai întâi autentificați-vă",
    .sign_in = "Autentificare",
    .then_reload = "Apoi încărcați din nou această pagină.",
    .let_in = "Permiteți accesul unui program?",
    .wants = "{program} vrea să acționeze în numele {person} și va putea:",
    .scope_read = "să vadă ce vedeți dvs.",
    .scope_write = "să modifice ce puteți modifica dvs.",
    .scope_impersonate = "să acționeze în numele altor persoane",
    .allow = "Permite",
    .deny = "Refuză",
    .link_dead = "Acest link nu funcționează",
    .link_used = "Este prea vechi sau a fost deja folosit.",
    .confirm_title = "Confirmați adresa",
    .confirm = "Aceasta este adresa mea",
    .thanks = "Vă mulțumim",
    .confirmed = "Adresa {address} este confirmată.",
    .mail_subject = "Vă rugăm să confirmați adresa",
    .mail_text =
        "Bună ziua, {name},\n\nvă rugăm să confirmați că {address} este adresa dvs.:\n\n{link}\n\n"
        "Linkul funcționează trei zile. Dacă nu așteptați acest mesaj, ignorați-l.\n"};

constexpr std::array<const PageWords*, 5> all{&english, &russian, &czech, &lithuanian, &romanian};

}  // namespace

const PageWords& page_words(std::string_view language) {
  for (const auto* words : all)
    if (words->language == language.substr(0, 2)) return *words;
  return english;
}

std::string fill_words(std::string_view text, const std::vector<std::pair<std::string_view, std::string>>& values) {
  std::string out;
  while (!text.empty()) {
    const auto open = text.find('{');
    out += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const auto close = text.find('}', open);
    if (close == std::string_view::npos) return out += text.substr(open);
    const auto name = text.substr(open + 1, close - open - 1);
    bool known = false;
    for (const auto& [key, value] : values)
      if (key == name) {
        out += value;
        known = true;
      }
    if (!known) out += text.substr(open, close - open + 1);
    text.remove_prefix(close + 1);
  }
  return out;
}

}  // namespace pult::api
