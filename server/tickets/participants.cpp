// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/participants.hpp"

#include <boost/json.hpp>
#include <set>

#include "people/user.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

// The person's members in a participant or a list of them are those of the row that is left of the person.
std::string without(std::string_view text, const people::User& person) {
  boost::system::error_code broken;
  auto value = json::parse(text, broken);
  const auto replace = [&](json::value& one) {
    auto* object = one.if_object();
    const auto* id = object ? object->if_contains("user_id") : nullptr;
    if (!id || *id != person.id.value) return;
    (*object)["name"] = person.name;
    (*object)["email"] = person.email;
  };
  if (broken) return std::string(text);
  if (value.is_array())
    for (auto& one : value.get_array()) replace(one);
  replace(value);
  return json::serialize(value);
}

struct Named {
  std::int64_t id = 0;
  std::string first, second;  // JSON of participants
  std::string message_id;
};

Named map(const sql::Row& row) { return {row.int64(0), row.string(1), row.string(2), row.string(3)}; }

std::string address_of(const json::value& recipient) {
  const auto* object = recipient.if_object();
  const auto* address = object ? object->if_contains("address") : nullptr;
  return address && address->is_string() ? std::string(address->get_string()) : std::string();
}

// To whom a mail went that is not on its way any more.
Result<void> forget_recipient(sql::Transaction& tx, const Named& event, UserId person) {
  if (event.message_id.empty()) return {};
  const auto row = PULT_TRY(
      tx.one("SELECT id, recipients FROM outbox WHERE message_id = ?1 AND state NOT IN ('queued', 'sending')",
             {event.message_id}, [](const sql::Row& found) { return std::pair(found.int64(0), found.string(1)); }));
  boost::system::error_code broken;
  auto value = row ? json::parse(row->second, broken) : json::value();
  if (!row || broken || !value.is_object()) return {};
  std::set<std::string> addresses;
  for (const auto& known : parse_participants(event.second))
    if (known.user == person) addresses.insert(known.address);
  for (const auto* name : {"to", "cc"}) {
    auto* list = value.get_object().if_contains(name);
    if (!list || !list->is_array()) continue;
    json::array kept;
    for (const auto& one : list->get_array())
      if (!addresses.contains(address_of(one))) kept.push_back(one);
    *list = std::move(kept);
  }
  PULT_TRY(tx.run("UPDATE outbox SET recipients = ?2 WHERE id = ?1", {row->first, json::serialize(value)}));
  return {};
}

}  // namespace

Result<std::vector<std::pair<TicketId, SideConversationId>>> forget_participant(sql::Transaction& tx, UserId id,
                                                                                SideConversationId from,
                                                                                SideConversationId below) {
  const auto person = PULT_TRY(people::load_user(tx, id));
  const auto mark = "%\"user_id\":" + std::to_string(id.value) + ",%";
  const std::string range = "side_conversation_id >= ?1 AND side_conversation_id < ?2";
  const auto events = PULT_TRY(tx.all("SELECT id, actor, recipients, message_id FROM side_events WHERE " + range +
                                          " AND (actor LIKE ?3 OR recipients LIKE ?3)",
                                      {from.value, below.value, mark}, map));
  auto touched = PULT_TRY(tx.all(
      "SELECT ticket_id, id FROM side_conversations WHERE id >= ?1 AND id < ?2 AND (participants LIKE ?3 OR id IN "
      "(SELECT side_conversation_id FROM side_events WHERE " +
          range + " AND (actor LIKE ?3 OR recipients LIKE ?3))) ORDER BY id",
      {from.value, below.value, mark},
      [](const sql::Row& row) { return std::pair(row.id<TicketId>(0), row.id<SideConversationId>(1)); }));
  for (const auto& event : events) {
    PULT_TRY(forget_recipient(tx, event, id));
    PULT_TRY(tx.run("UPDATE side_events SET actor = ?2, recipients = ?3 WHERE id = ?1",
                    {event.id, without(event.first, person), without(event.second, person)}));
  }
  for (const auto& conversation :
       PULT_TRY(tx.all("SELECT id, participants, '', '' FROM side_conversations WHERE id >= ?1 AND id < ?2 AND "
                       "participants LIKE ?3",
                       {from.value, below.value, mark}, map)))
    PULT_TRY(tx.run("UPDATE side_conversations SET participants = ?2 WHERE id = ?1",
                    {conversation.id, without(conversation.first, person)}));
  return touched;
}

}  // namespace pult::tickets
