// SPDX-License-Identifier: AGPL-3.0-or-later
// The built agent's screen out of the binary, with the headers that let browsers keep it and keep others out of it.
#pragma once
#include <atomic>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/embedded.hpp"
#include "net/http_server.hpp"

namespace pult::app {

class StaticFiles {
 public:
  // Serves what lies under web/agent/dist/; "name.gz" is the compressed form of "name".
  explicit StaticFiles(std::span<const base::EmbeddedFile> files);

  // GET and HEAD: the file of the path, else index.html for paths without a file extension (the screen's own routes).
  net::Response answer(const net::Request& request) const;

  // Whose pages may stand in a frame of ours: "https://shop.example". Any thread, at any time.
  void allow_frames(const std::vector<std::string>& origins);

 private:
  struct Asset {
    std::string_view bytes, compressed;
    std::string digest;
  };
  const Asset* find(std::string_view path) const;
  net::Response start_response(int status, std::string_view content_type) const;
  net::Response short_text(int status, std::string text) const;

  std::map<std::string, Asset, std::less<>> assets_;
  std::atomic<std::shared_ptr<const std::string>> policy_;
};

}  // namespace pult::app
