// SPDX-License-Identifier: AGPL-3.0-or-later
// The part of an IMAP session that libcurl does: connection, TLS, sign-in. See imap_client.hpp for the errors.
#pragma once
#include "base/result.hpp"
#include "net/mail_server.hpp"

namespace pult::net {

Result<MailHandle> connect_imap(const MailServer& server, int stop_fd);

}  // namespace pult::net
