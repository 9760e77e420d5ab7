// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/password_words.hpp"

#include <array>

namespace pult::api {
namespace {

constexpr std::array<PasswordWords, 5> all{
    {{.language = "en",
      .invitation_subject = "You are invited to {desk}",
      .invitation = "Hello {name},\n\nyou are invited to work at {desk}. Choose your password here:\n\n{link}\n\n"
                    "The link works once, for seven days. From then on you sign in as {address}.\n",
      .reset_subject = "Your new password for {desk}",
      .reset =
          "Hello {name},\n\nsomebody asked for a new password of {address} at {desk}. Choose it here:\n\n{link}\n\n"
          "The link works once, for one hour. If it was not you, ignore this mail: your password stays as it is.\n"},
     {.language = "ru",
      .invitation_subject = "Вас приглашают в {desk}",
      .invitation =
          "Здравствуйте, {name}!\n\nВас приглашают работать в {desk}. Придумайте пароль по ссылке:\n\n{link}\n\n"
          "Ссылка действует семь дней и только один раз. После этого входите как {address}.\n",
      .reset_subject = "Новый пароль для {desk}",
      .reset = "Здравствуйте, {name}!\n\nКто-то запросил новый пароль для {address} в {desk}. Задайте его по ссылке:"
               "\n\n{link}\n\nСсылка действует один час и только один раз. Если это были не вы, не обращайте внимания: "
               "пароль останется прежним.\n"},
     {.language = "cs",
      .invitation_subject = "Pozvánka: {desk}",
      .invitation =
          "Dobrý den, {name},\n\nzveme vás k práci zde: {desk}. Heslo si zvolíte na tomto odkazu:\n\n{link}\n\n"
          "Odkaz platí sedm dní a jen jednou. Potom se přihlašujete jako {address}.\n",
      .reset_subject = "Nové heslo: {desk}",
      .reset = "Dobrý den, {name},\n\nněkdo požádal o nové heslo pro {address} ({desk}). Zvolíte si ho zde:\n\n{link}"
               "\n\nOdkaz platí hodinu a jen jednou. Pokud jste to nebyli vy, zprávu ignorujte: heslo zůstává.\n"},
     {.language = "lt",
      .invitation_subject = "Kvietimas: {desk}",
      .invitation =
          "Sveiki, {name},\n\nkviečiame dirbti čia: {desk}. Slaptažodį susikurkite paspaudę nuorodą:\n\n{link}\n\n"
          "Nuoroda veikia septynias dienas ir tik vieną kartą. Paskui jungsitės kaip {address}.\n",
      .reset_subject = "Naujas slaptažodis: {desk}",
      .reset =
          "Sveiki, {name},\n\nkažkas paprašė naujo slaptažodžio adresui {address} ({desk}). Susikurkite jį čia:"
          "\n\n{link}\n\nNuoroda veikia vieną valandą ir tik vieną kartą. Jei prašėte ne jūs, nekreipkite dėmesio: "
          "slaptažodis liks toks pat.\n"},
     {.language = "ro",
      .invitation_subject = "Invitație: {desk}",
      .invitation =
          "Bună ziua, {name},\n\nsunteți invitat(ă) să lucrați la {desk}. Alegeți-vă parola aici:\n\n{link}\n\n"
          "Linkul funcționează o singură dată, timp de șapte zile. Apoi vă autentificați ca {address}.\n",
      .reset_subject = "Parolă nouă: {desk}",
      .reset = "Bună ziua, {name},\n\ncineva a cerut o parolă nouă pentru {address} la {desk}. Alegeți-o aici:\n\n"
               "{link}\n\nLinkul funcționează o singură dată, timp de o oră. Dacă nu ați cerut-o dvs., ignorați acest "
               "mesaj: parola rămâne neschimbată.\n"}}};

}  // namespace

const PasswordWords& password_words(std::string_view language) {
  for (const auto& words : all)
    if (words.language == language.substr(0, 2)) return words;
  return all.front();
}

}  // namespace pult::api
