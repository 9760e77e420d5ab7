// SPDX-License-Identifier: AGPL-3.0-or-later
// winmail.dat: the attachments and the body that Outlook packed into one (MS-OXTNEF).
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "mime/charset.hpp"

namespace pult::mime {

struct TnefFile {
  std::string name;
  std::string bytes;
};
struct TnefContent {
  std::string text;
  std::string html;
  std::vector<TnefFile> files;
};

// Empty when it is no TNEF or damaged beyond reading; what was found before the damage is kept.
TnefContent read_tnef(std::string_view bytes, Defects& defects);

}  // namespace pult::mime
