// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/bounce_phrases.hpp"

namespace pult::mailsteps {
namespace {

constexpr std::string_view failed_bodies[] = {
    // Postfix and kin
    "could not be delivered to one or more recipients", "that your message could not be delivered",
    "this is the mail system at host", "this is the postfix program at host", "the mail system",
    "this is the dragonfly mail agent", "hi! this is the mailer-daemon",
    "an error has occurred while attempting to deliver a message", "this is the mlmmj program",
    "this is the sendmail",
    // sendmail, V5, qmail, Courier
    "----- transcript of session follows", "transcript of session follows",
    "the following addresses had permanent fatal errors", "the following addresses had delivery problems",
    "the following addresses had delivery errors", "while talking to ", "hi. this is the qmail-send program",
    "this is the qmail-send", "this is a permanent error; i've given up", "i've given up. sorry it didn't work out",
    "i wasn't able to deliver your message", "sorry, no mailbox here by that name", "sorry it didn't work out",
    "this message is looping", "undeliverable mail", "your message to the following recipients cannot be delivered",
    "delivery reports about your e-mail", "delivery reports about your email",
    // Exim, Mail.ru, GMX, 1&1
    "this message was created automatically by mail delivery software",
    "this message was created automatically by the mail", "a message that you sent could not be delivered",
    "a message that you sent contained one or more recipient addresses",
    "a message that you sent contained no recipient", "the following address(es) failed",
    "the following addresses failed", "the following address failed", "this message has been rejected because",
    "message could not be delivered to one or more",
    "письмо создано автоматически сервером",
    "письмо не может быть доставлено",
    "письмо было создано автоматически",
    "не может быть доставлено",
    // Exchange, Office 365, Outlook.com
    "did not reach the following recipient", "did not reach some or all of the intended recipients",
    "the following recipient(s) could not be reached", "the following recipient(s) cannot be reached",
    "the following recipients could not be reached", "delivery has failed to these recipients",
    "delivery to the following recipients failed", "delivery to the following recipient failed",
    "this is an automatically generated delivery status notification", "diagnostic information for administrators",
    "informations de diagnostic pour les administrateurs", "diagnoseinformationen für administratoren",
    "información de diagnóstico para administradores", "informazioni di diagnostica per gli amministratori",
    "диагностические сведения для администраторов", "msexch:msexchangemta",
    "échec de la remise", "serveur de génération", "generating server:", "fehler bei der nachrichtenzustellung",
    "your message couldn't be delivered", "your message to the following recipients", "couldn't be delivered to",
    "wasn't found at", "сбой при доставке следующим получателям",
    "konnte nicht zugestellt werden", "n'a pas pu être remis", "non è stato possibile recapitare",
    // Gmail, Google Groups, Yahoo, AOL, Yandex, Facebook, Zoho, SES, SendGrid
    "address not found", "delivery to the following recipient failed permanently", "the group you tried to contact",
    "technical details of permanent failure", "this is an automatically generated message from sendgrid",
    "we were unable to deliver your message to the following address", "message from yahoo",
    "an error occurred while trying to deliver the mail to the following", "message was not able to be delivered",
    "this message was created automatically by facebook", "this message could not be delivered",
    "your message was not delivered", "unable to deliver your message", "was not delivered to:",
    "hello, this is the mail server on", "could not deliver your message",
    // Notes, Domino, GroupWise, iMS, MailMarshal, filters and gateways
    "------- failure reasons", "failure reasons", "not listed in domino directory",
    "not listed in public name & address book", "recipient user name", "the message that you sent was undeliverable",
    "was undeliverable to the following", "this report relates to a message you sent",
    "your message cannot be delivered to the following", "could not be delivered because of",
    "the following recipients were affected", "unable to deliver message to",
    "delivery failed for the following reason", "this has been a permanent failure",
    "a transcript of the attempts to send", "your message could not be sent", "undeliverable message",
    "invalid final delivery userid", "user mailbox exceeds allowed size", "delivery failed ", "undeliverable to ",
    "sent <<< rcpt to", "received >>> 5", "we had trouble delivering your message", "rejected recipient",
    "this message has been generated by mail server", "your message has been blocked", "mail server can't deliver",
    "unable to deliver the message", "unable to deliver this message", "message could not be delivered to mobile",
    "no valid recipients for this mm", "we could not deliver your message", "could not be delivered to the following",
    "failed to deliver to ", "message delivery failed", "mail delivery failed", "message not delivered",
    "delivery of the following message failed", "permanent failure delivering",
    "the e-mail below could not be delivered", "unable to relay", "you are not a member of this",
    "your article was not distributed", "is not a member of this mailing list",
    // Japanese carriers and products
    "the user(s) listed below", "the user(s) account is disabled", "your mail sent on:",
    "your mail attempted to be delivered on", "mail has not been delivered",
    "each of the following recipients was rejected", "the number of messages in recipient's mailbox exceeded",
    "could not be delivered on:", "メールは配信されませんでした", "配信できませんでした",
    "お届けできませんでした", "送信できませんでした", "宛先不明", "您的邮件被退回",
    "无法送达",
    // Words of RFC 3464 reports outside of their part
    "final-recipient: ", "diagnostic-code: ", "action: failed", "reporting-mta: ", "original-recipient: ",
};

constexpr std::string_view delayed_bodies[] = {
    // Postfix and kin
    "a message is delayed for more than", "this is a warning message only",
    // sendmail, V5, qmail, Courier
    "the following addresses had transient non-fatal errors", "delays in delivering your message",
    "has not yet been delivered to the following",
    // Exim, Mail.ru, GMX, 1&1
    "a message that you sent has not yet been delivered",
    // Exchange, Office 365, Outlook.com
    "delivery to the following recipients has been delayed", "delivery to the following recipient has been delayed",
    // Gmail, Google Groups, Yahoo, AOL, Yandex, Facebook, Zoho, SES, SendGrid
    "delivery incomplete", "technical details of temporary failure",
    // Words of RFC 3464 reports outside of their part
    "action: delayed",
};

constexpr std::string_view failed_body_words[] = {
    "user unknown", "unknown user", "no such user", "mailbox unavailable", "mailbox full", "over quota",
    "recipient rejected", "address rejected", "does not exist", "host unknown", "host not found",
    "could not be delivered", "undeliverable", "rcpt to", "not delivered", "retry timeout exceeded",
    "recipient unknown", "remote host said", "connection refused", "connection timed out", "delivery failure",
    "invalid recipient", "mail delivery", "rejected", "delivered",
};

constexpr std::string_view delayed_body_words[] = {
    "will be retried", "still being attempted", "has been delayed", "delivery attempts will continue",
    "will continue to try", "you do not need to resend", "no action is required on your part",
};

}  // namespace

const PhraseSet& bounce_bodies() {
  static const PhraseSet phrases({{failed_bodies, failed_tag}, {delayed_bodies, delayed_tag}});
  return phrases;
}

const PhraseSet& bounce_body_words() {
  static const PhraseSet phrases({{failed_body_words, failed_tag}, {delayed_body_words, delayed_tag}});
  return phrases;
}

}  // namespace pult::mailsteps
