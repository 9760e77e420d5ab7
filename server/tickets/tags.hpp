// SPDX-License-Identifier: AGPL-3.0-or-later
// Tags of the whole desk: who may invent new ones, and changing one on every ticket that has it.
#pragma once
#include "tickets/definitions.hpp"
#include "tickets/desk.hpp"

namespace pult::tickets {

// everybody: whoever may tag tickets. admins: others only use tags that are in use, or belong to a field.
enum class TagCreators : std::uint8_t { everybody, admins };
Result<TagCreators> load_tag_creators(sql::Transaction& tx);
Result<void> save_tag_creators(sql::Transaction& tx, TagCreators creators);

// unprocessable/"InvalidValue" for a tag that `actor` may not invent. Asks the database only about tags that are new on
// the ticket and only when the desk restricts them.
Result<void> check_new_tags(sql::Transaction& tx, const people::Actor& actor, const Definitions& definitions,
                            const std::vector<events::Event>& planned);

inline constexpr int tickets_in_a_step = 100;
struct TagStep {
  int changed = 0;
  TicketId last;  // go on behind this one; 0: all done
};
// Takes `tag` from the next tickets that have it and gives them `instead` ("": nothing). Closed tickets too.
Result<TagStep> replace_tag(sql::Transaction& tx, const Desk& desk, const people::Actor& actor, std::string_view tag,
                            std::string_view instead, TicketId after);

}  // namespace pult::tickets
