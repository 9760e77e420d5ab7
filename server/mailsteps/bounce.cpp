// SPDX-License-Identifier: AGPL-3.0-or-later
// No single sign is sure: many systems send no RFC 3464 report, and people forward and quote bounces. So signs are
// weighed, and one of them must be of where the mail comes from, which a person's mail never has.
#include <algorithm>

#include "mailsteps/bounce_phrases.hpp"
#include "mailsteps/bounce_report.hpp"
#include "mailsteps/lines.hpp"
#include "mailsteps/smtp_reply.hpp"
#include "mailsteps/steps.hpp"
#include "text/ascii.hpp"
#include "text/utf8.hpp"

namespace pult::mailsteps {
namespace {

constexpr int decisive_weight = 60;
constexpr int threshold = 50;
constexpr std::size_t max_sign_bytes = 100;  // of what a stranger wrote, in the trace

// Senders: what stands before the @ begins with one of these.
const PhraseSet& daemon_locals() {
  static const PhraseSet phrases({"mailer-daemon", "mailerdaemon", "mailer_daemon", "mailer.daemon", "mdaemon",
                                  "mail-daemon", "maildaemon", "mail.daemon", "mailer@", "mmdf", "smtp-daemon", "smtpd",
                                  "double-bounce", "maildeliverysubsystem", "uucp", "qmail-send", "bouncehandler",
                                  "microsoftexchange"});
  return phrases;
}

const PhraseSet& postmasters() {
  static const PhraseSet phrases({"postmaster", "post_master", "post-master"});
  return phrases;
}

// Machines in general.
const PhraseSet& machine_locals() {
  static const PhraseSet phrases({"noreply",    "no-reply",    "no_reply", "donotreply", "administrator", "admin",
                                  "sysadmin",   "root",        "daemon",   "bounce",     "mail-admin",    "mailadmin",
                                  "notif",      "system",      "smtp",     "listmaster", "abuse",         "mailsystem",
                                  "mailserver", "mail-server", "mailgate", "owner-"});
  return phrases;
}

// Display names of mail systems, anywhere in the name.
const PhraseSet& system_names() {
  static const PhraseSet phrases({"mailer-daemon",
                                  "mailer daemon",
                                  "mail delivery s",
                                  "mail deliver s",
                                  "internet mail delivery",
                                  "mail administrator",
                                  "mail system",
                                  "system administrator",
                                  "email delivery",
                                  "delivery subsystem",
                                  "postmaster",
                                  "post master",
                                  "mail router",
                                  "mail gateway",
                                  "interscan",
                                  "mail delivery",
                                  "microsoft outlook",
                                  "spam firewall",
                                  "spam & virus firewall",
                                  "mdaemon",
                                  "mail server",
                                  "mailmarshal",
                                  "mcafee",
                                  "trend micro",
                                  "surfcontrol",
                                  "webshield",
                                  "messagelabs",
                                  "systemadministrator",
                                  "administrador del sistema",
                                  "administrateur système",
                                  "почтовая система",
                                  "amministratore di sistema",
                                  "メール配送",
                                  "системный администратор"});
  return phrases;
}

// What people write mail with.
const PhraseSet& people_programs() {
  static const PhraseSet phrases({"thunderbird", "microsoft outlook", "apple mail", "iphone mail", "ipad mail",
                                  "the bat!", "roundcube", "k-9 mail", "evolution", "yahoomail", "zimbra", "mutt/",
                                  "kmail"});
  return phrases;
}

// A warning that says one of these is none: the mail is lost.
const PhraseSet& final_words() {
  static const PhraseSet phrases({"permanent", "given up", "gave up", "giving up", "could not be delivered",
                                  "deleted from queue", "cannot send message for", "retry timeout exceeded",
                                  "undeliverable", "delivery failed"});
  return phrases;
}

class Evidence {
 public:
  void add(int weight, std::string_view sign) {
    score_ += weight;
    signs_.append(signs_.empty() ? "" : ", ")
        .append(text::truncate_utf8(sign, max_sign_bytes))
        .append(weight < 0 ? " " : " +")
        .append(std::to_string(weight));
  }
  // Signs that only a machine's mail has. A weak one counts with a technical sign and a mail system's own sentence.
  void add_origin(int weight, std::string_view sign) { add(weight, sign), has_origin_ = true; }
  void add_weak_origin(int weight, std::string_view sign) { add(weight, sign), has_weak_origin_ = true; }
  void add_sentence(int weight, std::string_view sign) { add(weight, sign), has_sentence_ = true; }
  void add_technical(int weight, std::string_view sign) { add(weight, sign), is_technical_ = true; }

