// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/bounce_report.hpp"

#include <algorithm>

#include "mailsteps/bounce_phrases.hpp"
#include "mailsteps/lines.hpp"
#include "mailsteps/phrases.hpp"
#include "mailsteps/smtp_reply.hpp"
#include "text/ascii.hpp"
#include "text/utf8.hpp"

namespace pult::mailsteps {
namespace {

constexpr std::size_t max_notice_bytes = 64 * 1024;
constexpr std::size_t max_status_bytes = 512 * 1024;
constexpr std::size_t max_recipients = 100;
constexpr std::size_t max_references = 50;
constexpr std::size_t max_diagnostic_bytes = 400;

std::string one_line(std::string_view text) {
  std::string result;
  for (const char c : text.substr(0, 4 * max_diagnostic_bytes)) {
    const bool blank = static_cast<unsigned char>(c) <= ' ';
    if (!blank)
      result += c;
    else if (!result.empty() && result.back() != ' ')
      result += ' ';
  }
  return std::string(text::trim_ascii(text::truncate_utf8(result, max_diagnostic_bytes)));
}

// "rfc822; <a@b.c>" without its type (RFC 3464 section 2.1.2).
std::string_view typed_value(std::string_view value) {
  const std::size_t semicolon = value.find(';');
  return text::trim_ascii(semicolon == std::string_view::npos ? value : value.substr(semicolon + 1));
}

std::string recipient_of(const FieldBlock& block) {
  std::string first;
  for (const char* name : {"Final-Recipient", "Original-Recipient", "X-Actual-Recipient"}) {
    std::string_view value = typed_value(field(block, name));
    const auto addresses = addresses_in(value, 1);
    if (!addresses.empty()) return std::string(addresses.front());
    if (first.empty()) first = one_line(value);
  }
  return first;
}

std::string action_word(std::string_view value) {
  const std::string folded = fold(value);
  return folded.substr(0, folded.find_first_of(" (;"));
}

void read_status_text(std::string_view text, std::vector<RecipientReport>& reports) {
  for (const FieldBlock& block : parse_field_blocks(text.substr(0, max_status_bytes), max_recipients)) {
    if (field(block, "Final-Recipient").empty() && field(block, "Original-Recipient").empty()) continue;
    RecipientReport report;
    report.recipient = recipient_of(block);
    report.action = action_word(field(block, "Action"));
    report.diagnostic = one_line(typed_value(field(block, "Diagnostic-Code")));
    report.status = find_status(field(block, "Status"));
    // "5.0.0" says nothing; servers then often say more in their words.
    if (report.status.empty() || report.status.ends_with(".0.0")) {
      const std::string better = find_status(report.diagnostic);
      if (!better.empty()) report.status = better;
    }
    if (report.action.empty()) report.action = report.status.starts_with('4') ? "delayed" : "failed";
    if (reports.size() < max_recipients) reports.push_back(std::move(report));
  }
}

bool is_status_type(std::string_view type) {
  return type == "message/delivery-status" || type == "message/global-delivery-status";
}

bool is_marker(std::string_view line) {
  return returned_mail_markers().find_prefix_of(fold(line.substr(0, 200))) != nullptr;
}

// Addresses that a notice names without meaning the recipient.
bool is_bystander(const MailView& view, std::string_view address) {
  const std::string_view local = address.substr(0, address.find('@'));
  if (text::ascii_iequals(local, "mailer-daemon") || text::ascii_iequals(local, "postmaster")) return true;
  if (text::ascii_iequals(address, view.mail.from.address)) return true;
  const auto same = [&](const mime::Address& other) { return text::ascii_iequals(other.address, address); };
  const auto ours = [&](const std::string& own) { return text::ascii_iequals(own, address); };
  return std::ranges::any_of(view.mail.to, same) || std::ranges::any_of(view.options.own_addresses, ours);
}

// The line is about this address: it begins with it or names it as a recipient.
bool points_at_recipient(std::string_view line, std::string_view address) {
  static const PhraseSet words({"rcpt to:", "recipient", "addressed to:", "delivered to:", "deliver to",
                                "to: ", "undeliverable to", "unknown user", "user unknown", "empfänger", "destinataire",
                                "получател"});
  const auto before = static_cast<std::size_t>(address.data() - line.data());
  return before <= 3 || words.occurs_in(fold(line.substr(0, before + address.size() + 200)));
}

void add_once(std::vector<std::string>& list, std::string_view value, std::size_t limit) {
  const bool known = std::ranges::any_of(list, [&](const auto& item) { return text::ascii_iequals(item, value); });
  if (!known && list.size() < limit) list.emplace_back(value);
}

std::vector<std::string> recipients_in_notice(const MailView& view, std::string_view notice) {
  std::vector<std::string> failed;
  for (const std::string_view address : addresses_in(view.mail.header("X-Failed-Recipients"), max_recipients)) {
    add_once(failed, address, max_recipients);
  }
  if (!failed.empty()) return failed;
  std::vector<std::string> others;
  for (const std::string_view raw : split_lines(notice)) {
    const std::string_view line = text::trim_ascii(raw);
    for (const std::string_view address : addresses_in(line, 5)) {
      if (is_bystander(view, address)) continue;
      add_once(points_at_recipient(line, address) ? failed : others, address, max_recipients);
    }
  }
  return failed.empty() ? others : failed;
}

// The server's words: from the reply to the end of its paragraph, else the line that tells most.
std::string diagnostic_in(std::string_view notice, const SmtpReply& reply) {
  if (!reply.empty()) {
    const std::string_view rest = notice.substr(reply.at);
    return one_line(rest.substr(0, rest.find("\n\n")));
  }
  std::string vague;
  for (const std::string_view line : split_lines(notice)) {
    const std::string words = fold(line.substr(0, 500));
    if (names_reason(words)) return one_line(line);
    if (vague.empty() && !words.ends_with(':') && bounce_body_words().occurs_in(words)) vague = one_line(line);
  }
  return vague;
}

// Fields of the first block that looks like a mail header.
FieldBlock find_mail_header(std::string_view text) {
  FieldBlock fallback;
  for (FieldBlock& block : parse_field_blocks(text, 200)) {
    const bool has_id = !field(block, "Message-ID").empty();
    if (has_id && (block.size() > 1 || fallback.empty())) return std::move(block);
    if (fallback.empty() && !field(block, "Subject").empty() && !field(block, "To").empty()) {
      fallback = std::move(block);
    }
  }
  return fallback;
}

// Some systems indent or quote what they return.
std::string without_quote_marks(std::string_view text) {
  std::string result;
  for (std::string_view line : split_lines(text)) {
    if (line.starts_with('>') || line.starts_with('|')) {
      line = line.substr(line.starts_with("> ") || line.starts_with("| ") ? 2 : 1);
    }
    result.append(line).append("\n");
  }
  return result;
}

}  // namespace

std::vector<RecipientReport> read_delivery_status(const mime::Message& mail) {
  std::vector<RecipientReport> reports;
  for (const mime::ReportPart& part : mail.reports) {
    if (is_status_type(part.content_type)) read_status_text(part.text, reports);
  }
  for (const mime::Attachment& attachment : mail.attachments) {
    if (reports.empty() && is_status_type(attachment.content_type)) read_status_text(attachment.bytes, reports);
  }
  return reports;
}

std::string_view notice_of(const mime::Message& mail) {
  const std::string_view text = std::string_view(mail.body_text).substr(0, max_notice_bytes);
  bool begun = false;
  for (const std::string_view line : split_lines(text)) {
    if (begun && is_marker(text::trim_ascii(line))) {
      return text.substr(0, static_cast<std::size_t>(line.data() - text.data()));
    }
    begun = begun || !text::trim_ascii(line).empty();
  }
  return text;
}

std::vector<RecipientReport> read_notice(const MailView& view, std::string_view action) {
  const std::string_view notice = notice_of(view.mail);
  std::vector<RecipientReport> reports;
  read_status_text(notice, reports);  // RFC 3464 fields as plain text
  if (!reports.empty()) return reports;
  const SmtpReply reply = find_smtp_reply(notice);
  RecipientReport shared;
  shared.action = action;
  shared.status = reply.status;
  shared.diagnostic = diagnostic_in(notice, reply);
  for (std::string& recipient : recipients_in_notice(view, notice)) {
    reports.push_back(shared);
    reports.back().recipient = std::move(recipient);
  }
  if (reports.empty()) reports.push_back(std::move(shared));
  return reports;
}

ReturnedMail read_returned_mail(const mime::Message& mail) {
  FieldBlock header;
  const auto is_mail = [](std::string_view type) {
    return type == "message/rfc822" || type == "text/rfc822-headers" || type == "message/global" ||
           type == "message/global-headers" || type == "text/rfc822";
  };
  for (const mime::ReportPart& part : mail.reports) {
    if (header.empty() && is_mail(part.content_type)) header = find_mail_header(part.text.substr(0, max_status_bytes));
  }
  for (const mime::Attachment& part : mail.attachments) {
    if (header.empty() && is_mail(part.content_type)) header = find_mail_header(part.bytes.substr(0, max_status_bytes));
  }
  if (header.empty()) {
    const std::size_t notice_size = notice_of(mail).size();
    const std::string_view body = std::string_view(mail.body_text).substr(0, max_status_bytes);
    header = find_mail_header(without_quote_marks(body.substr(std::min(notice_size, body.size()))));
    if (header.empty()) header = find_mail_header(without_quote_marks(body.substr(0, notice_size)));
  }
  ReturnedMail returned;
  const auto ids = message_ids_in(field(header, "Message-ID"), 1);
  if (!ids.empty()) returned.message_id = ids.front();
  returned.references = message_ids_in(field(header, "References"), max_references);
  if (returned.references.empty()) returned.references = message_ids_in(field(header, "In-Reply-To"), max_references);
  for (const std::string_view address : addresses_in(field(header, "To"), max_recipients)) {
    add_once(returned.to, address, max_recipients);
  }
  return returned;
}

}  // namespace pult::mailsteps
