// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/settings.hpp"

#include <unicode/timezone.h>

#include <algorithm>
#include <memory>

namespace pult::notify {
namespace {

constexpr int minutes_per_day = 24 * 60;

Micros offset_at(const std::string& time_zone, Micros now) {
  const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(time_zone)));
  std::int32_t raw = 0, saving = 0;
  auto failed = U_ZERO_ERROR;
  zone->getOffset(double(now / 1000), false, raw, saving, failed);
  return U_FAILURE(failed) ? 0 : Micros(raw + saving) * 1000;
}

// "assigned, mention, ", or "assigned = excluded.assigned, ".
std::string kind_columns(std::string_view equals) {
  std::string out;
  for (const auto& kind : kinds) {
    out += kind.name;
    if (!equals.empty()) out.append(equals).append(kind.name);
    out += ", ";
  }
  return out;
}

}  // namespace

const Kind* find_kind(std::string_view name) {
  const auto found = std::ranges::find(kinds, name, &Kind::name);
  return found == kinds.end() ? nullptr : &*found;
}

Channels parse_channels(std::string_view stored) {
  return {stored != "off", stored.starts_with("push"), stored.ends_with("mail")};
}

std::string_view render_channels(const Channels& channels) {
  if (channels.push) return channels.mail ? "push_mail" : "push";
  if (channels.mail) return "mail";
  return channels.in_app ? "in_app" : "off";
}

std::string is_pushed(const std::string& choice) { return choice + " IN ('push', 'push_mail')"; }
std::string is_mailed(const std::string& choice) { return choice + " IN ('mail', 'push_mail')"; }

std::optional<Channels> changed(Channels channels, const ChannelsChange& change) {
  const bool wants_more = change.push.value_or(false) || change.mail.value_or(false);
  if (change.in_app == false) return wants_more ? std::nullopt : std::optional(Channels());
  channels.push = change.push.value_or(channels.push);
  channels.mail = change.mail.value_or(channels.mail);
  channels.in_app = change.in_app.value_or(channels.in_app) || wants_more;
  return channels;
}

Settings::Settings() {
  for (const auto& kind : kinds) choices.emplace(kind.name, parse_channels(kind.usual));
}

Result<Settings> load_settings(sql::Transaction& tx, UserId user) {
  constexpr auto after = int(kinds.size());
  auto found =
      PULT_TRY(tx.one("SELECT " + kind_columns("") +
                          "quiet, quiet_from, quiet_to, mail_delay_min FROM notification_settings WHERE user_id = ?1",
                      {user}, [](const sql::Row& row) {
                        Settings out;
                        for (std::size_t i = 0; i < kinds.size(); ++i)
                          out.choices.find(kinds[i].name)->second = parse_channels(row.text(int(i)));
                        out.is_quiet = row.boolean(after);
                        out.quiet_from_min = int(row.int64(after + 1));
                        out.quiet_to_min = int(row.int64(after + 2));
                        out.mail_delay_min = row.int64(after + 3);
                        return out;
                      }));
  return found ? std::move(*found) : Settings();
}

Result<void> save_settings(sql::Transaction& tx, UserId user, const Settings& settings) {
  std::vector<sql::Param> params{user, settings.is_quiet, settings.quiet_from_min, settings.quiet_to_min,
                                 settings.mail_delay_min};
  std::string values;
  for (const auto& kind : kinds) {
    params.emplace_back(render_channels(settings.choices.find(kind.name)->second));
    values += "?" + std::to_string(params.size()) + ", ";
  }
  PULT_TRY(tx.run("INSERT INTO notification_settings (" + kind_columns("") +
                      "user_id, quiet, quiet_from, quiet_to, mail_delay_min) VALUES (" + values +
                      "?1, ?2, ?3, ?4, ?5) ON CONFLICT (user_id) DO UPDATE SET " + kind_columns(" = excluded.") +
                      "quiet = excluded.quiet, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, "
                      "mail_delay_min = excluded.mail_delay_min",
                  params));
  return {};
}

std::optional<int> parse_time_of_day(std::string_view text) {
  const auto digit = [&](std::size_t at) { return text[at] >= '0' && text[at] <= '9'; };
  if (text.size() != 5 || text[2] != ':' || !digit(0) || !digit(1) || !digit(3) || !digit(4)) return std::nullopt;
  const int hours = (text[0] - '0') * 10 + text[1] - '0', minutes = (text[3] - '0') * 10 + text[4] - '0';
  if (hours > 23 || minutes > 59) return std::nullopt;
  return hours * 60 + minutes;
}

std::string render_time_of_day(int minutes) {
  const auto two = [](int number) { return std::string(1, char('0' + number / 10)) + char('0' + number % 10); };
  return two(minutes / 60) + ":" + two(minutes % 60);
}

bool is_time_zone(const std::string& name) {
  const std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
  return *zone != icu::TimeZone::getUnknown();
}

std::string render_local_time(const std::string& time_zone, Micros at) {
  auto text = base::render_iso8601(at + offset_at(time_zone, at)).substr(0, 16);
  text[10] = ' ';
  return text;
}

std::optional<Micros> quiet_until(const Settings& settings, const std::string& time_zone, Micros now) {
  if (!settings.is_quiet) return std::nullopt;
  const Micros local = now + offset_at(time_zone, now);
  const int minute = int(local % base::day_us / base::minute_us);
  const int length = (settings.quiet_to_min - settings.quiet_from_min + minutes_per_day - 1) % minutes_per_day + 1;
  const int passed = (minute - settings.quiet_from_min + minutes_per_day) % minutes_per_day;
  if (passed >= length) return std::nullopt;
  const Micros since_minute = local % base::minute_us;
  // A day without end is looked at again after it.
  return now - since_minute + Micros(length - passed) * base::minute_us;
}

}  // namespace pult::notify
