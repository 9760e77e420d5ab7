// SPDX-License-Identifier: AGPL-3.0-or-later
// A mail as the steps look at it: folded once, so that each step only compares.
#pragma once
#include <optional>
#include <string>
#include <string_view>

#include "mailsteps/classification.hpp"

namespace pult::mailsteps {

struct MailView {
  MailView(const mime::Message& mail, const ScreenOptions& options);

  const mime::Message& mail;
  const ScreenOptions& options;
  std::string subject;  // folded, as are the next three
  std::string from_name;
  std::string from_local;   // before the @
  std::string from_domain;  // after the @

  const std::string& body() const;                  // folded, without quoted lines; made when first asked for
  std::string header(std::string_view name) const;  // folded, "" when absent
  bool has_header(std::string_view name) const;
  bool is_reply_or_forward() const;   // the subject begins with Re:, Fwd: or the like
  bool is_from_list() const;          // List-Id, List-Post or List-Unsubscribe
  bool has_null_return_path() const;  // RFC 5321 section 4.5.5: notifications have no sender
  std::string report_type() const;    // of multipart/report, folded; "" otherwise
  const mime::ReportPart* find_report(std::string_view content_type) const;

 private:
  mutable std::optional<std::string> body_;
};

// A step reads the mail and what the steps before it found, sets its flags and returns its verdict for the trace.
using Step = std::string (*)(const MailView& view, Screening& screening);

// Sets the reason unless an earlier, more decisive step has.
void explain(Screening& screening, std::string_view reason);

}  // namespace pult::mailsteps
