// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/bounce_phrases.hpp"

namespace pult::mailsteps {
namespace {

// clang-format off: words in lines
constexpr std::string_view failed_subject_starts[] = {
    "undelivered mail", "undeliverable", "undelivered:", "undelivered message", "undeliverable mail",
    "mail undeliverable", "delivery status notification", "delivery notification", "delivery report",
    "delivery status", "failure notice", "failure delivery", "failed delivery", "delivery failure", "delivery failed",
    "delivery error", "delivery problem", "returned mail", "returned message", "mail returned", "returned to sender",
    "return mail", "mail delivery fail", "mail delivery error", "mail delivery problem", "mail delivery status",
    "mail delivery system", "mail system error", "mail failure", "mail could not be delivered",
    "message delivery has failed", "message delivery fail", "message undeliverable", "message not delivered",
    "message could not be delivered", "message notification", "message delivery status", "message status",
    "email delivery failure", "email undeliverable", "e-mail delivery failure", "nondeliverable mail", "non-delivery",
    "nondelivery", "non delivery", "ndr:", "permanent delivery failure", "permanent failure", "user unknown",
    "unknown user", "unknown address error", "unable to deliver", "could not send message",
    "there was an error sending your mail", "sorry, your message could not be delivered",
    "your message could not be delivered", "your mail could not be delivered", "message you sent blocked by",
    "**message you sent blocked by", "[bounce]", "rejected mail", "mail rejected", "message rejected",
    "not member article from", "ignored non-member article", "loop alert", "error mail", "sendmail error",
    "notice: mail delivery status", "automatic mail error", "considered unsolicited bulk email", "blocked email",
    "blocked message", "smtp error", "nachricht nicht zugestellt",
    // The rest of the world
    "недоставлен", "не доставлено", "не удается доставить",
    "не удалось доставить", "невозможно доставить",
    "ваше сообщение не доставлено", "ваше письмо не доставлено",
    "сообщение не доставлено", "уведомление о недоставке",
    "ошибка доставки", "не вдалося доставити", "unzustellbar", "nicht zustellbar",
    "zustellung fehlgeschlagen", "unzustellbare", "non remis", "non délivré", "échec de remise",
    "échec de la remise", "remise impossible", "message non remis", "non recapitabile", "impossibile recapitare",
    "mancato recapito", "mancata consegna", "avviso di mancata consegna", "no se puede entregar", "no entregado",
    "correo no entregado", "mensaje no entregado", "não é possível entregar", "não entregue",
    "não foi possível entregar", "onbestelbaar", "niet bezorgd", "kan niet worden bezorgd", "kunde inte levereras",
    "det gick inte att leverera", "olevererbart", "ej levererbart", "kan ikke leveres", "ikke leveret",
    "kan ikke levere", "ei voi toimittaa", "toimitus epäonnistui", "nedoručiteln", "nedoruče", "nelze doručit",
    "nedoručené", "niedostarczon", "nie można dostarczyć", "nie dostarczono", "kézbesíthetetlen",
    "nem kézbesíthető", "nepristatyt", "nepavyko pristatyti", "nelivrat", "mesaj nelivrat", "imposibil de livrat",
    "nu se poate livra", "teslim edilemedi", "αδυναμία παράδοσης", "配信不能",
    "配信できません", "配信エラー", "配信に失敗", "メール配信エラー", "送信エラー",
    "メールが配信できません", "メッセージを配信できません", "メール配信に失敗",
    "送信できませんでした", "未送达", "无法送达", "系统退信", "退信", "無法傳遞",
    "未傳遞", "배달되지 않음",
};
// clang-format on

// clang-format off: words in lines
constexpr std::string_view delayed_subject_starts[] = {
    // Not yet delivered
    "warning: could not send message", "warning: message", "warning: delayed mail", "delayed mail",
    "delivery delayed", "delivery delay", "delayed:", "mail delivery delayed", "message delayed",
    "delivery status notification (delay", "delivery notification: delivery has been delayed", "warning: mail delay",
    "доставка отложена", "verzögert", "zustellung verzögert", "retardé", "remise retardée",
    "retrasado",
};
// clang-format on

// clang-format off: words in lines
constexpr std::string_view failed_subject_words[] = {
    "undeliver", "returned to sender", "delivery failure", "delivery has failed", "delivery failed", "mail failure",
    "could not be delivered", "not delivered", "delivery problem", "delivery error", "see transcript",
    "failure notice", "delivery status notification", "returned mail", "non-delivery", "mailbox full",
    "quota exceeded", "user unknown", "bounced mail", "mail rejected", "не доставлен",
    "недоставлен", "невозможно доставить", "nicht zugestellt", "non remis", "配信",
    "退信",
};
// clang-format on

constexpr std::string_view delayed_subject_words[] = {
    "delayed",
    "still being retried",
};

// clang-format off: words in lines
constexpr std::string_view markers[] = {
    // qmail
    "--- below this line is a copy of the message",
    // Exim
    "------ this is a copy of the message, including all the headers",
    "------ this is a copy of your message, including all the headers", "------ this is a copy of the headers",
    "------ the body of the message is",
    // 1&1, GMX
    "--- the header of the original message is following", "--- the original message is following",
    "----- original message -----", "-----original message-----", "---- original message ----",
    "----- original message", "--- original message", "---original message", "--original message",
    "-- original message", "==== original message", "*** original message", "----- original mail",
    "----- unsent message follows", "--- unsent message follows", "----- original message follows",
    "original message follows", "original message headers", "original message header", "original headers",
    "original mail header", "--- returned message", "------- returned message", "----- message header follows",
    "----- header of the original message", "----- message text follows", "message header:",
    "--- message headers follow", "----- unmodified original message", "content-type: message/rfc822",
    "content-type: text/rfc822-headers", "the original message follows", "--- attached is a copy of the message",
    "here is your returned mail", "received: from ", "received: by ", "return-path: <",
    "the message that could not be delivered", "-----メッセージ", "----- 元のメッセージ",
    "--- исходное сообщение", "-------------------- original", "========== original",
    "the first 50 lines of", "your original message", "your message was:", "the message header",
    "start of returned message", "--- start of message", "begin of returned", "******** original",
    "----- returned mail",
};
// clang-format on

}  // namespace

const PhraseSet& bounce_subject_starts() {
  static const PhraseSet phrases({{failed_subject_starts, failed_tag}, {delayed_subject_starts, delayed_tag}});
  return phrases;
}

const PhraseSet& bounce_subject_words() {
  static const PhraseSet phrases({{failed_subject_words, failed_tag}, {delayed_subject_words, delayed_tag}});
  return phrases;
}

const PhraseSet& returned_mail_markers() {
  static const PhraseSet phrases({{markers, 0}});
  return phrases;
}

}  // namespace pult::mailsteps
