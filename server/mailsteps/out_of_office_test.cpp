// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

TEST(OutOfOffice, WordsSayIt) {
  for (const char* body : {"I'm out of the\noffice Friday.", "Ich bin bis Montag im Urlaub.", "Я в отпуске до 5 мая.",
                           "Do 5. května jsem na dovolené.", "Atostogauju iki liepos.", "Sunt în concediu.",
                           "Je suis absent jusqu’à lundi.", "Jestem na urlopie.", "休暇をいただいております。"}) {
    const Classification c = classify(person_mail("Subject: Hi\nAuto-Submitted: auto-replied\n", body));
    EXPECT_TRUE(c.out_of_office) << body;
    EXPECT_EQ(c.reason, "It is an out-of-office reply.") << body;
    EXPECT_FALSE(classify(person_mail("Subject: Hi\n", body)).out_of_office) << body;
  }
}

}  // namespace
}  // namespace pult::mailsteps
