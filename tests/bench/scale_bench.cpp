// SPDX-License-Identifier: AGPL-3.0-or-later
// What agents and integrations wait for on a desk with a million tickets, each against the bare statement that does the
// same on the same file in the same moments.
#include <boost/json.hpp>
#include <cmath>
#include <thread>

#include "benches.hpp"
#include "http_clients.hpp"
#include "million_desk.hpp"
#include "sample_text.hpp"
#include "scale_reads.hpp"
#include "scale_updates.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

namespace json = boost::json;

constexpr int warm_up = 20, measured = 300, bulks = 5;
constexpr const char* empty_path = "/api/v2/tickets/show_many?ids=";  // the wire, the threads, who is asking

const std::string listed =
    "SELECT t.*, c.body, c.is_public FROM tickets t LEFT JOIN comments c ON c.id = t.first_comment_id WHERE ";
Statements view_page(const std::string& condition) {
  return for_caller({listed + "t.status < 4 AND t.snoozed_until IS NULL" + condition +
                         " ORDER BY t.updated_at DESC, t.id DESC LIMIT 51",
                     drafts});
}

Read view_read() {
  return {"view_page",
          [](int i) { return "/api/v2/views/" + std::to_string(1 + i % 3) + "/tickets?page[size]=50"; },
          listed + "t.status < 4 ORDER BY t.updated_at DESC, t.id DESC LIMIT 51",
          {view_page(" AND t.assignee_id = 1"), view_page(" AND t.assignee_id IS NULL"), view_page("")},
          {}};
}

Read ticket_read(std::int64_t tickets) {
  Sampler sample(5);
  Texts ids;
  for (int i = 0; i < measured; ++i) ids.push_back(std::to_string(1 + sample.below(std::uint64_t(tickets))));
  const auto row = listed + "t.id = CAST(?1 AS INTEGER)";
  return {"ticket",
          [ids](int i) { return "/api/v2/tickets/" + ids[std::size_t(i)]; },
          row,
          {for_caller({row, "SELECT * FROM drafts WHERE user_id = 1 AND ticket_id = CAST(?1 AS INTEGER)",
                       "SELECT id FROM tickets WHERE status < 6 AND followup_source_id = CAST(?1 AS INTEGER)"})},
          ids};
}

Read export_read() {
  constexpr std::int64_t first_s = 1'750'000'000, step_s = 30'000;
  constexpr int pages = 30;
  Texts times;
  for (int i = 0; i < pages; ++i) times.push_back(std::to_string((first_s + i * step_s) * 1'000'000));
  const std::string place = "t.generated_at >= CAST(?1 AS INTEGER) ORDER BY t.generated_at, t.id LIMIT ";
  return {"export_page",
          [](int i) {
            return "/api/v2/incremental/tickets/cursor?per_page=1000&start_time=" +
                   std::to_string(first_s + i * step_s);
          },
          listed + place + "1001",
          {for_caller({listed + place + "1001",
                       "SELECT followup_source_id, id FROM tickets WHERE status < 6 AND followup_source_id IN (SELECT "
                       "t.id FROM tickets t WHERE " +
                           place + "1000)"})},
          times,
          pages};
}

std::vector<Read> reads(BareReader& bare, std::int64_t tickets) {
  std::vector<Read> all{view_read(), ticket_read(tickets)};
  for (auto& read : search_reads(bare)) all.push_back(std::move(read));
  all.push_back(export_read());
  return all;
}

double timed(HttpClient& client, const std::string& path) {
  const Stopwatch watch;
  const auto answer = client.get(path);
  const double ms = watch.seconds() * 1000;
  if (answer.status != 200)
    stop(path + " answered " + std::to_string(answer.status) + ": " + answer.body.substr(0, 300));
  return ms;
}

// One kind of read: waits and processor time of the product, of the bare statements and, in the same moments, of a
// request that finds nothing.
struct Measured {
  std::vector<double> waits, same, naked, empty;
  double cpu = 0, same_cpu = 0, empty_cpu = 0;  // seconds

  double us_each(double seconds) const { return seconds * 1e6 / double(waits.size()); }
};

