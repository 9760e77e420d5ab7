// SPDX-License-Identifier: AGPL-3.0-or-later
#include <boost/json.hpp>
#include <cstdio>
#include <iostream>
#include <string>

#include "api/email_view.hpp"
#include "app/open_desk.hpp"
#include "app/verbs/verbs.hpp"

namespace pult::app {
namespace {

namespace json = boost::json;
namespace mail = channels::mail;

constexpr std::size_t max_mail_bytes = 256 * 1024 * 1024;

Result<std::string> read_all(std::FILE* in) {
  std::string out;
  char piece[64 * 1024];
  while (const auto got = std::fread(piece, 1, sizeof piece, in)) {
    out.append(piece, got);
    if (out.size() > max_mail_bytes)
      return base::fail(ErrorKind::too_large, "mail_too_large", "The mail is larger than 256 MB; nothing was recorded");
  }
  if (std::ferror(in) != 0)
    return base::fail(ErrorKind::unavailable, "stdin", "Standard input cannot be read; nothing was recorded");
  return out;
}

Result<mail::LedgerEntry> take_in(OpenDesk& desk, const std::string& mailbox, const std::string& raw) {
  channels::ArrivedMail arrived{{}, raw};
  arrived.arrival.envelope_to = mailbox;
  if (!mailbox.empty()) {
    const auto found = PULT_TRY(sql::read_value(
        desk.database(), [&](sql::Transaction& tx) { return mail::find_mailbox_by_address(tx, mailbox); }));
    if (found) arrived.arrival.mailbox = found->id;
  }
  std::vector<channels::ArrivedMail> mails;
  mails.push_back(std::move(arrived));
  auto settled = desk.mail().take_in(std::move(mails));
  return std::move(settled.front());
}

// What the entry points at: its stored files, and the suspended ticket it became.
struct Traces {
  std::vector<tickets::Attachment> files;
  std::optional<std::int64_t> suspended;
};

Result<Traces> load_traces(OpenDesk& desk, const mail::LedgerEntry& entry) {
  return sql::read_value(desk.database(), [&](sql::Transaction& tx) -> Result<Traces> {
    Traces out;
    if (entry.comment) out.files = PULT_TRY(tickets::list_attachments_of_comment(tx, entry.comment));
    out.suspended = PULT_TRY(tx.one_int64("SELECT id FROM suspended_tickets WHERE inbound_id = ?1", {entry.id}));
    return out;
  });
}

template <class Tag>
json::value id_or_null(base::Id<Tag> id) {
  return id ? json::value(id.value) : json::value(nullptr);
}

std::string base_url(const Config& config) {
  return config.public_url.empty() ? "http://" + config.listen : config.public_url;
}

Result<int> ingest(const Given& given, const std::string& mailbox) {
  const auto config = PULT_TRY(load_config(given, process_environment()));
  const auto raw = PULT_TRY(read_all(stdin));
  const auto desk = PULT_TRY(OpenDesk::open(config));
  const auto entry = PULT_TRY(take_in(*desk, mailbox, raw));
  desk->ring_server();
  json::object out{{"outcome", entry.outcome},
                   {"ticket_id", id_or_null(entry.ticket)},
                   {"comment_id", id_or_null(entry.comment)},
                   {"reason", entry.reason}};
  // It is recorded; what follows only describes it.
  const auto traces = load_traces(*desk, entry);
  out["suspended_ticket_id"] = traces && traces->suspended ? json::value(*traces->suspended) : json::value(nullptr);
  for (auto& [key, value] : api::present_email(raw, desk->mail().screen_options(),
                                               traces && entry.comment ? &traces->files : nullptr, base_url(config)))
    out.insert_or_assign(key, std::move(value));
  std::cout << json::serialize(out) << std::endl;
  return 0;
}

}  // namespace

void add_mail(CLI::App& root, Invocation& invocation) {
  auto& family = add_family(root, "mail", "Mail by hand");
  auto& verb = *family.add_subcommand("ingest", "Take in one raw mail from standard input");
  const auto mailbox = std::make_shared<std::string>();
  verb.add_option("--mailbox", *mailbox, "The address it was sent to")->type_name("ADDRESS");
  add_place_options(verb, invocation.given);
  verb.footer(
      "Works with the server running or not. Prints one JSON object: what became of the mail (created, appended,\n"
      "duplicate, suspended, bounce_recorded ...), the ticket and the comment, and the mail as it was understood.\n"
      "Exit code 0 when the mail is recorded, whatever it is.\n\n"
      "Example:\n  pult mail ingest --mailbox support@example.com < message.eml");
  verb.callback([&invocation, mailbox] {
    invocation.action = [&given = invocation.given, mailbox] { return ingest(given, *mailbox); };
  });
}

}  // namespace pult::app
