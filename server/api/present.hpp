// SPDX-License-Identifier: AGPL-3.0-or-later
// Values as the API shows them: the full key set of the v2 conventions, null where we have nothing to say, plus the
// members of our own that openapi/pult.yaml names.
#pragma once
#include <map>
#include <set>

#include "api/json_text.hpp"
#include "events/outbox.hpp"
#include "mailsteps/classification.hpp"
#include "people/group.hpp"
#include "people/organization.hpp"
#include "tickets/draft.hpp"
#include "tickets/store.hpp"

namespace pult::api {

json::value time_or_null(std::optional<Micros> time, json::storage_ptr memory = {});
json::value text_or_null(std::string_view text, json::storage_ptr memory = {});
json::array tag_array(std::string_view tags, json::storage_ptr memory = {});
json::object via_object(std::string_view channel, json::storage_ptr memory = {});
json::object metadata_object();
template <class Tag>
json::value id_or_null(base::Id<Tag> id) {
  return id ? json::value(id.value) : json::value(nullptr);
}

// What tickets show of other rows than their own (api/ticket_extras.hpp).
struct TicketRelations {
  std::set<std::int64_t> with_incidents;
  std::map<std::int64_t, std::vector<TicketId>> follow_ups;
};

json::object present_ticket(const Call& call, const tickets::Listed& listed, bool has_draft,
                            const TicketRelations& relations = {});
// What a ticket is shown by. Needs no transaction.
struct Showing {
  bool internal = false;  // to somebody who may see what is internal
  std::string base_url;
  std::shared_ptr<const tickets::Definitions> definitions;
};
Showing showing_of(const Call& call);
// The members of a ticket, into an object that the caller opens and closes: lists are written, not built.
void write_ticket(const Showing& showing, const tickets::Listed& listed, bool has_draft,
                  const TicketRelations& relations, ObjectText& out);
// What the desk's own definitions add to a ticket: fields, form, custom status, brand.
void write_defined_members(const Showing& showing, const tickets::Ticket& ticket, ObjectText& out);
json::object present_user(const Call& call, const people::User& user);
json::object present_identity(const Call& call, const people::Identity& identity);
json::object present_organization(const Call& call, const people::Organization& organization);
json::object present_group(const Call& call, const people::Group& group);
json::object present_membership(const Call& call, const people::GroupMembership& membership);
json::object present_attachment(const Call& call, const tickets::Attachment& attachment);
json::object present_delivery(const events::OutboxRow& row);
json::object present_draft(const tickets::Draft& draft);

// 201 with the new object under its name, and its url as the Location.
Answer answer_made(std::string_view name, json::object presented);

// Which tickets of the caller carry a draft: one query for a whole page.
Result<std::set<std::int64_t>> tickets_with_draft(Call& call);

// Users, groups and organizations that tickets name, for `include=users,groups,organizations`: one query a kind.
struct Mentioned {
  std::set<std::int64_t> users, groups, organizations;
  void add(const tickets::Ticket& ticket);
};
bool includes(const Call& call, std::string_view what);
// `all`: also without being asked.
Result<void> add_sideloads(Call& call, const Mentioned& mentioned, json::object& body, bool all = false);

}  // namespace pult::api
