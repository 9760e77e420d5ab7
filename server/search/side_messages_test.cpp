// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets are found by the names of their organization and by what was said beside them; both follow what changes.
#include "people/organization.hpp"
#include "people/rename.hpp"
#include "search/search_fixture.hpp"
#include "tickets/deletion.hpp"
#include "tickets/merge.hpp"
#include "tickets/side_talk.hpp"
#include "timers/timers.hpp"

namespace pult::search {
namespace {

class SideSearch : public SearchFixture {
 protected:
  tickets::SideConversationId start(TicketId ticket, const std::string& subject, const std::string& body,
                                    tickets::Participant to = {{}, "Stock Room", "stock@supplier.example"}) {
    tickets::SideMessage message;
    message.subject = subject;
    message.content.body = body;
    message.to.push_back(std::move(to));
    const auto as = actor(agent_);
    return write([&](auto& tx) { return tickets::start_side_conversation(tx, desk_, as, ticket, message); })
        .conversation.id;
  }
  void reply(TicketId ticket, tickets::SideConversationId id, const std::string& body) {
    tickets::SideMessage message;
    message.content.body = body;
    const auto as = actor(agent_);
    write([&](auto& tx) { return tickets::reply_to_side_conversation(tx, desk_, as, ticket, id, message); });
  }
  // Runs what timers of this name are for, until none is left.
  void run_timers(std::string_view name, Result<void> (*work)(sql::Transaction&, const std::string&, Micros)) {
    for (bool more = true; more;) {
      const auto due = read([&](auto& tx) {
        return tx.all("SELECT subject FROM timers WHERE kind = ?1", {name},
                      [](const sql::Row& row) { return row.string(0); });
      });
      more = !due.empty();
      for (const auto& subject : due)
        write([&](sql::Transaction& tx) -> Result<void> {
          PULT_TRY(tx.run("DELETE FROM timers WHERE kind = ?1 AND subject = ?2", {name, subject}));
          return work(tx, subject, clock_.now());
        });
    }
  }
};
PULT_ON_EVERY_DATABASE(SideSearch);

TEST_P(SideSearch, AgentsFindATicketByWhatWasSaidBesideIt) {
  const auto ticket = add("A kettle", "It does not boil");
  const auto other = add("Another", "Nothing of that");
  const auto talk = start(ticket, "Spare thermostat", "Do you have thermostats in Vilnius?");
  reply(ticket, talk, "Two pieces, please");
  for (const auto* query : {"thermostat", "vilnius", "stock@supplier.example", "\"stock room\"", "two pieces"})
    EXPECT_EQ(find(query), Ids{ticket}) << query;
  EXPECT_EQ(find("thermostat", anna_), Ids{}) << "customers know nothing of it";
  EXPECT_EQ(find("kettle", anna_), Ids{ticket});
  EXPECT_EQ(find("kettle -vilnius"), Ids{});
  EXPECT_EQ(find("nothing -vilnius"), Ids{other});
  const auto found = search("vilnius ");
  const auto query = must(parse_query("vilnius ", clock_.now()));
  const auto rows = read([&](auto& tx) -> Result<std::vector<tickets::Ticket>> {
    return std::vector{*PULT_TRY(tickets::find_ticket(tx, ticket))};
  });
  auto shown = read([&](auto& tx) { return highlight(tx, query, found.tickets, rows); });
  EXPECT_NE(shown[ticket.value].body.find("<mark>Vilnius</mark>"), std::string::npos) << shown[ticket.value].body;
}

TEST_P(SideSearch, WhatWasSaidFollowsTheTicket) {
  const auto source = add("Source", "One"), target = add("Target", "Two");
  start(target, "Here", "about pumpernickel");
  start(source, "There", "about pumpernickel and rye");
  tickets::Merge wanted;
  wanted.target = target;
  wanted.sources = {source};
  const auto as = actor(agent_);
  write([&](auto& tx) { return tickets::merge(tx, desk_, as, wanted); });
  EXPECT_EQ(find("pumpernickel rye"), Ids{target});
  EXPECT_EQ(find("pumpernickel"), Ids{target});
  const auto gone = write([&](auto& tx) { return desk_.remove(tx, as, target); }).ticket;
  EXPECT_EQ(find("pumpernickel"), Ids{});
  write([&](auto& tx) { return tickets::restore(tx, desk_, as, gone); });
  EXPECT_EQ(find("pumpernickel rye"), Ids{target});
}

TEST_P(SideSearch, WhoWasDeletedForGoodIsForgotten) {
  const auto ticket = add("A kettle", "It does not boil");
  const auto talk = start(ticket, "Help", "Please", {boris_, "Boris Godunov", "boris@example.org"});
  const auto kept = start(ticket, "Help", "Please", {anna_, "Anna Karenina", "anna.k@example.com"});
  EXPECT_EQ(find("godunov"), Ids{ticket});
  write([&](sql::Transaction& tx) -> Result<void> {
    PULT_TRY(people::delete_user(tx, boris_, clock_.now()));
    return people::purge_user(tx, PULT_TRY(people::load_user(tx, boris_)), clock_.now());
  });
  run_timers(people::purged_timer, follow_purge);
  EXPECT_EQ(find("godunov"), Ids{});
  EXPECT_EQ(find("please"), Ids{ticket});
  const auto people_of = [&](tickets::SideConversationId id) {
    return read([&](auto& tx) -> Result<std::string> {
      const auto conversation = PULT_TRY(tickets::find_side_conversation(tx, id));
      const auto event = PULT_TRY(tickets::find_newest_side_event(tx, id));
      return tickets::render_participants(conversation->participants) + tickets::render_participants(event->to);
    });
  };
  EXPECT_EQ(people_of(talk).find("oris"), std::string::npos) << people_of(talk);
  EXPECT_NE(people_of(kept).find("anna.k@example.com"), std::string::npos);
}

TEST_P(SideSearch, TicketsAreFoundByTheirOrganization) {
  people::Organization company;
  company.name = "Tarn Machines";
  company = write([&](auto& tx) { return people::create_organization(tx, company, clock_.now()); });
  Ids all;
  for (int i = 0; i < 70; ++i) all.insert(add("A kettle", "It does not boil"));
  for (const auto id : all) {
    tickets::Change change;
    change.organization = company.id;
    apply(id, change);
  }
  EXPECT_EQ(find("tarn"), all);
  company.name = "Fjord Engines";
  write([&](auto& tx) { return people::save_organization(tx, company, clock_.now()); });
  run_timers(people::renamed_organization_timer, follow_organization_rename);
  EXPECT_EQ(find("fjord kettle"), all);
  EXPECT_EQ(find("tarn"), Ids{});
  write([&](auto& tx) { return people::delete_organization(tx, company.id); });
  run_timers(people::renamed_organization_timer, follow_organization_rename);
  EXPECT_EQ(find("fjord"), Ids{});
  EXPECT_EQ(find("kettle"), all);
}

}  // namespace
}  // namespace pult::search
