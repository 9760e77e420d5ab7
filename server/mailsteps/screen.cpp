// SPDX-License-Identifier: AGPL-3.0-or-later
#include <array>

#include "mailsteps/steps.hpp"

namespace pult::mailsteps {
namespace {

struct NamedStep {
  const char* name;
  Step run;
};

// A step may lean on those before it: a bounce is no auto-reply, a feedback report is no bounce.
constexpr std::array steps{
    NamedStep{"loop", step_loop},
    NamedStep{"feedback report", step_feedback_report},
    NamedStep{"read receipt", step_read_receipt},
    NamedStep{"bounce", step_bounce},
    NamedStep{"auto reply", step_auto_reply},
    NamedStep{"out of office", step_out_of_office},
    NamedStep{"bulk", step_bulk},
    NamedStep{"spam", step_spam},
    NamedStep{"no auto response", step_no_auto_response},
};

}  // namespace

Screening screen(const mime::Message& mail, const ScreenOptions& options) {
  const MailView view(mail, options);
  Screening screening;
  for (const NamedStep& step : steps) {
    const std::string verdict = step.run(view, screening);
    screening.trace.push_back(std::string(step.name) + ": " + verdict);
  }
  return screening;
}

}  // namespace pult::mailsteps
