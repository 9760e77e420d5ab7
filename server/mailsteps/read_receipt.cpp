// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/steps.hpp"

namespace pult::mailsteps {

std::string step_read_receipt(const MailView& view, Screening& screening) {
  const bool whole = view.report_type() == "disposition-notification";
  const bool part =
      view.mail.content_type == "multipart/report" && view.find_report("message/disposition-notification") != nullptr;
  if (!whole && !part) return "no disposition notification";
  screening.classification.read_receipt = true;
  explain(screening, "It is a read receipt (RFC 8098).");
  return "multipart/report with a disposition notification";
}

}  // namespace pult::mailsteps
