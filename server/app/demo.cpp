// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/demo.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "app/demo_knowledge.hpp"
#include "app/demo_macros.hpp"
#include "app/demo_people.hpp"
#include "app/demo_service.hpp"
#include "app/demo_story.hpp"
#include "base/embedded.hpp"
#include "crypto/crypto.hpp"
#include "tickets/store.hpp"

namespace pult::app {
namespace {

namespace json = boost::json;

constexpr std::size_t tickets_per_commit = 50;

json::value load_json(std::string_view path) {
  for (const auto& file : base::embedded_files())
    if (file.path == path) return json::parse(file.bytes);
  return json::array();
}

// All conversations, oldest first, so that numbers grow with time.
std::vector<json::object> load_stories() {
  std::vector<json::object> out;
  for (const auto& file : base::embedded_files()) {
    if (!file.path.starts_with("server/app/demo/tickets.")) continue;
    auto list = json::parse(file.bytes);
    for (auto& story : list.as_array()) out.push_back(std::move(story.as_object()));
  }
  std::ranges::sort(out, std::ranges::greater(),
                    [](const json::object& story) { return story.at("created_minutes_ago").as_int64(); });
  return out;
}

Result<void> check_empty(sql::Transaction& tx) {
  tickets::TicketFilter any;
  any.limit = 1;
  if (PULT_TRY(tickets::list_tickets(tx, any)).empty()) return {};
  return base::fail(ErrorKind::conflict, "not_empty",
                    "This desk has tickets already. The demo is for an empty desk: choose another folder with --data.");
}

}  // namespace

Result<DemoCounts> load_demo(sql::Database& database, const tickets::Desk& desk, const blobs::BlobStore& blobs) {
  const auto people_file = load_json("server/app/demo/people.json");
  const auto articles = load_json("server/app/demo/articles.json");
  const auto macros = load_json("server/app/demo/macros.json");
  const auto stories = load_stories();
  const auto now = desk.now();
  const auto password_hash = crypto::hash_password(demo_password);
  DemoPeople people;
  for (std::size_t first = 0; first < stories.size(); first += tickets_per_commit) {
    const auto last = std::min(first + tickets_per_commit, stories.size());
    // People come with the first conversations, so that a desk is either untouched or counts as filled.
    PULT_TRY(database.write([&](sql::Transaction& tx) -> Result<void> {
      if (first == 0) {
        PULT_TRY(check_empty(tx));
        people = PULT_TRY(create_demo_people(tx, people_file.as_object(), password_hash, now));
        PULT_TRY(write_demo_articles(tx, articles.as_array(), people.agents.at(people.admin).id(), now));
        PULT_TRY(create_demo_service(tx, people, now));
        PULT_TRY(write_demo_macros(tx, desk, macros.as_object(), now));
      }
      for (auto i = first; i < last; ++i) PULT_TRY(tell_story(tx, desk, blobs, people, stories[i], now));
      return {};
    }));
  }
  DemoCounts counts;
  counts.agents = std::int64_t(people.agents.size());
  counts.groups = std::int64_t(people.groups.size());
  counts.customers = std::int64_t(people.customers.size());
  counts.tickets = std::int64_t(stories.size());
  counts.admin = people.admin;
  return counts;
}

}  // namespace pult::app
