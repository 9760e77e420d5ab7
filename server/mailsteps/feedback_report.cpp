// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "mailsteps/lines.hpp"
#include "mailsteps/phrases.hpp"
#include "mailsteps/steps.hpp"

namespace pult::mailsteps {
namespace {

bool has_attached_mail(const mime::Message& mail) {
  const auto is_mail = [](const auto& part) {
    return part.content_type.starts_with("message/rfc822") || part.content_type == "text/rfc822-headers";
  };
  return std::ranges::any_of(mail.reports, is_mail) || std::ranges::any_of(mail.attachments, is_mail);
}

// Addresses that mailbox providers send complaints from.
bool is_complaint_sender(const MailView& view) {
  static constexpr std::string_view locals[] = {"scomp",         "fbl",        "feedback",  "feedbackloop",
                                                "feedback-loop", "complaints", "complaint", "abuse-report",
                                                "abuse-reports", "arf",        "jmrp",      "spamreport"};
  if (std::ranges::find(locals, view.from_local) != std::end(locals)) return true;
  const bool microsoft = view.from_domain == "hotmail.com" || view.from_domain == "live.com" ||
                         view.from_domain == "outlook.com" || view.from_domain == "microsoft.com";
  return microsoft && (view.from_local == "staff" || view.from_local == "support");
}

bool has_complaint_words(const MailView& view) {
  static const PhraseSet words({
      "complaint about message from",  // Microsoft JMRP
      "junk mail reporting",
      "x-hmxmroriginalrecipient",
      "email feedback report for",  // AOL
      "email abuse report for",
      "email abuse report",
      "spam feedback report",
      "abuse report for an email",
      "reported as spam by",
      "marked as spam by",
  });
  return words.occurs_in(view.subject) || words.occurs_in(view.body());
}

std::string find_feedback(const MailView& view) {
  const mime::ReportPart* report = view.find_report("message/feedback-report");
  if (view.report_type() == "feedback-report") return "It is a feedback report (RFC 5965)";
  // A person may forward a report, the part alone proves nothing.
  const bool from_machine = is_complaint_sender(view) || view.has_null_return_path();
  if (report != nullptr && (view.mail.content_type == "multipart/report" || from_machine)) {
    return "It contains a feedback report (RFC 5965)";
  }
  if (is_complaint_sender(view) && has_complaint_words(view) && has_attached_mail(view.mail)) {
    return "A mailbox provider returned a mail that somebody complained about";
  }
  const std::string feedback_type = view.header("X-Feedback-Type");
  if (!feedback_type.empty() && has_attached_mail(view.mail)) return "Its X-Feedback-Type says it is a complaint";
  return {};
}

}  // namespace

std::string step_feedback_report(const MailView& view, Screening& screening) {
  std::string why = find_feedback(view);
  if (why.empty()) return "no feedback report";
  screening.classification.feedback_report = true;
  if (const mime::ReportPart* report = view.find_report("message/feedback-report")) {
    for (const FieldBlock& block : parse_field_blocks(report->text, 4)) {
      const std::string_view type = field(block, "Feedback-Type");
      const std::string_view recipient = field(block, "Original-Rcpt-To");
      if (!type.empty()) why.append(", type ").append(type.substr(0, 40));
      if (!recipient.empty()) why.append(", reported by ").append(recipient.substr(0, 200));
    }
  }
  why += ".";
  explain(screening, why);
  return why;
}

}  // namespace pult::mailsteps
