// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>
#include <array>
#include <charconv>

#include "channels/mail/answer.hpp"
#include "channels/mail/ledger.hpp"
#include "mime/compose.hpp"
#include "people/group.hpp"
#include "text/html_text.hpp"
#include "tickets/store.hpp"

namespace pult::channels::mail {
namespace {

// References beyond this would only make the header long: the first and the newest are kept (RFC 5322 section 3.6.4).
constexpr std::size_t max_references = 20;

// "On 2026-11-21, Jana wrote:" in the reader's language; {0} is the date, {1} the name.
std::string attribution(std::string_view locale, const std::string& date, const std::string& name) {
  if (locale.starts_with("ru")) return date + ", " + name + " пишет:";
  if (locale.starts_with("cs")) return "Dne " + date + " " + name + " napsal(a):";
  if (locale.starts_with("lt")) return date + ", " + name + " rašė:";
  if (locale.starts_with("ro")) return "Pe " + date + ", " + name + " a scris:";
  return "On " + date + ", " + name + " wrote:";
}

std::string quoted(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.append("> ").append(text.substr(0, end)).append("\n");
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

Result<std::optional<tickets::Comment>> previous_comment(sql::Transaction& tx, const tickets::Comment& comment) {
  const auto id = PULT_TRY(tx.one_int64(
      "SELECT id FROM comments WHERE ticket_id = ?1 AND id < ?2 AND is_public = 1 ORDER BY id DESC LIMIT 1",
      {comment.ticket, comment.id}));
  if (!id) return std::nullopt;
  return tickets::find_comment(tx, CommentId(*id));
}

// Images of the answer travel with it; the mail names them by Content-ID instead of by our address.
void embed_images(std::string& html, AttachmentId id, const std::string& content_id) {
  const auto address = "/api/v2/attachments/" + std::to_string(id.value) + "/content";
  for (std::size_t at = 0; (at = html.find(address, at)) != std::string::npos; at += content_id.size())
    html.replace(at, address.size(), "cid:" + content_id);
}

Result<void> add_attachments(sql::Transaction& tx, const blobs::BlobStore& blobs, CommentId comment,
                             mime::OutgoingMail& mail) {
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_comment(tx, comment))) {
    mime::Attachment part;
    part.file_name = file.file_name;
    part.content_type = file.content_type;
    part.bytes = PULT_TRY(blobs.load(tx, file.sha256));
    const auto content_id = "a" + std::to_string(file.id.value) + "@pult";
    const auto before = mail.html;
    embed_images(mail.html, file.id, content_id);
    if (mail.html != before) {
      part.is_inline = true;
      part.content_id = content_id;
    }
    mail.attachments.push_back(std::move(part));
  }
  return {};
}

struct Signed {
  std::string text, html;
};

Result<Signed> signature_of(sql::Transaction& tx, const tickets::Ticket& ticket,
                            const std::optional<Mailbox>& mailbox) {
  std::string signature;
  if (const auto group = PULT_TRY(people::find_group(tx, ticket.group))) signature = group->signature;
  if (signature.empty() && mailbox) signature = mailbox->signature;
  if (signature.empty()) return Signed{};
  return Signed{"\n\n-- \n" + signature + "\n",
                "<div style=\"margin-top:16px;color:#666666\">-- <br>" + text::text_to_html(signature) + "</div>"};
}

Result<Signed> history_of(sql::Transaction& tx, const tickets::Comment& comment, std::string_view locale) {
  const auto previous = PULT_TRY(previous_comment(tx, comment));
  if (!previous) return Signed{};
  const auto author = PULT_TRY(people::find_user(tx, previous->author));
  const auto line =
      attribution(locale, base::render_iso8601(previous->created_at).substr(0, 10), author ? author->name : "");
  const auto& body = previous->visible_body.value_or(previous->body);
  return Signed{"\n" + line + "\n" + quoted(body),
                "<div style=\"margin-top:16px\">" + text::text_to_html(line) +
                    "</div><blockquote type=\"cite\" style=\"margin:0 0 0 8px;padding-left:8px;border-left:2px solid "
                    "#cccccc\">" +
                    text::text_to_html(body) + "</blockquote>"};
}

}  // namespace

Result<std::string> render_answer(sql::Transaction& tx, const events::OutboxRow& row, const DeskIdentity& desk,
                                  const blobs::BlobStore& blobs) {
  const auto comment = PULT_TRY(tickets::find_comment(tx, row.comment));
  const auto ticket = PULT_TRY(tickets::find_ticket(tx, row.ticket));
  if (!comment || !ticket) return base::fail_not_found();
  const auto mailbox = PULT_TRY(find_mailbox(tx, row.mailbox));
  const auto requester = PULT_TRY(people::load_user(tx, ticket->requester));
  auto recipients = parse_recipients(row.recipients);
  mime::OutgoingMail mail;
  mail.from = std::move(recipients.from);
  mail.to = std::move(recipients.to);
  mail.cc = std::move(recipients.cc);
  if (mail.to.empty()) std::swap(mail.to, mail.cc);
  mail.subject = row.subject;
  mail.message_id = row.message_id;
  mail.references = PULT_TRY(message_ids_before(tx, row.ticket, row.comment));
  if (mail.references.size() > max_references)
    mail.references.erase(mail.references.begin() + 1, mail.references.end() - std::ptrdiff_t(max_references) + 1);
  if (!mail.references.empty()) mail.in_reply_to = mail.references.back();
  mail.date_us = row.created_at;
  mail.headers = {{"X-Pult-Desk", desk.id}};
  const auto signature = PULT_TRY(signature_of(tx, *ticket, mailbox));
  const auto history = PULT_TRY(history_of(tx, *comment, requester.locale));
  mail.text = comment->body + signature.text + history.text;
  mail.html = (comment->html_body.empty() ? text::text_to_html(comment->body) : comment->html_body) + signature.html +
              history.html;
  PULT_TRY(add_attachments(tx, blobs, row.comment, mail));
  return mime::compose(mail);
}

}  // namespace pult::channels::mail
