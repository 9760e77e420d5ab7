// SPDX-License-Identifier: AGPL-3.0-or-later
// From a mailbox as stored to what the mail clients take: secrets opened, OAuth tokens refreshed.
#pragma once
#include "channels/mail/mailbox.hpp"
#include "net/imap_client.hpp"
#include "net/smtp_client.hpp"

namespace pult::channels {
class MailService;
}

namespace pult::channels::mail {

// unavailable when the secret cannot be read or no server is known; unauthenticated when OAuth was revoked. May block.
Result<net::ImapOptions> imap_options(const MailService& service, const Mailbox& mailbox);
// The mailbox's own server, else the relay of the configuration.
Result<net::SmtpOptions> smtp_options(const MailService& service, const std::optional<Mailbox>& mailbox);

}  // namespace pult::channels::mail
