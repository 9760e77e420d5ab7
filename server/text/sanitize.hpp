// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes the HTML of a stranger's mail harmless. Contract: the result holds only the tags, attributes and URL schemes
// of the allow-list in allow_list.hpp, is well nested, at most 200 levels deep and stays so when any HTML5 parser reads
// and writes it again (no comments, no raw-text elements, no foreign content, every < > & " of text escaped).
#pragma once
#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace pult::text {

struct SanitizeOptions {
  // The address to show for an image of the mail itself (src="cid:ID", decoded, without brackets); empty when unknown:
  // such an image loses its src and keeps its alt. The answer must be a path of ours or an http(s) address.
  std::function<std::string(std::string_view content_id)> inline_image_url;
  std::size_t max_bytes = std::size_t{4} << 20;  // of the input that is read; the output may pass it by one element
};

struct SanitizedHtml {
  std::string html;
  bool has_remote_images = false;  // at least one <img data-remote-src="http…"> waits for the reader's consent
  bool truncated = false;          // something was cut because of max_bytes
};

SanitizedHtml sanitize_html(std::string_view html, const SanitizeOptions& options = {});

// The same, and the part of it that answers: without quotes and signature (quote.hpp), nullopt when that is all of it.
// One parse for both.
struct SanitizedReply {
  SanitizedHtml whole;
  std::optional<std::string> visible;
};
SanitizedReply sanitize_reply(std::string_view html, const SanitizeOptions& options = {});

}  // namespace pult::text
