// SPDX-License-Identifier: AGPL-3.0-or-later
#include "privacy/sweep.hpp"

#include <algorithm>
#include <array>
#include <set>

#include "channels/mail/ledger.hpp"
#include "privacy/catalog.hpp"
#include "search/search.hpp"
#include "tickets/field_values.hpp"
#include "tickets/redaction.hpp"

namespace pult::privacy {
namespace {

struct StoredRow {
  std::string name;  // how the database names it
  std::int64_t id = 0, ticket = 0;
  std::vector<std::optional<std::string>> texts;
  bool is_changed = false;
};

// Those of the texts that the columns may hold, for LIKE.
std::string pattern_of(const std::string& text) {
  std::string out = "%";
  for (const char c : text) {
    if (c == '%' || c == '_' || c == '!') out += '!';
    out += c;
  }
  return out + "%";
}

class Sweeper {
 public:
  Sweeper(sql::Transaction& tx, const tickets::Desk& desk, const people::Actor& actor, const Erasure& erasure,
          const TextTable& table)
      : tx_(tx),
        desk_(desk),
        actor_(actor),
        erasure_(erasure),
        table_(table),
        addresses_(spellings(erasure.traces.addresses)),
        all_(addresses_) {
    const auto names = spellings(erasure.traces.names);
    all_.insert(all_.end(), names.begin(), names.end());
  }

  Result<std::vector<std::string>> clean(const Stretch& stretch);

 private:
  Result<std::vector<StoredRow>> find(const Stretch& stretch);
  std::string any_of(const std::vector<std::string>& needles);
  // The ticket that the row belongs to, as SQL; "" where it belongs to none.
  std::string ticket_column() const;
  Result<void> rewrite(StoredRow& row);
  Result<void> blank_comments(const Stretch& stretch);
  Result<void> forget_mails(const Stretch& stretch);
  Result<void> drop_suspended(const StoredRow& row);
  Result<void> follow_ticket(TicketId id, const std::map<std::int64_t, std::string>& fields_before);
  Result<std::map<std::int64_t, std::string>> take_out_of_search(const std::set<std::int64_t>& tickets);
  bool is_by_person(const StoredRow& suspended) const;

