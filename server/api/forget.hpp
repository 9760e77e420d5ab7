// SPDX-License-Identifier: AGPL-3.0-or-later
// Content that may no longer be known to anybody: rows go in the transaction, files by a job after its commit.
#pragma once
#include "api/call.hpp"
#include "tickets/comment.hpp"

namespace pult::api {

// Of these digests, those that no attachment and no mail names any more.
Result<void> forget_content(Call& call, const std::vector<std::string>& digests);
Result<void> forget_content(sql::Transaction& tx, const std::vector<std::string>& digests, Micros now);
// A deleted ticket for good, with its mails and files.
Result<void> purge_ticket(sql::Transaction& tx, const tickets::Desk& desk, const tickets::Ticket& deleted);
// The mail a comment came by, if any.
Result<void> forget_mail(Call& call, tickets::InboundId mail);

}  // namespace pult::api
