// SPDX-License-Identifier: AGPL-3.0-or-later
// What mails of agents are made of: signature, quoted last message, pictures, references. Private to this folder.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "blobs/blob_store.hpp"
#include "channels/mail/mailbox.hpp"
#include "mime/compose.hpp"
#include "tickets/ticket.hpp"

namespace pult::channels::mail {

struct BothTexts {
  std::string text, html;
};
// The words are those of the ticket's group, else of the mailbox. The HTML also carries the desk's looks: its colour,
// and its logo as a picture that travels along (add_logo), else the name of the ticket's brand.
struct Signature {
  BothTexts words;
  std::optional<mime::Attachment> logo;
};
Result<Signature> signature_of(sql::Transaction& tx, const blobs::BlobStore& blobs, const tickets::Ticket& ticket,
                               const std::optional<Mailbox>& mailbox);
void add_logo(mime::OutgoingMail& mail, Signature signature);
// Why nobody would read a mail to this person's address; "" when somebody may.
Result<std::string> address_trouble(sql::Transaction& tx, const people::User& user);
// The parts of a mail's text; what it quotes stands apart from what is written above it.
std::string join_text(const std::string& body, const std::string& signature, const std::string& history);
// "On 2026-11-21, Jana wrote:" in the reader's language, and what was written.
BothTexts quoted_message(std::string_view locale, Micros at, const std::string& name, const std::string& body);
// Adds a file: a picture that stands in the HTML travels as a part of it, named by Content-ID instead of our address.
void add_file(mime::OutgoingMail& mail, AttachmentId id, mime::Attachment part);
// Keeps the first and the newest, for more would only make the header long (RFC 5322 section 3.6.4).
void set_references(mime::OutgoingMail& mail, std::vector<std::string> ids);

}  // namespace pult::channels::mail
