// SPDX-License-Identifier: AGPL-3.0-or-later
// The built agent's screen out of the binary, with the headers that let browsers keep it and keep others out of it.
#pragma once
#include <map>
#include <span>
#include <string>
#include <string_view>

#include "base/embedded.hpp"
#include "net/http_server.hpp"

namespace pult::app {

class StaticFiles {
 public:
  // Serves what lies under web/agent/dist/; "name.gz" is the compressed form of "name".
  explicit StaticFiles(std::span<const base::EmbeddedFile> files);

  // GET and HEAD: the file of the path, else index.html for paths without a file extension (the screen's own routes).
  net::Response answer(const net::Request& request) const;

 private:
  struct Asset {
    std::string_view bytes, compressed;
    std::string digest;
  };
  const Asset* find(std::string_view path) const;

  std::map<std::string, Asset, std::less<>> assets_;
};

}  // namespace pult::app
