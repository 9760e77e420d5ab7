// SPDX-License-Identifier: AGPL-3.0-or-later
// What a file that somebody puts up is called and is, and how it is given back.
#pragma once
#include "api/call.hpp"

namespace pult::api {

// No path, no control characters, no header tricks; a bounded length.
std::string clean_file_name(std::string_view name);
// The first bytes say what an image is; what the client claims decides only among harmless types.
std::string content_type_of(std::string_view bytes, std::string_view claimed);

struct GivenFile {
  std::string name, content_type;
};
// Of a route with a raw body: the file itself, named by ?filename=, or a form with it. invalid without a name.
Result<GivenFile> parse_given_file(const Call& call);

// The attachment that the path names, for those who see where it is.
Result<tickets::Attachment> access_attachment(Call& call);
// It as a file, shown in place only when it is a harmless picture.
Result<Answer> answer_content(Call& call, const tickets::Attachment& file);
// Whether a small copy of it is worth having.
bool has_thumbnail(const tickets::Attachment& file);

// Kept content as the body of the answer, from its row or its file.
Result<void> put_content(Call& call, const std::string& sha256, Answer& answer);

}  // namespace pult::api
