// SPDX-License-Identifier: AGPL-3.0-or-later
#include "imports/mapping.hpp"

#include <algorithm>
#include <set>

namespace pult::imports {
namespace {

constexpr std::string_view user_fields[] = {
    "name",      "email",     "external_id", "role",  "phone",  "organization", "organization_external_id",
    "tags",      "notes",     "details",     "alias", "locale", "time_zone",    "signature",
    "suspended", "created_at"};
constexpr std::string_view organization_fields[] = {"name", "external_id", "domain_names",   "details",        "notes",
                                                    "tags", "group",       "shared_tickets", "shared_comments"};
constexpr std::string_view ticket_fields[] = {
    "subject",  "description", "external_id", "requester_email", "requester_name", "requester_external_id",
    "assignee", "group",       "status",      "priority",        "type",           "tags",
    "due_at",   "created_at",  "updated_at",  "comments",        "recipient"};

struct Alias {
  std::string_view name, field;
};
// Letters and digits only, lower case.
constexpr Alias user_aliases[] = {{"fullname", "name"},
                                  {"username", "name"},
                                  {"displayname", "name"},
                                  {"mail", "email"},
                                  {"emailaddress", "email"},
                                  {"primaryemail", "email"},
                                  {"id", "external_id"},
                                  {"userid", "external_id"},
                                  {"phonenumber", "phone"},
                                  {"mobile", "phone"},
                                  {"telephone", "phone"},
                                  {"company", "organization"},
                                  {"organizationname", "organization"},
                                  {"organisation", "organization"},
                                  {"language", "locale"},
                                  {"timezone", "time_zone"},
                                  {"tag", "tags"},
                                  {"labels", "tags"},
                                  {"comment", "notes"},
                                  {"comments", "notes"},
                                  {"note", "notes"},
                                  {"userrole", "role"}};
constexpr Alias organization_aliases[] = {{"organization", "name"},
                                          {"organizationname", "name"},
                                          {"company", "name"},
                                          {"companyname", "name"},
                                          {"id", "external_id"},
                                          {"organizationid", "external_id"},
                                          {"domains", "domain_names"},
                                          {"domain", "domain_names"},
                                          {"domainnames", "domain_names"},
                                          {"website", "domain_names"},
                                          {"tag", "tags"},
                                          {"labels", "tags"},
                                          {"note", "notes"},
                                          {"groupname", "group"}};
constexpr Alias ticket_aliases[] = {{"title", "subject"},
                                    {"summary", "subject"},
                                    {"body", "description"},
                                    {"message", "description"},
                                    {"text", "description"},
                                    {"firstcomment", "description"},
                                    {"id", "external_id"},
                                    {"ticketid", "external_id"},
                                    {"number", "external_id"},
                                    {"ticketnumber", "external_id"},
                                    {"requester", "requester_email"},
                                    {"email", "requester_email"},
                                    {"customeremail", "requester_email"},
                                    {"from", "requester_email"},
                                    {"customer", "requester_name"},
                                    {"customername", "requester_name"},
                                    {"name", "requester_name"},
                                    {"assigneeemail", "assignee"},
                                    {"agent", "assignee"},
                                    {"assignedto", "assignee"},
                                    {"owner", "assignee"},
                                    {"team", "group"},
                                    {"groupname", "group"},
                                    {"department", "group"},
                                    {"queue", "group"},
                                    {"state", "status"},
                                    {"tickettype", "type"},
                                    {"tag", "tags"},
                                    {"labels", "tags"},
                                    {"created", "created_at"},
                                    {"createddate", "created_at"},
                                    {"date", "created_at"},
                                    {"updated", "updated_at"},
                                    {"duedate", "due_at"},
                                    {"due", "due_at"},
                                    {"conversation", "comments"},
                                    {"messages", "comments"}};

std::span<const Alias> aliases_of(Kind kind) {
  if (kind == Kind::users) return user_aliases;
  if (kind == Kind::organizations) return organization_aliases;
  return ticket_aliases;
}

std::string plain(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z')
      out += char(c + 32);
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
      out += c;
  }
  return out;
}

std::string guess(Kind kind, const std::string& column) {
  if (is_field(kind, column)) return column;
  const auto name = plain(column);
  for (const auto field : fields_of(kind))
    if (plain(field) == name) return std::string(field);
  for (const auto& alias : aliases_of(kind))
    if (alias.name == name) return std::string(alias.field);
  return {};
}

std::unexpected<Error> bad(std::string words) {
  return base::fail(ErrorKind::invalid, "InvalidMapping", std::move(words));
}

}  // namespace

std::string_view render_kind(Kind kind) {
  if (kind == Kind::users) return "users";
  return kind == Kind::organizations ? "organizations" : "tickets";
}

std::optional<Kind> parse_kind(std::string_view text) {
  for (const auto kind : {Kind::users, Kind::organizations, Kind::tickets})
    if (render_kind(kind) == text) return kind;
  return std::nullopt;
}

std::span<const std::string_view> fields_of(Kind kind) {
  if (kind == Kind::users) return user_fields;
  if (kind == Kind::organizations) return organization_fields;
  return ticket_fields;
}

bool is_field(Kind kind, std::string_view name) {
  const std::string_view prefix = kind == Kind::users           ? "user_fields."
                                  : kind == Kind::organizations ? "organization_fields."
                                                                : "custom_fields.";
  if (name.starts_with(prefix) && name.size() > prefix.size()) return true;
  const auto fields = fields_of(kind);
  return std::ranges::find(fields, name) != fields.end();
}

Mapping guess_mapping(Kind kind, const std::vector<std::string>& columns) {
  Mapping out;
  std::set<std::string> taken;
  // A column that has a field's very name goes before one that only means it.
  for (const bool exact : {true, false})
    for (const auto& column : columns) {
      const auto field = guess(kind, column);
      if (field.empty() || out.contains(column) || (exact && field != column) || !taken.insert(field).second) continue;
      out[column] = field;
    }
  return out;
}

std::string render_mapping(const Mapping& mapping) {
  json::object out;
  for (const auto& [column, field] : mapping) out[column] = field;
  return json::serialize(out);
}

Result<Mapping> parse_mapping(Kind kind, const json::object& object) {
  Mapping out;
  std::set<std::string> taken;
  for (const auto& [column, value] : object) {
    if (value.is_null()) continue;
    if (!value.is_string()) return bad("The field of the column \"" + std::string(column) + "\" must be a text");
    const std::string field(value.get_string());
    if (field.empty()) continue;
    if (!is_field(kind, field)) return bad("\"" + field + "\" is no field of " + std::string(render_kind(kind)));
    if (!taken.insert(field).second) return bad("Two columns are mapped to \"" + field + "\"");
    out[std::string(column)] = field;
  }
  if (out.empty()) return bad("No column is mapped to a field");
  return out;
}

json::object apply_mapping(const Mapping& mapping, const json::object& values) {
  json::object out;
  for (const auto& [column, field] : mapping) {
    const auto* value = values.if_contains(column);
    if (!value || value->is_null() || (value->is_string() && value->get_string().empty())) continue;
    out[field] = *value;
  }
  return out;
}

}  // namespace pult::imports
