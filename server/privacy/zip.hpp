// SPDX-License-Identifier: AGPL-3.0-or-later
// An archive that every computer opens (APPNOTE.TXT 6.3.3, method "stored": the files as they are).
#pragma once
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.hpp"

namespace pult::privacy {

// At most 65,535 files and 4 GB, which the caller sees to.
class Zip {
 public:
  explicit Zip(Micros now);
  // Names are UTF-8 with slashes, each once.
  void add(std::string_view name, std::string_view bytes);
  std::size_t size() const { return out_.size(); }
  std::string finish() &&;

 private:
  std::string out_, directory_;
  std::uint16_t count_ = 0, time_ = 0, date_ = 0;
};

}  // namespace pult::privacy
