// SPDX-License-Identifier: AGPL-3.0-or-later
#include "objects/references.hpp"

#include <boost/json.hpp>

#include "people/organization.hpp"
#include "tickets/store.hpp"

namespace pult::objects {
namespace json = boost::json;
namespace {

using tickets::Field;
using tickets::FieldTarget;

constexpr int at_once = 50;

struct Clearing {
  sql::Transaction& tx;
  const tickets::Desk& desk;
  const people::Actor& actor;
  std::string id;  // the record's, as values keep it
};

// `values` without the field's value, if it is this id.
std::optional<std::string> without(const std::string& values, const Field& field, const std::string& id) {
  auto object = json::parse(values).as_object();
  const auto at = object.find(std::to_string(field.id.value));
  if (at == object.end() || !at->value().is_string() || at->value().get_string() != id) return std::nullopt;
  object.erase(at);
  return json::serialize(object);
}

Result<int> clear_tickets(const Clearing& clearing, const Field& field) {
  const auto ids = PULT_TRY(clearing.tx.all(
      "SELECT ticket_id FROM ticket_field_values WHERE field_id = ?1 AND value_key = ?2 ORDER BY ticket_id LIMIT ?3",
      {field.id, clearing.id, at_once}, [](const sql::Row& row) { return row.id<TicketId>(0); }));
  for (const auto id : ids) {
    const auto ticket = PULT_TRY(tickets::find_ticket_for_update(clearing.tx, id));
    if (!ticket || !without(ticket->custom_fields, field, clearing.id)) {
      PULT_TRY(
          clearing.tx.run("DELETE FROM ticket_field_values WHERE field_id = ?1 AND value_key = ?2 AND "
                          "ticket_id = ?3",
                          {field.id, clearing.id, id}));
      continue;
    }
    tickets::Planned planned;
    planned.events.push_back({events::EventType::change,
                              std::to_string(field.id.value),
                              std::nullopt,
                              json::serialize(json::value(clearing.id)),
                              {}});
    PULT_TRY(clearing.desk.record(clearing.tx, clearing.actor, *ticket, std::move(planned)));
  }
  return int(ids.size());
}

Result<int> clear_records(const Clearing& clearing, const Field& field) {
  const auto rows = PULT_TRY(
      clearing.tx.all("SELECT " + record_columns +
                          " FROM object_values v JOIN object_records r ON r.id = v.record_id WHERE v.field_id = ?1 AND "
                          "v.value_key = ?2 ORDER BY r.id LIMIT ?3",
                      {field.id, clearing.id, at_once}, map_record));
  for (const auto& row : rows) {
    if (const auto kept = without(row.values, field, clearing.id))
      PULT_TRY(clearing.tx.run("UPDATE object_records SET field_values = ?2, updated_at = ?3 WHERE id = ?1",
                               {row.id, *kept, clearing.desk.now()}));
    PULT_TRY(clearing.tx.run("DELETE FROM object_values WHERE field_id = ?1 AND value_key = ?2 AND record_id = ?3",
                             {field.id, clearing.id, row.id}));
  }
  return int(rows.size());
}

// Values of people have no index of their own: they are few who have such a field.
Result<int> clear_people(const Clearing& clearing, const Field& field) {
  const bool of_user = field.target == FieldTarget::user;
  const auto pattern = "%\"" + std::to_string(field.id.value) + "\":\"" + clearing.id + "\"%";
  const auto ids = PULT_TRY(
      clearing.tx.all(of_user ? "SELECT id FROM users WHERE user_fields LIKE ?1 ORDER BY id LIMIT ?2"
                              : "SELECT id FROM organizations WHERE organization_fields LIKE ?1 ORDER BY id LIMIT ?2",
                      {pattern, at_once}, [](const sql::Row& row) { return row.int64(0); }));
  for (const auto id : ids) {
    if (of_user) {
      auto user = PULT_TRY(people::load_user(clearing.tx, UserId(id)));
      user.fields = without(user.fields, field, clearing.id).value_or(user.fields);
      PULT_TRY(people::save_user(clearing.tx, user, clearing.desk.now()));
    } else if (auto organization = PULT_TRY(people::find_organization(clearing.tx, OrganizationId(id)))) {
      organization->fields = without(organization->fields, field, clearing.id).value_or(organization->fields);
      PULT_TRY(people::save_organization(clearing.tx, *organization, clearing.desk.now()));
    }
  }
  return int(ids.size());
}

bool points_at(const Field& field, std::string_view object_key) {
  const std::string_view target(field.lookup_target);
  return field.type == tickets::FieldType::lookup && target.starts_with(tickets::object_lookup_prefix) &&
         target.substr(tickets::object_lookup_prefix.size()) == object_key;
}

}  // namespace

bool has_lookups(const tickets::Definitions& definitions, std::string_view object_key) {
  return std::ranges::any_of(definitions.fields, [&](const Field& field) { return points_at(field, object_key); });
}

Result<bool> clear_references(sql::Transaction& tx, const tickets::Desk& desk, const people::Actor& actor,
                              std::string_view object_key, RecordId record) {
  const auto definitions = desk.definitions(tx);
  const Clearing clearing{tx, desk, actor, std::to_string(record.value)};
  bool has_more = false;
  for (const auto& field : definitions->fields) {
    if (!points_at(field, object_key)) continue;
    const int cleared = PULT_TRY(field.target == FieldTarget::ticket   ? clear_tickets(clearing, field)
                                 : field.target == FieldTarget::object ? clear_records(clearing, field)
                                                                       : clear_people(clearing, field));
    has_more |= cleared == at_once;
  }
  return has_more;
}

}  // namespace pult::objects
