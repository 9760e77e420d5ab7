// SPDX-License-Identifier: AGPL-3.0-or-later
#include <boost/json.hpp>
#include <map>

#include "channels/mail/intake.hpp"
#include "crypto/crypto.hpp"
#include "text/quote.hpp"
#include "text/sanitize.hpp"

namespace pult::channels::mail {
namespace {

// Names of files not stored yet; the comment writer puts the ids in.
std::string placeholder(std::size_t index) { return "/api/v2/attachments/new-" + std::to_string(index) + "/content"; }

void set_bodies(const mime::Message& mail, tickets::NewComment& comment) {
  std::map<std::string, std::string, std::less<>> urls;
  for (std::size_t i = 0; i < mail.attachments.size(); ++i)
    if (!mail.attachments[i].content_id.empty()) urls.emplace(mail.attachments[i].content_id, placeholder(i));
  text::SanitizeOptions options;
  options.inline_image_url = [&urls](std::string_view id) {
    const auto found = urls.find(id);
    return found == urls.end() ? std::string() : found->second;
  };
  comment.body = mail.body_text;
  if (!mail.body_html.empty()) {
    auto clean = text::sanitize_reply(mail.body_html, options);
    comment.html_body = std::move(clean.whole.html);
    comment.has_remote_images = clean.whole.has_remote_images;
    comment.visible_html = std::move(clean.visible);
  }
  auto visible = text::visible_reply(mail.body_text, mail.text_is_derived ? mail.body_html : std::string_view());
  if (visible.has_more) comment.visible_body = std::move(visible.text);
  const bool is_answer = !mail.in_reply_to.empty() || !mail.references.empty();
  tickets::prepare_words(comment, is_answer ? tickets::Extent::visible : tickets::Extent::whole, mail.subject);
}

// What both copies of a mail that went to two of our mailboxes have in common.
std::string content_digest(const mime::Message& mail) {
  if (mail.message_id.empty()) return {};
  crypto::Sha256 digest;
  for (const auto& part : {mail.message_id, mail.from.address, mail.subject, mail.body_text, mail.body_html}) {
    digest.update(part);
    digest.update(std::string_view("\0", 1));
  }
  for (const auto& file : mail.attachments) digest.update(file.bytes);
  return digest.hex();
}

}  // namespace

boost::json::object classification_json(const mailsteps::Classification& c) {
  return {{"bounce", c.bounce},
          {"auto_reply", c.auto_reply},
          {"out_of_office", c.out_of_office},
          {"feedback_report", c.feedback_report},
          {"spam", c.spam},
          {"bulk", c.bulk},
          {"hard_bounce", c.hard_bounce},
          {"no_auto_response", c.no_auto_response}};
}

Result<Prepared> Intake::prepare(std::string_view raw, const mailsteps::ScreenOptions& options) const {
  Prepared out;
  out.mail = mime::parse(raw);
  out.screening = mailsteps::screen(out.mail, options);
  out.hints = mailsteps::thread_hints(out.mail, options.own_addresses, out.screening.bounce);
  out.content_digest = content_digest(out.mail);
  out.bytes = raw.size();
  set_bodies(out.mail, out.comment);
  out.comment.classification = boost::json::serialize(classification_json(out.screening.classification));
  for (auto& part : out.mail.attachments) {
    tickets::NewAttachment file;
    file.content = PULT_TRY(blobs_.stage(std::move(part.bytes)));
    file.file_name = part.file_name;
    file.content_type = part.content_type;
    file.content_id = part.content_id;
    file.is_inline = part.is_inline;
    out.comment.attachments.push_back(std::move(file));
  }
  return out;
}

}  // namespace pult::channels::mail
