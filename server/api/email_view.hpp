// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail as the API shows it: the parsed view of comments/{id}/email and of the ingest command.
#pragma once
#include "api/call.hpp"
#include "mailsteps/classification.hpp"
#include "tickets/comment.hpp"

namespace pult::api {

// Parses, screens and sanitises the raw mail. `files` are the attachments as stored for its comment (for their
// addresses), null when there is no comment.
json::object present_email(const std::string& raw, const mailsteps::ScreenOptions& options,
                           const std::vector<tickets::Attachment>* files, const std::string& base_url);

// Content-Type, Content-Disposition: attachment, and the headers that keep a browser from running it.
void add_download_headers(Answer& answer, std::string_view content_type, std::string_view file_name,
                          bool show_inline = false);

}  // namespace pult::api
