// SPDX-License-Identifier: AGPL-3.0-or-later
// What agents and integrations wait for on a desk with a million tickets, each against the bare statement that does the
// same on the same file in the same moments.
#include <boost/json.hpp>
#include <cmath>
#include <functional>
#include <thread>

#include "bare_reader.hpp"
#include "benches.hpp"
#include "http_clients.hpp"
#include "million_desk.hpp"
#include "sample_text.hpp"
#include "scale_updates.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

namespace json = boost::json;

constexpr int warm_up = 20, measured = 300, searches = 100, bulks = 5;
constexpr const char* empty_path = "/api/v2/tickets/show_many?ids=";  // the wire, the threads, who is asking

// Members of one list in turn.
using Texts = std::vector<std::string>;

// Statements that read what an answer shows.
using Statements = std::vector<std::string>;

struct Read {
  std::string name;
  std::function<std::string(int)> path;  // of the request with this number
  std::string naked;                     // the one statement that finds the rows; ?1: one of the texts
  std::vector<Statements> same;          // all that the answer's data needs; kinds of requests in turn
  Texts texts;
  int runs = measured;
  double bar_ms = 0;  // of the p99; 0: the bar is the ratio
};

// Who asks and what they may see: no answer goes out without it.
const Statements caller{
    "SELECT * FROM api_tokens WHERE token_digest = (SELECT token_digest FROM api_tokens ORDER BY id LIMIT 1) AND "
    "active "
    "= 1",
    "SELECT * FROM users WHERE id = (SELECT user_id FROM identities WHERE type = 'email' AND value_key = "
    "'bench@example.com')",
    "SELECT group_id FROM group_memberships WHERE user_id = 1"};
const std::string drafts = "SELECT ticket_id FROM drafts WHERE user_id = 1";
const std::string listed =
    "SELECT t.*, c.body, c.is_public FROM tickets t LEFT JOIN comments c ON c.id = t.first_comment_id WHERE ";
const std::string found_tickets =
    "SELECT t.*, c.body FROM (SELECT DISTINCT rowid / 65536 AS id FROM (SELECT rowid FROM search_index WHERE "
    "search_index "
    "MATCH ?1 ORDER BY rowid DESC LIMIT 2000) LIMIT 25) f JOIN tickets t ON t.id = f.id LEFT JOIN comments c ON c.id = "
    "t.first_comment_id";

Statements for_caller(Statements statements) {
  statements.insert(statements.begin(), caller.begin(), caller.end());
  return statements;
}

// The bare side neither ranks nor marks what was found.
Read search(const std::string& name, const Texts& queries, Texts matches) {
  return {"search_" + name,
          [queries](int i) {
            return "/api/v2/search?per_page=25&query=type:ticket+" + queries[std::size_t(i) % queries.size()];
          },
          found_tickets,
          {for_caller({found_tickets, drafts})},
          std::move(matches),
          searches,
          100};
}

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
  // A space behind a word says that it is whole; without one it may become others.
  const auto whole = [](Texts words) {
    for (auto& word : words) word += "+";
    return words;
  };
  const Texts common{"the", "order", "invoice", "please"};
  const Texts pairs{"the+invoice", "broken+printer", middle[0] + "+the", middle[1] + "+" + middle[2]};
  const Texts pair_matches{"the AND invoice", "broken AND printer", middle[0] + " AND the",
                           middle[1] + " AND " + middle[2]};
  return {
      view_read(),
      ticket_read(tickets),
      search("rare", whole(rare), rare),
      search("middle", whole(middle), middle),
      search("common", whole(common), common),
      search("two_words", whole(pairs), pair_matches),
      search("typed", common, {"the *", "order *", "invoice *", "please *"}),
      search("prefix", {"inv*", "pri*", "del*", "warran*"}, {"inv *", "pri *", "del *", "warran *"}),
      export_read(),
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
  Figure p50{"scale_" + read.name + "_p50", median(m.waits), "ms", median(m.same), "same data, p50", "ratio <= 3"};
  p50.is_ok = p50.ratio() <= 3;
  p50.note = "one naked statement " + in_us(median(m.naked) * 1000) + "; an empty answer over the wire " +
             in_us(median(m.empty) * 1000);
  figures.add(p50);
  const double work = std::max(0.0, m.us_each(m.cpu) - m.us_each(m.empty_cpu));
  Figure cpu{"scale_" + read.name + "_cpu", work, "us", m.us_each(m.same_cpu), "same data, CPU", "ratio <= 3"};
  cpu.is_ok = cpu.ratio() <= 3;
  cpu.note = "of the server, less the " + in_us(m.us_each(m.empty_cpu)) + " of an empty answer";
  figures.add(cpu);
  Figure p99{"scale_" + read.name + "_p99",
             percentile(m.waits, 0.99),
             "ms",
             percentile(m.same, 0.99),
             "same data, p99",
             read.bar_ms > 0 ? "value <= " + std::to_string(int(read.bar_ms)) : "ratio <= 3"};
  p99.is_ok = read.bar_ms > 0 ? p99.value <= read.bar_ms : p99.ratio() <= 3;
  p99.note = "median, fastest and slowest: " + render_spread(m.waits);
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
