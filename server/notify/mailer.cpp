// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/mailer.hpp"

#include <algorithm>
#include <charconv>
#include <map>

#include "notify/settings.hpp"
#include "people/veil.hpp"
#include "sql/id_list.hpp"
#include "text/utf8.hpp"
#include "tickets/branding.hpp"
#include "tickets/store.hpp"
#include "timers/timers.hpp"

namespace pult::notify {
namespace {

constexpr std::size_t most_at_once = 500;  // the newest; of which so many are told:
constexpr std::size_t most_in_one = 30, max_words_bytes = 4'000;

// The numbers of a text, separated by spaces.
std::vector<std::int64_t> parse_numbers(std::string_view text) {
  std::vector<std::int64_t> out;
  while (!text.empty()) {
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc()) break;
    out.push_back(number);
    text.remove_prefix(std::min(text.size(), std::size_t(end - text.data()) + 1));
  }
  return out;
}

// What the outbox keeps of a mail: the agent, and what they are told.
std::string render_body(UserId agent, const std::vector<NotificationId>& ids) {
  auto out = std::to_string(agent.value);
  for (const auto id : ids) out += " " + std::to_string(id.value);
  return out;
}

// Takes what waits for an agent, of the kinds they want by mail. Of two that take at once one finds nothing.
Result<std::vector<NotificationId>> take_waiting(sql::Transaction& tx, UserId agent, const Settings& settings) {
  struct Taken {
    NotificationId id;
    std::string kind;
  };
  const auto taken = PULT_TRY(tx.all(
      "UPDATE notifications SET mail_due_at = NULL WHERE user_id = ?1 AND mail_due_at IS NOT NULL RETURNING id, kind",
      {agent}, [](const sql::Row& row) { return Taken{row.id<NotificationId>(0), row.string(1)}; }));
  std::vector<NotificationId> out;
  for (const auto& one : taken) {
    const auto choice = settings.choices.find(one.kind);
    if (choice != settings.choices.end() && choice->second.mail) out.push_back(one.id);
  }
  std::ranges::sort(out);
  if (out.size() > most_at_once) out.erase(out.begin(), out.end() - std::ptrdiff_t(most_at_once));
  return out;
}

bool is_about_a_whole_ticket(std::string_view kind) { return kind == "assigned" || kind == "new_ticket"; }

struct Said {
  std::int64_t key = 0;  // the comment's id, or the ticket's
  std::string text, author;
  bool is_private = false;
};
// By the column `key`. `before` and `after` stand around the list.
template <class Ids>
Result<std::map<std::int64_t, Said>> list_said(sql::Transaction& tx, const std::string& key, const Ids& ids,
                                               const std::string& before, const std::string& after) {
  const sql::IdList list(tx, ids);
  std::map<std::int64_t, Said> out;
  for (auto& said : PULT_TRY(tx.all("SELECT c." + key +
                                        ", COALESCE(c.visible_body, c.body), u.name, c.is_public FROM comments c LEFT "
                                        "JOIN users u ON u.id = c.author_id WHERE c.id" +
                                        before + list.among(1) + after,
                                    {list}, [](const sql::Row& row) {
                                      return Said{row.int64(0), row.string(1), row.string(2), !row.boolean(3)};
                                    })))
    out.emplace(said.key, std::move(said));
  return out;
}

std::string shortened(const std::string& words) {
  std::string out(text::truncate_utf8(words, max_words_bytes));
  return out.size() < words.size() ? out + " …" : out;
}

// What was written with the change; where a ticket changed hands without a word, what was said in it last.
Result<void> add_words(sql::Transaction& tx, std::vector<LetterItem>& items) {
  std::vector<CommentId> comments;
  std::vector<TicketId> given;
  for (const auto& item : items) {
    if (item.told.comment) comments.push_back(item.told.comment);
    if (!item.told.comment && is_about_a_whole_ticket(item.told.kind)) given.push_back(item.told.ticket);
  }
  const auto said = PULT_TRY(list_said(tx, "id", comments, "", ""));
  const auto last = PULT_TRY(list_said(tx, "ticket_id", given, " IN (SELECT MAX(id) FROM comments WHERE ticket_id",
                                       " AND is_public = 1 GROUP BY ticket_id)"));
  for (auto& item : items) {
    if (const auto found = said.find(item.told.comment.value); found != said.end()) {
      item.words = shortened(found->second.text);
      item.is_private = found->second.is_private;
    } else if (const auto newest = last.find(item.told.ticket.value);
               newest != last.end() && !item.told.comment && is_about_a_whole_ticket(item.told.kind)) {
      item.words = shortened(newest->second.text);
      item.said_by = newest->second.author;
    }
  }
  return {};
}

}  // namespace