Measured measure(const Read& read, const ServedDesk& server, HttpClient& client, BareReader& bare) {
  constexpr int turns = 5;
  const auto append = [](std::vector<double>& to, const std::vector<double>& some) {
    to.insert(to.end(), some.begin(), some.end());
  };
  for (int i = 0; i < warm_up; ++i) timed(client, read.path(i));
  bare.time(read.same, read.texts, warm_up);
  Measured out;
  // In turns, so that what else the machine does weighs on all.
  const int each = read.runs / turns;
  for (int turn = 0; turn < turns; ++turn) {
    out.cpu -= server.cpu_seconds();
    for (int i = turn * each; i < (turn + 1) * each; ++i) out.waits.push_back(timed(client, read.path(i)));
    const double between = server.cpu_seconds();
    out.cpu += between;
    for (int i = 0; i < each; ++i) out.empty.push_back(timed(client, empty_path));
    out.empty_cpu += server.cpu_seconds() - between;
    const auto same = bare.time(read.same, read.texts, each);
    append(out.same, same.ms);
    out.same_cpu += same.cpu_seconds;
    append(out.naked, bare.time({{read.naked}}, read.texts, each).ms);
  }
  return out;
}

std::string in_us(double us) { return std::to_string(std::llround(us)) + " us"; }

void add_read(Figures& figures, const Read& read, const Measured& measured_read) {
  const auto& m = measured_read;
  const double wire = median(m.empty);
  Figure p50{"scale_" + read.name + "_p50",
             std::max(0.0, median(m.waits) - wire),
             "ms",
             median(m.same),
             "same data, p50",
             "ratio <= 3"};
  p50.is_ok = p50.ratio() <= 3;
  p50.note = "beyond the " + in_us(wire * 1000) + " that an empty answer takes over the wire; one naked statement " +
             in_us(median(m.naked) * 1000);
  figures.add(p50);
  const double work = std::max(0.0, m.us_each(m.cpu) - m.us_each(m.empty_cpu));
  Figure cpu{"scale_" + read.name + "_cpu", work, "us", m.us_each(m.same_cpu), "same data, CPU", "ratio <= 3"};
  cpu.is_ok = cpu.ratio() <= 3;
  cpu.note = "of the server, less the " + in_us(m.us_each(m.empty_cpu)) + " of an empty answer";
  figures.add(cpu);
  Figure p99{"scale_" + read.name + "_p99",
             std::max(0.0, percentile(m.waits, 0.99) - wire),
             "ms",
             percentile(m.same, 0.99),
             "same data, p99",
             read.bar_ms > 0 ? "value <= " + std::to_string(int(read.bar_ms)) : "ratio <= 3"};
  p99.is_ok = read.bar_ms > 0 ? p99.value <= read.bar_ms : p99.ratio() <= 3;
  p99.note = "with the wire; median, fastest and slowest: " + render_spread(m.waits);
  figures.add(p99);
}

void add_bulk(Figures& figures, HttpClient& client, std::int64_t tickets) {
  std::vector<double> waits;
  for (int round = 0; round < bulks; ++round) {
    std::string ids;
    for (int i = 0; i < 100; ++i) ids += (i ? "," : "") + std::to_string(tickets - round * 100 - i);
    const Stopwatch watch;
    const auto started =
        client.put("/api/v2/tickets/update_many?ids=" + ids, R"({"ticket":{"additional_tags":["in_bulk"]}})");
    if (started.status != 200) stop("update_many answered " + std::to_string(started.status) + ": " + started.body);
    const auto job = std::string(json::parse(started.body).at("job_status").at("id").as_string());
    for (std::string status; status != "completed";) {
      const auto answer = client.get("/api/v2/job_statuses/" + job);
      status = json::parse(answer.body).at("job_status").at("status").as_string();
      if (status == "failed" || watch.seconds() > 60) stop("the bulk update did not end: " + answer.body);
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    waits.push_back(watch.seconds() * 1000);
  }
  Figure bulk{"scale_bulk_update_of_100", median(waits), "ms", 0, "", "value <= 1000"};
  bulk.is_ok = bulk.value <= 1000;
  bulk.note = "until the job is completed; median, fastest and slowest: " + render_spread(waits);
  figures.add(bulk);
}

}  // namespace

void measure_scale(const Setup& setup, Figures& figures) {
  const auto desk = large_desk(setup.binary, setup.folder + "/large", setup.million);
  auto updates = record_updates(desk, setup.folder);
  const ServedDesk server(setup.binary, desk.data);
  HttpClient client(server.port(), desk.authorization);
  {
    BareReader bare(desk.data + "/pult.db");
    for (const auto& read : reads(bare, desk.tickets)) {
      say("scale: " + read.name);
      add_read(figures, read, measure(read, server, client, bare));
    }
  }
  say("scale: updates");
  measure_updates(updates, server, desk, figures);
  add_bulk(figures, client, desk.tickets);
}

}  // namespace pult::bench
