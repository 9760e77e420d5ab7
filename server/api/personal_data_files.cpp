// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/personal_data_files.hpp"

#include <algorithm>

#include "api/present.hpp"
#include "people/membership.hpp"
#include "privacy/traces.hpp"
#include "privacy/zip.hpp"
#include "tickets/satisfaction.hpp"
#include "tickets/side_conversation.hpp"

namespace pult::api {
namespace {

constexpr int tickets_at_once = 100, comments_at_once = 100, events_at_once = 500;
// Files beyond this are named and not put in, so that an archive fits into the memory of a small machine.
constexpr std::size_t max_archive_bytes = 100 * 1024 * 1024;
constexpr std::size_t max_files = 60'000;
constexpr std::string_view explanation =
    "What this desk stores about one person.\n\n"
    "person.json           profile, ways to reach the person, organizations, sessions\n"
    "tickets/NUMBER.json   requests with their public messages, and notes of agents that name the person\n"
    "in_copy/NUMBER.json   what the person wrote in requests of others\n"
    "suspended.json        mails that were kept back\n"
    "files/                what came with the messages\n";

class Collector {
 public:
  Collector(Call& call, const people::User& user) : call_(call), user_(user), archive_(call.now()) {}

  Result<std::string> collect();

 private:
  void add(const std::string& name, const json::value& content) { archive_.add(name, json::serialize(content)); }
  Result<json::object> person();
  Result<json::array> sessions();
  Result<json::array> suspended();
  Result<void> add_requested();
  Result<void> add_in_copy();
  Result<json::object> ticket(const tickets::Listed& listed);
  // `all`: public ones, and private ones that name the person; else those the person wrote.
  Result<json::array> comments(TicketId ticket, bool all);
  Result<json::array> side_messages(TicketId ticket);
  Result<json::array> files(CommentId comment);
  bool names_person(const std::string& text) const { return privacy::without(text, spellings_) != text; }

