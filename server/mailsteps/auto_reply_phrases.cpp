// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/auto_reply_phrases.hpp"

namespace pult::mailsteps {
namespace {

// clang-format off: words in lines
constexpr std::string_view auto_reply_subject_starts_words[] = {
    // English
    "automatic reply:", "auto-reply", "auto reply", "autoreply", "automated reply", "auto response", "auto-response",
    "autoresponse", "automatic response", "automated response", "auto responder", "autoresponder", "auto: ",
    "(auto) ", "[auto-reply]", "[autoreply]", "[auto] ", "out of office", "out of the office", "out-of-office",
    "ooo:", "vacation:", "vacation reply", "vacation message", "away from my mail", "away from email", "i am out of",
    "i'm out of", "on vacation", "on holiday until",
    // Russian, Ukrainian
    "автоматический ответ", "автоответ", "автоматична відповідь",
    "автовідповідь",
    // Czech, Slovak, Polish
    "automatická odpověď", "automatická odpoveď", "automatyczna odpowiedź", "autoodpowiedź",
    "odpowiedź automatyczna", "mimo kancelář", "poza biurem",
    // Lithuanian, Latvian, Estonian
    "automatinis atsakymas", "automātiskā atbilde", "automaatvastus", "automaatne vastus",
    // Romanian, Bulgarian, Serbian, Croatian, Slovenian, Greek
    "răspuns automat", "raspuns automat", "автоматичен отговор",
    "аутоматски одговор", "automatski odgovor", "samodejni odgovor",
    "αυτόματη απάντηση",
    // German, Dutch
    "automatische antwort", "abwesenheitsnotiz", "abwesenheitsmeldung", "abwesenheit:", "abwesend:",
    "automatisch antwoord", "afwezigheidsbericht", "automatische beantwoording",
    // French, Spanish, Italian, Portuguese, Catalan
    "réponse automatique", "reponse automatique", "absence du bureau", "absent du bureau", "message d'absence",
    "respuesta automática", "respuesta automatica", "fuera de la oficina", "fuera de oficina", "risposta automatica",
    "fuori sede", "fuori ufficio", "resposta automática", "resposta automatica", "fora do escritório",
    "ausência temporária",
    // Nordic
    "automatiskt svar", "autosvar", "automatisk svar", "fraværende:", "frånvaro", "automaattinen vastaus",
    "poissaoloviesti", "sjálfvirkt svar",
    // Hungarian, Turkish
    "automatikus válasz", "házon kívül", "otomatik yanıt", "otomatik cevap",
    // Japanese, Chinese, Korean, Arabic, Hebrew, Vietnamese
    "自動応答", "自動返信", "不在通知", "自动回复", "自动答复", "自動回覆", "自動答覆",
    "자동 회신", "자동 응답", "رد تلقائي", "מענה אוטומטי", "trả lời tự động",
};
// clang-format on

// clang-format off: words in lines
constexpr std::string_view away_subjects_words[] = {
    "out of office", "out of the office", "out-of-office", "vacation notice", "vacation reply", "vacation response",
    "vacation message", "away from my mail", "away message", "absence notification", "вне офиса",
    "в отпуске", "mimo kancelář", "nepřítomnost v kanceláři", "poza biurem", "nieobecność w biurze",
    "ne biure", "în concediu", "absență din birou", "abwesenheitsnotiz", "nicht im büro", "abwesenheitsmeldung",
    "absence du bureau", "absent du bureau", "message d'absence", "fuera de la oficina", "fuera de oficina",
    "ausente de la oficina", "fuori sede", "fuori ufficio", "fora do escritório", "afwezig:", "niet op kantoor",
    "frånvaromeddelande", "ikke på kontoret", "poissaolo:", "házon kívül", "ofis dışında", "不在通知",
    "休假", "外出中",
};
// clang-format on

// clang-format off: words in lines
constexpr std::string_view away_bodies_words[] = {
    // English
    "out of office", "out of the office", "out-of-office", "on vacation", "on holiday", "on annual leave", "on leave",
    "on a business trip", "on maternity leave", "on parental leave", "on sick leave", "away from the office",
    "away from my desk", "away from my office", "currently away", "i am away", "i'm away", "i will be away",
    "i'll be away", "will be out until", "i will be out", "i'll be out", "i am currently out", "i'm currently out",
    "not in the office", "limited access to email", "limited access to e-mail", "limited access to my email",
    "limited email access", "upon my return", "when i return", "when i get back", "when i'm back", "traveling until",
    "no longer with", "i will return", "back in the office", "i will be back", "my vacation", "during my absence",
    "in my absence",
    // Russian, Ukrainian
    "в отпуске", "нахожусь в отпуск", "в командировке", "отсутствую",
    "буду отсутствовать", "на больничном", "вне офиса", "у відпустці",
    // Czech, Slovak, Polish
    "mimo kancelář", "na dovolené", "čerpám dovolenou", "nejsem v kanceláři", "nebudu přítom",
    "mojí nepřítomnosti", "na dovolenke", "mimo kancelárie", "poza biurem", "na urlopie", "jestem nieobecn",
    "mojej nieobecności",
    // Lithuanian, Latvian, Estonian, Romanian
    "atostogauju", "esu atostogose", "atostogose", "ne biure", "nesu biure", "atvaļinājumā", "puhkusel",
    "în concediu", "in concediu", "nu sunt la birou", "plecat din birou",
    // German, Dutch
    "nicht im büro", "im urlaub", "ausser haus", "nicht im hause", "derzeit abwesend", "bin ich abwesend",
    "meiner abwesenheit", "nicht erreichbar", "wieder im büro", "niet op kantoor", "met vakantie", "op vakantie",
    "ben ik afwezig", "mijn afwezigheid",
    // French, Spanish, Italian, Portuguese
    "absent du bureau", "en congé", "en vacances", "je suis absent", "suis actuellement absent", "mon absence",
    "fuera de la oficina", "de vacaciones", "estoy ausente", "mi ausencia", "fuori ufficio", "fuori sede", "in ferie",
    "in vacanza", "sono assente", "fora do escritório", "de férias", "minha ausência", "em férias",
    // Nordic, Hungarian
    "på semester", "inte på kontoret", "på ferie", "ikke på kontoret", "tilbage på kontoret",
    "tilbake på kontoret", "lomalla", "poissa toimistosta", "szabadságon", "házon kívül",
    // Japanese, Chinese, Korean
    "不在にして", "不在に", "休暇", "外出して", "出張中", "休假", "不在办公室",
    "不在辦公室", "出差", "부재중", "휴가",
};
// clang-format on

}  // namespace

const PhraseSet& auto_reply_subject_starts() {
  static const PhraseSet phrases({{auto_reply_subject_starts_words, 0}});
  return phrases;
}

const PhraseSet& away_subjects() {
  static const PhraseSet phrases({{away_subjects_words, 0}});
  return phrases;
}

const PhraseSet& away_bodies() {
  static const PhraseSet phrases({{away_bodies_words, 0}});
  return phrases;
}

}  // namespace pult::mailsteps
