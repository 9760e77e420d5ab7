// SPDX-License-Identifier: AGPL-3.0-or-later
// People, groups and mailboxes of the demo desk.
#pragma once
#include <boost/json/object.hpp>
#include <map>
#include <string>

#include "people/access.hpp"
#include "sql/database.hpp"

namespace pult::app {

struct DemoGroup {
  GroupId id;
  MailboxId mailbox;
  std::string address;
};

struct DemoPeople {
  std::map<std::string, people::Actor, std::less<>> agents;  // by mail address
  std::map<std::string, UserId, std::less<>> customers;      // by mail address
  std::map<std::string, DemoGroup, std::less<>> groups;      // by name
  std::string admin;
};

// What is there under the same name or address is taken over.
Result<DemoPeople> create_demo_people(sql::Transaction& tx, const boost::json::object& file,
                                      const std::string& password_hash, Micros now);

}  // namespace pult::app
