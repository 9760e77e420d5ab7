// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/view.hpp"

#include <algorithm>

#include "mailsteps/lines.hpp"
#include "mailsteps/phrases.hpp"
#include "mailsteps/thread.hpp"
#include "text/ascii.hpp"
#include "text/utf8.hpp"

namespace pult::mailsteps {
namespace {

constexpr std::size_t max_searched_bytes = 64 * 1024;
constexpr std::size_t max_reason_bytes = 500;  // names and addresses in it come from strangers

// What a person quotes says nothing about the mail itself. ">>>" at the start of a line is no quote: MTAs write
// their transcripts of the SMTP dialogue so.
std::string unquoted(std::string_view text) {
  std::string result;
  for (const std::string_view line : split_lines(text)) {
    if (line.starts_with('>') && !line.starts_with(">>> ")) continue;
    result.append(line).append("\n");
  }
  return result;
}

}  // namespace

MailView::MailView(const mime::Message& message, const ScreenOptions& screen_options)
    : mail(message), options(screen_options), subject(fold(message.subject)), from_name(fold(message.from.name)) {
  const std::string address = fold(message.from.address);
  const std::size_t at = address.rfind('@');
  from_local = address.substr(0, at);
  if (at != std::string::npos) from_domain = address.substr(at + 1);
}

const std::string& MailView::body() const {
  if (!body_) body_ = fold(unquoted(std::string_view(mail.body_text).substr(0, max_searched_bytes)));
  return *body_;
}

std::string MailView::header(std::string_view name) const { return fold(mail.header(name)); }

bool MailView::has_header(std::string_view name) const {
  return std::ranges::any_of(mail.headers, [&](const auto& h) { return text::ascii_iequals(h.first, name); });
}

bool MailView::is_reply_or_forward() const { return has_reply_or_forward_prefix(mail.subject); }

bool MailView::is_from_list() const {
  return has_header("List-Id") || has_header("List-Post") || has_header("List-Unsubscribe");
}

bool MailView::has_null_return_path() const {
  return mail.null_return_path || text::trim_ascii(mail.header("Return-Path")) == "<>";
}

std::string MailView::report_type() const {
  const std::string type = header("Content-Type");
  if (!type.starts_with("multipart/report")) return {};
  const std::size_t name = type.find("report-type");
  const std::size_t equals = name == std::string::npos ? name : type.find('=', name);
  if (equals == std::string::npos) return {};
  const std::size_t begin = type.find_first_not_of(" \"'", equals + 1);
  if (begin == std::string::npos) return {};
  return type.substr(begin, type.find_first_of(" \"';", begin) - begin);
}

const mime::ReportPart* MailView::find_report(std::string_view content_type) const {
  const auto found = std::ranges::find(mail.reports, content_type, &mime::ReportPart::content_type);
  return found == mail.reports.end() ? nullptr : &*found;
}

void explain(Screening& screening, std::string_view reason) {
  std::string& told = screening.classification.reason;
  if (told.empty()) told = text::truncate_utf8(reason, max_reason_bytes);
}

}  // namespace pult::mailsteps
