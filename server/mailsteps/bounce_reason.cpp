// SPDX-License-Identifier: AGPL-3.0-or-later
// Hard or soft: the words of the other server come first, for many servers give a status that does not fit.
#include <algorithm>

#include "mailsteps/bounce_report.hpp"
#include "mailsteps/phrases.hpp"
#include "mailsteps/smtp_reply.hpp"

namespace pult::mailsteps {
namespace {

// In order of precedence: "mailbox full, user unknown" is a full mailbox.
enum Reason {
  mailbox_full,
  too_big,
  suspended,
  has_moved,
  no_relaying,
  user_unknown,
  policy,
  host_unknown,
  no_mail,
  expired
};

// clang-format off: words in lines
constexpr std::string_view mailbox_full_words[] = {
    "mailbox full", "mailbox is full", "mail box full", "over quota", "overquota", "over its quota",
    "over the maximum allowed", "quota exceeded", "exceeded storage", "exceeds allowed size",
    "exceeded the local limit", "quotaexceeded", "not enough storage", "insufficient storage", "insufficient disk",
    "storage quota", "quota full", "disk quota", "too many messages in", "inbox is full", "out of storage",
    "mailfolder is full", "user is overquota", "exceed mailbox quota", "boite du destinataire pleine", "maildir over",
    "mailbox exceeds", "exceeded his/her quota", "would exceed", "is out of quota", "can't create user output file",
};
// clang-format on

constexpr std::string_view too_big_words[] = {
    "message size exceeds", "message too large",   "message too big",
    "exceeds size limit",   "exceeds the maximum", "max message size exceeded",
};

// clang-format off: words in lines
constexpr std::string_view suspended_words[] = {
    "account is disabled", "account disabled", "mailbox disabled", "mailbox is disabled",
    "account that you tried to reach is disabled", "account has been disabled", "account has been suspended",
    "suspended", "account is inactive", "mailbox inactive", "is inactive", "inactive user", "user is inactive",
    "not accepting messages", "account is locked", "mailbox is frozen", "temporarily unavailable",
    "temporary local problem", "not currently accepting", "currently unreachable",
};
// clang-format on

constexpr std::string_view has_moved_words[] = {
    "has moved to",         "has been moved to", "no longer at this address",
    "has been replaced by", "user has moved",    "please try <",
};

constexpr std::string_view no_relaying_words[] = {
    "relaying denied",        "relay access denied", "relay denied",    "relaying not",
    "not permitted to relay", "relay not permitted", "unable to relay", "domain isn't in my list of allowed",
    "relaying prohibited",    "do not relay",        "we don't relay",
};

// clang-format off: words in lines
constexpr std::string_view user_unknown_words[] = {
    "user unknown", "unknown user", "no such user", "unknown recipient", "recipient unknown", "no such mailbox",
    "no such recipient", "no such address", "unknown address", "address unknown", "mailbox not found",
    "user not found", "recipient not found", "recipnotfound", "recipientnotfound", "does not exist", "doesn't exist",
    "not exists", "no existe",
    "not a valid mailbox", "invalid mailbox", "invalid recipient", "invalid address", "not a valid user",
    "no mailbox here by that name", "doesn't have a yahoo", "doesn't have an account", "unknown mailbox",
    "unknown local", "unknown virtual", "unrouteable address", "not listed in domino directory",
    "not listed in public name", "no account by that name", "no user by that name", "address not found",
    "user doesn't", "not known at this site", "not our customer", "mailbox unknown", "no local mailbox",
    "user does not", "mailbox unavailable", "recipient address rejected: access denied",
    "recipient address rejected: undeliverable", "user invalid", "invalid user", "bad destination mailbox",
    "wasn't found at", "account not found", "invalid final delivery userid", "not a known user", "no longer valid",
    "no longer on server", "no valid recipients", "no mail-box", "宛先不明",
};
// clang-format on

// clang-format off: words in lines
constexpr std::string_view policy_words[] = {
    "sender address rejected", "sender rejected", "sender denied", "spam", "blacklist", "blocklist", "blocked",
    "greylist", "graylist", "dnsbl", "spamhaus", "reputation", "virus", "rejected for policy", "policy reason",
    "message content", "content rejected", "authentication required", "dmarc", "spf ", "access denied",
    "not authorized", "restricted", "too many connections", "rate limit",
};
// clang-format on

// clang-format off: words in lines
constexpr std::string_view host_unknown_words[] = {
    "host unknown", "host address lookups failed", "mx records point to non-existent",
    "unknown host", "host not found", "domain not found", "name service error",
    "domain does not exist", "couldn't find any host", "no such domain", "no such host", "domain name not found",
    "unknown domain", "nxdomain", "unrouteable mail domain", "dns lookup failure", "domain must exist",
    "recipient domain not found", "invalid domain", "bad destination host",
};
// clang-format on

constexpr std::string_view no_mail_words[] = {
    "does not accept mail",  "doesn't accept mail", "nullmx", "null mx", "smtp protocol returned a permanent error",
    "does not receive mail",
};

constexpr std::string_view expired_words[] = {
    "connection timed out",          "connection refused",    "retry timeout exceeded",
    "retry time not reached",        "delivery time expired", "expired",
    "could not be delivered within", "message too old",       "been in the queue too long",
};

const PhraseSet& reason_words() {
  static const PhraseSet phrases({
      {mailbox_full_words, mailbox_full},
      {too_big_words, too_big},
      {suspended_words, suspended},
      {has_moved_words, has_moved},
      {no_relaying_words, no_relaying},
      {user_unknown_words, user_unknown},
      {policy_words, policy},
      {host_unknown_words, host_unknown},
      {no_mail_words, no_mail},
      {expired_words, expired},
  });
  return phrases;
}

bool is_hard_reason(int reason) {
  return reason == has_moved || reason == user_unknown || reason == host_unknown || reason == no_mail;
}

bool is_hard_status(std::string_view status) {
  static constexpr std::string_view hard[] = {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.3.2", "5.4.4"};
  return std::ranges::find(hard, status) != std::end(hard);
}

}  // namespace

bool names_reason(std::string_view words) { return reason_words().occurs_in(words); }

bool is_hard(const RecipientReport& report) {
  if (report.action != "failed" || report.status.starts_with('4') || report.status.starts_with('2')) return false;
  const std::string words = fold(report.diagnostic);
  const auto found = reason_words().find_in(words);
  if (found.empty()) return is_hard_status(report.status) || words.starts_with("556 ") || words.starts_with("521 ");
  const int reason = (*std::ranges::min_element(found, {}, &Phrase::tag))->tag;
  if (report.status.empty() && find_smtp_reply(words).code.starts_with('4')) return false;
  // After DATA a server has already taken the recipient; what it then calls unknown is a filter's answer.
  const bool after_data = words.contains("end of data") || words.contains(">>> data");
  return is_hard_reason(reason) && !(reason == user_unknown && after_data);
}

}  // namespace pult::mailsteps
