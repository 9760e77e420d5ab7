// SPDX-License-Identifier: AGPL-3.0-or-later
// Memory of a server with the demo desk, after people have used it.
#include <thread>

#include "app/demo.hpp"
#include "benches.hpp"
#include "http_clients.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

constexpr auto rest = std::chrono::seconds(3);  // the last checkpoint and the last log line

}  // namespace

void measure_demo(const Setup& setup, Figures& figures) {
  const Folder data(setup.folder + "/demo");
  run_pult(setup.binary, {"demo", "load", "--data", data.path()});
  const auto authorization = make_desk(setup.binary, data.path());
  const ServedDesk server(setup.binary, data.path());
  HttpClient client(server.port(), authorization);
  for (int i = 0; i < 200; ++i) {
    const auto ticket = "/api/v2/tickets/" + std::to_string(i + 1);
    for (const auto& path :
         {std::string("/"),
          "/api/v2/views/" + std::to_string(1 + i % 4) + "/tickets?page[size]=50&include=users,groups", ticket,
          ticket + "/comments?include=users", std::string("/api/v2/search?query=order")})
      if (const auto answer = client.get(path); answer.status >= 400)
        stop(path + " answered " + std::to_string(answer.status));
  }
  std::this_thread::sleep_for(rest);
  Figure memory{"memory_demo", server.rss_mb(), "MB", 0, "", "value <= 60"};
  memory.is_ok = memory.value <= 60;
  memory.note = "VmRSS at rest after 1,000 requests";
  figures.add(std::move(memory));

  Figure start{"start_demo", server.start_seconds(), "s", 0, "", "value <= 1"};
  start.is_ok = start.value <= 1;
  figures.add(std::move(start));
}

}  // namespace pult::bench
