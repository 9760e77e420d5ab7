// SPDX-License-Identifier: AGPL-3.0-or-later
// One short mail per mail system, as that system words its reports.
#include <gtest/gtest.h>

#include <algorithm>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

struct Sample {
  const char* system;
  bool hard;
  const char* recipient;
  const char* raw;
};

void PrintTo(const Sample& sample, std::ostream* out) { *out << sample.system; }

const Sample samples[] = {
    {"sendmail", true, "nobody@there.example",
     "Return-Path: <>\nFrom: Mail Delivery Subsystem <MAILER-DAEMON@mx.here.example>\nTo: <support@desk.example>\n"
     "Subject: Returned mail: see transcript for details\n\n"
     "The original message was received at Thu, 9 Apr 2026 23:34:45 +0900\nfrom localhost [127.0.0.1]\n\n"
     "   ----- The following addresses had permanent fatal errors -----\n<nobody@there.example>\n"
     "    (reason: 550 5.1.1 <nobody@there.example>... User Unknown)\n\n"
     "   ----- Transcript of session follows -----\n... while talking to mx.there.example.:\n"
     ">>> RCPT To:<nobody@there.example>\n<<< 550 5.1.1 <nobody@there.example>... User Unknown\n"},
    {"sendmail 5", true, "nobody@there.example",
     "From: MAILER-DAEMON@old.example (Mail Delivery Subsystem)\nTo: support@desk.example\nSubject: Returned mail: "
     "User unknown\n"
     "\n   ----- Transcript of session follows -----\nWhile talking to mx.there.example:\n"
     ">>> RCPT To:<nobody@there.example>\n<<< 550 nobody@there.example... User unknown\n550 nobody@there.example... "
     "User unknown\n"
     "\n   ----- Unsent message follows -----\nReceived: by old.example id AA1\nFrom: support@desk.example\n"
     "To: nobody@there.example\nSubject: Hi\nMessage-Id: <9@mail.desk.example>\n\nHello\n"},
    {"qmail", true, "nobody@there.example",
     "Return-Path: <>\nFrom: MAILER-DAEMON@mx.here.example\nTo: support@desk.example\nSubject: failure notice\n\n"
     "Hi. This is the qmail-send program at mx.here.example.\nI'm afraid I wasn't able to deliver your message to the "
     "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
     "<nobody@there.example>:\n192.0.2.1 does not like recipient.\n"
     "Remote host said: 550 5.1.1 <nobody@there.example>... User Unknown\nGiving up on 192.0.2.1.\n\n"
     "--- Below this line is a copy of the message.\n\nReturn-Path: <support@desk.example>\n"
     "Message-ID: <77@mail.desk.example>\nTo: nobody@there.example\nSubject: Hi\n\nHello\n"},
    {"exim", true, "nobody@there.example",
     "Return-path: <>\nX-Failed-Recipients: nobody@there.example\nAuto-Submitted: auto-replied\n"
     "From: Mail Delivery System <Mailer-Daemon@mx.here.example>\nTo: support@desk.example\n"
     "Subject: Mail delivery failed: returning message to sender\n\n"
     "This message was created automatically by mail delivery software.\n\nA message that you sent could not be "
     "delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n"
     "  nobody@there.example\n    SMTP error from remote mail server after RCPT TO:<nobody@there.example>:\n"
     "    host mx.there.example [192.0.2.2]: 550 5.1.1 User unknown\n\n"
     "------ This is a copy of the message, including all the headers. ------\n\nMessage-ID: <78@mail.desk.example>\n"
     "From: support@desk.example\nTo: nobody@there.example\n\nHello\n"},
    {"exchange 2003", true, "nobody@there.example",
     "Return-Path: <>\nFrom: System Administrator <postmaster@there.example>\nTo: support@desk.example\n"
     "Subject: Undeliverable: Hi\nX-Mailer: Internet Mail Service (5.5.2653.19)\n\nYour message\n\n"
     "  To:      nobody@there.example\n  Subject: Hi\n  Sent:    Thu, 9 Apr 2026 11:34:45 +0900\n\n"
     "did not reach the following recipient(s):\n\nnobody@there.example on Thu, 9 Apr 2026 11:34:45 +0900\n"
     "    The recipient name is not recognized\n"
     "    MSEXCH:IMS:THERE:MX:MX1 0 (000C05A6) Unknown Recipient\n"},
    {"exchange 2007, German", true, "nobody@there.example",
     "From: Microsoft Exchange <postmaster@there.example>\nTo: support@desk.example\nSubject: Unzustellbar: Hallo\n\n"
     "Fehler bei der Nachrichtenzustellung an folgende Empfänger oder Verteilerlisten:\n\nnobody@there.example\n"
     "Die eingegebene E-Mail-Adresse konnte nicht gefunden werden.\n\n"
     "Diagnoseinformationen für Administratoren:\n\nGenerierender Server: there.example\n\nnobody@there.example\n"
     "#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n"},
    {"office 365", true, "nobody@there.example",
     "Return-Path: <>\nFrom: Microsoft Outlook <MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@there.example>\n"
     "To: support@desk.example\nSubject: Undeliverable: Hi\nX-MS-Exchange-Message-Is-Ndr:\nAuto-Submitted: "
     "auto-replied\n\n"
     "Your message to nobody@there.example couldn't be delivered.\nnobody wasn't found at there.example.\n\n"
     "Diagnostic information for administrators:\n\nnobody@there.example\n"
     "Remote Server returned '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address "
     "lookup'\n"},
    {"domino", true, "nobody@there.example",
     "From: postmaster@there.example\nTo: support@desk.example\n"
     "Subject: DELIVERY FAILURE: User nobody (nobody@there.example) not listed in Domino Directory\n\n"
     "Your message\n\n  Subject: Hi\n\nwas not delivered to:\n\n  nobody@there.example\n\nbecause:\n\n"
     "  User nobody (nobody@there.example) not listed in Domino Directory\n"},
    {"notes", true, "nobody@there.example",
     "Return-Path: <>\nFrom: postmaster@notes.example\nTo: support@desk.example\nSubject: Undeliverable message\n\n"
     "------- Failure Reasons  --------\n\nUser not listed in public Name & Address Book\nnobody@there.example\n\n"
     "------- Returned Message --------\n\nReceived: from mx.desk.example\nMessage-ID: <79@mail.desk.example>\n"
     "To: nobody@there.example\nSubject: Hi\n"},
    {"gmail", true, "nobody@gmail.com",
     "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@googlemail.com>\nTo: support@desk.example\n"
     "Subject: Delivery Status Notification (Failure)\nX-Failed-Recipients: nobody@gmail.com\n\n"
     "Delivery to the following recipient failed permanently:\n\n     nobody@gmail.com\n\n"
     "Technical details of permanent failure:\nGoogle tried to deliver your message, but it was rejected. "
     "The error that the other server returned was: 550 550 5.1.1 The email account that you tried to reach does not "
     "exist (state 14).\n\n----- Original message -----\n\nMessage-ID: <80@mail.desk.example>\nTo: nobody@gmail.com\n"},
    {"google groups", false, "club@groups.example",
     "Return-Path: <>\nFrom: Mail Delivery Subsystem <mailer-daemon@googlegroups.com>\nTo: support@desk.example\n"
     "Subject: Delivery Status Notification (Failure)\nX-Failed-Recipients: club@groups.example\n\n"
     "Hello support@desk.example,\n\nWe're writing to let you know that the group you tried to contact (club) may not "
     "exist, or you may not have permission to post messages to the group.\n"},
    {"yahoo", true, "nobody@yahoo.com",
     "From: MAILER-DAEMON@nm1.bullet.mail.yahoo.com\nTo: support@desk.example\nSubject: Failure Notice\n\n"
     "Sorry, we were unable to deliver your message to the following address.\n\n<nobody@yahoo.com>:\n"
     "Remote host said: 554 delivery error: dd This user doesn't have a yahoo.com account (nobody@yahoo.com) [0]\n\n"
     "--- Below this line is a copy of the message.\n\nTo: nobody@yahoo.com\nMessage-ID: <81@mail.desk.example>\n"},
    {"yandex", false, "full@there.example",
     "Return-Path: <>\nFrom: mailer-daemon@yandex.ru\nTo: support@desk.example\n"
     "Subject: Недоставленное сообщение\n"
     "X-Yandex-Front: 1\n\nЭто сообщение создано почтовой системой.\n\n"
     "Письмо не может быть доставлено получателю:\n\n"
     "<full@there.example>: host mx.there.example[192.0.2.3] said: 552 5.2.2 Mailbox full\n"},
    {"amazon ses", false, "nobody@there.example",
     "Return-Path: <>\nFrom: MAILER-DAEMON@us-east-1.amazonses.com\nTo: support@desk.example\n"
     "Subject: Delivery Status Notification (Failure)\n\n"
     "An error occurred while trying to deliver the mail to the following recipients:\nnobody@there.example\n"},
    {"courier", true, "nobody@there.example",
     "From: \"Courier mail server at mx.here.example\" <@>\nTo: support@desk.example\n"
     "Subject: NOTICE: mail delivery status.\n\nThis is a delivery status notification from mx.here.example,\n"
     "running the Courier mail server.\n\n                           UNDELIVERABLE MAIL\n\n"
     "Your message to the following recipients cannot be delivered:\n\n<nobody@there.example>:\n"
     "    mx.there.example [192.0.2.4]:\n>>> RCPT TO:<nobody@there.example>\n<<< 550 5.1.1 User unknown\n"},
    {"groupwise", true, "nobody@there.example",
     "From: Mailer-Daemon@groupwise.example\nTo: support@desk.example\nSubject: Message status - undeliverable\n\n"
     "The message that you sent was undeliverable to the following:\n\tnobody@there.example (user not found)\n"},
    {"imail", true, "nobody@there.example",
     "From: Postmaster <postmaster@here.example>\nTo: support@desk.example\nSubject: Undeliverable Mail\n"
     "X-Mailer: <SMTP32 v8.22>\n\nUnknown user: nobody@there.example\n\nOriginal message follows.\n\n"
     "Received: from desk.example\nMessage-Id: <82@mail.desk.example>\nTo: nobody@there.example\n"},
    {"interscan", true, "nobody@there.example",
     "From: InterScan MSS <interscan@here.example>\nTo: support@desk.example\nSubject: Mail could not be delivered\n\n"
     "Sent <<< RCPT TO:<nobody@there.example>\nReceived >>> 550 5.1.1 <nobody@there.example>... user unknown\n"
     "Unable to deliver message to <nobody@there.example>\n"},
    {"mailfoundry", true, "nobody@there.example",
     "From: MAILER-DAEMON@here.example\nTo: support@desk.example\nSubject: Message delivery has failed\n\n"
     "Unable to deliver message to: <nobody@there.example>\nDelivery failed for the following reason:\n"
     "Server mx.there.example[192.0.2.5] failed with: 550 <nobody@there.example> No such user here\n"
     "This has been a permanent failure.  No further delivery attempts will be made.\n"},
    {"mailmarshal", false, "nobody@there.example",
     "From: postmaster@there.example\nTo: support@desk.example\nSubject: Undeliverable Mail: \"Hi\"\n\n"
     "Your message:\n   From:    support@desk.example\n   Subject: Hi\n\nCould not be delivered because of\n\n"
     "550 5.7.1 Message rejected for policy reasons\n\nThe following recipients were affected:\n    "
     "nobody@there.example\n"},
    {"ims", true, "nobody@there.example",
     "From: Internet Mail Delivery <postmaster@here.example>\nTo: support@desk.example\n"
     "Subject: Delivery Notification: Delivery has failed\n\nThis report relates to a message you sent with the "
     "following header fields:\n\n  Message-id: <83@mail.desk.example>\n  To: nobody@there.example\n  Subject: Hi\n\n"
     "Your message cannot be delivered to the following recipients:\n\n  Recipient address: nobody@there.example\n"
     "  Reason: Remote SMTP server has rejected address\n  Diagnostic code: smtp;550 5.1.1 unknown user\n"},
    {"opensmtpd", true, "nobody@there.example",
     "From: Mailer Daemon <MAILER-DAEMON@here.example>\nTo: support@desk.example\n"
     "Subject: Delivery status notification: error\n\n    Hi!\n\n    This is the MAILER-DAEMON, please DO NOT REPLY to "
     "this email.\n\n    An error has occurred while attempting to deliver a message for\n    the following list of "
     "recipients:\n\nnobody@there.example: 550 5.1.1 user unknown\n"},
    {"postfix without report", true, "nobody@there.example",
     "Return-Path: <>\nFrom: MAILER-DAEMON@here.example (Mail Delivery System)\nTo: support@desk.example\n"
     "Subject: Undelivered Mail Returned to Sender\n\nThis is the Postfix program at host here.example.\n\n"
     "<nobody@there.example>: Host or domain name not found. Name service error for\n    name=there.example type=A: "
     "Host not found\n"},
    {"sendgrid", true, "nobody@there.example",
     "From: MAILER-DAEMON <mailer-daemon@sendgrid.net>\nTo: support@desk.example\nSubject: Delivery Status "
     "Notification\n\n"
     "This is an automatically generated message from SendGrid.\n\nI'm sorry to have to tell you that your message was "
     "not able to be delivered to one of its intended recipients.\n\nnobody@there.example: 550 5.1.1 unknown user\n"},
    {"powermta", false, "full@there.example",
     "Return-Path: <>\nFrom: postmaster@pm.example\nTo: support@desk.example\nSubject: Delivery report\n\n"
     "Hello, this is the mail server on pm.example.\n\nI am sending you this message to inform you on the delivery "
     "status of a\nmessage you previously sent.  Immediately below you will find a list of\nthe affected recipients\n\n"
     "The following message to <full@there.example> was undeliverable.\nThe reason for the problem:\n"
     "5.2.2 - Mailbox is over quota\n"},
    {"kddi", false, "friend@dion.example",
     "Return-Path: <>\nFrom: no-reply@app.dion.example\nTo: support@desk.example\nSubject: Re: Hi\n"
     "Reply-To: Mail Delivery System <postmaster@dion.example>\n\n"
     "Your mail sent on: Thu, 9 Apr 2026 11:04:47 +0900 \nCould not be delivered to: <friend@dion.example>\n"
     "As their mailbox is full.\nMail Delivery System: 552 5.2.2\n"},
    {"ezweb", true, "nobody@ezweb.example",
     "From: Postmaster@ezweb.example\nTo: support@desk.example\nSubject: Mail System Error - Returned Mail\n\n"
     "The user(s) listed below is not known.\n\n<nobody@ezweb.example>: 550 <nobody@ezweb.example>: User unknown\n"},
    {"docomo, Japanese", false, "nobody@docomo.example",
     "From: MAILER-DAEMON@docomo.example\nTo: support@desk.example\nSubject: メール配信エラー\n\n"
     "下記の宛先にメールを配信できませんでした。\n\n<nobody@docomo.example>\n"},
    {"verizon", true, "4055550101@vtext.example",
     "From: post_master@vtext.example\nTo: support@desk.example\nSubject: Undeliverable Message\n\n"
     "Message could not be delivered to mobile.\nError: No valid recipients for this MM\n\n"
     "To: 4055550101@vtext.example\n"},
    {"surfcontrol", true, "nobody@there.example",
     "From: Mail Administrator <postmaster@here.example>\nTo: support@desk.example\nSubject: SurfControl notification\n"
     "X-Mailer: SurfControl E-mail Filter\n\nYour message could not be sent.\n"
     "A transcript of the attempts to send the message follows.\nThe number of attempts made: 1\n"
     "Addressed To: nobody@there.example\n\nThu 29 Apr 2026 23:34:45 +0900\nFailed to send to identified host,\n"
     "550 5.1.1 <nobody@there.example>... User Unknown\n"},
    {"barracuda", false, "you@there.example",
     "From: Barracuda Spam Firewall <postmaster@there.example>\nTo: support@desk.example\n"
     "Subject: **Message you sent blocked by our bulk email filter**\n\nYour message to: you@there.example\n"
     "was blocked by our Spam Firewall. The email you sent with the following subject has NOT BEEN "
     "DELIVERED:\n\nSubject: Hi\n"},
    {"x6", false, "nobody@there.example",
     "From: Postmaster <postmaster@here.example>\nTo: support@desk.example\nSubject: There was an error sending your "
     "mail\n\n"
     "We had trouble delivering your message. Full details follow:\n\nSubject: 'Hi'\n\n1 error(s):\n\n"
     "SMTP Server <mx.there.example> rejected recipient <nobody@there.example> \n"
     "  (Error following RCPT command). It responded as follows: [550 5.7.1 blocked]\n"},
    {"james", true, "nobody@there.example",
     "From: postmaster@james.example\nTo: support@desk.example\nSubject: [BOUNCE] Hi\nContent-Analysis: [BOUNCE]\n\n"
     "Hi. This is the James mail server at james.example.\nI'm afraid I wasn't able to deliver your message to the "
     "following addresses.\nThis is a permanent error; I've given up. Sorry it didn't work out.\n\n"
     "nobody@there.example: 550 5.1.1 User unknown\n"},
    {"mcafee", true, "nobody@there.example",
     "From: postmaster@there.example\nTo: support@desk.example\nSubject: Delivery Status\nX-NAI-Header: Modified by "
     "McAfee\n\n"
     "--- The following addresses had delivery problems ---\n\n<nobody@there.example>   (User unknown)\n\n"
     "--- Original mail header ---\n\nMessage-ID: <85@mail.desk.example>\nTo: nobody@there.example\n"},
    {"facebook", true, "nobody@facebook.example",
     "Return-Path: <>\nFrom: Facebook <mailer-daemon@mx.facebook.com>\nTo: support@desk.example\n"
     "Subject: Sorry, your message could not be delivered\n\nThis message was created automatically by Facebook.\n\n"
     "Sorry, your message could not be delivered to the following recipients:\n\nnobody@facebook.example: 550 5.1.1 "
     "RCP-P2 http://postmaster.example no such user\n"},
    {"einsundeins", false, "full@there.example",
     "Return-Path: <>\nFrom: Mail Delivery System <mailer-daemon@kundenserver.example>\nTo: support@desk.example\n"
     "Subject: Mail delivery failed: returning message to sender\n\nThis message was created automatically by mail "
     "delivery software.\n\nA message that you sent could not be delivered to\none or more of its recipients. The "
     "following addresses\nfailed:\n\n<full@there.example>\n\nFor the following reason:\n\n"
     "Mail quota exceeded, over quota\n\n--- The header of the original message is following. ---\n\n"
     "Message-ID: <86@mail.desk.example>\nTo: full@there.example\n"},
    {"messagelabs", true, "nobody@there.example",
     "From: MAILER-DAEMON@messagelabs.com\nTo: support@desk.example\nSubject: Mail Delivery Failure\n\n"
     "This is the mail delivery agent at messagelabs.com.\nI was unable to deliver your message to the following "
     "addresses.\n\nnobody@there.example\n\nReason: 550 unknown user <nobody@there.example>\n"},
    {"sns json", true, "nobody@there.example",
     "From: AWS Notifications <no-reply@sns.amazonaws.com>\nTo: support@desk.example\nSubject: AWS Notification "
     "Message\n\n"
     "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"nobody@there.example\","
     "\"action\":\"failed\",\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]}}\n"},
    {"exchange, French", true, "nobody@there.example",
     "From: Microsoft Exchange <postmaster@there.example>\nTo: support@desk.example\nSubject: Non remis : Bonjour\n\n"
     "Échec de la remise pour ces destinataires ou listes de distribution :\n\nnobody@there.example\n\n"
     "Informations de diagnostic pour les administrateurs :\n\nServeur de génération : there.example\n\n"
     "nobody@there.example\n#550 5.1.1 RESOLVER.ADR.RecipNotFound; not found ##\n"},
    {"postfix, Czech subject", true, "nobody@there.example",
     "From: Postovni system <postmaster@here.example>\nTo: support@desk.example\nSubject: Nedoručitelná zpráva\n\n"
     "<nobody@there.example>: 550 5.1.1 uživatel neexistuje\n"},
    {"x3", false, "nobody@there.example",
     "From: Mail Delivery System <MAILER-DAEMON@there.example>\nTo: support@desk.example\nSubject: Delivery status "
     "notification\n"
     "\nThis message has been generated by mail server there.example\nYour message was not delivered\n\n"
     "     ==================\n\n  * nobody@there.example\n   is unreachable\n"},
    {"fml", false, "",
     "From: list-admin@fml.example\nTo: support@desk.example\nSubject: NOT MEMBER article from support@desk.example\n"
     "X-MLServer: fml [fml 4.0]\n\nYour article was not distributed.\n\n----- Original message -----\n"
     "Received: from mx.desk.example\nMessage-Id: <84@mail.desk.example>\nTo: list@fml.example\n"},
};

