// SPDX-License-Identifier: AGPL-3.0-or-later
#include "million_desk.hpp"

#include <filesystem>
#include <fstream>
#include <map>

#include "base/embedded.hpp"
#include "crypto/crypto.hpp"
#include "figures.hpp"
#include "people/group.hpp"
#include "recorded_desk.hpp"
#include "sample_text.hpp"
#include "search/document.hpp"
#include "search/merging.hpp"
#include "search/postings.hpp"
#include "search/vocabulary.hpp"
#include "served_desk.hpp"
#include "text/html_text.hpp"
#include "tickets/auto_close.hpp"
#include "tickets/store.hpp"

namespace pult::bench {
namespace {

using events::EventType;
using tickets::Status;

constexpr int groups = 10, agents = 50;
constexpr std::int64_t customers = 100'000, tickets_per_commit = 5'000;
constexpr std::size_t different_texts = 4'000;
constexpr Micros first_day = 1'750'000'000 * base::second_us, between_tickets = 30 * base::second_us;
constexpr auto language = text::Language::english;

struct Text {
  std::string body, excerpt;
  search::Document document;
};

class Loader {
 public:
  Loader(sql::Database& database, std::int64_t tickets) : database_(database), tickets_(tickets) {}
  void run();

 private:
  void write(const sql::Database::Work& work);
  Result<void> add_people(sql::Transaction& tx);
  Result<void> add_ticket(sql::Transaction& tx, std::int64_t number);
  events::Audit first_audit(std::int64_t number, Status status, const std::string& tags);
  Result<void> add_comment(sql::Transaction& tx, events::Audit audit, tickets::Ticket& ticket, UserId author);
  Result<void> add_head(sql::Transaction& tx, const tickets::Ticket& ticket, const Text& text);
  Result<void> add_document(sql::Transaction& tx, search::DocumentId id, const search::Document& document);
  Result<void> add_counters(sql::Transaction& tx);
  Status any_status();

