// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/auto_reply_phrases.hpp"
#include "mailsteps/steps.hpp"

namespace pult::mailsteps {

std::string step_out_of_office(const MailView& view, Screening& screening) {
  if (!screening.classification.auto_reply) return "not asked: no automatic answer";
  const bool vacation_header = view.header("X-Apple-Action") == "vacation" || view.has_header("X-Vacation");
  const bool away = vacation_header || away_subjects().occurs_in(view.subject) || away_bodies().occurs_in(view.body());
  screening.classification.out_of_office = away;
  explain(screening, away ? "It is an out-of-office reply." : "It is an automatic reply.");
  return away ? "the words say that the person is away" : "no words of absence";
}

}  // namespace pult::mailsteps
