// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/lookup.hpp"

#include <boost/json.hpp>
#include <charconv>

#include "people/organization.hpp"

namespace pult::tickets {
namespace json = boost::json;
namespace {

Result<bool> is_there(sql::Transaction& tx, const people::Actor& actor, std::string_view target, std::int64_t id) {
  if (target == "zen:ticket") {
    const auto found = Desk::access_ticket(tx, actor, TicketId(id));
    if (found) return true;
    if (found.error().kind == ErrorKind::not_found) return false;
    return std::unexpected(found.error());
  }
  if (target.starts_with(object_lookup_prefix)) {
    const auto key = target.substr(object_lookup_prefix.size());
    if (!people::may_use_records(actor, key, people::RecordScope::read)) return false;
    const auto found = PULT_TRY(tx.one_int64(
        "SELECT r.id FROM object_records r JOIN objects o ON o.id = r.object_id WHERE r.id = ?1 AND o.object_key = ?2",
        {id, key}));
    return found.has_value();
  }
  if (target == "zen:organization")
    return PULT_TRY(people::find_organization(tx, OrganizationId(id))) &&
           people::may_see_organization(actor, OrganizationId(id));
  const auto user = PULT_TRY(people::find_user(tx, UserId(id)));
  return user && user->active && people::may_see_user(actor, *user);
}

}  // namespace

Result<void> check_lookup(sql::Transaction& tx, const people::Actor& actor, const Field& field,
                          const json::value& value) {
  if (field.type != FieldType::lookup || !value.is_string()) return {};
  const auto& text = value.get_string();
  std::int64_t id = 0;
  std::from_chars(text.data(), text.data() + text.size(), id);
  if (PULT_TRY(is_there(tx, actor, field.lookup_target, id))) return {};
  auto name = field.target == FieldTarget::ticket ? "custom_fields_" + std::to_string(field.id.value) : field.key;
  return base::fail_field(std::move(name), "InvalidValue", field.title + ": names nothing that is there");
}

Result<void> check_lookups(sql::Transaction& tx, const people::Actor& actor, const Definitions& definitions,
                           const FieldPlan& plan) {
  for (const auto& change : plan.changes)
    if (const auto* field = definitions.find_field(change.field); field && change.value)
      PULT_TRY(check_lookup(tx, actor, *field, json::parse(*change.value)));
  return {};
}

Result<void> check_lookups(sql::Transaction& tx, const people::Actor& actor, const Definitions& definitions,
                           FieldTarget target, const json::object& sent) {
  for (const auto& [key, value] : sent)
    if (const auto* field = definitions.find_field(target, key); field && field->type == FieldType::lookup)
      PULT_TRY(check_lookup(tx, actor, *field, PULT_TRY(parse_field_value(*field, value))));
  return {};
}

}  // namespace pult::tickets
