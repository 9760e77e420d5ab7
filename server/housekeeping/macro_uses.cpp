// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/macro_uses.hpp"

#include <algorithm>
#include <charconv>

#include "text/fold.hpp"
#include "text/html_text.hpp"
#include "tickets/comment.hpp"

namespace pult::housekeeping {
namespace {

constexpr std::size_t max_words = 400;
constexpr std::string_view reference = "macro_reference";

// "{{ticket.id}}" and "{% if ... %}" are somebody's name or number by the time the text leaves.
std::string without_placeholders(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const auto open = std::min(text.find("{{", at), text.find("{%", at));
    out += text.substr(at, open - at);
    if (open == std::string_view::npos) break;
    const auto close = text.find(text[open + 1] == '{' ? "}}" : "%}", open);
    if (close == std::string_view::npos) break;
    out += ' ';
    at = close + 2;
  }
  return out;
}

bool is_letter(char c) {
  return (c & 0x80) != 0 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
}

// Length of the longest common subsequence.
std::size_t common(const std::vector<std::string>& a, const std::vector<std::string>& b) {
  std::vector<std::size_t> last(b.size() + 1), row(b.size() + 1);
  for (const auto& word : a) {
    for (std::size_t j = 1; j <= b.size(); ++j)
      row[j] = word == b[j - 1] ? last[j - 1] + 1 : std::max(last[j], row[j - 1]);
    std::swap(last, row);
  }
  return last[b.size()];
}

Result<void> note(sql::Transaction& tx, const tickets::Notice& notice, std::int64_t id) {
  const auto macro = PULT_TRY(automation::find_rule(tx, automation::RuleKind::macro, automation::RuleId(id)));
  if (!macro) return {};
  std::optional<std::int64_t> kept;
  if (const auto words = macro_words(*macro); notice.comment && !words.empty())
    kept = kept_percent(words, text_words(notice.comment->body));
  PULT_TRY(tx.run("INSERT INTO macro_uses (macro_id, ticket_id, kept_percent, created_at) VALUES (?1, ?2, ?3, ?4)",
                  {id, notice.after.id, kept, notice.audit.created_at}));
  return {};
}

}  // namespace

std::vector<std::string> text_words(std::string_view text) {
  std::vector<std::string> out;
  const auto folded = text::fold(text);
  for (std::size_t at = 0; at < folded.size() && out.size() < max_words;) {
    while (at < folded.size() && !is_letter(folded[at])) ++at;
    const auto start = at;
    while (at < folded.size() && is_letter(folded[at])) ++at;
    if (at > start) out.push_back(folded.substr(start, at - start));
  }
  return out;
}

std::vector<std::string> macro_words(const automation::Rule& macro) {
  for (const auto& action : macro.actions) {
    if (!action.field.starts_with("comment_value") || action.values.empty()) continue;
    const auto plain = without_placeholders(action.values.back());
    return text_words(action.field == "comment_value_html" ? text::html_to_text(plain) : plain);
  }
  return {};
}

int kept_percent(const std::vector<std::string>& text, const std::vector<std::string>& sent) {
  return text.empty() ? 100 : int(common(text, sent) * 100 / text.size());
}

Result<std::map<automation::RuleId, std::int64_t>> count_macro_uses(sql::Transaction& tx, Micros since) {
  std::map<automation::RuleId, std::int64_t> out;
  PULT_TRY(tx.each("SELECT macro_id, COUNT(*) FROM macro_uses WHERE created_at >= ?1 GROUP BY macro_id", {since},
                   [&](const sql::Row& row) -> Result<void> {
                     out[row.id<automation::RuleId>(0)] = row.int64(1);
                     return {};
                   }));
  return out;
}

tickets::Hook macro_use_hook() {
  return [](sql::Transaction& tx, const tickets::Notice& notice) -> Result<void> {
    for (const auto& event : notice.audit.events) {
      if (event.field != reference || !event.value) continue;
      std::int64_t id = 0;  // "7 Its title"
      std::from_chars(event.value->data(), event.value->data() + event.value->size(), id);
      if (id > 0) PULT_TRY(note(tx, notice, id));
    }
    return {};
  };
}

}  // namespace pult::housekeeping
