// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/doctor.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "app/error_text.hpp"
#include "app/folder_lock.hpp"
#include "app/open_desk.hpp"
#include "app/reach.hpp"
#include "channels/mail/mailbox.hpp"
#include "channels/mail/suspended.hpp"
#include "timers/timers.hpp"

namespace pult::app {
namespace {

constexpr std::uint64_t gib = 1024ULL * 1024 * 1024;
constexpr std::uint64_t free_warn_bytes = 2 * gib, free_fail_bytes = gib / 5;
constexpr std::size_t secret_key_bytes = 32;
constexpr Micros clock_slack = 5 * base::minute_us;
constexpr Micros stuck_after = 15 * base::minute_us;
constexpr int relay_timeout_ms = 3'000;

std::string render_gib(std::uint64_t bytes) {
  char text[32];
  std::snprintf(text, sizeof text, "%.1f GiB", double(bytes) / double(gib));
  return text;
}

Finding examine_folder(const Config& config) {
  const std::string name = "data folder";
  std::error_code failed;
  if (!std::filesystem::is_directory(config.data, failed))
    return {Health::warn, name, config.data + " does not exist yet; the first verb makes it"};
  if (::access(config.data.c_str(), R_OK | W_OK | X_OK) != 0)
    return {Health::fail, name, config.data + " cannot be written: " + std::strerror(errno)};
  const auto space = std::filesystem::space(config.data, failed);
  if (failed) return {Health::warn, name, config.data + ": free space unknown: " + failed.message()};
  const auto says =
      std::filesystem::absolute(config.data).lexically_normal().string() + ", " + render_gib(space.available) + " free";
  if (space.available < free_fail_bytes) return {Health::fail, name, says + ": nearly full"};
  return {space.available < free_warn_bytes ? Health::warn : Health::ok, name, says};
}

Finding examine_server(const Config& config) {
  const bool runs = FolderLock::is_taken(config.data);
  return {Health::ok, "server", runs ? "running on this folder" : "not running on this folder"};
}

Finding examine_key(const Config& config) {
  const std::string name = "secret key";
  const auto path = secret_key_path(config);
  struct stat facts{};
  if (::stat(path.c_str(), &facts) != 0)
    return {errno == ENOENT ? Health::warn : Health::fail, name, path + ": " + std::strerror(errno)};
  if (std::size_t(facts.st_size) != secret_key_bytes)
    return {Health::fail, name, path + " is damaged: stored passwords of mailboxes cannot be read"};
  if ((facts.st_mode & 077) != 0) return {Health::warn, name, path + " can be read by others: chmod 600 it"};
  return {Health::ok, name, path + "; keep a copy of it with your backups"};
}

Finding examine_schema(sql::Database& database) {
  const std::string name = "schema";
  const auto migrations = embedded_migrations(database.dialect());
  if (!migrations) return {Health::fail, name, render_error(migrations.error())};
  const std::int64_t newest = migrations->empty() ? 0 : migrations->back().version;
  const auto version = sql::read_value(
      database, [](sql::Transaction& tx) { return tx.one_int64("SELECT MAX(version) FROM schema_migration"); });
  if (!version) return {Health::warn, name, "empty database; the first start fills it"};
  const auto here = version->value_or(0);
  const auto says = "version " + std::to_string(here);
  if (here == newest) return {Health::ok, name, says};
  if (here > newest) return {Health::warn, name, says + ", newer than this binary's " + std::to_string(newest)};
  return {Health::warn, name, says + "; the next start brings it to " + std::to_string(newest)};
}

Finding examine_integrity(sql::Database& database) {
  std::string first;
  const auto ran = database.read([&](sql::Transaction& tx) {
    return tx.each("PRAGMA quick_check(1)", {}, [&](const sql::Row& row) -> Result<void> {
      first = row.string(0);
      return {};
    });
  });
  if (!ran) return {Health::fail, "integrity", render_error(ran.error())};
  return {first == "ok" ? Health::ok : Health::fail, "integrity", first == "ok" ? "quick check passed" : first};
}

// The newest audit must not lie in the future: SLA clocks and lists would go wrong.
Finding examine_clock(sql::Database& database, Micros now) {
  const auto newest = sql::read_value(database, [](sql::Transaction& tx) {
    return tx.one_int64("SELECT created_at FROM audits ORDER BY id DESC LIMIT 1");
  });
  const auto shown = base::render_iso8601(now);
  if (newest && newest->value_or(0) > now + clock_slack)
    return {Health::fail, "clock", shown + " is before the newest change, " + base::render_iso8601(**newest)};
  return {Health::ok, "clock", shown};
}

Finding examine_mailbox(const channels::mail::Mailbox& mailbox) {
  const auto finding = [&](Health health, const std::string& says) {
    return Finding{health, "mailbox", mailbox.address + ": " + says};
  };
  if (!mailbox.active) return finding(Health::ok, "switched off");
  if (mailbox.imap.host.empty()) return finding(Health::ok, "no IMAP server");
  if (mailbox.state == "error") return finding(Health::fail, mailbox.error.value_or("cannot be read"));
  if (!mailbox.last_checked_at) return finding(Health::warn, "not checked yet");
  return finding(Health::ok, "checked " + base::render_iso8601(*mailbox.last_checked_at));
}

void examine_mailboxes(sql::Database& database, std::vector<Finding>& out) {
  const auto mailboxes = sql::read_value(database, channels::mail::list_mailboxes);
  if (!mailboxes) return out.push_back({Health::fail, "mailboxes", render_error(mailboxes.error())});
  if (mailboxes->empty()) out.push_back({Health::warn, "mailboxes", "none: mail is taken in by LMTP or by hand only"});
  for (const auto& mailbox : *mailboxes) {
    out.push_back(examine_mailbox(mailbox));
  }
}

struct Backlog {
  std::int64_t waiting = 0, failed = 0, suspended = 0, unsettled = 0;
  Micros oldest = 0;
};

Result<Backlog> load_backlog(sql::Transaction& tx) {
  Backlog out;
  PULT_TRY(
      tx.each("SELECT state, COUNT(*), MIN(created_at) FROM outbox WHERE state IN ('queued', 'sending', 'failed') "
              "GROUP BY state",
              {}, [&](const sql::Row& row) -> Result<void> {
                if (row.text(0) == "failed")
                  out.failed += row.int64(1);
                else {
                  out.waiting += row.int64(1);
                  out.oldest = out.oldest == 0 ? row.int64(2) : std::min(out.oldest, row.int64(2));
                }
                return {};
              }));
  out.suspended = PULT_TRY(channels::mail::count_suspended(tx));
  out.unsettled = PULT_TRY(tx.one_int64("SELECT COUNT(*) FROM inbound_events WHERE state = 'received'")).value_or(0);
  return out;
}

void examine_mail(sql::Database& database, Micros now, std::vector<Finding>& out) {
  const auto backlog = sql::read_value(database, load_backlog);
  if (!backlog) return out.push_back({Health::fail, "mail", render_error(backlog.error())});
  const bool stuck = backlog->waiting > 0 && backlog->oldest < now - stuck_after;
  out.push_back({stuck || backlog->failed > 0 ? Health::warn : Health::ok, "outbox",
                 std::to_string(backlog->waiting) + " waiting, " + std::to_string(backlog->failed) + " failed" +
                     (stuck ? "; the oldest since " + base::render_iso8601(backlog->oldest) : "")});
  out.push_back({backlog->suspended > 0 ? Health::warn : Health::ok, "suspended",
                 std::to_string(backlog->suspended) + " mails wait for a person's decision"});
  if (backlog->unsettled > 0)
    out.push_back({Health::warn, "ledger",
                   std::to_string(backlog->unsettled) + " mails recorded, not settled; a running server does it"});
}

// Nothing that was due before now may still wait while a server runs.
void examine_timers(sql::Database& database, Micros now, std::vector<Finding>& out) {
  const auto backlog = sql::read_value(database, timers::load_backlog);
  if (!backlog) return;  // an older schema has none
  const bool late = backlog->set > 0 && backlog->oldest_due < now - stuck_after;
  out.push_back({late || backlog->failing > 0 ? Health::warn : Health::ok, "timers",
                 std::to_string(backlog->set) + " set, " + std::to_string(backlog->failing) + " failing" +
                     (late ? "; the oldest was due " + base::render_iso8601(backlog->oldest_due) : "")});
}

Finding examine_relay(const RelaySettings& relay) {
  if (relay.host.empty()) return {Health::ok, "relay", "none configured: answers are kept and readable in the UI"};
  const auto address = relay.host + ":" + std::to_string(relay.port);
  const auto reached = reach(relay.host, std::uint16_t(relay.port), relay_timeout_ms);
  if (reached) return {Health::ok, "relay", address + " answers"};
  return {Health::fail, "relay", address + ": " + reached.error().message};
}

void examine_database(const Config& config, std::vector<Finding>& out) {
  std::error_code ignored;
  const auto path = config.sqlite_path();
  if (!path.empty() && !std::filesystem::exists(path, ignored))
    return out.push_back({Health::warn, "database", path + " does not exist yet; the first verb makes it"});
  sql::Options options;
  options.url = config.database;
  auto opened = sql::Database::open(options);
  if (!opened) return out.push_back({Health::fail, "database", render_error(opened.error())});
  auto& database = **opened;
  const auto now = base::SystemClock().now();
  out.push_back({Health::ok, "database", config.on_postgres() ? "PostgreSQL" : path});
  out.push_back(examine_schema(database));
  if (out.back().says.starts_with("empty")) return;
  if (!config.on_postgres()) out.push_back(examine_integrity(database));
  out.push_back(examine_clock(database, now));
  examine_mailboxes(database, out);
  examine_mail(database, now, out);
  examine_timers(database, now, out);
}

}  // namespace

std::vector<Finding> examine(const Config& config) {
  std::vector<Finding> out{examine_folder(config), examine_server(config), examine_key(config)};
  if (out.front().health != Health::fail) examine_database(config, out);
  out.push_back(examine_relay(config.smtp));
  return out;
}

std::string render_finding(const Finding& finding) {
  constexpr std::string_view names[] = {"ok", "warn", "fail"};
  std::string out(names[std::size_t(finding.health)]);
  out.resize(6, ' ');
  out += finding.what;
  out.resize(std::max<std::size_t>(out.size() + 1, 19), ' ');
  return out + finding.says;
}

}  // namespace pult::app
