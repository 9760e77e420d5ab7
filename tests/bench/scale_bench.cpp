// SPDX-License-Identifier: AGPL-3.0-or-later
// What agents and integrations wait for on a desk with a million tickets, each against the bare statement that does the
// same on the same file in the same moments.
#include <boost/json.hpp>
#include <functional>
#include <thread>

#include "bare_reader.hpp"
#include "benches.hpp"
#include "http_clients.hpp"
#include "million_desk.hpp"
#include "sample_text.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

namespace json = boost::json;

constexpr int warm_up = 20, measured = 300, searches = 100, bulks = 5;
constexpr const char* empty_path = "/api/v2/tickets/show_many?ids=";  // the wire, the threads, who is asking

// Members of one list in turn.
using Texts = std::vector<std::string>;

struct Read {
  std::string name;
  std::function<std::string(int)> path;  // of the request with this number
  std::string sql;                       // ?1: one of the texts
  Texts texts;
  int runs = measured;
  double bar_ms = 0;  // of the p99; 0: the bar is the ratio
};

const std::string found_tickets =
    "SELECT t.*, c.body FROM (SELECT DISTINCT rowid / 65536 AS id FROM (SELECT rowid FROM search_index WHERE "
    "search_index "
    "MATCH ?1 ORDER BY rowid DESC LIMIT 2000) LIMIT 25) f JOIN tickets t ON t.id = f.id LEFT JOIN comments c ON c.id = "
    "t.first_comment_id";

Read search(const std::string& name, const Texts& queries, Texts matches) {
  return {"search_" + name,
          [queries](int i) {
            return "/api/v2/search?per_page=25&query=type:ticket+" + queries[std::size_t(i) % queries.size()];
          },
          found_tickets,
          std::move(matches),
          searches,
          100};
}

std::vector<Read> reads(BareReader& bare, std::int64_t tickets) {
  const auto body = [&](std::int64_t id) {
    return bare.text("SELECT body FROM comments WHERE ticket_id = " + std::to_string(id) + " ORDER BY id LIMIT 1");
  };
  // Words of the texts that few others have.
  Texts rare, middle;
  for (std::int64_t id = 1; rare.size() < 8 || middle.size() < 8; ++id) {
    const auto text = body(id);
    if (text.empty()) stop("the large desk has no texts");
    for (std::size_t at = 0, end; at < text.size(); at = end + 1) {
      end = std::min(text.find_first_of(" .,\n", at), text.size());
      const auto word = text.substr(at, end - at);
      if (word.starts_with("AB-") && rare.size() < 8) rare.push_back(word.substr(3));
      if (word.size() == 9 && word[0] >= 'a' && word[0] <= 'z' && middle.size() < 8 && word != "yesterday" &&
          word != "signature")
        middle.push_back(word);
    }
  }
  const Texts common{"the", "order", "invoice", "please"};
  const Texts pairs{"the+invoice", "broken+printer", middle[0] + "+the", middle[1] + "+" + middle[2]};
  const Texts pair_matches{"the AND invoice", "broken AND printer", middle[0] + " AND the",
                           middle[1] + " AND " + middle[2]};
  Sampler sample(5);
  Texts ids;
  for (int i = 0; i < measured; ++i) ids.push_back(std::to_string(1 + sample.below(std::uint64_t(tickets))));
  return {
      {"view_page",
       [](int i) { return "/api/v2/views/" + std::to_string(1 + i % 3) + "/tickets?page[size]=50"; },
       "SELECT t.*, c.body FROM tickets t LEFT JOIN comments c ON c.id = t.first_comment_id WHERE t.status < 4 "
       "ORDER BY t.updated_at DESC, t.id DESC LIMIT 51",
       {}},
      {"ticket", [ids](int i) { return "/api/v2/tickets/" + ids[std::size_t(i)]; },
       "SELECT t.*, c.body FROM tickets t LEFT JOIN comments c ON c.id = t.first_comment_id WHERE t.id = CAST(?1 AS "
       "INTEGER)",
       ids},
      search("rare", rare, rare),
      search("middle", middle, middle),
      search("common", common, common),
      search("two_words", pairs, pair_matches),
      search("prefix", {"inv*", "pri*", "del*", "warran*"}, {"inv *", "pri *", "del *", "warran *"}),
      {"export_page",
       [](int i) {
         return "/api/v2/incremental/tickets/cursor?per_page=1000&start_time=" +
                std::to_string(1'750'000'000 + i * 30'000);
       },
       "SELECT t.*, c.body FROM tickets t LEFT JOIN comments c ON c.id = t.first_comment_id WHERE t.generated_at > 0 "
       "ORDER BY t.generated_at, t.id LIMIT 1001",
       {},
       30},
  };
}

