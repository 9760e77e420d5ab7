// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/links.hpp"

#include <algorithm>
#include <array>

#include "tickets/store.hpp"

namespace pult::tickets {
namespace {

struct KindName {
  LinkKind kind;
  std::string_view name;
  LinkKind opposite;
};
constexpr std::array<KindName, 9> kinds{{{LinkKind::parent, "parent", LinkKind::child},
                                         {LinkKind::child, "child", LinkKind::parent},
                                         {LinkKind::depends_on, "depends_on", LinkKind::blocks},
                                         {LinkKind::blocks, "blocks", LinkKind::depends_on},
                                         {LinkKind::related, "related", LinkKind::related},
                                         {LinkKind::split_from, "split_from", LinkKind::split_into},
                                         {LinkKind::split_into, "split_into", LinkKind::split_from},
                                         {LinkKind::merged_into, "merged_into", LinkKind::merged_from},
                                         {LinkKind::merged_from, "merged_from", LinkKind::merged_into}}};

std::unexpected<Error> invalid(std::string why) {
  return base::fail_field("ticket_id", "InvalidValue", "Ticket: " + std::move(why));
}

Result<bool> has_link(sql::Transaction& tx, TicketId ticket, LinkKind kind, TicketId other) {
  const auto found =
      PULT_TRY(tx.one_int64("SELECT 1 FROM ticket_links WHERE ticket_id = ?1 AND kind = ?2 AND other_id = ?3",
                            {ticket, render_link_kind(kind), other}));
  return found.has_value();
}

// Whether `wanted` is reached from `start` along links of this kind.
Result<bool> leads_to(sql::Transaction& tx, TicketId start, LinkKind kind, TicketId wanted) {
  const auto found = PULT_TRY(tx.one_int64(
      "WITH RECURSIVE reached (id) AS (SELECT CAST(?1 AS BIGINT) UNION SELECT l.other_id FROM ticket_links l JOIN "
      "reached r ON l.ticket_id = r.id WHERE l.kind = ?2) SELECT 1 FROM reached WHERE id = ?3 LIMIT 1",
      {start, render_link_kind(kind), wanted}));
  return found.has_value();
}

Result<void> check_room(sql::Transaction& tx, TicketId ticket) {
  const auto links =
      PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM ticket_links WHERE ticket_id = ?1", {ticket})).value_or(0);
  if (links >= max_links) return invalid("has too many links");
  return {};
}

Result<void> check_circle(sql::Transaction& tx, TicketId ticket, LinkKind kind, TicketId other) {
  const bool is_ordered = kind != LinkKind::related;
  if (is_ordered && PULT_TRY(leads_to(tx, other, kind, ticket))) return invalid("would be linked in a circle");
  return {};
}

Result<void> record_event(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, const Ticket& ticket,
                          events::Event event) {
  Planned planned;
  planned.events.push_back(std::move(event));
  PULT_TRY(desk.record(tx, actor, ticket, std::move(planned)));
  return {};
}

}  // namespace

std::string_view render_link_kind(LinkKind kind) { return kinds[std::size_t(kind)].name; }
LinkKind opposite(LinkKind kind) { return kinds[std::size_t(kind)].opposite; }
bool is_made_by_people(LinkKind kind) { return kind <= LinkKind::related; }

std::optional<LinkKind> parse_link_kind(std::string_view text) {
  const auto found = std::ranges::find(kinds, text, &KindName::name);
  if (found == kinds.end()) return std::nullopt;
  return found->kind;
}

Result<std::vector<Link>> list_links(sql::Transaction& tx, TicketId ticket) {
  return tx.all(
      "SELECT kind, other_id, author_id, created_at FROM ticket_links WHERE ticket_id = ?1 "
      "ORDER BY created_at, kind, other_id",
      {ticket}, [](const sql::Row& row) {
        return Link{parse_link_kind(row.text(0)).value_or(LinkKind::related), row.id<TicketId>(1), row.id<UserId>(2),
                    row.int64(3)};
      });
}

Result<void> insert_link(sql::Transaction& tx, TicketId ticket, const Link& link) {
  constexpr std::string_view insert =
      "INSERT INTO ticket_links (ticket_id, kind, other_id, author_id, created_at) VALUES (?1, ?2, ?3, ?4, ?5) "
      "ON CONFLICT DO NOTHING";
  const auto other_side = opposite(link.kind);
  PULT_TRY(tx.run(insert, {ticket, render_link_kind(link.kind), link.other, link.author, link.created_at}));
  PULT_TRY(tx.run(insert, {link.other, render_link_kind(other_side), ticket, link.author, link.created_at}));
  return {};
}

events::Event link_event(LinkKind kind, TicketId other, bool removed) {
  const auto told = std::string(render_link_kind(kind)) + " " + std::to_string(other.value);
  events::Event event{events::EventType::change, "link", {}, {}, {}};
  (removed ? event.previous : event.value) = told;
  return event;
}

Result<Ticket> lock_ticket(sql::Transaction& tx, const people::Actor& actor, TicketId id) {
  auto ticket = PULT_TRY(find_ticket_for_update(tx, id));
  if (!ticket || ticket->status == Status::deleted || !people::may_see_ticket(actor, scope_of(*ticket, actor.id())))
    return base::fail_not_found();
  if (!people::may_edit_ticket(actor, scope_of(*ticket, actor.id())) ||
      !people::may(actor, &people::Permissions::ticket_editing))
    return base::fail(ErrorKind::forbidden, "Forbidden", "You may not change this ticket");
  return std::move(*ticket);
}

Result<TicketPair> lock_pair(sql::Transaction& tx, const people::Actor& actor, TicketId first, TicketId second) {
  if (first == second) return invalid("is the same one");
  auto lower = PULT_TRY(lock_ticket(tx, actor, std::min(first, second)));
  auto upper = PULT_TRY(lock_ticket(tx, actor, std::max(first, second)));
  if (first < second) return TicketPair{std::move(lower), std::move(upper)};
  return TicketPair{std::move(upper), std::move(lower)};
}

Result<void> add_link(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                      LinkKind kind, TicketId other) {
  const auto pair = PULT_TRY(lock_pair(tx, actor, ticket, other));
  if (PULT_TRY(has_link(tx, ticket, kind, other))) return {};
  PULT_TRY(check_circle(tx, ticket, kind, other));
  PULT_TRY(check_room(tx, ticket));
  PULT_TRY(check_room(tx, other));
  PULT_TRY(insert_link(tx, ticket, {kind, other, actor.id(), desk.now()}));
  PULT_TRY(record_event(tx, desk, actor, pair.first, link_event(kind, other)));
  return record_event(tx, desk, actor, pair.second, link_event(opposite(kind), ticket));
}

Result<void> remove_link(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, TicketId ticket,
                         LinkKind kind, TicketId other) {
  const auto pair = PULT_TRY(lock_pair(tx, actor, ticket, other));
  constexpr std::string_view remove = "DELETE FROM ticket_links WHERE ticket_id = ?1 AND kind = ?2 AND other_id = ?3";
  if (PULT_TRY(tx.run(remove, {ticket, render_link_kind(kind), other})) == 0) return base::fail_not_found();
  PULT_TRY(tx.run(remove, {other, render_link_kind(opposite(kind)), ticket}));
  PULT_TRY(record_event(tx, desk, actor, pair.first, link_event(kind, other, true)));
  return record_event(tx, desk, actor, pair.second, link_event(opposite(kind), ticket, true));
}

}  // namespace pult::tickets
