// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

TEST(AutoReply, HeadersSayIt) {
  for (const char* header : {"Auto-Submitted: auto-replied", "Auto-Submitted: Auto-Replied (vacation)",
                             "X-Autoreply: yes", "X-Autorespond:", "Precedence: auto_reply",
                             "X-AutoReply-From: ann@customer.example", "Delivered-To: Autoresponder"}) {
    const Classification c = classify(person_mail(std::string("Subject: Re: Hi\n") + header + "\n", "Thanks.\n"));
    EXPECT_TRUE(c.auto_reply) << header;
    EXPECT_TRUE(c.no_auto_response) << header;
    EXPECT_FALSE(c.bounce) << header;
    EXPECT_FALSE(c.out_of_office) << header;
    EXPECT_EQ(c.reason, "It is an automatic reply.") << header;
  }
}

TEST(AutoReply, HeadersThatSayNoAreNone) {
  for (const char* header : {"Auto-Submitted: no", "X-Autoreply: no", "X-Auto-Response-Suppress: DR, OOF"}) {
    const Classification c = classify(person_mail(std::string("Subject: Re: Hi\n") + header + "\n", "Thanks.\n"));
    EXPECT_FALSE(c.auto_reply) << header;
    EXPECT_FALSE(c.no_auto_response) << header;
  }
}

TEST(AutoReply, SubjectsSayItInManyLanguages) {
  for (const char* subject : {"Automatic reply: Hi",
                              "Auto: Hi",
                              "Out of Office: Hi",
                              "Out of the office",
                              "Re: Hi (out of office)",
                              "Автоматический ответ: Привет",
                              "Автоответ: Привет",
                              "Automatická odpověď: Ahoj",
                              "Automatinis atsakymas: Labas",
                              "Răspuns automat: Salut",
                              "Automatische Antwort: Hallo",
                              "Abwesenheitsnotiz",
                              "Réponse automatique : Bonjour",
                              "Respuesta automática: Hola",
                              "Risposta automatica: Ciao",
                              "Automatyczna odpowiedź: Cześć",
                              "Odpowiedź automatyczna: Cześć",
                              "Automatisch antwoord: Hoi",
                              "Autosvar: Hej",
                              "Automatiskt svar: Hej",
                              "Automatisk svar: Hei",
                              "Automaattinen vastaus: Hei",
                              "Automatikus válasz: Szia",
                              "Resposta automática: Oi",
                              "自動応答: こんにちは",
                              "自动回复: 你好",
                              "자동 회신: 안녕"}) {
    const std::string mail = person_mail(std::string("Subject: ") + subject + "\n", "Thanks.\n");
    const bool quoted = std::string_view(subject).starts_with("Re: ");
    EXPECT_EQ(classify(mail).auto_reply, !quoted) << subject;
  }
}

TEST(AutoReply, PeopleWhoWriteAboutOneAreNone) {
  for (const char* subject : {"Re: Automatic reply: Hi", "Automatic replies do not work", "Fwd: Out of office"}) {
    EXPECT_FALSE(classify(person_mail(std::string("Subject: ") + subject + "\n", "See below.\n")).auto_reply)
        << subject;
  }
}

TEST(AutoReply, NotificationsAreNoReplies) {
  const Classification c =
      classify(person_mail("Subject: Disk full\nAuto-Submitted: auto-generated\n", "Disk full.\n"));
  EXPECT_FALSE(c.auto_reply);
  EXPECT_TRUE(c.no_auto_response);
}

TEST(AutoReply, AnAnswerWithoutReturnPathIsOne) {
  const char* mail =
      "Return-Path: <>\nFrom: Ann <ann@customer.example>\nIn-Reply-To: <1@mail.desk.example>\n"
      "Subject: Re: Hi\n\nI am away.\n";
  EXPECT_TRUE(classify(mail).auto_reply);
}

TEST(AutoReply, WeakHeadersNeedWordsOfAbsence) {
  for (const char* header : {"Precedence: bulk", "X-Auto-Response-Suppress: OOF", "Auto-Submitted: auto-generated"}) {
    const std::string head = std::string("Subject: Hi\n") + header + "\n";
    EXPECT_TRUE(classify(person_mail(head, "I will be out of the office until May.\n")).out_of_office) << header;
    EXPECT_FALSE(classify(person_mail(head, "The build is broken.\n")).auto_reply) << header;
    EXPECT_FALSE(classify(person_mail(head + "List-Id: <l.example>\n", "Out of office?\n")).auto_reply) << header;
  }
}

}  // namespace
}  // namespace pult::mailsteps
