// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

TEST(Bulk, ListsAndNewsletters) {
  for (const char* header : {"List-Id: <news.example>", "List-Unsubscribe: <https://news.example/u>",
                             "Precedence: bulk", "Precedence: list", "Precedence: junk", "Feedback-ID: 1:2:3:news"}) {
    EXPECT_TRUE(with_header(header).bulk) << header;
    EXPECT_TRUE(with_header(header).no_auto_response) << header;
  }
  EXPECT_FALSE(with_header("Precedence: first-class").bulk);
}

}  // namespace
}  // namespace pult::mailsteps
