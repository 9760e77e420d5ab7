// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/answer_parts.hpp"

#include <algorithm>
#include <cmath>

#include "people/group.hpp"
#include "text/accent.hpp"
#include "text/html_text.hpp"
#include "tickets/brand.hpp"
#include "tickets/branding.hpp"
#include "tickets/picture.hpp"

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

constexpr std::string_view logo_content_id = "logo@pult";

std::string quoted(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const auto end = text.find('\n');
    out.append("> ").append(text.substr(0, end)).append("\n");
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
  return out;
}

struct Logo {
  mime::Attachment file;
  std::int64_t width = 0, height = 0;  // as shown
};

struct Looks {
  std::string name, color;  // "" where the desk has none of its own
  std::optional<Logo> logo;
};

// Pictures that every mail program shows, and small enough to travel with each mail.
Result<std::optional<Logo>> load_logo(sql::Transaction& tx, const blobs::BlobStore& blobs,
                                      const tickets::Branding& branding) {
  constexpr std::uint64_t max_bytes = 100 * 1024;
  constexpr std::int64_t max_width = 240, max_height = 40;
  const auto* file = branding.find_file("logo");
  if (!file || file->content_type != "image/png" || file->size > max_bytes) return std::nullopt;
  Logo logo;
  logo.file = {"logo.png", "image/png", std::string(logo_content_id), true, PULT_TRY(blobs.load(tx, file->sha256))};
  const auto picture = tickets::read_picture(logo.file.bytes);
  if (!picture) return std::nullopt;
  const auto shrink =
      std::min({1.0, double(max_width) / double(picture->width), double(max_height) / double(picture->height)});
  logo.width = std::max<std::int64_t>(1, std::llround(double(picture->width) * shrink));
  logo.height = std::max<std::int64_t>(1, std::llround(double(picture->height) * shrink));
  return logo;
}

Result<Looks> load_looks(sql::Transaction& tx, const blobs::BlobStore& blobs, const tickets::Ticket& ticket) {
  const auto branding = PULT_TRY(tickets::load_branding(tx));
  Looks looks;
  looks.name = branding.name;
  if (ticket.brand != tickets::seeded_brand)
    for (const auto& brand : PULT_TRY(tickets::list_brands(tx)))
      if (brand.id == ticket.brand) looks.name = brand.name;
  if (const auto color = text::parse_color(branding.color))
    looks.color = text::render_color(text::accent_on_light(*color).accent);
  // The logo is the desk's: another brand goes by its name.
  if (looks.name == branding.name) looks.logo = PULT_TRY(load_logo(tx, blobs, branding));
  return looks;
}

// The card has margins of its own.
std::string without_margins(std::string html) {
  constexpr std::string_view plain = "<p>", bare = "<p style=\"margin:0\">";
  for (std::size_t at = 0; (at = html.find(plain, at)) != std::string::npos; at += bare.size())
    html.replace(at, plain.size(), bare);
  return html;
}

// Tables and attributes: what the oldest mail programs draw. "" when there is nothing to show.
std::string render_card(const Looks& looks, const std::string& signature) {
  const auto name = text::escaped(looks.name);
  std::string inner;
  if (looks.logo)
    inner = "<img src=\"cid:" + std::string(logo_content_id) + "\" alt=\"" + name + "\" width=\"" +
            std::to_string(looks.logo->width) + "\" height=\"" + std::to_string(looks.logo->height) +
            "\" style=\"display:block;border:0;margin:0 0 6px 0\">";
  else if (!name.empty())
    inner = "<div style=\"font-weight:bold" + (looks.color.empty() ? "" : ";color:" + looks.color) + "\">" + name +
            "</div>";
  if (!signature.empty()) inner += without_margins(text::text_to_html(signature));
  if (inner.empty() || looks.color.empty()) return inner;
  return "<table role=\"presentation\" cellpadding=\"0\" cellspacing=\"0\" border=\"0\" style=\"margin-top:4px\"><tr>"
         "<td style=\"border-left:3px solid " +
         looks.color + ";padding:2px 0 2px 12px;font-size:inherit;color:#666666\">" + inner + "</td></tr></table>";
}

// Images of the answer travel with it; the mail names them by Content-ID instead of by our address.
void embed_images(std::string& html, AttachmentId id, const std::string& content_id) {
  const auto address = "/api/v2/attachments/" + std::to_string(id.value) + "/content";
  for (std::size_t at = 0; (at = html.find(address, at)) != std::string::npos; at += content_id.size())
    html.replace(at, address.size(), "cid:" + content_id);
}

}  // namespace

Result<Signature> signature_of(sql::Transaction& tx, const blobs::BlobStore& blobs, const tickets::Ticket& ticket,
                               const std::optional<Mailbox>& mailbox) {
  std::string signature;
  if (const auto group = PULT_TRY(people::find_group(tx, ticket.group))) signature = group->signature;
  if (signature.empty() && mailbox) signature = mailbox->signature;
  const auto looks = PULT_TRY(load_looks(tx, blobs, ticket));
  Signature out;
  if (!signature.empty()) out.words.text = "\n\n-- \n" + signature + "\n";
  auto card = render_card(looks, signature);
  if (!card.empty())
    out.words.html = "<div style=\"margin-top:16px;color:#666666\">-- <br>" + std::move(card) + "</div>";
  if (looks.logo) out.logo = looks.logo->file;
  return out;
}

void add_logo(mime::OutgoingMail& mail, Signature signature) {
  if (signature.logo) mail.attachments.push_back(std::move(*signature.logo));
}

std::string join_text(const std::string& body, const std::string& signature, const std::string& history) {
  auto text = body + signature;
  if (!history.empty() && !text.ends_with('\n')) text += '\n';
  return text + history;
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
