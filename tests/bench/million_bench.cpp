// SPDX-License-Identifier: AGPL-3.0-or-later
// What an agent waits for on a desk with a million tickets, how soon it serves after a start, how much memory it takes.
// The baseline of the waits is the health check of the same server in the same moments: what the machine alone costs.
#include <boost/json.hpp>
#include <map>
#include <thread>

#include "benches.hpp"
#include "http_clients.hpp"
#include "million_desk.hpp"
#include "sample_text.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

namespace json = boost::json;

constexpr int warm_up = 200, measured = 2'000, pages_deep = 20;
constexpr auto rest = std::chrono::seconds(3);

// Looks through all views, page by page, as an agent who scrolls.
class ViewReader {
 public:
  std::string next_path() {
    auto& view = views_[view_ = view_ % 4 + 1];
    std::string path = "/api/v2/views/" + std::to_string(view_) + "/tickets?page[size]=50&include=users,groups";
    return view.cursor.empty() ? path : path + "&page[after]=" + view.cursor;
  }
  void read(const std::string& body) {
    const auto page = json::parse(body);
    auto& view = views_[view_];
    const auto& meta = page.at("meta");
    if (!view.cursor.empty() || meta.at("has_more").as_bool())
      if (page.at("tickets").as_array().empty()) stop("an empty view page");
    const bool more = meta.at("has_more").as_bool() && ++view.depth < pages_deep;
    view.cursor = more ? std::string(meta.at("after_cursor").as_string()) : "";
    if (!more) view.depth = 0;
  }

 private:
  struct Place {
    std::string cursor;
    int depth = 0;
  };
  int view_ = 0;
  std::map<int, Place> views_;
};

struct Waits {
  std::vector<double> health, view, ticket;  // ms
};

class Agent {
 public:
  Agent(const ServedDesk& server, const LargeDesk& desk) : client_(server.port(), desk.authorization), desk_(desk) {}

  void work(int times, Waits& waits) {
    for (int i = 0; i < times; ++i) {
      waits.health.push_back(timed("/health").first);
      auto [view_ms, page] = timed(views_.next_path());
      views_.read(page);
      waits.view.push_back(view_ms);
      const auto ticket = "/api/v2/tickets/" + std::to_string(1 + sample_.below(std::uint64_t(desk_.tickets)));
      waits.ticket.push_back(timed(ticket).first + timed(ticket + "/comments?include=users").first);
    }
  }

 private:
  std::pair<double, std::string> timed(const std::string& path) {
    const Stopwatch watch;
    auto answer = client_.get(path);
    const double ms = watch.seconds() * 1000;
    if (answer.status != 200) stop(path + " answered " + std::to_string(answer.status) + ": " + answer.body);
    return {ms, std::move(answer.body)};
  }

  HttpClient client_;
  const LargeDesk& desk_;
  ViewReader views_;
  Sampler sample_{4};
};

void add_wait(Figures& figures, const std::string& name, const std::vector<double>& waits,
              const std::vector<double>& health, double bar_ms) {
  Figure figure{name,
                percentile(waits, 0.99),
                "ms",
                percentile(health, 0.99),
                "health check, p99",
                "value <= " + std::to_string(int(bar_ms))};
  figure.is_ok = figure.value <= bar_ms;
  figure.note = "median, fastest and slowest: " + render_spread(waits) + "; health check " + render_spread(health);
  figures.add(std::move(figure));
}

}  // namespace

void measure_million(const Setup& setup, Figures& figures) {
  const auto desk = large_desk(setup.binary, setup.folder + "/large", setup.million);
  const ServedDesk server(setup.binary, desk.data);
  Figure start{"million_start", server.start_seconds(), "s", 0, "", "value <= 2"};
  start.is_ok = start.value <= 2;
  start.note = std::to_string(desk.tickets) + " tickets";
  figures.add(std::move(start));

  Agent agent(server, desk);
  Waits cold, waits;
  agent.work(warm_up, cold);
  agent.work(measured, waits);
  add_wait(figures, "million_view_page_p99", waits.view, waits.health, 20);
  add_wait(figures, "million_ticket_p99", waits.ticket, waits.health, 10);

  std::this_thread::sleep_for(rest);
  Figure memory{"million_memory", server.rss_mb(), "MB", 0, "", "value <= 250"};
  memory.is_ok = memory.value <= 250;
  memory.note = "VmRSS at rest after " + std::to_string((warm_up + measured) * 4) + " requests";
  figures.add(std::move(memory));
}

}  // namespace pult::bench
