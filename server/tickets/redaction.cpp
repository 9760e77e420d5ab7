// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/redaction.hpp"

#include <algorithm>

#include "crypto/crypto.hpp"
#include "sql/params.hpp"
#include "text/html_text.hpp"
#include "tickets/comment_writer.hpp"

namespace pult::tickets {
namespace {

constexpr std::string_view block = "\u2587";
constexpr std::string_view redacted_file = "This file was redacted.\n";

bool is_blank(std::string_view text) { return text.find_first_not_of(" \t\r\n") == std::string_view::npos; }

std::string replaced(std::string_view text, std::string_view piece) {
  const auto blocks = blocks_for(piece);
  std::string out;
  for (std::size_t at; (at = text.find(piece)) != std::string_view::npos; text.remove_prefix(at + piece.size()))
    out.append(text.substr(0, at)).append(blocks);
  return out.append(text);
}

// Empty when the piece still shows, because markup stands inside it: then the plain text has to do.
std::string replaced_in_html(const std::string& html, std::string_view piece) {
  auto out = replaced(html, text::escaped(piece));
  return text::html_to_text(out).find(piece) == std::string::npos ? out : std::string();
}

void replace(Comment& comment, std::string_view piece) {
  comment.body = replaced(comment.body, piece);
  if (!comment.html_body.empty()) comment.html_body = replaced_in_html(comment.html_body, piece);
  if (comment.visible_body) comment.visible_body = replaced(*comment.visible_body, piece);
  if (!comment.visible_html) return;
  auto html = replaced_in_html(*comment.visible_html, piece);
  if (html.empty())
    comment.visible_html.reset();
  else
    comment.visible_html = std::move(html);
}

Result<void> save_text(sql::Transaction& tx, const Comment& comment) {
  PULT_TRY(
      tx.run("UPDATE comments SET body = ?2, html_body = ?3, visible_body = ?4, visible_html = ?5, is_public = ?6 "
             "WHERE id = ?1",
             {comment.id, comment.body, sql::text_or_null(comment.html_body), comment.visible_body,
              comment.visible_html, comment.is_public}));
  return {};
}

// The excerpt stands in the comment's own audit too, from which the ticket can be folded again. Whom its mail reached
// without the others knowing is left to the mail's own row.
Result<void> save_excerpt(sql::Transaction& tx, const Comment& comment, const std::string& excerpt) {
  const auto audit = PULT_TRY(events::find_audit(tx, comment.audit));
  if (!audit) return {};
  auto list = audit->events;
  for (auto& event : list)
    if (event.type == events::EventType::comment && event.comment.id == comment.id) {
      event.comment.excerpt = excerpt;
      event.comment.bcc.clear();
    }
  return events::replace_events(tx, comment.audit, list);
}

Planned told(std::string field, std::int64_t id) {
  Planned planned;
  planned.events.push_back({events::EventType::change, std::move(field), std::to_string(id), {}, {}});
  return planned;
}

Result<Redacted> save_redaction(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                const Ticket& ticket, const Comment& before, Comment after) {
  PULT_TRY(save_text(tx, after));
  const auto excerpt = excerpt_of(after);
  PULT_TRY(save_excerpt(tx, after, excerpt));
  Ticket changed = ticket;
  if (changed.last_comment == after.id) changed.last_comment_excerpt = excerpt;
  PULT_TRY(desk.record(tx, actor, changed, told("comment_redaction", after.id.value)));
  return Redacted{before, std::move(after)};
}

}  // namespace

std::string blocks_for(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80 && byte < 0xc0) continue;  // one block a character
    if (byte <= ' ')
      out += c;
    else
      out += block;
  }
  return out;
}

std::vector<std::string> marked_pieces(std::string_view html) {
  constexpr std::string_view open = "<redact>", close = "</redact>";
  std::vector<std::string> out;
  for (std::size_t at; (at = html.find(open)) != std::string_view::npos;) {
    html.remove_prefix(at + open.size());
    const auto end = std::min(html.find(close), html.size());
    auto piece = text::html_to_text(html.substr(0, end));
    if (!is_blank(piece)) out.push_back(std::move(piece));
    html.remove_prefix(end);
  }
  return out;
}

Result<Redacted> redact_texts(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                              const Comment& comment, const std::vector<std::string>& pieces) {
  Comment after = comment;
  bool found = false;
  for (const auto& piece : pieces) {
    if (is_blank(piece)) continue;
    found = found || after.body.find(piece) != std::string::npos ||
            text::html_to_text(after.html_body).find(piece) != std::string::npos;
    replace(after, piece);
  }
  if (!found) return base::fail_field("text", "InvalidValue", "Text: does not stand in the comment");
  return save_redaction(tx, desk, actor, ticket, comment, std::move(after));
}

Result<Redacted> redact_comment(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                const Ticket& ticket, const Comment& comment) {
  Comment after = comment;
  after.body = blocks_for(comment.body);
  after.html_body.clear();
  after.visible_body.reset();
  after.visible_html.reset();
  return save_redaction(tx, desk, actor, ticket, comment, std::move(after));
}

Result<Redacted> make_private(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                              const Comment& comment) {
  if (!comment.is_public) return Redacted{comment, comment};
  Comment after = comment;
  after.is_public = false;
  PULT_TRY(save_text(tx, after));
  PULT_TRY(desk.record(tx, actor, ticket, told("comment_privacy", comment.id.value)));
  return Redacted{comment, std::move(after)};
}

Result<Attachment> redact_attachment(sql::Transaction& tx, const Desk& desk, const people::Actor& actor,
                                     const Ticket& ticket, const Attachment& attachment) {
  Attachment after = attachment;
  after.sha256 = crypto::sha256_hex(redacted_file);
  after.size = redacted_file.size();
  after.file_name = "redacted.txt";
  after.content_type = "text/plain";
  PULT_TRY(blobs::BlobStore::keep(tx, {after.sha256, after.size, std::string(redacted_file), false}, desk.now()));
  PULT_TRY(tx.run("UPDATE attachments SET sha256 = ?2, file_name = ?3, content_type = ?4, size = ?5 WHERE id = ?1",
                  {after.id, after.sha256, after.file_name, after.content_type, after.size}));
  PULT_TRY(desk.record(tx, actor, ticket, told("attachment_redaction", after.id.value)));
  return after;
}

}  // namespace pult::tickets
