// SPDX-License-Identifier: AGPL-3.0-or-later
// From raw bytes to a ticket. `prepare` is pure work on one mail (no database, any thread); `settle` is the second
// transaction: it finds the ticket, runs the ordinary use case, and closes the ledger entry with it.
#pragma once
#include <boost/json/fwd.hpp>
#include <memory>
#include <string>
#include <vector>

#include "channels/mail/desk_identity.hpp"
#include "channels/mail/ledger.hpp"
#include "channels/mail/suspended.hpp"
#include "mailsteps/thread.hpp"
#include "mime/message.hpp"
#include "tickets/desk.hpp"

namespace pult::channels::mail {

struct Prepared {
  mime::Message mail;  // its attachments' bytes have moved on to `comment`
  mailsteps::Screening screening;
  mailsteps::ThreadHints hints;
  tickets::NewComment comment;
  std::string content_digest;  // "" without a Message-ID
  std::size_t bytes = 0;       // of the raw mail
};

class Intake {
 public:
  Intake(const tickets::Desk& desk, const blobs::BlobStore& blobs) : desk_(desk), blobs_(blobs) {}

  // Fails only when a large attachment cannot be put on disk (unavailable).
  Result<Prepared> prepare(std::string_view raw, const mailsteps::ScreenOptions& options) const;

  // What became of the mail. Settling a settled entry returns what it became the first time.
  // `trusted`: a person looked at it and lets it in (recover); no step may suspend it again.
  Result<LedgerEntry> settle(sql::Transaction& tx, InboundId id, Prepared prepared, bool trusted = false) const;

  // The end of a mail that could not be settled: a suspended ticket with the error.
  Result<LedgerEntry> give_up(sql::Transaction& tx, InboundId id, const mime::Message& mail, const Error& error) const;

 private:
  const tickets::Desk& desk_;
  const blobs::BlobStore& blobs_;
};

// The flags as the API shows them.
boost::json::object classification_json(const mailsteps::Classification& classification);

}  // namespace pult::channels::mail
