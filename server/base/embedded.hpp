// SPDX-License-Identifier: AGPL-3.0-or-later
// Files built into the binary (cmake/embed.cmake), by their path in the source tree: "migrations/0001_desk.sql".
#pragma once
#include <span>
#include <string_view>

namespace pult::base {

struct EmbeddedFile {
  std::string_view path;
  std::string_view bytes;
};

// Sorted by path.
std::span<const EmbeddedFile> embedded_files();

}  // namespace pult::base
