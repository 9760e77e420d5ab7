// SPDX-License-Identifier: AGPL-3.0-or-later
#include "scale_updates.hpp"

#include "bare_reader.hpp"
#include "recorded_desk.hpp"

namespace pult::bench {
namespace {

constexpr std::size_t of_one_client = 300, of_many = 1'500;
constexpr int many = 32;

HttpRequest raise_priority(std::int64_t ticket) {
  return {"PUT", "/api/v2/tickets/" + std::to_string(ticket), R"({"ticket":{"priority":"urgent"}})"};
}

// All over the desk, in no order an index would like.
std::vector<std::int64_t> wanted_tickets(const LargeDesk& desk, std::size_t count) {
  BareReader bare(desk.data + "/pult.db");
  auto ids = bare.ids(
      "SELECT id FROM tickets WHERE status < 4 AND COALESCE(priority, '') <> 'urgent' ORDER BY (id * 7919) % 1000003 "
      "LIMIT " +
      std::to_string(count));
  if (ids.size() < count) stop("the large desk has too few tickets to update: remove it, it is loaded anew");
  return ids;
}

void add_rate(Figures& figures, const std::string& name, int clients, std::span<const Unit> units,
              std::span<const HttpRequest> requests, RawEngine& raw, const ServedDesk& server, const LargeDesk& desk,
              const std::string& more) {
  double raw_cpu = -own_cpu_seconds();
  const double raw_seconds = raw.commit_in_groups(units, clients);
  raw_cpu += own_cpu_seconds();
  double cpu = -server.cpu_seconds();
  const double seconds = send_all(server.port(), desk.authorization, requests, clients);
  cpu += server.cpu_seconds();
  const auto count = double(requests.size());
  Figure figure{name, count / seconds, "1/s", count / raw_seconds, "bare SQLite, same rows", "ratio >= 0.5"};
  figure.is_ok = figure.ratio() >= 0.5;
  figure.note = std::to_string(clients) + (clients == 1 ? " client; " : " clients; ") +
                render_cpu(cpu, raw_cpu, requests.size()) + more;
  figures.add(figure);
}

}  // namespace

Updates record_updates(const LargeDesk& desk, const std::string& folder) {
  constexpr auto count = of_one_client + of_many;
  const auto tickets = wanted_tickets(desk, 2 * count);
  Updates out;
  out.copy = std::make_unique<Folder>(folder + "/updates");
  say("scale: copying the desk for the bare engine");
  copy_desk(desk.data, out.copy->path());
  say("scale: recording what " + std::to_string(count) + " updates write");
  RecordedDesk recorder(desk.data);
  for (std::size_t i = 0; i < count; ++i) {
    const auto request = raise_priority(tickets[i]);
    out.units.push_back(recorder.record(request.method, request.path, desk.authorization, request.body));
    out.requests.push_back(raise_priority(tickets[count + i]));
  }
  return out;
}

void measure_updates(Updates& updates, const ServedDesk& server, const LargeDesk& desk, Figures& figures) {
  const std::span<const Unit> units(updates.units);
  const std::span<const HttpRequest> requests(updates.requests);
  const auto naked = time_bare_commits(updates.copy->path() + "/commits.db", int(of_one_client));
  RawEngine raw(updates.copy->path() + "/pult.db");
  add_rate(figures, "scale_update_alone", 1, units.first(of_one_client), requests.first(of_one_client), raw, server,
           desk, "; commits of a single row: " + std::to_string(int(1000 / median(naked))) + "/s");
  add_rate(figures, "scale_update_of_many", many, units.subspan(of_one_client), requests.subspan(of_one_client), raw,
           server, desk, "; " + std::to_string(units.front().size()) + " statements write an update");
}

}  // namespace pult::bench
