// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

TEST(ReadReceipt, Rfc8098) {
  const Classification c =
      classify(person_mail("Subject: Read: Hi\nMIME-Version: 1.0\n"
                           "Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n",
                           "--b\n\nYour message was read.\n--b\nContent-Type: message/disposition-notification\n\n"
                           "Final-Recipient: rfc822; ann@customer.example\nDisposition: "
                           "manual-action/MDN-sent-manually; displayed\n--b--\n"));
  EXPECT_TRUE(c.read_receipt && c.no_auto_response);
  EXPECT_FALSE(c.bounce || c.auto_reply);
}

}  // namespace
}  // namespace pult::mailsteps
