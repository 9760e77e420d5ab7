// SPDX-License-Identifier: AGPL-3.0-or-later
// Tickets created per second by 32 clients over HTTP, against bare SQLite writing the same rows for 32 waiting clients.
#include <boost/json.hpp>

#include "benches.hpp"
#include "http_clients.hpp"
#include "raw_engine.hpp"
#include "recorded_desk.hpp"
#include "sample_text.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

namespace json = boost::json;

constexpr int clients = 32;
constexpr std::size_t tickets_per_round = 2'000;
constexpr std::uint64_t customers = 400;
constexpr std::string_view path = "/api/v2/tickets";

// A web form's ticket of one of the customers; one in twenty writes for the first time.
std::string ticket_body(Sampler& sample, std::uint64_t number) {
  const auto who = sample.chance(5) ? customers + number : sample.below(customers);
  json::array tags;
  const auto words = sample.tags();
  for (std::size_t at = 0; at < words.size();) {
    const auto end = std::min(words.find(' ', at), words.size());
    tags.emplace_back(words.substr(at, end - at));
    at = end + 1;
  }
  json::object ticket{{"subject", sample.subject()},
                      {"comment", {{"body", sample.body(40 + sample.below(40))}}},
                      {"requester", {{"name", sample.person(who)}, {"email", sample.address(who)}}},
                      {"tags", std::move(tags)}};
  if (const auto priority = sample.priority(); !priority.empty()) ticket["priority"] = priority;
  return json::serialize(json::object{{"ticket", std::move(ticket)}});
}

void compare_rows(RawEngine& raw, RawEngine& product) {
  for (const auto* table : {"tickets", "comments", "audits", "ticket_tags", "users", "identities", "search_heads",
                            "search_index", "outbox", "message_ids", "ticket_counts", "tag_counts", "ticket_metrics"})
    if (raw.count(table) != product.count(table))
      stop(std::string("the two sides have not written the same rows of ") + table + ": " +
           std::to_string(raw.count(table)) + " and " + std::to_string(product.count(table)));
}

}  // namespace

void measure_tickets(const Setup& setup, Figures& figures) {
  const Folder base(setup.folder + "/base"), recorded(setup.folder + "/recorded"), raw(setup.folder + "/raw"),
      product(setup.folder + "/product");
  const auto authorization = make_desk(setup.binary, base.path());
  for (const auto* folder : {&recorded, &raw, &product}) copy_desk(base.path(), folder->path());

  const auto rounds = std::size_t(setup.rounds);
  say("tickets: recording what " + std::to_string(rounds * tickets_per_round) + " tickets write");
  Sampler sample(1);
  std::vector<std::string> bodies;
  std::vector<Unit> units;
  {
    RecordedDesk recorder(recorded.path());
    for (std::size_t i = 0; i < rounds * tickets_per_round; ++i) {
      bodies.push_back(ticket_body(sample, i));
      units.push_back(recorder.record("POST", std::string(path), authorization, bodies.back()));
    }
  }

  RawEngine engine(raw.path() + "/pult.db");
  std::vector<double> raw_rates, rates;
  double raw_cpu = 0, cpu = 0;
  {
    const ServedDesk server(setup.binary, product.path());
    for (std::size_t round = 0; round < rounds; ++round) {
      const auto first = round * tickets_per_round;
      raw_cpu -= own_cpu_seconds();
      raw_rates.push_back(double(tickets_per_round) /
                          engine.commit_in_groups(std::span(units).subspan(first, tickets_per_round), clients));
      raw_cpu += own_cpu_seconds();
      cpu -= server.cpu_seconds();
      rates.push_back(double(tickets_per_round) / post_all(server.port(), authorization, std::string(path),
                                                           std::span(bodies).subspan(first, tickets_per_round),
                                                           clients));
      cpu += server.cpu_seconds();
      say("tickets: round " + std::to_string(round + 1) + ": " + std::to_string(int(rates.back())) + "/s, raw " +
          std::to_string(int(raw_rates.back())) + "/s");
    }
  }
  RawEngine written(product.path() + "/pult.db");
  compare_rows(engine, written);

  Figure figure{"tickets_created",        median(rates), "tickets/s", median(raw_rates),
                "bare SQLite, same rows", "ratio >= 0.5"};
  figure.is_ok = figure.ratio() >= 0.5;
  figure.note = "32 clients; " + render_spread(rates) + " against " + render_spread(raw_rates) + "; " +
                render_cpu(cpu, raw_cpu, bodies.size());
  figures.add(std::move(figure));
}

}  // namespace pult::bench
