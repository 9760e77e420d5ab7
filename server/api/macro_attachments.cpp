// SPDX-License-Identifier: AGPL-3.0-or-later
// Files of macros. As with uploads, the body of the request is the file, or a form with it.
#include "api/email_view.hpp"
#include "api/macro_access.hpp"
#include "api/multipart.hpp"
#include "api/present.hpp"
#include "api/routes.hpp"
#include "api/upload_input.hpp"
#include "automation/macro_attachment.hpp"

namespace pult::api {
namespace {

json::object present(const Call& call, const automation::MacroAttachment& file) {
  const auto path = "macros/attachments/" + std::to_string(file.id.value);
  return {{"id", file.id.value},
          {"filename", file.file_name},
          {"content_type", file.content_type},
          {"content_url", call.base_url + "/api/v2/" + path + "/content"},
          {"size", file.size},
          {"created_at", base::render_iso8601(file.created_at)}};
}

Result<Answer> keep(Call& call, automation::RuleId macro) {
  auto given = PULT_TRY(parse_given_file(call));
  automation::MacroAttachment file;
  file.macro = macro;
  file.file_name = std::move(given.name);
  file.content_type = std::move(given.content_type);
  file.created_at = call.now();
  const auto kept = PULT_TRY(automation::keep_macro_attachment(call.tx, call.content->staged, std::move(file)));
  return Answer{201, {{"macro_attachment", present(call, kept)}}};
}

Result<Answer> create(Call& call) { return keep(call, {}); }

Result<Answer> create_for_macro(Call& call) {
  const auto macro = PULT_TRY(load_macro(call, call.ids[0]));
  if (!automation::may_change_macro(call.actor, macro))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change this macro");
  return keep(call, macro.id);
}

Result<Answer> list(Call& call) {
  const auto macro = PULT_TRY(load_macro(call, call.ids[0]));
  json::array files;
  for (const auto& file : PULT_TRY(automation::list_macro_attachments(call.tx, macro.id)))
    files.push_back(present(call, file));
  return Answer{200, {{"macro_attachments", std::move(files)}}};
}

// Seen by who may use the macro; one that no macro has taken, by agents.
Result<automation::MacroAttachment> access(Call& call) {
  auto file = PULT_TRY(automation::find_macro_attachment(call.tx, automation::MacroAttachmentId(call.ids[0])));
  if (!file) return base::fail_not_found();
  if (file->macro) PULT_TRY(load_macro(call, file->macro.value));
  return std::move(*file);
}

Result<Answer> show(Call& call) { return Answer{200, {{"macro_attachment", present(call, PULT_TRY(access(call)))}}}; }

// Always a download.
Result<Answer> content(Call& call) {
  const auto file = PULT_TRY(access(call));
  Answer answer{200, nullptr};
  add_download_headers(answer, "application/octet-stream", file.file_name, false);
  PULT_TRY(put_content(call, file.sha256, answer));
  return answer;
}

}  // namespace

std::vector<Route> macro_attachment_routes() {
  return {
      {"POST", "macros/attachments", Who::agent, Mode::write, create, true},
      {"GET", "macros/attachments/{id}", Who::agent, Mode::read, show},
      {"GET", "macros/attachments/{id}/content", Who::agent, Mode::read, content},
      {"GET", "macros/{id}/attachments", Who::agent, Mode::read, list},
      {"POST", "macros/{id}/attachments", Who::agent, Mode::write, create_for_macro, true},
  };
}

}  // namespace pult::api
