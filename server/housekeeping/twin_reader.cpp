// SPDX-License-Identifier: AGPL-3.0-or-later
// Customers who might be one: of one name, or of one mail address but for a "+word". Bounded: what is new comes first.
#include <map>

#include "housekeeping/reader.hpp"
#include "sql/id_list.hpp"

namespace pult::housekeeping {
namespace {

constexpr int most_groups = 1'000;
// So many of one name are namesakes, or a name such as "Support Team".
constexpr int most_namesakes = 6;

const std::string columns = "SELECT u.id, u.name, u.name_key, u.email, u.phone, u.external_id FROM users u ";
const std::string customers = "u.role = 'end-user' AND u.active = 1 AND u.suspended = 0 ";

Person read_person(const sql::Row& row) {
  return {row.id<UserId>(0), row.string(1), row.string(2), row.string(3), row.string(4), row.string(5)};
}

}  // namespace

Result<void> read_namesakes(sql::Transaction& tx, Inventory& desk) {
  std::map<std::string, std::vector<Person>> by_name, by_address;
  PULT_TRY(tx.each(columns + "WHERE " + customers + "AND u.name_key IN (SELECT u.name_key FROM users u WHERE " +
                       customers +
                       "GROUP BY u.name_key HAVING COUNT(*) BETWEEN 2 AND ?1 ORDER BY MAX(u.id) DESC LIMIT ?2) "
                       "ORDER BY u.id",
                   {most_namesakes, most_groups}, [&](const sql::Row& row) -> Result<void> {
                     auto person = read_person(row);
                     by_name[person.name_key].push_back(std::move(person));
                     return {};
                   }));
  auto marked = PULT_TRY(tx.all(columns + "WHERE " + customers + "AND u.email LIKE '%+%@%' ORDER BY u.id DESC LIMIT ?1",
                                {most_groups}, read_person));
  for (auto& person : marked) {
    auto& group = by_address[plain_address(person.email)];
    if (group.empty())
      for (auto& plain : PULT_TRY(tx.all(columns + "JOIN identities i ON i.user_id = u.id WHERE " + customers +
                                             "AND i.type = 'email' AND i.value_key = ?1",
                                         {plain_address(person.email)}, read_person)))
        if (plain_address(plain.email) == plain_address(person.email)) group.push_back(std::move(plain));
    group.push_back(std::move(person));
  }
  for (auto* groups : {&by_name, &by_address})
    for (auto& [key, group] : *groups) {
      if (group.size() < 2) continue;
      std::ranges::sort(group, {}, &Person::id);
      desk.namesakes.push_back(std::move(group));
    }
  return {};
}

}  // namespace pult::housekeeping
