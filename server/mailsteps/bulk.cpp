// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/steps.hpp"

namespace pult::mailsteps {

std::string step_bulk(const MailView& view, Screening& screening) {
  const std::string precedence = view.header("Precedence");
  std::string evidence;
  // RFC 2919, RFC 2369, RFC 3834 section 3.1.8 and the header of Gmail's feedback loop.
  for (const char* name :
       {"List-Id", "List-Unsubscribe", "List-Post", "Mailing-List", "Feedback-ID", "X-Campaign-Id"}) {
    if (evidence.empty() && view.has_header(name)) evidence = std::string(name) + " header";
  }
  if (precedence == "bulk" || precedence == "list" || precedence == "junk") evidence = "Precedence: " + precedence;
  if (evidence.empty()) return "no list headers, no Precedence";
  screening.classification.bulk = true;
  explain(screening, "It is list or bulk mail (" + evidence + ").");
  return evidence;
}

}  // namespace pult::mailsteps
