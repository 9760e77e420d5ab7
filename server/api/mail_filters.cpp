// SPDX-License-Identifier: AGPL-3.0-or-later
// mail_filters: what is done with mail before it becomes a ticket; and what they would do with one mail.
#include "channels/mail/mail_filter_step.hpp"

#include "api/routes.hpp"
#include "api/rule_json.hpp"
#include "channels/mail/priority_words.hpp"
#include "channels/mail/service.hpp"

namespace pult::api {
namespace {

using channels::mail::MailFilter;
using channels::mail::MailFilterId;
namespace mail = channels::mail;

constexpr std::size_t max_preview_bytes = 10 * 1024 * 1024;

struct Shown {
  std::shared_ptr<const tickets::Definitions> definitions;
  mail::ActionTargets targets;
};

Result<Shown> load_shown(Call& call, const std::vector<MailFilter>& filters) {
  std::vector<rules::Action> actions;
  for (const auto& filter : filters) actions.insert(actions.end(), filter.actions.begin(), filter.actions.end());
  return Shown{call.services.desk.definitions(call.tx), PULT_TRY(mail::load_action_targets(call.tx, actions))};
}

json::object present(const Call& call, const Shown& shown, const MailFilter& filter) {
  json::array problems;
  for (const auto& action : filter.actions)
    if (const auto problem = mail::problem_of(*shown.definitions, shown.targets, action))
      problems.push_back(json::object{{"field", action.field}, {"value", action.value()}, {"problem", *problem}});
  return {{"url", call.url("mail_filters/" + std::to_string(filter.id.value))},
          {"id", filter.id.value},
          {"title", filter.title},
          {"description", text_or_null(filter.description)},
          {"active", filter.active},
          {"position", filter.position},
          {"conditions", rules::render_conditions(filter.conditions)},
          {"actions", rules::render_actions(filter.actions)},
          {"problems", std::move(problems)},
          {"created_at", base::render_iso8601(filter.created_at)},
          {"updated_at", base::render_iso8601(filter.updated_at)}};
}

Result<Answer> list(Call& call) {
  auto filters = PULT_TRY(mail::list_mail_filters(call.tx));
  const auto shown = PULT_TRY(load_shown(call, filters));
  return answer_in_order(call, "mail_filters", std::move(filters),
                         [&](const MailFilter& filter) { return present(call, shown, filter); });
}

Result<MailFilter> load(Call& call) {
  auto filter = PULT_TRY(mail::find_mail_filter(call.tx, MailFilterId(call.ids[0])));
  if (!filter) return base::fail_not_found();
  return std::move(*filter);
}

Result<json::object> presented(Call& call, const MailFilter& filter) {
  return present(call, PULT_TRY(load_shown(call, {filter})), filter);
}

Result<Answer> show(Call& call) {
  return Answer{200, {{"mail_filter", PULT_TRY(presented(call, PULT_TRY(load(call))))}}};
}

// What is named now must be there; what went away later is passed over and shown as a problem.
Result<void> check_targets(Call& call, const std::vector<rules::Action>& actions) {
  const auto targets = PULT_TRY(mail::load_action_targets(call.tx, actions));
  for (const auto& action : actions)
    if (const auto problem = mail::problem_of(*call.services.desk.definitions(call.tx), targets, action))
      return rules::bad_action(action.field + ": " + *problem);
  return {};
}

Result<void> read(Call& call, const json::object& from, MailFilter& filter) {
  Body in(from);
  if (const auto v = in.text("title")) filter.title = *v;
  if (const auto v = in.text("description")) filter.description = *v;
  if (const auto v = in.boolean("active")) filter.active = *v;
  if (const auto v = in.id("position")) filter.position = *v;
  const auto* conditions = in.object("conditions");
  PULT_TRY(in.check());
  if (conditions) filter.conditions = PULT_TRY(mail::parse_filter_conditions(*conditions));
  const auto* actions = in.value("actions");
  if (!actions) return {};
  filter.actions = PULT_TRY(rules::parse_actions(*actions, rules::Actor::mail_filter));
  return check_targets(call, filter.actions);
}

Result<Answer> create(Call& call) {
  MailFilter filter;
  PULT_TRY(read(call, *PULT_TRY(inner(call.body, "mail_filter")), filter));
  const auto made = PULT_TRY(mail::insert_mail_filter(call.tx, std::move(filter), call.now()));
  return answer_made("mail_filter", PULT_TRY(presented(call, made)));
}

Result<Answer> update(Call& call) {
  auto filter = PULT_TRY(load(call));
  PULT_TRY(read(call, *PULT_TRY(inner(call.body, "mail_filter")), filter));
  PULT_TRY(mail::save_mail_filter(call.tx, filter, call.now()));
  return show(call);
}

Result<Answer> remove(Call& call) {
  PULT_TRY(mail::delete_mail_filter(call.tx, PULT_TRY(load(call)).id));
  return Answer{204, nullptr};
}

Result<Answer> reorder(Call& call) {
  Body in(call.body);
  const auto ids = in.ids("mail_filter_ids");
  PULT_TRY(in.check());
  if (!ids) return base::fail(ErrorKind::invalid, "InvalidAttribute", "mail_filter_ids must be a list of ids");
  PULT_TRY(mail::reorder_mail_filters(call.tx, {ids->begin(), ids->end()}, call.now()));
  return list(call);
}

// The mail to try: its text, or one that the desk has.
Result<std::string> load_mail(Call& call, Body& in) {
  const auto raw = in.text("raw");
  const auto suspended = in.id("suspended_ticket_id");
  const auto comment = in.id("comment_id");
  PULT_TRY(in.check());
  if (raw && !raw->empty()) {
    if (raw->size() > max_preview_bytes) return base::fail_field("raw", "InvalidValue", "Raw: is too large");
    return *raw;
  }
  mail::InboundId inbound;
  if (suspended && *suspended) {
    const auto found = PULT_TRY(mail::find_suspended(call.tx, mail::SuspendedId(*suspended)));
    if (found) inbound = found->inbound;
  } else if (comment && *comment) {
    const auto found = PULT_TRY(tickets::find_comment(call.tx, CommentId(*comment)));
    if (found) inbound = found->inbound;
    if (found) PULT_TRY(tickets::Desk::access_ticket(call.tx, call.actor, found->ticket));
  } else {
    return base::fail_field("raw", "BlankValue", "Raw: a mail, a suspended_ticket_id or a comment_id is needed");
  }
  if (!inbound) return base::fail_not_found();
  return mail::load_raw(call.tx, call.services.blobs, inbound);
}

json::array present_conditions(const std::vector<rules::Condition>& list, const mail::MailFacts& facts) {
  json::array out;
  for (const auto& condition : list) {
    auto one = rules::render_condition(condition);
    one["holds"] = mail::holds(condition, facts);
    out.push_back(std::move(one));
  }
  return out;
}

json::array present_verdicts(const mail::Filtering& filtering, const mail::MailFacts& facts) {
  json::array out;
  for (const auto& filter : filtering.filters) {
    const bool acts = std::ranges::any_of(filtering.fired, [&](const auto& one) { return one.filter == &filter; });
    out.push_back(json::object{{"id", filter.id ? json::value(filter.id.value) : json::value(nullptr)},
                               {"title", filter.title},
                               {"active", filter.active},
                               {"fits", mail::fits(filter, facts)},
                               {"acts", acts},
                               {"conditions",
                                {{"all", present_conditions(filter.conditions.all, facts)},
                                 {"any", present_conditions(filter.conditions.any, facts)}}},
                               {"actions", rules::render_actions(filter.actions)}});
  }
  return out;
}

// {raw | suspended_ticket_id | comment_id, mailbox_id?, mail_filter?}: with a filter that one alone, saved or not.
Result<Answer> preview(Call& call) {
  Body in(call.body);
  const auto mailbox = in.id("mailbox_id");
  const auto* unsaved = in.object("mail_filter");
  const auto raw = PULT_TRY(load_mail(call, in));
  const auto parsed = mime::parse(raw);
  const auto flags = mailsteps::screen(parsed, PULT_TRY(call.services.mail.screen_options(call.tx))).classification;
  std::vector<MailFilter> filters;
  if (unsaved) {
    MailFilter one;
    PULT_TRY(read(call, *unsaved, one));
    filters.push_back(std::move(one));
  } else {
    filters = PULT_TRY(mail::list_mail_filters(call.tx));
  }
  const auto facts =
      PULT_TRY(mail::load_mail_facts(call.tx, parsed, flags, raw.size(), MailboxId(mailbox.value_or(0)), ""));
  const auto filtering = mail::filter_mail(std::move(filters), facts);
  const auto guess = mail::guess_priority(parsed, PULT_TRY(mail::load_priority_words(call.tx)));
  return Answer{200,
                {{"preview",
                  {{"from", parsed.from.address},
                   {"subject", parsed.subject},
                   {"language", text_or_null(facts.language)},
                   {"held", filtering.held ? json::value(filtering.held->sentence) : json::value(nullptr)},
                   {"filters", present_verdicts(filtering, facts)},
                   {"urgency", guess ? json::value({{"priority", guess->priority},
                                                    {"reason", guess->reason},
                                                    {"why", tickets::render_reasons({guess->why})}})
                                     : json::value(nullptr)}}}}};
}

}  // namespace

std::vector<Route> mail_filter_routes() {
  return {
      {"GET", "mail_filters", Who::admin, Mode::read, list},
      {"POST", "mail_filters", Who::admin, Mode::write, create},
      {"POST", "mail_filters/preview", Who::admin, Mode::read, preview},
      {"PUT", "mail_filters/reorder", Who::admin, Mode::write, reorder},
      {"GET", "mail_filters/{id}", Who::admin, Mode::read, show},
      {"PUT", "mail_filters/{id}", Who::admin, Mode::write, update},
      {"DELETE", "mail_filters/{id}", Who::admin, Mode::write, remove},
  };
}

}  // namespace pult::api
