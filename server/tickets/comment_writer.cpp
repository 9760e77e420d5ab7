// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/comment_writer.hpp"

#include "text/html_text.hpp"
#include "text/sanitize.hpp"

namespace pult::tickets {
namespace {

constexpr std::string_view attachment_path = "/api/v2/attachments/";
constexpr std::size_t excerpt_chars = 160;
// Preparing happens on threads that must answer others soon.
constexpr std::size_t max_prepared_bytes = 64 * 1024;

void replace_all(std::string& text, std::string_view from, std::string_view to) {
  for (std::size_t at = 0; (at = text.find(from, at)) != std::string::npos; at += to.size())
    text.replace(at, from.size(), to);
}

bool is_own_attachment(std::string_view path) {
  if (!path.starts_with(attachment_path) || !path.ends_with("/content")) return false;
  path.remove_prefix(attachment_path.size());
  path.remove_suffix(std::string_view("/content").size());
  return !path.empty() && path.find_first_not_of("0123456789") == std::string_view::npos;
}

}  // namespace

void name_attachment(std::string& html, std::size_t index, AttachmentId id) {
  replace_all(html, std::string(attachment_path) + "new-" + std::to_string(index) + "/content",
              std::string(attachment_path) + std::to_string(id.value) + "/content");
}

void prepare_html(NewComment& comment) {
  if (comment.html_body.empty()) return;
  // Our own attachments travel through the sanitiser as images of the message itself; it knows no other safe ones.
  std::string html = comment.html_body;
  replace_all(html, "src=\"/api/v2/attachments/", "src=\"cid:/api/v2/attachments/");
  text::SanitizeOptions options;
  options.inline_image_url = [](std::string_view id) {
    return is_own_attachment(id) ? std::string(id) : std::string();
  };
  auto clean = text::sanitize_html(html, options);
  comment.html_body = std::move(clean.html);
  comment.has_remote_images = clean.has_remote_images;
  if (comment.body.empty()) comment.body = text::html_to_text(comment.html_body);
}

void prepare_words(NewComment& comment, Extent extent, std::string_view subject) {
  const auto& body = extent == Extent::visible && comment.visible_body ? *comment.visible_body : comment.body;
  if (body.size() > max_prepared_bytes) return;
  auto words = std::make_shared<Words>();
  words->extent = comment.visible_body ? extent : Extent::whole;
  const auto title = extent == Extent::whole ? std::string(subject) + "\n" : std::string();
  words->language = text::detect_language(title + body, text::Language::unknown);
  if (words->language != text::Language::unknown) words->tokens = text::analyze(body, words->language);
  comment.words = std::move(words);
}

std::string excerpt_of(const Comment& comment) {
  return text::excerpt(comment.visible_body.value_or(comment.body), excerpt_chars);
}

Result<WrittenComment> write_comment(sql::Transaction& tx, const NewComment& wanted, CommentId id,
                                     const events::Audit& audit, UserId uploader) {
  WrittenComment out;
  Comment& row = out.row;
  row = {id,
         audit.ticket,
         audit.id,
         wanted.author,
         wanted.is_public,
         wanted.body,
         wanted.html_body,
         wanted.visible_body,
         wanted.visible_html,
         wanted.has_remote_images,
         wanted.classification,
         wanted.inbound,
         audit.via,
         audit.created_at};
  std::int64_t files = 0;
  for (std::size_t i = 0; i < wanted.attachments.size(); ++i) {
    const auto& file = wanted.attachments[i];
    Attachment attachment;
    attachment.file_name = file.file_name;
    attachment.content_type = file.content_type;
    attachment.content_id = file.content_id;
    attachment.is_inline = file.is_inline;
    attachment.ticket = audit.ticket;
    attachment.comment = id;
    attachment.created_at = audit.created_at;
    const auto kept = PULT_TRY(keep_attachment(tx, file.content, attachment, {}));
    name_attachment(row.html_body, i, kept.id);
    if (row.visible_html) name_attachment(*row.visible_html, i, kept.id);
    ++files;
  }
  for (const auto& token : wanted.uploads) {
    const auto claimed = PULT_TRY(claim_upload(tx, token, uploader, audit.ticket, id, audit.created_at));
    if (claimed == 0)
      return base::fail_field("uploads", "InvalidValue", "Uploads: a token is unknown, expired or already used");
    files += claimed;
  }
  if (row.body.find_first_not_of(" \t\r\n") == std::string::npos && row.html_body.find("<img") == std::string::npos &&
      files == 0 && !wanted.inbound)
    return base::fail_field("comment", "BlankValue", "Comment: cannot be blank");
  PULT_TRY(insert_comment(tx, row));
  out.event.type = events::EventType::comment;
  out.event.comment = {
      id, wanted.author, wanted.is_public, files > 0, wanted.counts_as_activity, excerpt_of(row), wanted.bcc};
  return out;
}

}  // namespace pult::tickets
