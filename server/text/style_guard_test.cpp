// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/style_guard.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace pult::text {
namespace {

TEST(StyleSheet, OrdinaryOnesPass) {
  for (const auto* fine :
       {"", "a{color:red}", "/* x */ .max-lg\\:hidden > b::before { content: \"\\2014 }\"; }",
        "@media (width < 40em) { a { color: red } }", "@media (max-width: 40em) { :root { --pult-rail: #123456 } }",
        ".x{background:url(data:image/png;base64,AAAA)}", ".x{fill:url('#shade')}", "@font-face{font-family:x}",
        ".a[href='http://x']{color:blue}", ".srcset{width:calc(1px + (2px))}"})
    EXPECT_TRUE(check_style_sheet(fine)) << fine << ": " << check_style_sheet(fine).error().message;
}

TEST(StyleSheet, WhatFetchesOrRunsIsRefused) {
  for (const auto* bad :
       {"@import 'x.css';", "@IMPORT url(x)", "a{background:url(https://example.com/a.png)}",
        "a{background:URL( \"//example.com\" )}", "a{background:url(/api/v2/users.json)}",
        "a{background:image-set(\"https://x/a.png\" 1x)}", "a{background:-webkit-image-set(url(x) 1x)}",
        "a{width:expression(alert(1))}", "a{behavior:x}", "a{-moz-binding:x}", "a{background:\\75rl(https://x)}",
        "a{background:url(\\68ttps://x)}", "@\\69mport 'x'", "</style><script>", "a{background:u\\rl(x)}",
        "a{background:src(\"https://x\")}"})
    EXPECT_FALSE(check_style_sheet(bad)) << bad;
}

TEST(StyleSheet, WhatDoesNotEndIsRefusedWithItsLine) {
  EXPECT_EQ(check_style_sheet("a{\ncolor:red").error().message, "Line 2: a { is not closed");
  EXPECT_EQ(check_style_sheet("a{}\n\n}").error().message, "Line 3: there is a } too many");
  for (const auto* bad :
       {"/* never", "a{content:\"x}", "a{content:'x\n'}", "a{width:calc(1px}", "a{b:url(data:image/x"})
    EXPECT_FALSE(check_style_sheet(bad)) << bad;
}

RC_GTEST_PROP(StyleSheetProperty, AnyBytesAreReadToTheEnd, (const std::string& bytes)) {
  (void)check_style_sheet(bytes);
  (void)check_drawing("<svg" + bytes);
}

TEST(Drawing, OrdinaryOnesPass) {
  const std::string head = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 8 8\">";
  for (const auto* fine : {"<path d=\"M0 0h8v8z\" fill=\"url(#a)\"/>", "<use href=\"#b\"/>",
                           "<image href='data:image/png;base64,AA=='/>", "<style>.a{fill:red}</style>"})
    EXPECT_TRUE(check_drawing(head + fine + "</svg>")) << fine;
}

TEST(Drawing, WhatRunsOrFetchesIsRefused) {
  for (const auto* bad :
       {"<p>no</p>", "<svg><script>alert(1)</script></svg>", "<svg onload=\"alert(1)\"/>", "<svg ONLOAD = 'x'/>",
        "<svg><foreignObject/></svg>", "<svg><a href=\"javascript:alert(1)\"/></svg>",
        "<svg><image xlink:href=\"https://x/a.png\"/></svg>", "<svg><use href='//x'/></svg>",
        "<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>", "<svg><style>a{fill:url(http://x)}</style></svg>",
        "<svg><style>@import 'x'</style></svg>", "<svg><image href=unquoted /></svg>"})
    EXPECT_FALSE(check_drawing(bad)) << bad;
}

}  // namespace
}  // namespace pult::text
