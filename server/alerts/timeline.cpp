// SPDX-License-Identifier: AGPL-3.0-or-later
#include "alerts/timeline.hpp"

#include <algorithm>

namespace pult::alerts {
namespace {

std::optional<Micros> earlier(std::optional<Micros> a, std::optional<Micros> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

std::optional<Micros> round_due(const Plan& plan, const Standing& standing) {
  if (!standing.last_round_at) return standing.created_at + plan.delay;
  if (plan.repeat <= 0 || standing.rounds >= most_rounds) return std::nullopt;
  return *standing.last_round_at + plan.repeat;
}

std::optional<Micros> escalation_due(const Plan& plan, const Standing& standing) {
  if (plan.escalate <= 0 || standing.escalated_at || !standing.first_round_at) return std::nullopt;
  return *standing.first_round_at + plan.escalate;
}

}  // namespace

Step next_step(const Plan& plan, const Standing& standing, Micros now) {
  Step step;
  if (standing.is_silent) return step;
  const auto round = round_due(plan, standing), escalation = escalation_due(plan, standing);
  step.calls_first = round && *round <= now;
  step.escalates = escalation && *escalation <= now;
  step.calls_second = step.escalates || (step.calls_first && standing.escalated_at);
  const auto then = after(standing, step, now);
  step.again = earlier(round_due(plan, then), escalation_due(plan, then));
  return step;
}

Standing after(Standing standing, const Step& step, Micros now) {
  if (step.calls_first) {
    ++standing.rounds;
    standing.last_round_at = now;
    if (!standing.first_round_at) standing.first_round_at = now;
  }
  if (step.escalates) standing.escalated_at = now;
  return standing;
}

}  // namespace pult::alerts