Result<void> set_mail_timer(sql::Transaction& tx, NotificationId id, Micros due_at) {
  return timers::set(tx, mail_timer, std::to_string(id.value), due_at);
}

Result<Mailer::Draft> Mailer::draft(sql::Transaction& tx, const people::Actor& actor,
                                    const std::vector<NotificationId>& ids) const {
  Draft out;
  for (auto& told : PULT_TRY(list_unread(tx, actor, ids))) out.items.push_back({std::move(told), {}});
  if (out.items.size() > most_in_one) {
    out.more = out.items.size() - most_in_one;
    out.items.erase(out.items.begin(), out.items.begin() + std::ptrdiff_t(out.more));
  }
  PULT_TRY(add_words(tx, out.items));
  // Who has no name is called by the address.
  if (!people::may_see_personal_data(actor))
    for (auto& item : out.items)
      for (auto* name : {&item.told.actor_name, &item.said_by}) *name = people::Veil({}).cover(*name);
  out.place = {actor.user.locale, actor.user.time_zone, std::string(PULT_TRY(tickets::load_branding(tx)).shown_name()),
               base_url_};
  return out;
}

Result<void> Mailer::on_timer(sql::Transaction& tx, const std::string& subject, Micros now) const {
  const auto numbers = parse_numbers(subject);
  const NotificationId id(numbers.empty() ? 0 : numbers.front());
  const auto waiting =
      PULT_TRY(tx.one_int64("SELECT user_id FROM notifications WHERE id = ?1 AND mail_due_at IS NOT NULL", {id}));
  if (!waiting) return {};
  const auto user = PULT_TRY(people::load_user(tx, UserId(*waiting)));
  const auto settings = PULT_TRY(load_settings(tx, user.id));
  if (const auto quiet = quiet_until(settings, user.time_zone, now)) return set_mail_timer(tx, id, *quiet);
  const auto ids = PULT_TRY(take_waiting(tx, user.id, settings));
  const auto actor = PULT_TRY(people::load_actor(tx, user));
  if (!actor.is_agent() || !PULT_TRY(mail_.agent_mail_trouble(tx, user)).empty()) return {};
  const auto found = PULT_TRY(draft(tx, actor, ids));
  if (found.items.empty()) return {};
  const bool is_one = found.more == 0 && is_about_one_ticket(found.items);
  const auto ticket =
      is_one ? PULT_TRY(tickets::find_ticket(tx, found.items.front().told.ticket)) : std::optional<tickets::Ticket>();
  return mail_.send_to_agent(tx,
                             {user, ticket ? &*ticket : nullptr, found.place.desk_name,
                              render_letter(found.items, found.more, found.place).subject, render_body(user.id, ids)});
}

Result<channels::mail::AgentMailText> Mailer::write(sql::Transaction& tx, const events::OutboxRow& row) const {
  const auto nothing =
      base::fail(ErrorKind::not_found, std::string(channels::mail::nothing_to_say), "There is nothing to tell");
  const auto numbers = parse_numbers(row.body);
  const auto user = numbers.empty() ? std::nullopt : PULT_TRY(people::find_user(tx, UserId(numbers.front())));
  if (!user) return nothing;
  std::vector<NotificationId> ids;
  for (std::size_t i = 1; i < numbers.size(); ++i) ids.emplace_back(numbers[i]);
  const auto actor = PULT_TRY(people::load_actor(tx, *user));
  if (!actor.is_agent()) return nothing;
  const auto found = PULT_TRY(draft(tx, actor, ids));
  if (found.items.empty()) return nothing;
  auto letter = render_letter(found.items, found.more, found.place);
  return channels::mail::AgentMailText{std::move(letter.text), std::move(letter.html), found.place.settings_url()};
}

}  // namespace pult::notify
