// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "scale_reads.hpp"
#include "search/postings.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

constexpr int searches = 100;
constexpr double bar_ms = 100;

const Statements caller{
    "SELECT * FROM api_tokens WHERE token_digest = (SELECT token_digest FROM api_tokens ORDER BY id LIMIT 1) AND "
    "active = 1",
    "SELECT * FROM users WHERE id = (SELECT user_id FROM identities WHERE type = 'email' AND value_key = "
    "'bench@example.com')",
    "SELECT group_id FROM group_memberships WHERE user_id = 1"};

const std::string index_where = " FROM search_index WHERE search_index MATCH ";

// Finds and does not order by how well it fits.
const std::string found_tickets = "SELECT t.*, c.body FROM (SELECT DISTINCT rowid / 65536 AS id FROM (SELECT rowid" +
                                  index_where +
                                  "?1 ORDER BY rowid DESC LIMIT 2000) LIMIT 25) f JOIN tickets t ON t.id = f.id LEFT "
                                  "JOIN comments c ON c.id = t.first_comment_id";

// A word as whoever looks for it means it, with its stems: an expression of FTS5.
std::string expression(const std::string& word) {
  const auto terms = text::analyze_query(word);
  if (terms.size() != 1) stop(word + " is not one word");
  return search::render_expression(sql::Dialect::sqlite, terms[0], search::Place::anywhere).match;
}

std::string newest(const std::string& match, int most) {
  return "(SELECT rowid AS number, rowid / 65536 AS id" + index_where + "'" + match + "' ORDER BY rowid DESC LIMIT " +
         std::to_string(most) + ")";
}

// The 25 best of `best (id, number, together)` with what is shown of them: those with all words in one comment first,
// then those with a word in the subject, then newer ones.
std::string shown(const std::string& best, const std::string& any_word) {
  return best + ", titled AS MATERIALIZED (SELECT DISTINCT rowid / 65536 AS id" + index_where +
         "'subject : " + any_word +
         "' AND rowid >= (SELECT MIN(number) FROM best)) "
         "SELECT t.*, c.body, (SELECT p.body FROM (SELECT x.body, ROW_NUMBER() OVER (ORDER BY x.id) AS place FROM "
         "comments x WHERE x.ticket_id = f.id) p WHERE p.place = (f.number % 65536) / 2) FROM (SELECT b.id, b.number "
         "FROM best b LEFT JOIN titled s ON s.id = b.id "
         "ORDER BY b.together DESC, s.id IS NULL, b.id DESC LIMIT 25) f JOIN tickets t ON t.id = f.id LEFT JOIN "
         "comments c ON c.id = t.first_comment_id";
}

std::string ranked(const std::string& word) {
  const auto match = expression(word);
  return shown("WITH best AS MATERIALIZED (SELECT id, MAX(number) AS number, 0 AS together FROM " +
                   newest(match, 2'000) + " GROUP BY id)",
               match);
}

// Two words in whatever comments of a ticket.
std::string ranked(const std::string& one, const std::string& other) {
  const auto a = expression(one), b = expression(other);
  return shown("WITH a AS MATERIALIZED " + newest(a, 10'000) + ", b AS MATERIALIZED " + newest(b, 10'000) +
                   ", best AS MATERIALIZED (SELECT id, MAX(number) AS number, MAX(together) AS together FROM (SELECT "
                   "number, id, 1 AS together FROM " +
                   newest(a + " AND " + b, 1'000) +
                   " UNION ALL SELECT number, id, 0 FROM a WHERE id IN (SELECT id FROM b)) GROUP BY id)",
               "(" + a + " OR " + b + ")");
}

Statements for_search(const std::string& statement) { return for_caller({statement, drafts}); }

Read search(const std::string& name, const Texts& queries, const std::string& naked, std::vector<Statements> same,
            Texts texts) {
  return {"search_" + name,
          [queries](int i) {
            return "/api/v2/search?per_page=25&query=type:ticket+" + queries[std::size_t(i) % queries.size()];
          },
          naked,
          std::move(same),
          std::move(texts),
          searches,
          bar_ms};
}

// A space behind a word says that it is whole; without one it may become others.
Read whole_words(const std::string& name, const Texts& words) {
  Texts queries;
  std::vector<Statements> same;
  for (const auto& word : words) {
    queries.push_back(word + "+");
    same.push_back(for_search(ranked(word)));
  }
  return search(name, queries, found_tickets, std::move(same), words);
}

Read word_pairs(const std::vector<std::pair<std::string, std::string>>& pairs) {
  Texts queries, matches;
  std::vector<Statements> same;
  for (const auto& [one, other] : pairs) {
    queries.push_back(one + "+" + other + "+");
    matches.push_back(one + " AND " + other);
    same.push_back(for_search(ranked(one, other)));
  }
  return search("two_words", queries, found_tickets, std::move(same), std::move(matches));
}

// The bare side neither ranks what words may become nor bounds how many they are.
Read beginnings(const std::string& name, const Texts& queries, Texts matches) {
  return search(name, queries, found_tickets, {for_search(found_tickets)}, std::move(matches));
}

// Words of the texts that few others have.
struct Words {
  Texts rare, middle;
};

Words words_of(BareReader& bare) {
  constexpr std::size_t wanted = 8, middle_bytes = 9;
  Words found;
  for (std::int64_t id = 1; found.rare.size() < wanted || found.middle.size() < wanted; ++id) {
    const auto text =
        bare.text("SELECT body FROM comments WHERE ticket_id = " + std::to_string(id) + " ORDER BY id LIMIT 1");
    if (text.empty()) stop("the large desk has no texts");
    for (std::size_t at = 0, end; at < text.size(); at = end + 1) {
      end = std::min(text.find_first_of(" .,\n", at), text.size());
      const auto word = text.substr(at, end - at);
      if (word.starts_with("AB-") && found.rare.size() < wanted) found.rare.push_back(word.substr(3));
      if (word.size() == middle_bytes && word[0] >= 'a' && word[0] <= 'z' && found.middle.size() < wanted &&
          word != "yesterday" && word != "signature")
        found.middle.push_back(word);
    }
  }
  return found;
}

}  // namespace

Statements for_caller(Statements statements) {
  statements.insert(statements.begin(), caller.begin(), caller.end());
  return statements;
}

std::vector<Read> search_reads(BareReader& bare) {
  const auto [rare, middle] = words_of(bare);
  const Texts common{"the", "order", "invoice", "please"};
  return {
      whole_words("rare", rare),
      whole_words("middle", middle),
      whole_words("common", common),
      word_pairs({{"the", "invoice"}, {"broken", "printer"}, {middle[0], "the"}, {middle[1], middle[2]}}),
      beginnings("typed", common, {"the *", "order *", "invoice *", "please *"}),
      beginnings("prefix", {"inv*", "pri*", "del*", "warran*"}, {"inv *", "pri *", "del *", "warran *"}),
  };
}

}  // namespace pult::bench
