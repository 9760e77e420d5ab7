// SPDX-License-Identifier: AGPL-3.0-or-later
#include "channels/mail/mail_filter_match.hpp"

#include <algorithm>
#include <charconv>

#include "text/ascii.hpp"
#include "text/fold.hpp"
#include "text/pattern.hpp"
#include "tickets/ticket.hpp"

namespace pult::channels::mail {
namespace {

using Texts = std::vector<std::string>;

std::string domain_of(std::string_view address) {
  const auto at = address.rfind('@');
  return at == std::string_view::npos ? std::string() : std::string(address.substr(at + 1));
}

Texts headers_named(const mime::Message& mail, std::string_view name) {
  Texts out;
  for (const auto& [one, value] : mail.headers)
    if (text::ascii_iequals(one, name)) out.push_back(value);
  return out;
}

Texts recipients_of(const MailFacts& facts) {
  Texts out;
  for (const auto* list : {&facts.mail->to, &facts.mail->cc, &facts.mail->bcc})
    for (const auto& address : *list) out.push_back(address.address);
  if (!facts.envelope_to.empty()) out.push_back(facts.envelope_to);
  return out;
}

Texts texts_of(std::string_view field, const MailFacts& facts) {
  const auto& mail = *facts.mail;
  if (field.starts_with(header_prefix)) return headers_named(mail, field.substr(header_prefix.size()));
  if (field == "subject") return {mail.subject};
  if (field == "body") return {mail.body_text.substr(0, max_searched_bytes)};
  if (field == "sender_address") return {mail.from.address};
  if (field == "sender_domain") return {domain_of(mail.from.address)};
  if (field == "sender_name") return {mail.from.name};
  if (field == "recipient") return recipients_of(facts);
  Texts names;
  if (field == "attachment_name")
    for (const auto& file : mail.attachments) names.push_back(file.file_name);
  return names;
}

// The operator without its "not", which is true where the other is false.
bool one_holds(std::string_view how, const std::string& value, const Texts& texts) {
  if (how == "matches")
    return std::ranges::any_of(texts, [&](const std::string& one) { return text::matches(case_blind(value), one); });
  const auto wanted = text::fold(text::trim_ascii(value));
  return std::ranges::any_of(texts, [&](const std::string& one) {
    const auto found = text::fold(text::trim_ascii(one));
    if (how == "is") return found == wanted;
    if (how == "includes") return found.contains(wanted);
    if (how == "like") return is_like(wanted, found);
    return !found.empty();
  });
}

bool texts_hold(const rules::Condition& condition, const MailFacts& facts) {
  std::string_view how = condition.operator_name;
  bool negated = false;
  if (how == "is_not") {
    how = "is";
    negated = true;
  } else if (how.starts_with("not_")) {
    how.remove_prefix(4);
    negated = true;
  }
  return one_holds(how, condition.value(), texts_of(condition.field, facts)) != negated;
}

std::int64_t number(std::string_view text) {
  std::int64_t out = 0;
  std::from_chars(text.data(), text.data() + text.size(), out);
  return out;
}

bool yes_no_of(std::string_view field, const MailFacts& facts) {
  if (field == "has_attachments") return !facts.mail->attachments.empty();
  if (field == "sender_known") return facts.sender_known;
  if (field == "bulk") return facts.is_bulk;
  return facts.is_automatic;
}

// Behind the bytes of one letter in UTF-8.
std::size_t next_letter(std::string_view text, std::size_t at) {
  for (++at; at < text.size() && (text[at] & 0xC0) == 0x80;) ++at;
  return at;
}

bool has_any_tag(std::string_view tags, std::string_view wanted) {
  const auto has = tickets::split_words(tags);
  return std::ranges::any_of(tickets::split_words(tickets::normalize_tags(wanted)),
                             [&](const std::string& one) { return std::ranges::find(has, one) != has.end(); });
}

}  // namespace

std::string case_blind(std::string_view expression) { return "(?i)" + std::string(expression); }

bool is_like(std::string_view pattern, std::string_view text) {
  std::size_t p = 0, t = 0, star = std::string_view::npos, from = 0;
  while (t < text.size()) {
    if (p < pattern.size() && pattern[p] == '*') {
      star = p++;
      from = t;
    } else if (p < pattern.size() && pattern[p] == '?') {
      ++p;
      t = next_letter(text, t);
    } else if (p < pattern.size() && pattern[p] == text[t]) {
      ++p;
      ++t;
    } else if (star != std::string_view::npos) {
      p = star + 1;
      t = ++from;
    } else {
      return false;
    }
  }
  while (p < pattern.size() && pattern[p] == '*') ++p;
  return p == pattern.size();
}

bool holds(const rules::Condition& condition, const MailFacts& facts) {
  const auto asks = find_asked(condition.field);
  if (!asks || !facts.mail) return false;
  const auto& value = condition.value();
  const bool negated = condition.operator_name == "is_not" || condition.operator_name == "not_includes";
  switch (*asks) {
    case Asks::texts: return texts_hold(condition, facts);
    case Asks::number: {
      const auto limit = number(value) * 1024;
      return condition.operator_name == "less_than" ? std::int64_t(facts.bytes) < limit
                                                    : std::int64_t(facts.bytes) > limit;
    }
    case Asks::yes_no: return yes_no_of(condition.field, facts) == (value == "true");
    case Asks::id: {
      const auto id = condition.field == "mailbox_id" ? facts.mailbox.value : facts.organization.value;
      return (id == number(value)) != negated;
    }
    case Asks::language: return (facts.language == value) != negated;
    case Asks::tags: return has_any_tag(facts.sender_tags, value) != negated;
  }
  return false;
}

bool fits(const MailFilter& filter, const MailFacts& facts) {
  const auto does = [&](const rules::Condition& condition) { return holds(condition, facts); };
  const auto& [all, any] = filter.conditions;
  return !filter.conditions.empty() && std::ranges::all_of(all, does) &&
         (any.empty() || std::ranges::any_of(any, does));
}

std::vector<tickets::Reason> reasons_of(const MailFilter& filter, const MailFacts& facts) {
  std::vector<tickets::Reason> out;
  for (const auto* list : {&filter.conditions.all, &filter.conditions.any})
    for (const auto& condition : *list)
      if (holds(condition, facts))
        out.push_back(
            {"condition",
             {{"field", condition.field}, {"operator", condition.operator_name}, {"value", condition.value()}}});
  return out;
}

std::string sentence_of(const std::vector<tickets::Reason>& conditions) {
  std::string out;
  for (const auto& one : conditions) {
    if (!out.empty()) out += "; ";
    out += one.params[0].second + " " + one.params[1].second;
    if (!one.params[2].second.empty()) out += " “" + one.params[2].second + "”";
  }
  return out;
}

bool has_action(const MailFilter& filter, std::string_view field) {
  return std::ranges::any_of(filter.actions, [&](const rules::Action& action) { return action.field == field; });
}

bool ends_filtering(const MailFilter& filter) {
  return has_action(filter, "stop") || has_action(filter, "suspend") || has_action(filter, "discard");
}

std::vector<Fired> fired_filters(const std::vector<MailFilter>& filters, const MailFacts& facts) {
  std::vector<Fired> out;
  for (const auto& filter : filters) {
    if (!filter.active || !fits(filter, facts)) continue;
    out.push_back({&filter, reasons_of(filter, facts)});
    if (ends_filtering(filter)) break;
  }
  return out;
}

}  // namespace pult::channels::mail