  Call& call_;
  const people::User& user_;
  privacy::Zip archive_;
  std::vector<people::Identity> identities_;
  std::vector<std::string> spellings_;
  std::size_t file_count_ = 0;
};

Result<json::array> Collector::sessions() {
  json::array out;
  PULT_TRY(call_.tx.each(
      "SELECT created_at, last_seen_at, remote_address, user_agent FROM sessions WHERE user_id = ?1 ORDER BY id",
      {user_.id}, [&](const sql::Row& row) -> Result<void> {
        out.push_back(json::object{{"created_at", base::render_iso8601(row.int64(0))},
                                   {"last_seen_at", time_or_null(row.optional_int64(1))},
                                   {"remote_address", row.string(2)},
                                   {"user_agent", row.string(3)}});
        return {};
      }));
  return out;
}

Result<json::object> Collector::person() {
  json::array identities, organizations;
  for (const auto& identity : identities_) identities.push_back(present_identity(call_, identity));
  people::MembershipFilter filter;
  filter.user = user_.id;
  filter.condition = "1=1";
  for (const auto& one : PULT_TRY(people::list_organization_memberships(call_.tx, filter)))
    organizations.push_back(json::object{{"id", one.organization.value},
                                         {"name", one.organization_name},
                                         {"since", base::render_iso8601(one.created_at)}});
  return json::object{{"user", present_user(call_, user_)},
                      {"identities", std::move(identities)},
                      {"organizations", std::move(organizations)},
                      {"sessions", PULT_TRY(sessions())}};
}

Result<json::array> Collector::suspended() {
  json::array out;
  for (const auto& identity : identities_)
    PULT_TRY(
        call_.tx.each("SELECT subject, content, cause, created_at FROM suspended_tickets WHERE LOWER(author_email) "
                      "= ?1 ORDER BY id",
                      {people::address_key(identity.value)}, [&](const sql::Row& row) -> Result<void> {
                        out.push_back(json::object{{"subject", row.string(0)},
                                                   {"content", row.string(1)},
                                                   {"cause", row.string(2)},
                                                   {"created_at", base::render_iso8601(row.int64(3))}});
                        return {};
                      }));
  return out;
}

Result<json::array> Collector::files(CommentId comment) {
  json::array out;
  for (const auto& file : PULT_TRY(tickets::list_attachments_of_comment(call_.tx, comment))) {
    const auto name = "files/" + std::to_string(file.id.value) + "-" + file.file_name;
    const bool fits = archive_.size() + file.size <= max_archive_bytes && file_count_ < max_files;
    if (fits) archive_.add(name, PULT_TRY(call_.services.blobs.load(call_.tx, file.sha256)));
    file_count_ += fits ? 1 : 0;
    out.push_back(json::object{{"id", file.id.value},
                               {"file_name", file.file_name},
                               {"content_type", file.content_type},
                               {"size", file.size},
                               {"file", fits ? json::value(name) : json::value(nullptr)}});
  }
  return out;
}

Result<json::array> Collector::comments(TicketId ticket, bool all) {
  json::array out;
  tickets::CommentFilter filter;
  filter.ticket = ticket;
  filter.limit = comments_at_once;
  for (bool more = true; more;) {
    const auto rows = PULT_TRY(tickets::list_comments(call_.tx, filter));
    for (const auto& comment : rows) {
      filter.after = comment.id;
      const bool is_told = comment.author == user_.id || (all && (comment.is_public || names_person(comment.body)));
      if (!is_told) continue;
      out.push_back(json::object{{"id", comment.id.value},
                                 {"author_id", comment.author.value},
                                 {"public", comment.is_public},
                                 {"via", comment.via},
                                 {"created_at", base::render_iso8601(comment.created_at)},
                                 {"body", comment.body},
                                 {"html_body", text_or_null(comment.html_body)},
                                 {"attachments", PULT_TRY(files(comment.id))}});
    }
    more = int(rows.size()) == comments_at_once;
  }
  return out;
}

// Messages of side conversations that the person wrote or got.
Result<json::array> Collector::side_messages(TicketId ticket) {
  std::vector<tickets::SideConversationId> ids;
  for (const auto& one : PULT_TRY(tickets::list_side_conversations(call_.tx, ticket, {}, 0, events_at_once)))
    ids.push_back(one.id);
  json::array out;
  if (ids.empty()) return out;
  const auto is_person = [&](const tickets::Participant& one) { return one.user == user_.id; };
  for (const auto& event : PULT_TRY(tickets::list_side_events(call_.tx, ids, {}, 0, events_at_once))) {
    if (!event.is_message() || (!is_person(event.actor) && std::ranges::none_of(event.to, is_person))) continue;
    out.push_back(json::object{
        {"subject", event.subject}, {"body", event.body}, {"created_at", base::render_iso8601(event.created_at)}});
  }
  return out;
}

Result<json::object> Collector::ticket(const tickets::Listed& listed) {
  const auto id = listed.ticket.id;
  auto out = present_ticket(call_, listed, false);
  out["comments"] = PULT_TRY(comments(id, true));
  out["side_conversation_messages"] = PULT_TRY(side_messages(id));
  const auto rating = PULT_TRY(tickets::find_rating(call_.tx, id));
  out["satisfaction"] = rating ? json::value(json::object{{"score", rating->score},
                                                          {"comment", text_or_null(rating->comment)},
                                                          {"updated_at", base::render_iso8601(rating->updated_at)}})
                               : json::value(nullptr);
  return out;
}

Result<void> Collector::add_requested() {
  for (TicketId after;;) {
    const auto rows = PULT_TRY(tickets::select_listed(
        call_.tx, " WHERE t.requester_id = ?1 AND t.id > ?2 ORDER BY t.id LIMIT " + std::to_string(tickets_at_once),
        {user_.id, after.value}, std::size_t(tickets_at_once)));
    for (const auto& row : rows) {
      add("tickets/" + std::to_string(row.ticket.id.value) + ".json", PULT_TRY(ticket(row)));
      after = row.ticket.id;
    }
    if (int(rows.size()) < tickets_at_once || archive_.size() > max_archive_bytes) return {};
  }
}

Result<void> Collector::add_in_copy() {
  const auto ids = PULT_TRY(call_.tx.all(
      "SELECT DISTINCT p.ticket_id FROM ticket_people p JOIN tickets t ON t.id = p.ticket_id WHERE p.user_id "
      "= ?1 AND t.requester_id <> ?1 ORDER BY p.ticket_id",
      {user_.id}, [](const sql::Row& row) { return row.id<TicketId>(0); }));
  for (const auto id : ids) {
    auto said = PULT_TRY(comments(id, false));
    if (!said.empty())
      add("in_copy/" + std::to_string(id.value) + ".json",
          json::object{{"ticket_id", id.value}, {"comments", std::move(said)}});
  }
  return {};
}

Result<std::string> Collector::collect() {
  identities_ = PULT_TRY(people::list_identities(call_.tx, user_.id));
  const auto traces = privacy::traces_of(user_, identities_);
  auto texts = traces.addresses;
  texts.insert(texts.end(), traces.names.begin(), traces.names.end());
  spellings_ = privacy::spellings(texts);
  archive_.add("README.txt", explanation);
  add("person.json", PULT_TRY(person()));
  add("suspended.json", PULT_TRY(suspended()));
  if (user_.photo) {
    const auto picture = PULT_TRY(tickets::find_attachment(call_.tx, user_.photo->id));
    if (picture)
      archive_.add("files/" + picture->file_name, PULT_TRY(call_.services.blobs.load(call_.tx, picture->sha256)));
  }
  PULT_TRY(add_requested());
  PULT_TRY(add_in_copy());
  return std::move(archive_).finish();
}

}  // namespace

Result<std::string> collect_personal_data(Call& call, const people::User& user) {
  return Collector(call, user).collect();
}

}  // namespace pult::api