double timed(HttpClient& client, const std::string& path) {
  const Stopwatch watch;
  const auto answer = client.get(path);
  const double ms = watch.seconds() * 1000;
  if (answer.status != 200)
    stop(path + " answered " + std::to_string(answer.status) + ": " + answer.body.substr(0, 300));
  return ms;
}

// Waits of one kind of read and, in the same moments, of the bare statement and of a request that finds nothing.
struct Waits {
  std::vector<double> product, bare, empty;
};

void add_read(Figures& figures, const Read& read, const Waits& measured_waits) {
  const auto& [waits, bare, empty] = measured_waits;
  Figure p50{"scale_" + read.name + "_p50", median(waits), "ms", median(bare), "bare statement, p50", "ratio <= 3"};
  p50.is_ok = p50.ratio() <= 3;
  p50.note = "an empty answer to the same caller takes " + render_spread(empty) + " ms";
  figures.add(p50);
  Figure p99{"scale_" + read.name + "_p99",
             percentile(waits, 0.99),
             "ms",
             percentile(bare, 0.99),
             "bare statement, p99",
             read.bar_ms > 0 ? "value <= " + std::to_string(int(read.bar_ms)) : "ratio <= 3"};
  p99.is_ok = read.bar_ms > 0 ? p99.value <= read.bar_ms : p99.ratio() <= 3;
  p99.note = "median, fastest and slowest: " + render_spread(waits);
  figures.add(p99);
}

void add_updates(Figures& figures, HttpClient& client, std::int64_t tickets, const std::string& folder) {
  Sampler sample(6);
  std::vector<double> waits;
  for (int i = 0; i < measured; ++i) {
    const auto path = "/api/v2/tickets/" + std::to_string(1 + sample.below(std::uint64_t(tickets)));
    const Stopwatch watch;
    const auto answer = client.put(path, R"({"ticket":{"priority":")" + std::string(i % 2 ? "high" : "low") + "\"}}");
    if (answer.status == 200) waits.push_back(watch.seconds() * 1000);  // 422: closed
  }
  if (waits.empty()) stop("no ticket could be updated");
  const auto bare = time_bare_commits(folder + "/commits.db", measured);
  Figure update{"scale_update_per_second", 1000 / median(waits),    "1/s",
                1000 / median(bare),       "bare commits of a row", "ratio >= 0.5"};
  update.is_ok = update.ratio() >= 0.5;
  update.note = "one client; ms: " + render_spread(waits) + "; p99 " + std::to_string(percentile(waits, 0.99));
  figures.add(update);
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
  const ServedDesk server(setup.binary, desk.data);
  HttpClient client(server.port(), desk.authorization);
  BareReader bare(desk.data + "/pult.db");
  for (const auto& read : reads(bare, desk.tickets)) {
    Waits waits;
    for (int i = 0; i < warm_up; ++i) timed(client, read.path(i));
    bare.time(read.sql, read.texts, warm_up);
    // In turns, so that what else the machine does weighs on both.
    constexpr int turns = 5;
    for (int turn = 0; turn < turns; ++turn) {
      for (int i = turn * read.runs / turns; i < (turn + 1) * read.runs / turns; ++i)
        waits.product.push_back(timed(client, read.path(i)));
      for (int i = 0; i < read.runs / turns; ++i) waits.empty.push_back(timed(client, empty_path));
      const auto some = bare.time(read.sql, read.texts, read.runs / turns);
      waits.bare.insert(waits.bare.end(), some.begin(), some.end());
    }
    add_read(figures, read, waits);
  }
  add_updates(figures, client, desk.tickets, setup.folder);
  add_bulk(figures, client, desk.tickets);
}

}  // namespace pult::bench
