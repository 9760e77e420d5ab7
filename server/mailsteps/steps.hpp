// SPDX-License-Identifier: AGPL-3.0-or-later
// The steps, in the order screen() runs them. Each has a file of its own name; the README says what each looks at.
#pragma once
#include <string>
#include <string_view>

#include "mailsteps/view.hpp"

namespace pult::mailsteps {

std::string step_loop(const MailView& view, Screening& screening);
std::string step_feedback_report(const MailView& view, Screening& screening);
std::string step_read_receipt(const MailView& view, Screening& screening);
std::string step_bounce(const MailView& view, Screening& screening);
std::string step_auto_reply(const MailView& view, Screening& screening);
std::string step_out_of_office(const MailView& view, Screening& screening);
std::string step_bulk(const MailView& view, Screening& screening);
std::string step_spam(const MailView& view, Screening& screening);
std::string step_no_auto_response(const MailView& view, Screening& screening);

// For step_bounce: the words of the subject say that a person is away or a machine answered for one.
bool has_auto_reply_subject(const MailView& view);

// The part before the @ says that nobody reads what comes there.
bool is_no_reply_address(std::string_view local_part);

}  // namespace pult::mailsteps
