// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/answer_parts.hpp"

#include "people/group.hpp"
#include "text/html_text.hpp"

namespace pult::channels::mail {
namespace {

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

// Images of the answer travel with it; the mail names them by Content-ID instead of by our address.
void embed_images(std::string& html, AttachmentId id, const std::string& content_id) {
  const auto address = "/api/v2/attachments/" + std::to_string(id.value) + "/content";
  for (std::size_t at = 0; (at = html.find(address, at)) != std::string::npos; at += content_id.size())
    html.replace(at, address.size(), "cid:" + content_id);
}

}  // namespace

Result<BothTexts> signature_of(sql::Transaction& tx, const tickets::Ticket& ticket,
                               const std::optional<Mailbox>& mailbox) {
  std::string signature;
  if (const auto group = PULT_TRY(people::find_group(tx, ticket.group))) signature = group->signature;
  if (signature.empty() && mailbox) signature = mailbox->signature;
  if (signature.empty()) return BothTexts{};
  return BothTexts{"\n\n-- \n" + signature + "\n",
                   "<div style=\"margin-top:16px;color:#666666\">-- <br>" + text::text_to_html(signature) + "</div>"};
}

BothTexts quoted_message(std::string_view locale, Micros at, const std::string& name, const std::string& body) {
  const auto line = attribution(locale, base::render_iso8601(at).substr(0, 10), name);
  return BothTexts{
      "\n" + line + "\n" + quoted(body),
      "<div style=\"margin-top:16px\">" + text::text_to_html(line) +
          "</div><blockquote type=\"cite\" style=\"margin:0 0 0 8px;padding-left:8px;border-left:2px solid "
          "#cccccc\">" +
          text::text_to_html(body) + "</blockquote>"};
}

void add_file(mime::OutgoingMail& mail, AttachmentId id, mime::Attachment part) {
  const auto content_id = "a" + std::to_string(id.value) + "@pult";
  const auto before = mail.html;
  embed_images(mail.html, id, content_id);
  if (mail.html != before) {
    part.is_inline = true;
    part.content_id = content_id;
  }
  mail.attachments.push_back(std::move(part));
}

void set_references(mime::OutgoingMail& mail, std::vector<std::string> ids) {
  if (ids.size() > max_references) ids.erase(ids.begin() + 1, ids.end() - std::ptrdiff_t(max_references) + 1);
  mail.references = std::move(ids);
  if (!mail.references.empty()) mail.in_reply_to = mail.references.back();
}

}  // namespace pult::channels::mail