  sql::Transaction& tx_;
  const tickets::Desk& desk_;
  const people::Actor& actor_;
  const Erasure& erasure_;
  const TextTable& table_;
  const std::vector<std::string> addresses_;
  std::vector<std::string> all_;
  std::vector<std::string> bound_;  // patterns, which parameters look at
  std::vector<std::string> digests_;
};

std::string Sweeper::ticket_column() const {
  if (table_.name == "tickets") return "id";
  if (table_.name == "side_events")
    return "(SELECT c.ticket_id FROM side_conversations c WHERE c.id = side_conversation_id)";
  return table_.has_ticket ? "ticket_id" : "";
}

std::string Sweeper::any_of(const std::vector<std::string>& needles) {
  std::string out;
  for (const auto& needle : needles) {
    bound_.push_back(pattern_of(needle));
    for (const auto& column : table_.columns)
      out.append(out.empty() ? "" : " OR ")
          .append("LOWER(" + column + ") LIKE LOWER(?" + std::to_string(bound_.size()) + ") ESCAPE '!'");
  }
  return out.empty() ? "1=0" : out;
}

// Rows with an address; of the person's tickets and of entries about them, with a name too.
Result<std::vector<StoredRow>> Sweeper::find(const Stretch& stretch) {
  bound_.clear();
  const auto ticket = ticket_column();
  auto condition = "(" + any_of(addresses_) + ")";
  std::string theirs;
  if (!ticket.empty())
    theirs = ticket +
             " IN (SELECT ticket_id FROM erasure_tickets WHERE erasure_id = " + std::to_string(erasure_.id.value) + ")";
  const auto user = std::to_string(erasure_.user.value);
  if (table_.name == "audit_logs") theirs = "source_type = 'user' AND source_id = " + user;
  if (table_.name == "domain_events") theirs = "subject = 'user:" + user + "'";
  if (table_.name == "webhook_invocations") theirs = "payload LIKE '%\"zen:user:" + user + "\"%'";
  if (table_.name == "webhook_attempts") theirs = "request LIKE '%zen:user:" + user + "%'";
  if (!theirs.empty()) condition += " OR (" + theirs + " AND (" + any_of(all_) + "))";
  constexpr auto with_ids = std::to_array<std::string_view>({"outbox", "suspended_tickets", "tickets"});
  const bool has_id = std::ranges::find(with_ids, table_.name) != with_ids.end();
  std::string sql =
      "SELECT " + row_name(tx_.dialect()) + ", " + (has_id ? "id" : "0") + ", " + (ticket.empty() ? "0" : ticket);
  for (const auto& column : table_.columns) sql += ", " + column;
  sql += " FROM " + table_.name + " WHERE " + condition_of(tx_.dialect(), stretch) + " AND (" + condition + ")";
  // A row that somebody changes meanwhile is another one there.
  if (tx_.dialect() == sql::Dialect::postgres) sql += " FOR UPDATE";
  const std::vector<sql::Param> params(bound_.begin(), bound_.end());
  return tx_.all(sql, params, [&](const sql::Row& row) {
    StoredRow out{row.string(0), row.int64(1), row.int64(2), {}};
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      out.texts.push_back(row.optional_string(int(i) + 3));
      if (!out.texts.back()) continue;
      auto clean = without(*out.texts.back(), all_);
      out.is_changed |= clean != *out.texts.back();
      out.texts.back() = std::move(clean);
    }
    return out;
  });
}

Result<void> Sweeper::rewrite(StoredRow& row) {
  std::string sql = "UPDATE " + table_.name + " SET ";
  std::vector<sql::Param> params{row.name};
  for (std::size_t i = 0; i < table_.columns.size(); ++i) {
    params.emplace_back(row.texts[i]);
    sql += (i ? ", " : "") + table_.columns[i] + " = ?" + std::to_string(params.size());
  }
  PULT_TRY(tx_.run(sql + " WHERE " + row_is_first_parameter(tx_.dialect()), params));
  // A mail to nobody does not leave.
  if (table_.name == "outbox")
    PULT_TRY(
        tx_.run("UPDATE outbox SET state = 'failed', error = 'The recipient was erased' WHERE id = ?1 AND state = "
                "'queued'",
                {row.id}));
  return {};
}

// What the person wrote, of Content::redact and of tickets of others.
Result<void> Sweeper::blank_comments(const Stretch& stretch) {
  const auto ids = PULT_TRY(tx_.all(
      "SELECT id FROM comments WHERE author_id = ?1 AND " + condition_of(tx_.dialect(), stretch) + " ORDER BY id",
      {erasure_.user}, [](const sql::Row& row) { return row.id<CommentId>(0); }));
  for (const auto id : ids)
    for (auto& digest : PULT_TRY(blank_comment(tx_, desk_, actor_, id))) digests_.push_back(std::move(digest));
  return {};
}

// The bytes of mails cannot be looked into: those of the person's tickets and those that name an address go whole.
Result<void> Sweeper::forget_mails(const Stretch& stretch) {
  bound_.clear();
  const auto named = any_of(addresses_);
  const auto sql = "SELECT id FROM inbound_events WHERE " + condition_of(tx_.dialect(), stretch) + " AND (" + named +
                   " OR ticket_id IN (SELECT ticket_id FROM erasure_tickets WHERE erasure_id = " +
                   std::to_string(erasure_.id.value) + "))";
  const std::vector<sql::Param> params(bound_.begin(), bound_.end());
  for (const auto id :
       PULT_TRY(tx_.all(sql, params, [](const sql::Row& row) { return row.id<tickets::InboundId>(0); })))
    for (auto& digest : PULT_TRY(channels::mail::forget_raw(tx_, id))) digests_.push_back(std::move(digest));
  return {};
}

bool Sweeper::is_by_person(const StoredRow& suspended) const {
  const auto column = std::ranges::find(table_.columns, "author_email");
  const auto& author = suspended.texts[std::size_t(column - table_.columns.begin())];
  return author && !author->contains('@');
}

Result<void> Sweeper::drop_suspended(const StoredRow& row) {
  const auto inbound = PULT_TRY(tx_.one("SELECT inbound_id FROM suspended_tickets WHERE id = ?1", {row.id},
                                        [](const sql::Row& r) { return r.id<tickets::InboundId>(0); }));
  PULT_TRY(tx_.run("DELETE FROM suspended_tickets WHERE id = ?1", {row.id}));
  for (auto& digest : PULT_TRY(channels::mail::forget_raw(tx_, inbound.value_or(tickets::InboundId()))))
    digests_.push_back(std::move(digest));
  return {};
}

// The index is told of a text by what it was, so it forgets before the text changes. Gives the values of fields.
Result<std::map<std::int64_t, std::string>> Sweeper::take_out_of_search(const std::set<std::int64_t>& tickets) {
  std::map<std::int64_t, std::string> fields;
  for (const auto id : tickets) {
    PULT_TRY(search::forget_ticket(tx_, TicketId(id)));
    if (const auto ticket = PULT_TRY(tickets::find_ticket(tx_, TicketId(id)))) fields[id] = ticket->custom_fields;
  }
  return fields;
}

Result<void> Sweeper::follow_ticket(TicketId id, const std::map<std::int64_t, std::string>& fields_before) {
  const auto ticket = PULT_TRY(tickets::find_ticket(tx_, id));
  if (!ticket) return {};
  const auto before = fields_before.find(id.value);
  if (before != fields_before.end() && before->second != ticket->custom_fields)
    PULT_TRY(tickets::move_field_values(tx_, *desk_.definitions(tx_), id, before->second, ticket->custom_fields));
  return ticket->status == tickets::Status::deleted ? Result<void>() : search::index_ticket(tx_, *ticket);
}

Result<std::vector<std::string>> Sweeper::clean(const Stretch& stretch) {
  if (table_.name == "comments" && erasure_.content != Content::keep) PULT_TRY(blank_comments(stretch));
  if (table_.name == "inbound_events") PULT_TRY(forget_mails(stretch));
  auto rows = PULT_TRY(find(stretch));
  std::erase_if(rows, [](const StoredRow& row) { return !row.is_changed; });
  const bool is_searched = table_.name == "comments" || table_.name == "tickets" || table_.name == "side_events" ||
                           table_.name == "side_conversations";
  std::set<std::int64_t> tickets;
  if (is_searched)
    for (const auto& row : rows) tickets.insert(row.ticket);
  // They are found by their requester's name and address.
  if (table_.name == "tickets")
    for (const auto id :
         PULT_TRY(tx_.all("SELECT id FROM tickets WHERE requester_id = ?1 AND " + condition_of(tx_.dialect(), stretch),
                          {erasure_.user}, [](const sql::Row& row) { return row.int64(0); })))
      tickets.insert(id);
  const auto fields = PULT_TRY(take_out_of_search(tickets));
  for (auto& row : rows) {
    if (table_.name == "suspended_tickets" && is_by_person(row))
      PULT_TRY(drop_suspended(row));
    else
      PULT_TRY(rewrite(row));
  }
  for (const auto id : tickets) PULT_TRY(follow_ticket(TicketId(id), fields));
  return std::move(digests_);
}

}  // namespace