class BounceProducts : public ::testing::TestWithParam<Sample> {};

TEST_P(BounceProducts, IsRecognised) {
  const Sample& sample = GetParam();
  const Screening found = screen_raw(sample.raw);
  EXPECT_TRUE(found.classification.bounce) << found.trace[3];
  EXPECT_TRUE(found.classification.no_auto_response);
  EXPECT_FALSE(found.classification.auto_reply);
  EXPECT_EQ(found.bounce.action, "failed");
  EXPECT_EQ(found.classification.hard_bounce, sample.hard) << found.bounce.status << " | " << found.bounce.diagnostic;
  if (*sample.recipient != '\0') EXPECT_EQ(found.bounce.recipients, std::vector<std::string>{sample.recipient});
}

TEST_P(BounceProducts, IsNoBounceWhenAPersonForwardsOrQuotesIt) {
  const std::string_view raw = GetParam().raw;
  const std::string text(raw.substr(raw.find("\n\n") + 2));
  const std::size_t begin = raw.find("Subject: ") + 9;
  const std::string subject(raw.substr(begin, raw.find('\n', begin) - begin));
  EXPECT_FALSE(classify(person_mail("Subject: Fwd: " + subject + "\n", "What is this?\n\n" + text)).bounce);
  EXPECT_FALSE(classify(person_mail("Subject: " + subject + "\n", "I get this all the time:\n\n" + text)).bounce);
  const std::string attached = "Content-Type: multipart/mixed; boundary=b\n";
  EXPECT_FALSE(classify(person_mail("Subject: " + subject + "\nMIME-Version: 1.0\n" + attached,
                                    "--b\n\nSee attached.\n--b\nContent-Type: message/rfc822\n\n" + std::string(raw) +
                                        "\n--b--\n"))
                   .bounce);
}

INSTANTIATE_TEST_SUITE_P(MailSystems, BounceProducts, ::testing::ValuesIn(samples), [](const auto& info) {
  std::string name = info.param.system;
  std::erase_if(name, [](char c) { return !std::isalnum(static_cast<unsigned char>(c)); });
  return name;
});

}  // namespace
}  // namespace pult::mailsteps
