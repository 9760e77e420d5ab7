// SPDX-License-Identifier: AGPL-3.0-or-later
#include "housekeeping/link_check.hpp"

#include "housekeeping/links.hpp"
#include "net/http_client.hpp"

namespace pult::housekeeping {
namespace {

constexpr int timeout_ms = 10'000, max_redirects = 5;
constexpr std::uint64_t max_page_bytes = 64 * 1024;
constexpr std::size_t max_links = 2'000;

LinkAnswer read_reply(const Result<net::HttpReply>& reply) {
  if (reply) {
    const auto words = std::to_string(reply->status);
    if (reply->status == 404 || reply->status == 410) return {LinkVerdict::gone, words};
    return {reply->status < 400 ? LinkVerdict::fine : LinkVerdict::unsure, words};
  }
  // More of the page than we wanted to see.
  if (reply.error().kind == ErrorKind::too_large) return {LinkVerdict::fine, "200"};
  if (reply.error().code == "HttpNoHost") return {LinkVerdict::gone, "no such host"};
  return {LinkVerdict::unsure, reply.error().code};
}

}  // namespace

LinkAnswer follow(const std::string& link, const net::AddressGuard& guard, const std::atomic<bool>* cancelled) {
  if (!guard.check_url(link)) return {LinkVerdict::unsure, "not followed"};
  net::HttpCall call;
  call.method = "HEAD";
  call.url = link.substr(0, link.find('#'));
  call.timeout_ms = timeout_ms;
  call.max_response_bytes = max_page_bytes;
  call.max_redirects = max_redirects;
  call.guard = &guard;
  call.cancelled = cancelled;
  const auto answer = read_reply(net::http_call(call));
  if (answer.verdict == LinkVerdict::fine || answer.words == "no such host") return answer;
  call.method = "GET";
  return read_reply(net::http_call(call));
}

Result<void> keep_links(sql::Transaction& tx, const Report& report, const std::vector<std::string>& links, Micros now) {
  for (std::size_t i = 0; i < links.size() && i < max_links; ++i)
    PULT_TRY(
        tx.run("INSERT INTO link_checks (link, report_id, due_at) VALUES (?1, ?2, ?3) ON CONFLICT (link) DO UPDATE SET "
               "report_id = excluded.report_id",
               {links[i], report.id, now}));
  PULT_TRY(tx.run("DELETE FROM link_checks WHERE report_id <> ?1", {report.id}));
  return {};
}

Result<std::vector<std::string>> due_links(sql::Transaction& tx, Micros now, int limit) {
  return tx.all("SELECT link FROM link_checks WHERE due_at <= ?1 ORDER BY due_at LIMIT ?2", {now, limit},
                [](const sql::Row& row) { return row.string(0); });
}

Result<std::optional<Micros>> next_link_due(sql::Transaction& tx) {
  const auto due = PULT_TRY(
      tx.one("SELECT MIN(due_at) FROM link_checks", {}, [](const sql::Row& row) { return row.optional_int64(0); }));
  return due.value_or(std::nullopt);
}

Result<bool> keep_answer(sql::Transaction& tx, const std::string& link, const LinkAnswer& answer, Micros now) {
  const auto before = PULT_TRY(tx.one_int64("SELECT failures FROM link_checks WHERE link = ?1", {link})).value_or(0);
  const auto after = answer.verdict == LinkVerdict::gone ? before + 1 : 0;
  PULT_TRY(tx.run("UPDATE link_checks SET failures = ?2, answer = ?3, due_at = ?4 WHERE link = ?1",
                  {link, after, answer.words,
                   now + (after > 0 && after < failures_of_broken ? follow_failed_after : follow_fine_after)}));
  return (before >= failures_of_broken) != (after >= failures_of_broken);
}

}  // namespace pult::housekeeping
