// SPDX-License-Identifier: AGPL-3.0-or-later
// Filters that mail passes before it becomes a ticket: conditions on the mail, and what is done with one that fits. As
// values and as rows; mail_filter_match.hpp says which of them a mail fits, mail_filter_step.hpp what comes of it.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"
#include "rules/action.hpp"
#include "rules/condition.hpp"
#include "sql/database.hpp"

namespace pult::channels::mail {

using MailFilterId = base::Id<struct MailFilterTag>;

struct MailFilter {
  MailFilterId id;
  std::string title, description;
  bool active = true;
  std::int64_t position = 0;
  rules::Conditions conditions;
  std::vector<rules::Action> actions;
  Micros created_at = 0, updated_at = 0;
};

inline constexpr std::size_t max_mail_filters = 200;

// "header:X-Priority" asks for a header by its name; the other fields are listed in mail_filter.cpp.
inline constexpr std::string_view header_prefix = "header:";

// How the values of a field are compared.
enum class Asks : std::uint8_t { texts, number, yes_no, id, language, tags };
// nullopt: no such field.
std::optional<Asks> find_asked(std::string_view field);

// {"all": [...], "any": [...]}; unprocessable for what no mail can be asked, and for broken expressions.
Result<rules::Conditions> parse_filter_conditions(const boost::json::object& from);

Result<std::vector<MailFilter>> list_mail_filters(sql::Transaction& tx);  // by position
Result<std::optional<MailFilter>> find_mail_filter(sql::Transaction& tx, MailFilterId id);
// unprocessable: a blank title, no condition, no action, too many filters. It comes last unless it has a position.
Result<MailFilter> insert_mail_filter(sql::Transaction& tx, MailFilter filter, Micros now);
Result<void> save_mail_filter(sql::Transaction& tx, const MailFilter& filter, Micros now);
Result<void> delete_mail_filter(sql::Transaction& tx, MailFilterId id);
// Positions 1, 2, ... for the named ones in this order; the others follow in theirs.
Result<void> reorder_mail_filters(sql::Transaction& tx, const std::vector<MailFilterId>& order, Micros now);

}  // namespace pult::channels::mail
