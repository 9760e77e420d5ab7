// SPDX-License-Identifier: AGPL-3.0-or-later
#include <array>
#include <charconv>

#include "mailsteps/lines.hpp"
#include "mailsteps/steps.hpp"

namespace pult::mailsteps {
namespace {

constexpr std::string_view gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
constexpr int spam_confidence_level = 5;  // Exchange moves mail to Junk from here on

struct Verdict {
  const char* header;
  const char* prefix;  // folded start of the value that means spam
};

// SpamAssassin, Rspamd, bogofilter, DSPAM, Barracuda, Proofpoint, Yandex.
constexpr auto verdicts = std::to_array<Verdict>({
    {"X-Spam-Flag", "yes"},
    {"X-Spam-Status", "yes"},
    {"X-Spam", "yes"},
    {"X-Spam-Flag", "true"},
    {"X-Spam", "true"},
    {"X-Spamd-Result", "default: true"},
    {"X-Rspamd-Action", "reject"},
    {"X-Rspamd-Action", "add header"},
    {"X-Rspamd-Action", "rewrite subject"},
    {"X-Rspamd-Action", "quarantine"},
    {"X-Bogosity", "spam"},
    {"X-Bogosity", "yes"},
    {"X-DSPAM-Result", "spam"},
    {"X-Barracuda-Spam-Status", "yes"},
    {"X-Proofpoint-Spam-Details", "rule=spam"},
    {"X-Yandex-Spam", "4"},
});

int number_after(std::string_view text, std::string_view name) {
  const std::size_t at = text.find(name);
  if (at == std::string_view::npos) return 0;
  int value = 0;
  std::from_chars(text.data() + at + name.size(), text.data() + text.size(), value);
  return value;
}

std::string find_spam(const MailView& view) {
  for (const Verdict& verdict : verdicts) {
    if (view.header(verdict.header).starts_with(verdict.prefix)) return std::string(verdict.header) + " says so";
  }
  const std::string antispam = ";" + view.header("X-Forefront-Antispam-Report");
  for (const std::string& level : {"scl:" + view.header("X-MS-Exchange-Organization-SCL"), antispam}) {
    if (number_after(level, "scl:") >= spam_confidence_level) return "Exchange gave it a spam confidence of 5 or more";
  }
  if (view.mail.body_text.contains(gtube) || view.mail.body_html.contains(gtube)) {
    return "it contains the GTUBE test text";
  }
  return {};
}

// Only the topmost Authentication-Results is our own server's (RFC 8601 section 5).
bool has_failed_dmarc(const MailView& view) {
  const std::string results = view.header("Authentication-Results");
  return results.contains("dmarc=fail") || results.contains("dmarc = fail");
}

}  // namespace

std::string step_spam(const MailView& view, Screening& screening) {
  const std::string why = find_spam(view);
  screening.classification.spam = !why.empty();
  if (!why.empty()) explain(screening, "It is spam: " + why + ".");
  screening.classification.auth_fail = has_failed_dmarc(view);
  if (screening.classification.auth_fail) explain(screening, "Its sender may be forged: the DMARC check failed.");
  const std::string spam = why.empty() ? "no filter called it spam" : why;
  return spam + (screening.classification.auth_fail ? "; DMARC failed" : "; no DMARC failure");
}

}  // namespace pult::mailsteps