  sql::Database& database_;
  const std::int64_t tickets_;
  Sampler sample_{3};
  std::vector<Text> texts_;
  search::KnownWords known_;
  std::vector<UserId> agents_{UserId(1)};  // the admin has tickets of their own
  std::vector<GroupId> groups_;
  UserId first_customer_;
  std::int64_t last_comment_ = 0, last_audit_ = 0;
  std::map<std::array<std::int64_t, 3>, std::int64_t> counts_;
  std::map<std::string, std::int64_t> tag_counts_;
};

void Loader::write(const sql::Database::Work& work) {
  if (const auto done = database_.write(work); !done)
    stop("loading: " + done.error().message + " " + done.error().cause);
}

Result<void> Loader::add_people(sql::Transaction& tx) {
  for (int i = 0; i < groups; ++i) {
    people::Group group;
    group.name = "Group " + std::to_string(i + 1);
    groups_.push_back(PULT_TRY(people::create_group(tx, std::move(group), first_day)).id);
  }
  for (std::int64_t i = 0; i < agents + customers; ++i) {
    people::User user;
    user.name = sample_.person(std::uint64_t(i) * 7);
    user.email = i < agents ? "agent" + std::to_string(i) + "@bench.example" : sample_.address(std::uint64_t(i));
    user.role = i < agents ? people::Role::agent : people::Role::end_user;
    const auto id = PULT_TRY(people::create_user(tx, std::move(user), first_day)).id;
    if (i < agents)
      agents_.push_back(id);
    else if (!first_customer_)
      first_customer_ = id;
  }
  return {};
}

// One ticket in twelve is open: the rest of a busy year is over.
Status Loader::any_status() {
  const auto place = sample_.below(100);
  return place < 2    ? Status::fresh
         : place < 5  ? Status::open
         : place < 7  ? Status::pending
         : place < 8  ? Status::hold
         : place < 20 ? Status::solved
                      : Status::closed;
}

events::Audit Loader::first_audit(std::int64_t number, Status status, const std::string& tags) {
  events::Audit audit;
  audit.id = AuditId(++last_audit_);
  audit.ticket = TicketId(number);
  audit.author = UserId(first_customer_.value + std::int64_t(sample_.below(customers)));
  audit.via = "mail";
  audit.created_at = first_day + number * between_tickets;
  const auto first = [&](std::string field, std::string value) {
    audit.events.push_back({EventType::create, std::move(field), std::move(value), {}, {}});
  };
  first("subject", sample_.subject());
  first("status", std::string(tickets::render_status(status)));
  if (auto priority = sample_.priority(); !priority.empty()) first("priority", std::move(priority));
  first("requester_id", std::to_string(audit.author.value));
  first("submitter_id", std::to_string(audit.author.value));
  first("group_id", std::to_string(groups_[sample_.below(groups_.size())].value));
  if (status != Status::fresh) first("assignee_id", std::to_string(agents_[sample_.below(agents_.size())].value));
  if (!tags.empty()) first("tags", tags);
  return audit;
}

Result<void> Loader::add_comment(sql::Transaction& tx, events::Audit audit, tickets::Ticket& ticket, UserId author) {
  const auto& text = texts_[sample_.below(texts_.size())];
  tickets::Comment comment;
  comment.id = CommentId(++last_comment_);
  comment.ticket = audit.ticket;
  comment.audit = audit.id;
  comment.author = author;
  comment.body = text.body;
  comment.via = audit.via;
  comment.created_at = audit.created_at;
  PULT_TRY(tickets::insert_comment(tx, comment));
  const bool is_first = !ticket.id;
  audit.events.push_back({EventType::comment, {}, {}, {}, {comment.id, author, true, false, true, text.excerpt}});
  tickets::apply(ticket, audit);
  PULT_TRY(events::append_audit(tx, audit));
  return is_first ? add_head(tx, ticket, text)
                  : add_document(tx, {ticket.id, ticket.comment_count, false}, text.document);
}

Result<void> Loader::add_head(sql::Transaction& tx, const tickets::Ticket& ticket, const Text& text) {
  const search::Head head{ticket.subject, ticket.tags};
  auto document = search::make_document(head, std::string_view(), language);
  document.body = text.document.body;
  PULT_TRY(tx.run("INSERT INTO search_heads (ticket_id, language, subject, about) VALUES (?1, ?2, ?3, ?4)",
                  {ticket.id, search::render_language(language), head.subject, head.about}));
  return add_document(tx, {ticket.id, 1, false}, document);
}

Result<void> Loader::add_document(sql::Transaction& tx, search::DocumentId id, const search::Document& document) {
  PULT_TRY(search::add_words(tx, document, &known_));
  return search::insert_document(tx, id, document);
}

Result<void> Loader::add_ticket(sql::Transaction& tx, std::int64_t number) {
  tickets::Ticket ticket;
  const auto tags = tickets::normalize_tags(sample_.tags());
  auto audit = first_audit(number, any_status(), tags);
  const auto requester = audit.author;
  PULT_TRY(add_comment(tx, std::move(audit), ticket, requester));
  const auto answers = sample_.below(5);  // three comments a ticket
  for (std::uint64_t i = 0; i < answers; ++i) {
    events::Audit answer;
    answer.id = AuditId(++last_audit_);
    answer.ticket = ticket.id;
    answer.author = i == 0 && ticket.assignee ? ticket.assignee : requester;
    answer.via = "web";
    answer.created_at = ticket.updated_at + Micros(1 + sample_.below(86'400)) * base::second_us;
    const auto author = answer.author;
    PULT_TRY(add_comment(tx, std::move(answer), ticket, author));
  }
  PULT_TRY(tickets::insert_ticket(tx, ticket, ticket.updated_at));
  for (const auto& tag : tickets::split_words(tags)) {
    PULT_TRY(tx.run("INSERT INTO ticket_tags (tag, ticket_id) VALUES (?1, ?2)", {tag, ticket.id}));
    ++tag_counts_[tag];
  }
  ++counts_[{std::int64_t(ticket.status), ticket.assignee.value, ticket.group.value}];
  return {};
}

Result<void> Loader::add_counters(sql::Transaction& tx) {
  for (const auto& [cell, count] : counts_)
    PULT_TRY(
        tx.run("INSERT INTO ticket_counts (status, assignee_id, group_id, shard, tickets) VALUES (?1, ?2, ?3, 0, "
               "?4)",
               {cell[0], cell[1], cell[2], count}));
  for (const auto& [tag, count] : tag_counts_)
    PULT_TRY(tx.run("INSERT INTO tag_counts (tag, shard, tickets) VALUES (?1, 0, ?2)", {tag, count}));
  return {};
}

void Loader::run() {
  for (std::size_t i = 0; i < different_texts; ++i) {
    Text text;
    text.body = sample_.body(25 + sample_.below(50));
    text.excerpt = text::excerpt(text.body, 160);
    text.document = search::make_document({}, text.body, language);
    texts_.push_back(std::move(text));
  }
  write([&](sql::Transaction& tx) { return add_people(tx); });
  const Stopwatch watch;
  for (std::int64_t done = 0; done < tickets_;) {
    const auto last = std::min(done + tickets_per_commit, tickets_);
    write([&](sql::Transaction& tx) -> Result<void> {
      while (done < last) PULT_TRY(add_ticket(tx, ++done));
      return {};
    });
    if (done % (20 * tickets_per_commit) == 0)
      say("large desk: " + std::to_string(done) + " tickets loaded, " + std::to_string(int(watch.seconds())) + " s");
  }
  write([&](sql::Transaction& tx) { return add_counters(tx); });
  // Its solved tickets are old, and shall stay as they are while something else is measured.
  write([&](sql::Transaction& tx) -> Result<void> {
    PULT_TRY(tx.run("DELETE FROM timers WHERE kind = ?1", {tickets::auto_close_timer}));
    return {};
  });
  // As a desk does by and by while it is served.
  say("large desk: merging the index");
  if (const auto merged = search::merge_all(database_); !merged) stop(merged.error().message + merged.error().cause);
}

// A loaded desk serves again while its schema, its size and this loader are the same.
std::string fingerprint(std::int64_t tickets) {
  std::string all = "loader 3, " + std::to_string(tickets) + " tickets\n";
  for (const auto& file : base::embedded_files())
    if (file.path.starts_with("migrations/") && file.path.find("postgres") == std::string_view::npos) all += file.bytes;
  return crypto::sha256_hex(all);
}

std::string first_line(const std::string& path) {
  std::string line;
  std::ifstream file(path);
  std::getline(file, line);
  return line;
}

}  // namespace

LargeDesk large_desk(const std::string& binary, const std::string& folder, std::int64_t tickets) {
  const auto print = fingerprint(tickets), data = folder + "/data";
  if (first_line(folder + "/loaded") == print) return {data, first_line(folder + "/authorization"), tickets};
  std::filesystem::remove_all(folder);
  std::filesystem::create_directories(data);
  const auto authorization = make_desk(binary, data);
  {
    const auto desk = open_desk(data);
    Loader(desk->database(), tickets).run();
    say("large desk: closing");
  }
  std::ofstream(folder + "/authorization") << authorization << "\n";
  std::ofstream(folder + "/loaded") << print << "\n";
  return {data, authorization, tickets};
}

}  // namespace pult::bench
