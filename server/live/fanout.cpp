// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/fanout.hpp"

#include <algorithm>

#include "base/log.hpp"
#include "live/change_writer.hpp"
#include "live/veiled.hpp"
#include "sql/id_list.hpp"

namespace pult::live {
namespace {

constexpr int policy_violation = 1008, going_away = 1001;  // RFC 6455 section 7.4.1

using Drafts = std::set<std::pair<UserId, TicketId>>;

template <class People>
Result<Drafts> find_drafts(sql::Transaction& tx, const People& people, const std::vector<TicketChange>& changes) {
  if (people.empty() || changes.empty()) return Drafts();
  std::vector<UserId> user_ids;
  for (const auto& [id, person] : people) user_ids.push_back(id);
  std::vector<TicketId> ticket_ids;
  for (const auto& change : changes) ticket_ids.push_back(change.now.ticket.id);
  const sql::IdList users(tx, user_ids), tickets(tx, ticket_ids);
  Drafts drafts;
  PULT_TRY(tx.each(
      "SELECT user_id, ticket_id FROM drafts WHERE user_id" + users.among(1) + " AND ticket_id" + tickets.among(2),
      {users, tickets}, [&](const sql::Row& row) -> Result<void> {
        drafts.emplace(row.id<UserId>(0), row.id<TicketId>(1));
        return {};
      }));
  return drafts;
}

bool same_access(const people::Actor& a, const people::Actor& b) {
  return a.user.role == b.user.role && a.user.ticket_restriction == b.user.ticket_restriction &&
         people::may_see_personal_data(a) == people::may_see_personal_data(b) &&
         a.user.organization == b.user.organization && std::ranges::is_permutation(a.groups, b.groups) &&
         std::ranges::is_permutation(a.organizations, b.organizations);
}

// Nobody, when the person is no more.
Result<people::Actor> read_actor(sql::Transaction& tx, UserId id) {
  auto actor = people::load_actor(tx, id);
  if (!actor && actor.error().kind == ErrorKind::not_found) return people::Actor{};
  return actor;
}

}  // namespace

Fanout::Fanout(sql::Database& database, const base::Clock& clock, const Presenters& presenters, const Limits& limits,
               std::string node)
    : database_(database),
      clock_(clock),
      presenters_(presenters),
      limits_(limits),
      company_(std::move(node), limits.company) {}

void Fanout::process(Batch batch, bool due) {
  for (const auto& connection : batch.joined) join(connection);
  for (const auto& [id, look] : batch.looks) lookers_.look(id, look.first, look.second);
  for (const auto id : batch.left) leave(id);
  hear_company(batch);
  if (people_.empty()) {
    last_audit_.reset();
    counts_wait_ = false;
  }
  const bool reads_access = lookers_.has_changed() && actors_are_old();
  if (!people_.empty() && (batch.has_news() || (due && (counts_wait_ || reads_access)))) tell_news(batch, due);
  if (due) tell_lookers();
}

void Fanout::tell_news(Batch& batch, bool counts_due) {
  if (batch.resync || batch.read_on || batch.views || !batch.audits.empty()) counts_wait_ = true;
  Gathered gathered;
  const auto read = database_.read([&](sql::Transaction& tx) -> Result<void> {
    gathered = {};
    return gather(tx, batch, counts_due && counts_wait_, gathered);
  });
  if (!read && read.error().code != "closed") {
    log::warn("live.resync", {{"code", read.error().code}, {"cause", read.error().cause}});
    batch.resync = true;
  }
  // After the read: what a newcomer fetches from now on is at least as new as what is told next.
  for (const auto& connection : batch.joined) connection.socket->send(hello_message(connection.user, clock_.now()));
  take_actors(gathered);
  gathered.ended.insert(batch.ended_sessions.begin(), batch.ended_sessions.end());
  end_connections(gathered);
  if (gathered.newest) last_audit_ = gathered.newest;
  for (const auto ticket : gathered.touched) lookers_.touch(ticket);
  if (batch.resync) resync();
  for (const auto& [socket, message] : gathered.letters) socket->send(message);
  if (gathered.views) tell_counts(*gathered.views, gathered.counts);
}

Result<void> Fanout::gather(sql::Transaction& tx, const Batch& batch, bool counts_due, Gathered& out) {
  const bool stale = batch.people || actors_are_old();
  for (const auto& [id, person] : people_)
    if (stale || std::ranges::find(unread_, id) != unread_.end()) out.actors.emplace(id, PULT_TRY(read_actor(tx, id)));
  if (batch.resync && batch.people)
    for (const auto& [id, person] : people_)
      for (const auto& connection : person.connections)
        if (connection.session && !PULT_TRY(people::is_session(tx, connection.session)))
          out.ended.insert(connection.session);
  // A session may have ended between its proof and the opening of its socket.
  for (const auto& connection : batch.joined)
    if (connection.session && !PULT_TRY(people::is_session(tx, connection.session)))
      out.ended.insert(connection.session);
  PULT_TRY(gather_tokens(tx, batch, stale, out));
  if (batch.resync)
    out.newest = PULT_TRY(newest_audit(tx));
  else
    PULT_TRY(gather_changes(tx, batch, out));
  PULT_TRY(gather_deliveries(tx, batch, out));
  if (batch.presence || batch.resync) PULT_TRY(gather_presence(tx, out));
  PULT_TRY(gather_parts(tx, batch, out));
  PULT_TRY(gather_progress(tx, batch, out));
  if (!counts_due) return {};
  out.views = PULT_TRY(presenters_.views(tx));
  std::vector<const tickets::CompiledView*> views;
  for (const auto& view : out.views->views) views.push_back(&view);
  out.counts = PULT_TRY(tickets::load_view_numbers(tx, views));
  return {};
}

// Tokens that were taken away, or ran out, or were so before the opening of the socket.
Result<void> Fanout::gather_tokens(sql::Transaction& tx, const Batch& batch, bool all, Gathered& out) {
  const auto now = clock_.now();
  const auto look = [&](const std::vector<Connection>& connections) -> Result<void> {
    for (const auto& connection : connections)
      if (connection.token && !PULT_TRY(people::stands(tx, connection.token, now))) out.refused.insert(connection.id);
    return {};
  };
  if (!all) return look(batch.joined);
  for (const auto& [id, person] : people_) PULT_TRY(look(person.connections));
  return {};
}

const people::Actor& Fanout::actor_of(const Person& person, const Gathered& gathered) const {
  const auto fresh = gathered.actors.find(person.connections.front().user);
  return fresh == gathered.actors.end() ? person.actor : fresh->second;
}

Result<void> Fanout::gather_changes(sql::Transaction& tx, const Batch& batch, Gathered& out) {
  Named named = batch.audits;
  if (batch.read_on || !last_audit_) out.newest = PULT_TRY(newest_audit(tx));
  if (batch.read_on && last_audit_) named = PULT_TRY(find_new_audits(tx, *last_audit_, limits_.changes + 1));
  std::size_t count = 0;
  for (const auto& [ticket, audits] : named) count += audits.size();
  if (count > std::size_t(limits_.changes))
    return base::fail(ErrorKind::unavailable, "too_many_changes", "Too many changes at once");
  const auto changes = PULT_TRY(load_changes(tx, named, limits_.changes));
  const auto drafts = PULT_TRY(find_drafts(tx, people_, changes));
  Veiled veiled(tx);
  for (const auto& change : changes) {
    out.touched.insert(change.now.ticket.id);
    ChangeWriter writer(tx, presenters_, change);
    for (const auto& [id, person] : people_) {
      const bool has_draft = drafts.contains({id, change.now.ticket.id});
      const auto& actor = actor_of(person, out);
      for (const auto& connection : person.connections)
        for (const auto& message : writer.messages_for(actor, connection.base_url, has_draft))
          out.letters.emplace_back(connection.socket, PULT_TRY(veiled.message_for(actor, message)));
    }
  }
  return {};
}

// Who is at their desk is the business of agents.
Result<void> Fanout::gather_presence(sql::Transaction& tx, Gathered& out) {
  if (!presenters_.presence) return {};
  const auto message = std::make_shared<const std::string>(PULT_TRY(presenters_.presence(tx)));
  for (const auto& [id, person] : people_) {
    if (!people::may_see_internal(actor_of(person, out))) continue;
    for (const auto& connection : person.connections) out.letters.emplace_back(connection.socket, message);
  }
  return {};
}

// How a mail fares is the business of agents.
Result<void> Fanout::gather_deliveries(sql::Transaction& tx, const Batch& batch, Gathered& out) {
  Veiled veiled(tx);
  for (const auto& [ticket_id, comment] : batch.deliveries) {
    const auto ticket = PULT_TRY(tickets::find_ticket(tx, ticket_id));
    if (!ticket || ticket->status == tickets::Status::deleted) continue;
    const auto rows = PULT_TRY(events::list_outbox_of_ticket(tx, ticket_id));
    const auto row = std::ranges::find(rows, comment, &events::OutboxRow::comment);
    if (row == rows.end()) continue;
    const auto message = delivery_message(ticket_id, comment, presenters_.delivery(*row));
    for (const auto& [id, person] : people_) {
      const auto& actor = actor_of(person, out);
      if (!people::may_see_internal(actor) || !people::may_see_ticket(actor, tickets::scope_of(*ticket, id))) continue;
      const auto shown = PULT_TRY(veiled.message_for(actor, message));
      for (const auto& connection : person.connections) out.letters.emplace_back(connection.socket, shown);
    }
  }
  return {};
}

// What agents keep beside a ticket is told without its content: whoever shows it asks for it.
Result<void> Fanout::gather_parts(sql::Transaction& tx, const Batch& batch, Gathered& out) {
  for (const auto& [ticket_id, part, user] : batch.parts) {
    const auto ticket = PULT_TRY(tickets::find_ticket(tx, ticket_id));
    if (!ticket || ticket->status == tickets::Status::deleted) continue;
    const auto message = part_message(ticket_id, part, user);
    for (const auto& [id, person] : people_) {
      const auto& actor = actor_of(person, out);
      if (!people::may_see_internal(actor) || !people::may_see_ticket(actor, tickets::scope_of(*ticket, id))) continue;
      for (const auto& connection : person.connections) out.letters.emplace_back(connection.socket, message);
    }
  }
  return {};
}

Result<void> Fanout::gather_progress(sql::Transaction& tx, const Batch& batch, Gathered& out) {
  Veiled veiled(tx);
  for (const auto& [user, what, name] : batch.progress) {
    const auto person = people_.find(user);
    if (person == people_.end()) continue;
    for (const auto& connection : person->second.connections)
      if (auto frame = PULT_TRY(presenters_.progress(tx, what, name, connection.base_url)))
        out.letters.emplace_back(connection.socket,
                                 PULT_TRY(veiled.message_for(actor_of(person->second, out),
                                                             std::make_shared<const std::string>(std::move(*frame)))));
  }
  return {};
}

void Fanout::join(const Connection& connection) {
  auto& person = people_[connection.user];
  // Whoever joins has seen nothing yet: all counts are told again.
  person.counts.clear();
  counts_wait_ = true;
  if (person.connections.empty()) unread_.push_back(connection.user);
  person.connections.push_back(connection);
}

void Fanout::leave(std::uint64_t id) {
  lookers_.leave(id);
  for (auto entry = people_.begin(); entry != people_.end();) {
    auto& connections = entry->second.connections;
    std::erase_if(connections, [&](const Connection& connection) { return connection.id == id; });
    entry = connections.empty() ? people_.erase(entry) : std::next(entry);
  }
}

// Takes over what was read about people. Who lost the right to be here is shown out; whoever sees other tickets than
// before fetches again.
void Fanout::take_actors(Gathered& gathered) {
  if (gathered.actors.empty()) return;
  if (gathered.actors.size() == people_.size()) actors_read_at_ = clock_.now();
  for (auto& [id, actor] : gathered.actors) {
    auto& person = people_.at(id);
    const bool is_known = bool(person.actor.id());
    const bool is_same = is_known && same_access(person.actor, actor);
    person.actor = std::move(actor);
    std::erase(unread_, id);
    if (!is_same || !may_listen(person.actor))
      for (const auto& connection : person.connections) lookers_.touch_those_of(connection.id);
    if (!may_listen(person.actor)) {
      for (const auto& connection : person.connections) connection.socket->close(policy_violation, "signed out");
    } else if (is_known && !is_same) {
      for (const auto& connection : person.connections) connection.socket->send(resync_message());
      person.counts.clear();
      counts_wait_ = true;
    }
  }
}

void Fanout::end_connections(const Gathered& gathered) {
  if (gathered.ended.empty() && gathered.refused.empty()) return;
  for (const auto& [id, person] : people_)
    for (const auto& connection : person.connections)
      if (gathered.ended.contains(connection.session) || gathered.refused.contains(connection.id))
        connection.socket->close(policy_violation, "signed out");
}

void Fanout::tell_counts(const tickets::ViewSet& views, const tickets::ViewNumbers& numbers) {
  counts_wait_ = false;
  // A sum over some thousand cells: made once for all to whom it is the same.
  std::map<tickets::ViewId, std::optional<tickets::ViewCount>> alike;
  const auto count_of = [&](const tickets::CompiledView& view, const people::Actor& actor) {
    if (!people::sees_all_tickets(actor) || !tickets::counts_alike(view))
      return tickets::count_of(view, actor, numbers);
    const auto [found, is_new] = alike.try_emplace(view.view.id);
    if (is_new) found->second = tickets::count_of(view, actor, numbers);
    return found->second;
  };
  for (auto& [id, person] : people_) {
    if (!person.actor.is_agent()) continue;
    std::map<std::int64_t, std::int64_t> changed;
    for (const auto& view : views.views) {
      if (!tickets::may_use_view(person.actor, view.view)) continue;
      const auto count = count_of(view, person.actor);
      if (!count || !count->value) continue;
      const auto [told, is_new] = person.counts.try_emplace(view.view.id.value, *count->value);
      if (!is_new && told->second == *count->value) continue;
      told->second = changed[view.view.id.value] = *count->value;
    }
    if (changed.empty()) continue;
    const auto message = counts_message(changed);
    for (const auto& connection : person.connections) connection.socket->send(message);
  }
}

void Fanout::resync() {
  counts_wait_ = true;
  lookers_.touch_all();
  for (auto& [id, person] : people_) {
    person.counts.clear();
    for (const auto& connection : person.connections) connection.socket->send(resync_message());
  }
}

std::optional<std::string> Fanout::close() {
  for (const auto& [id, person] : people_)
    for (const auto& connection : person.connections) connection.socket->close(going_away, "the server stops");
  people_.clear();
  return company_.farewell();
}

}  // namespace pult::live
