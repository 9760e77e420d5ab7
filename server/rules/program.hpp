// SPDX-License-Identifier: AGPL-3.0-or-later
// Compiled conditions: tests with typed values. Evaluated in memory against one ticket's facts, or written as SQL
// (sql_condition.hpp); both mean the same.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.hpp"
#include "rules/condition.hpp"

namespace pult::rules {

// The desk's working time. While it is closed its clock stands, so that as much of it lies between a moment and an
// earliest and a latest other one.
enum class Edge : std::uint8_t { earliest, latest };
class BusinessTime {
 public:
  virtual ~BusinessTime() = default;
  virtual Micros before(Micros moment, Micros open, Edge edge) const = 0;  // a moment so long ago
  virtual Micros after(Micros moment, Micros open, Edge edge) const = 0;   // one so far ahead
};

// What the desk knows of its custom fields, and when it works.
class CustomFields {
 public:
  virtual ~CustomFields() = default;
  // nullptr: every hour counts.
  virtual const BusinessTime* business_time() const { return nullptr; }
  virtual std::optional<std::string> type_of(std::int64_t field) const = 0;  // "tagger", "date" ...; nullopt: no such
  // A value in the form whose bytes compare as values do, as kept in ticket_field_values; nullopt: cannot be one.
  virtual std::optional<std::string> index_key(std::int64_t field, std::string_view value) const = 0;
  // The field of users, or of organizations, with this key.
  virtual std::optional<std::int64_t> person_field(bool of_organization, std::string_view key) const = 0;
};

// What a ticket is, as conditions see it. Ids of 0 and empty texts mean none. Views: the caller keeps the memory.
struct Facts {
  int status = 0;
  std::int64_t custom_status = 0, group = 0, assignee = 0, requester = 0, organization = 0, brand = 0, form = 0;
  std::string_view priority, type, tags, via, recipient, subject, description;
  bool is_public = false, is_snoozed = false;
  int requester_role = 0;                                  // 0 end-user, 4 agent, 2 admin
  std::string_view requester_locale;                       // "cs", "en-US"
  std::string_view custom_fields;                          // JSON: field id -> value
  std::string_view requester_fields, organization_fields;  // JSON: key -> value
  int satisfaction = 0;                                    // its place in satisfaction_words
  std::int64_t satisfaction_reason = 0;
  std::optional<Micros> due_at, solved_at;
  std::optional<Micros> status_set_at, assigned_at, requester_updated_at, assignee_updated_at;
  std::optional<Micros> sla_due_at, sla_breached_at;  // the next clock to be over, the last one that was
  Micros created_at = 0, updated_at = 0;
  // (field, index key) of every value; a ticket without custom fields has none.
  std::vector<std::pair<std::int64_t, std::string>> custom;
};

// Whose eyes look, and when.
struct Viewer {
  std::int64_t user = 0;
  std::vector<std::int64_t> groups;
  Micros now = 0;
  const CustomFields* fields = nullptr;  // for "within the next N days" of a date field, and business hours
};

enum class What : std::uint8_t {
  status,
  priority,
  type,
  visibility,
  snoozed,
  role,  // a set of small numbers: `mask`
  group,
  assignee,
  requester,
  organization,
  brand,
  form,
  custom_status,  // ids
  tags,
  channel,
  recipient,
  subject,
  description,
  created,  // at, before or after a moment: `number`
  hours,
  custom,
  custom_text,
  satisfaction,
  reason,
  locale,
  requester_field,
  organization_field
};
enum class Moment : std::uint8_t {
  created,
  updated,
  solved,
  closed,
  due,
  // kept beside the ticket: of its metrics and of its clocks
  status_set,
  assigned,
  requester_updated,
  assignee_updated,
  sla_due,
  sla_breached
};
enum class Against : std::uint8_t { ids, current_user, current_groups, requester, assignee };
enum class Compare : std::uint8_t {
  is,
  includes,
  less,
  less_equal,
  greater,
  greater_equal,
  present,
  last_days,
  next_days
};

struct Test {
  What what = What::status;
  bool negated = false;
  Against against = Against::ids;
  Compare compare = Compare::is;
  std::uint32_t mask = 0;
  std::vector<std::int64_t> ids;   // ids; 0 stands for none
  std::vector<std::string> words;  // tags; each word in its spellings; index keys of a custom field
  Moment moment = Moment::updated;
  bool until = false;       // hours until, not since
  bool business = false;    // hours of the desk's working time
  std::int64_t number = 0;  // hours, days; a moment
  std::string key;          // a person's field: its id, as in the JSON
  std::int64_t field = 0;   // custom
};

struct Program {
  std::vector<Test> all, any;
};

// unprocessable for values that no ticket can have, and for fields that cannot be asked of stored tickets.
Result<Program> compile(const Conditions& conditions, const CustomFields& fields);

bool holds(const Test& test, const Facts& facts, const Viewer& viewer);
bool holds(const Program& program, const Facts& facts, const Viewer& viewer);

// The moments, both included, at which a test of hours holds; from > to where none does.
struct MomentRange {
  Micros from = 0, to = 0;
};
MomentRange range_of(const Test& test, const Viewer& viewer);

// Index keys of the first and the last day of "within the previous (next) N days".
std::pair<std::string, std::string> day_keys(const Test& test, const Viewer& viewer);

// Bit n: a ticket of status n may be inside, as far as `all` tells.
std::uint32_t status_mask(const Program& program);

// How the number of tickets inside can be known without counting them.
enum class Counting : std::uint8_t {
  cube,     // status, assignee and group decide: a sum over counters that exist anyway
  tracked,  // a function of the ticket alone, but for "current user" as assignee and "current groups": kept per cell
  bounded,  // time, people or the viewer's other sides decide: counted when asked, up to a bound
};
Counting counting_of(const Program& program);
// The part of `all` that asks who looks (assignee is current_user, group is current_groups), and the rest.
Program viewer_part(const Program& program);
Program ticket_part(const Program& program);
bool uses(const Program& program, What what);

// Masks of What::snoozed.
inline constexpr std::uint32_t not_snoozed = 1u, is_snoozed = 2u;

}  // namespace pult::rules
