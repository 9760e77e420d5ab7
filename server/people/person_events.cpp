// SPDX-License-Identifier: AGPL-3.0-or-later
#include "people/person_events.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "events/domain_event.hpp"

namespace pult::people {
namespace {

namespace json = boost::json;

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }
template <class Tag>
json::value id_or_null(base::Id<Tag> id) {
  return id ? json::value(std::to_string(id.value)) : json::value(nullptr);
}

json::array words(const std::string& text) {
  json::array out;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find(' ', at), text.size());
    if (end > at) out.emplace_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

json::array missing_from(const json::array& all, const json::array& others) {
  json::array out;
  for (const auto& one : all)
    if (std::find(others.begin(), others.end(), one) == others.end()) out.push_back(one);
  return out;
}

json::object detail_of(const User& user) {
  return {{"created_at", base::render_iso8601(user.created_at)},
          {"default_group_id", id_or_null(user.default_group)},
          {"email", text_or_null(user.email)},
          {"external_id", text_or_null(user.external_id)},
          {"id", std::to_string(user.id.value)},
          {"organization_id", id_or_null(user.organization)},
          {"role", render_role(user.role)},
          {"updated_at", base::render_iso8601(user.updated_at)}};
}

json::object detail_of(const Organization& organization) {
  return {{"created_at", base::render_iso8601(organization.created_at)},
          {"external_id", text_or_null(organization.external_id)},
          {"group_id", id_or_null(organization.group)},
          {"id", std::to_string(organization.id.value)},
          {"name", organization.name},
          {"shared_comments", organization.shared_comments},
          {"shared_tickets", organization.shared_tickets},
          {"updated_at", base::render_iso8601(organization.updated_at)}};
}

// Events of one thing, told as they are found.
class Teller {
 public:
  Teller(sql::Transaction& tx, std::string kind, std::int64_t id, json::object detail)
      : tx_(tx), kind_(std::move(kind)), id_(id), detail_(std::move(detail)) {}

  Result<void> tell(std::string_view what, const json::object& event) {
    return events::tell(tx_, {kind_ + "." + std::string(what), kind_ + ":" + std::to_string(id_),
                              json::serialize(event), json::serialize(detail_)});
  }
  Result<void> change(std::string_view what, const json::value& before, const json::value& after) {
    if (before == after) return {};
    return tell(what, {{"current", after}, {"previous", before}});
  }
  Result<void> tags(const std::string& before, const std::string& after) {
    if (before == after) return {};
    const auto old_tags = words(before), new_tags = words(after);
    return tell("tags_changed", {{"added", {{"tags", missing_from(new_tags, old_tags)}}},
                                 {"removed", {{"tags", missing_from(old_tags, new_tags)}}}});
  }

 private:
  sql::Transaction& tx_;
  std::string kind_;
  std::int64_t id_;
  json::object detail_;
};

}  // namespace

Result<void> tell_created(sql::Transaction& tx, const User& user) {
  if (!PULT_TRY(events::is_followed(tx, "user"))) return {};
  return Teller(tx, "user", user.id.value, detail_of(user)).tell("created", {});
}

Result<void> tell_changed(sql::Transaction& tx, const User& before, const User& after) {
  if (!PULT_TRY(events::is_followed(tx, "user"))) return {};
  Teller teller(tx, "user", after.id.value, detail_of(after));
  PULT_TRY(teller.change("active_changed", before.active, after.active));
  if (before.active && !after.active) PULT_TRY(teller.tell("deleted", {}));
  PULT_TRY(teller.change("alias_changed", text_or_null(before.alias), text_or_null(after.alias)));
  PULT_TRY(teller.change("default_group_changed", id_or_null(before.default_group), id_or_null(after.default_group)));
  PULT_TRY(teller.change("details_changed", text_or_null(before.details), text_or_null(after.details)));
  PULT_TRY(teller.change("external_id_changed", text_or_null(before.external_id), text_or_null(after.external_id)));
  PULT_TRY(teller.change("name_changed", text_or_null(before.name), text_or_null(after.name)));
  PULT_TRY(teller.change("notes_changed", text_or_null(before.notes), text_or_null(after.notes)));
  PULT_TRY(teller.change("organization_membership_changed", id_or_null(before.organization),
                         id_or_null(after.organization)));
  PULT_TRY(teller.change("role_changed", text_or_null(std::string(render_role(before.role))),
                         text_or_null(std::string(render_role(after.role)))));
  PULT_TRY(teller.change("suspended_changed", before.suspended, after.suspended));
  return teller.tags(before.tags, after.tags);
}

Result<void> tell_merged(sql::Transaction& tx, const User& loser, const User& winner) {
  if (!PULT_TRY(events::is_followed(tx, "user"))) return {};
  return Teller(tx, "user", loser.id.value, detail_of(loser))
      .tell("merged", {{"user", {{"id", std::to_string(winner.id.value)}}}});
}

Result<void> tell_created(sql::Transaction& tx, const Organization& organization) {
  if (!PULT_TRY(events::is_followed(tx, "organization"))) return {};
  return Teller(tx, "organization", organization.id.value, detail_of(organization)).tell("created", {});
}

Result<void> tell_changed(sql::Transaction& tx, const Organization& after) {
  if (!PULT_TRY(events::is_followed(tx, "organization"))) return {};
  const auto before = PULT_TRY(find_organization(tx, after.id));
  if (!before) return {};
  Teller teller(tx, "organization", after.id.value, detail_of(after));
  PULT_TRY(teller.change("external_id_changed", text_or_null(before->external_id), text_or_null(after.external_id)));
  PULT_TRY(teller.change("name_changed", text_or_null(before->name), text_or_null(after.name)));
  return teller.tags(before->tags, after.tags);
}

Result<void> tell_deleted(sql::Transaction& tx, OrganizationId id) {
  if (!PULT_TRY(events::is_followed(tx, "organization"))) return {};
  const auto before = PULT_TRY(find_organization(tx, id));
  if (!before) return {};
  return Teller(tx, "organization", id.value, detail_of(*before)).tell("deleted", {});
}

}  // namespace pult::people
