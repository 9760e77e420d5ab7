// SPDX-License-Identifier: AGPL-3.0-or-later
// Agents with the inbox open while tickets change: what telling them costs the server. The cost should grow with the
// changes, hardly with who listens, and not with how many tickets there are.
#include <boost/json.hpp>
#include <chrono>
#include <fstream>
#include <map>
#include <thread>

#include "benches.hpp"
#include "crypto/crypto.hpp"
#include "http_clients.hpp"
#include "live_clients.hpp"
#include "million_desk.hpp"
#include "plot.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

constexpr int most_agents = 50, measured_s = 5;
constexpr int agent_counts[] = {0, 1, 10, 25, 50}, rates[] = {5, 20, 40};
constexpr std::int64_t few_tickets = 2'000;

std::string agent_email(int number) { return "listener" + std::to_string(number) + "@example.com"; }

// Admins, because they see everything: nobody costs more than who is told of every change.
std::vector<std::string> make_agents(const std::string& binary, const std::string& data) {
  std::vector<std::string> authorizations;
  for (int i = 0; i < most_agents; ++i) {
    const auto email = agent_email(i);
    run_pult(binary, {"admin", "create", "--email", email, "--name", "Listener", "--password-stdin", "--data", data},
             "a-long-enough-password\n");
    auto token = run_pult(binary, {"token", "create", "--email", email, "--data", data});
    while (!token.empty() && token.back() <= ' ') token.pop_back();
    authorizations.push_back("Basic " + crypto::base64(email + "/token:" + token));
  }
  return authorizations;
}

class Desk {
 public:
  Desk(const Setup& setup, std::int64_t tickets) : folder_(setup.folder + "/fanout") {
    const auto name = tickets == setup.million ? "/large" : "/fanout-" + std::to_string(tickets);
    const auto large = large_desk(setup.binary, setup.folder + name, tickets);
    copy_desk(large.data, folder_.path());
    authorization_ = large.authorization;
    agents_ = make_agents(setup.binary, folder_.path());
    server_ = std::make_unique<ServedDesk>(setup.binary, folder_.path());
    find_open();
  }

  // CPU milliseconds of the server per second, with so many agents and changes a second.
  double cost(int agents, int rate) {
    const LiveClients clients(server_->port(), {agents_.begin(), agents_.begin() + agents});
    change(rate, 1);
    clients.wait_for(std::int64_t(agents) * rate);
    const double before = server_->cpu_seconds();
    change(rate, measured_s);
    clients.wait_for(std::int64_t(agents) * rate * (1 + measured_s));
    return (server_->cpu_seconds() - before) * 1000 / measured_s;
  }

 private:
  // So many a second, evenly.
  void change(int rate, int seconds) {
    HttpClient client(server_->port(), authorization_);
    auto next = std::chrono::steady_clock::now();
    for (int i = 0; i < rate * seconds; ++i) {
      std::this_thread::sleep_until(next);
      next += std::chrono::microseconds(1'000'000 / rate);
      const auto id = open_[std::size_t(++changes_ * 37) % open_.size()];
      const auto tag = "t" + std::to_string(changes_);
      const auto answer =
          client.put("/api/v2/tickets/" + std::to_string(id), R"({"ticket":{"additional_tags":[")" + tag + R"("]}})");
      if (answer.status != 200) stop("a change answered " + answer.body);
    }
  }

  void find_open() {
    HttpClient client(server_->port(), authorization_);
    for (int page = 1; page <= 5; ++page) {
      const auto answer = client.get("/api/v2/views/3/tickets?per_page=100&page=" + std::to_string(page));
      if (answer.status != 200) stop("a view answered " + answer.body);
      for (const auto& ticket : boost::json::parse(answer.body).at("tickets").as_array())
        open_.push_back(ticket.at("id").as_int64());
    }
    if (open_.empty()) stop("no open tickets");
  }

  Folder folder_;
  std::int64_t changes_ = 0;
  std::vector<std::int64_t> open_;
  std::string authorization_;
  std::vector<std::string> agents_;
  std::unique_ptr<ServedDesk> server_;
};

using Costs = std::map<std::pair<int, int>, double>;  // by agents and rate

// What one desk costs, for each number of agents and each rate.
Costs measure_desk(const Setup& setup, std::int64_t tickets) {
  Costs costs;
  Desk desk(setup, tickets);
  for (const int agents : agent_counts)
    for (const int rate : rates) {
      const double cost = costs[{agents, rate}] = desk.cost(agents, rate);
      say("fan-out, " + std::to_string(tickets) + " tickets: " + std::to_string(agents) + " agents, " +
          std::to_string(rate) + " changes a second: " + std::to_string(cost) + " ms of CPU a second");
    }
  return costs;
}

Series line_of(const Costs& costs, int agents, const std::string& name) {
  Series series{name, {}};
  for (const int rate : rates) series.points.emplace_back(rate, costs.at({agents, rate}));
  return series;
}

void write_plot(const std::string& path, const Costs& many, const Costs& few, std::int64_t tickets) {
  Plot plot{"CPU of the server while agents listen, at " + std::to_string(tickets) + " tickets",
            "changes a second",
            "CPU ms a second",
            {}};
  for (const int agents : agent_counts)
    plot.series.push_back(line_of(many, agents, std::to_string(agents) + (agents == 1 ? " agent" : " agents")));
  plot.series.push_back(
      line_of(few, most_agents, std::to_string(most_agents) + ", " + std::to_string(few_tickets) + " tickets"));
  std::ofstream(path) << render_svg(plot);
}

}  // namespace

void measure_fanout(const Setup& setup, Figures& figures) {
  const auto costs = measure_desk(setup, setup.million), few_costs = measure_desk(setup, few_tickets);
  const double few = few_costs.at({50, 20});
  if (!setup.images.empty()) write_plot(setup.images + "/fanout.svg", costs, few_costs, setup.million);

  const auto per_change = [&](int agents, int rate) { return costs.at({agents, rate}) / rate; };
  Figure listeners{"fanout_per_change", per_change(50, 20), "ms of CPU", per_change(1, 20), "1 agent", "ratio <= 5"};
  listeners.is_ok = listeners.ratio() <= 5;
  listeners.note = "50 agents, 20 changes a second; nobody listening: " + std::to_string(per_change(0, 20)) + " ms";
  figures.add(std::move(listeners));
  Figure faster{"fanout_at_40_a_second", per_change(50, 40), "ms of CPU",
                per_change(50, 5),       "at 5 a second",    "ratio <= 1.5"};
  faster.is_ok = faster.ratio() <= 1.5;
  faster.note = "50 agents; per change";
  figures.add(std::move(faster));
  Figure tickets{"fanout_many_tickets", costs.at({50, 20}), "ms/s", few, "2,000 tickets", "ratio <= 1.5"};
  tickets.is_ok = tickets.ratio() <= 1.5;
  tickets.note = "50 agents, 20 changes a second, on " + std::to_string(setup.million) + " tickets";
  figures.add(std::move(tickets));
}

}  // namespace pult::bench
