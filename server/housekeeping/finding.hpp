// SPDX-License-Identifier: AGPL-3.0-or-later
// What the report says: one thing that is wrong, why we think so, and what could be done about it.
#pragma once
#include <boost/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.hpp"

namespace pult::housekeeping {

namespace json = boost::json;

struct Subject {
  std::string type;  // tag | macro | trigger | automation | view | sla_policy | ticket_field | group | mailbox ...
  std::string id;    // as its API writes it; tags: the tag
  std::string title;

  bool operator==(const Subject&) const = default;
};

// What one click does. Each but merge_person can be undone.
struct Fix {
  std::string action;  // merge_tag | remove_tag | deactivate | take_over | unassign | clear_group | remove_option |
                       // rename | merge_person (which cannot be undone)
  json::object with;   // what the action needs beside the subject: {"to": "refund"}
};

struct Finding {
  std::string kind;      // words.hpp lists them
  Subject subject;       // what is wrong
  std::string detail;    // tells two findings of one kind and subject apart: the other tag, the address of the link
  json::object facts;    // the names and numbers in the evidence
  int confidence = 100;  // percent
  std::optional<Fix> fix;

  // The same in every report, so that what was dismissed stays so.
  std::string key() const { return kind + " " + subject.type + " " + subject.id + " " + detail; }
};
using Findings = std::vector<Finding>;

}  // namespace pult::housekeeping
