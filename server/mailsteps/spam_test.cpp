// SPDX-License-Identifier: AGPL-3.0-or-later
#include <gtest/gtest.h>

#include "mailsteps/sample_mail_test.hpp"

namespace pult::mailsteps {
namespace {

TEST(Spam, VerdictsOfFilters) {
  for (const char* header :
       {"X-Spam-Flag: YES", "X-Spam-Status: Yes, score=12.3 required=5.0", "X-Spam: Yes",
        "X-Spamd-Result: default: True [16.20 / 15.00]", "X-Rspamd-Action: reject", "X-MS-Exchange-Organization-SCL: 6",
        "X-Forefront-Antispam-Report: CIP:192.0.2.1;SCL:9;SRV:;", "X-Bogosity: Spam, tests=bogofilter"}) {
    EXPECT_TRUE(with_header(header).spam) << header;
    EXPECT_TRUE(with_header(header).no_auto_response) << header;
  }
}

TEST(Spam, GoodVerdicts) {
  for (const char* header :
       {"X-Spam-Flag: NO", "X-Spam-Status: No, score=-1.0", "X-Spamd-Result: default: False [1.2 / 15.00]",
        "X-Rspamd-Action: no action", "X-MS-Exchange-Organization-SCL: -1", "X-Forefront-Antispam-Report: SCL:1;"}) {
    EXPECT_FALSE(with_header(header).spam) << header;
  }
}

TEST(Spam, OnlyTheTopmostAuthenticationCounts) {
  EXPECT_TRUE(with_header("Authentication-Results: mx; spf=pass; dmarc=fail (p=none)").auth_fail);
  EXPECT_FALSE(
      with_header("Authentication-Results: mx; dmarc=pass\nAuthentication-Results: evil; dmarc=fail").auth_fail);
  EXPECT_FALSE(with_header("Authentication-Results: mx; dmarc=fail").no_auto_response);
}

}  // namespace
}  // namespace pult::mailsteps