  bool has_any_origin() const { return has_origin_ || has_weak_origin_; }
  bool says_bounce() const {
    return score_ >= threshold && (has_origin_ || (has_weak_origin_ && is_technical_ && has_sentence_));
  }
  std::string summary() const {
    return "score " + std::to_string(score_) + " of " + std::to_string(threshold) + ": " +
           (signs_.empty() ? "no sign" : signs_);
  }

 private:
  int score_ = 0;
  bool has_origin_ = false;
  bool has_weak_origin_ = false;
  bool is_technical_ = false;
  bool has_sentence_ = false;
  std::string signs_;
};

void weigh_structure(const MailView& view, Evidence& evidence) {
  const std::string type = view.report_type();
  if (type == "delivery-status" || type == "global-delivery-status") {
    evidence.add_origin(decisive_weight, "multipart/report of delivery status (RFC 3464)");
  } else if (!read_delivery_status(view.mail).empty()) {
    if (view.mail.content_type == "multipart/report") {
      evidence.add_origin(decisive_weight, "multipart/report with delivery status");
    } else {
      evidence.add_technical(35, "a delivery-status part");
    }
  } else if (view.mail.content_type == "multipart/report") {
    evidence.add_weak_origin(20, "multipart/report");
  }
  if (view.has_header("X-Failed-Recipients")) evidence.add_origin(decisive_weight, "X-Failed-Recipients");
  if (view.has_header("X-MS-Exchange-Message-Is-Ndr")) {
    evidence.add_origin(decisive_weight, "X-MS-Exchange-Message-Is-Ndr");
  }
  if (view.has_header("X-PowerMTA-BounceCategory")) evidence.add_origin(30, "X-PowerMTA-BounceCategory");
  if (view.header("Content-Analysis").contains("bounce")) evidence.add_origin(30, "Content-Analysis");
  if (view.header("Auto-Submitted").starts_with("auto-")) evidence.add_weak_origin(10, "Auto-Submitted");
}

void weigh_sender(const MailView& view, Evidence& evidence) {
  if (view.has_null_return_path()) evidence.add_origin(20, "empty return path");
  if (daemon_locals().find_prefix_of(view.from_local) != nullptr) {
    evidence.add_origin(40, "sender " + view.from_local);
  } else if (postmasters().find_prefix_of(view.from_local) != nullptr) {
    evidence.add_origin(25, "sender " + view.from_local);
  } else if (system_names().occurs_in(view.from_name)) {
    evidence.add_origin(25, "sender \"" + view.from_name + "\"");
  } else if (machine_locals().find_prefix_of(view.from_local) != nullptr || view.from_local.ends_with("-admin")) {
    evidence.add_weak_origin(10, "sender " + view.from_local);
  } else if (view.from_local.empty()) {
    evidence.add_weak_origin(15, "no sender");
  }
  for (const auto& [name, value] : view.mail.headers) {
    if (!text::ascii_iequals(name, "Received") || !value.contains("invoked for bounce")) continue;
    evidence.add_origin(30, "made by qmail as a bounce");
    break;
  }
  const std::string return_path = view.header("Return-Path");
  if (daemon_locals().find_prefix_of(return_path.starts_with('<') ? return_path.substr(1) : return_path) != nullptr) {
    evidence.add_origin(15, "return path " + return_path);
  }
  const std::string mailer = view.header("X-Mailer");
  if (mailer.contains("<smtp32") || mailer.contains("m-filter") || mailer.contains("surfcontrol") ||
      mailer.contains("internet mail service") || view.has_header("X-MLServer")) {
    evidence.add_weak_origin(15, "written by a mail server");
  }
}

void weigh_words(const MailView& view, Evidence& evidence) {
  if (const Phrase* start = bounce_subject_starts().find_prefix_of(view.subject)) {
    evidence.add_sentence(30, "subject \"" + start->text + "\"");
  } else if (const auto words = bounce_subject_words().find_in(view.subject); !words.empty()) {
    evidence.add(15, "subject with \"" + words.front()->text + "\"");
  }
  const auto sentences = bounce_bodies().find_in(view.body());
  if (!sentences.empty()) evidence.add_sentence(25, "text \"" + sentences.front()->text + "\"");
  if (sentences.size() > 1) evidence.add_technical(10, "\"" + sentences[1]->text + "\"");
  if (sentences.empty() && bounce_body_words().occurs_in(view.body())) evidence.add(10, "words of failed delivery");
  const std::string_view notice = notice_of(view.mail);
  const SmtpReply reply = find_smtp_reply(notice);
  if (!reply.empty() && !addresses_in(notice, 1).empty()) {
    evidence.add_technical(reply.status.empty() ? 8 : 15,
                           "SMTP reply " + (reply.status.empty() ? reply.code : reply.status));
  }
  const ReturnedMail returned = read_returned_mail(view.mail);
  if (!returned.message_id.empty() || !returned.to.empty()) {
    evidence.add_technical(10, "copy of a returned mail");
  }
}

void weigh_against(const MailView& view, Evidence& evidence) {
  if (view.is_reply_or_forward()) evidence.add(view.has_null_return_path() ? -15 : -30, "a reply or forward");
  if (has_auto_reply_subject(view)) evidence.add(-40, "the subject of an automatic answer");
  if (view.is_from_list()) evidence.add(-20, "from a mailing list");
  for (const char* name : {"User-Agent", "X-Mailer"}) {
    if (people_programs().occurs_in(view.header(name))) evidence.add(-25, "written with a mail program");
  }
}

bool is_delayed(const MailView& view) {
  const Phrase* subject = bounce_subject_starts().find_prefix_of(view.subject);
  if (subject != nullptr && subject->tag == delayed_tag) return true;
  for (const auto& found : {bounce_subject_words().find_in(view.subject), bounce_bodies().find_in(view.body()),
                            bounce_body_words().find_in(view.body())}) {
    const bool delayed = std::ranges::any_of(found, [](const Phrase* phrase) { return phrase->tag == delayed_tag; });
    if (delayed && !final_words().occurs_in(view.body())) return true;
  }
  return false;
}

// Recipients of failures alone when there are any: a report may also list those whom the mail did reach.
void record(const MailView& view, const std::vector<RecipientReport>& reports, Screening& screening) {
  const auto rank = [](const RecipientReport& report) {
    if (is_hard(report)) return 3;
    return report.action == "failed" ? 2 : report.action == "delayed" ? 1 : 0;
  };
  const RecipientReport& worst = *std::ranges::max_element(reports, {}, rank);
  Bounce& bounce = screening.bounce;
  bounce.status = worst.status;
  bounce.action = worst.action;
  bounce.diagnostic = worst.diagnostic;
  screening.classification.hard_bounce = is_hard(worst);
  for (const RecipientReport& report : reports) {
    const bool known = std::ranges::find(bounce.recipients, report.recipient) != bounce.recipients.end();
    const bool wanted = worst.action != "failed" || report.action == "failed";
    if (wanted && !known && !report.recipient.empty()) bounce.recipients.push_back(report.recipient);
  }
  ReturnedMail returned = read_returned_mail(view.mail);
  if (bounce.recipients.empty()) bounce.recipients = std::move(returned.to);
  bounce.original_message_id = std::move(returned.message_id);
  bounce.original_references = std::move(returned.references);
}

std::string reason_for_people(const Bounce& bounce, bool hard) {
  const std::string whom = bounce.recipients.empty() ? "its recipient" : bounce.recipients.front();
  std::string reason = "A mail server reports on the delivery of a mail to " + whom;
  if (bounce.action == "delayed") reason = "A mail server reports that a mail to " + whom + " is delayed";
  if (bounce.action == "failed") reason = "A mail server reports that a mail to " + whom + " was not delivered";
  if (!bounce.status.empty()) reason += " (" + bounce.status + ")";
  return reason + (hard ? ", and the address will not work next time either." : ".");
}

}  // namespace

std::string step_bounce(const MailView& view, Screening& screening) {
  const Classification& c = screening.classification;
  if (c.feedback_report || c.read_receipt) return "not asked: another kind of report";
  Evidence evidence;
  weigh_structure(view, evidence);
  weigh_sender(view, evidence);
  if (!evidence.has_any_origin()) return "no, nothing says that a mail system sent it";
  weigh_words(view, evidence);
  weigh_against(view, evidence);
  if (!evidence.says_bounce()) return "no, " + evidence.summary();

  screening.classification.bounce = true;
  std::vector<RecipientReport> reports = read_delivery_status(view.mail);
  const std::vector<RecipientReport> told = read_notice(view, is_delayed(view) ? "delayed" : "failed");
  if (reports.empty()) reports = told;
  for (RecipientReport& report : reports) {
    if (report.diagnostic.empty() && !told.empty()) report.diagnostic = told.front().diagnostic;
    if (report.status.empty() && !told.empty()) report.status = told.front().status;
  }
  record(view, reports, screening);
  explain(screening, reason_for_people(screening.bounce, screening.classification.hard_bounce));
  return "yes, " + evidence.summary();
}

}  // namespace pult::mailsteps