Result<Swept> sweep(sql::Transaction& tx, const tickets::Desk& desk, const people::Actor& actor, const Erasure& erasure,
                    const Place& place) {
  // A table is gone on with by its own name: the first behind the name that is just before it.
  auto before = place.table;
  if (place.from > 0 && !before.empty()) before.pop_back();
  auto table = PULT_TRY(next_text_table(tx, before));
  while (table && place.from > 0 && table->name != place.table) table = PULT_TRY(next_text_table(tx, table->name));
  if (!table) return Swept{};
  const auto stretch = PULT_TRY(next_stretch(tx, *table, place.from));
  Swept out;
  out.digests = PULT_TRY(Sweeper(tx, desk, actor, erasure, *table).clean(stretch));
  out.next = Place{table->name, stretch.is_last ? 0 : stretch.below};
  return out;
}

Result<std::vector<std::string>> blank_comment(sql::Transaction& tx, const tickets::Desk& desk,
                                               const people::Actor& actor, CommentId id) {
  std::vector<std::string> digests;
  const auto comment = PULT_TRY(tickets::find_comment(tx, id));
  const auto ticket = comment ? PULT_TRY(tickets::find_ticket(tx, comment->ticket)) : std::nullopt;
  if (!ticket) return digests;
  const auto redacted = PULT_TRY(tickets::redact_comment(tx, desk, actor, *ticket, *comment));
  PULT_TRY(search::reindex_comment(tx, redacted.before, redacted.after));
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_comment(tx, id))) {
    const auto now = PULT_TRY(tickets::find_ticket(tx, comment->ticket));
    PULT_TRY(tickets::redact_attachment(tx, desk, actor, *now, file));
    digests.push_back(file.sha256);
  }
  for (auto& digest : PULT_TRY(channels::mail::forget_raw(tx, comment->inbound))) digests.push_back(std::move(digest));
  return digests;
}

Result<void> forget_words(sql::Transaction& tx, const Traces& traces, Micros now) {
  auto texts = traces.addresses;
  texts.insert(texts.end(), traces.names.begin(), traces.names.end());
  std::set<std::string> words;
  for (const auto& text : texts) {
    std::string word;
    for (const char c : people::name_key(text) + " ") {
      if (c != ' ') {
        word += c;
      } else if (!word.empty()) {
        words.insert(std::exchange(word, {}));
      }
    }
  }
  for (const auto& word : words) {
    const auto query = search::parse_query("\"" + word + "\"", now);
    if (!query || query->words.size() != 1) continue;
    if (PULT_TRY(search::find_tickets(tx, people::system_actor(), *query, 0, 1)).count > 0) continue;
    auto terms = query->words[0].term.alternatives;
    terms.push_back(word);
    for (const auto& term : query->words[0].term.phrase) terms.push_back(term);
    for (const auto& term : terms) PULT_TRY(tx.run("DELETE FROM search_words WHERE word = ?1", {term}));
  }
  return {};
}

}  // namespace pult::privacy
