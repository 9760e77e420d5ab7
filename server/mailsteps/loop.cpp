// SPDX-License-Identifier: AGPL-3.0-or-later
#include <algorithm>

#include "mailsteps/lines.hpp"
#include "mailsteps/steps.hpp"
#include "text/ascii.hpp"

namespace pult::mailsteps {
namespace {

constexpr int max_received = 30;     // RFC 5321 section 6.3 asks for at least 100; mail that ends here passes under ten
constexpr int max_delivered_to = 2;  // one by the MTA, one by a program that fetched it

bool is_own(const ScreenOptions& options, std::string_view address) {
  return std::ranges::any_of(options.own_addresses, [&](const auto& own) { return text::ascii_iequals(own, address); });
}

int count_headers(const mime::Message& mail, std::string_view name, std::string_view value) {
  return static_cast<int>(std::ranges::count_if(mail.headers, [&](const auto& header) {
    return text::ascii_iequals(header.first, name) &&
           (value.empty() || text::ascii_iequals(text::trim_ascii(header.second), value));
  }));
}

std::string find_loop(const MailView& view) {
  const mime::Message& mail = view.mail;
  const ScreenOptions& options = view.options;
  if (!options.desk_id.empty() && mail.header("X-Pult-Desk") == options.desk_id) {
    return "It carries the mark of this desk, so this desk sent it.";
  }
  // An MTA of ours may use the same domain in the Message-IDs of its reports.
  if (!options.message_id_domain.empty() && view.mail.content_type != "multipart/report" &&
      text::ascii_iequals(mail.message_id.substr(mail.message_id.rfind('@') + 1), options.message_id_domain + ">")) {
    return "Its Message-ID was made by this desk, so this desk sent it.";
  }
  if (is_own(options, mail.from.address)) {
    return "It was sent from " + mail.from.address + ", one of our own mailboxes.";
  }
  if (count_headers(mail, "Received", {}) > max_received) return "It passed more than 30 servers on its way.";
  for (const std::string& own : options.own_addresses) {
    if (count_headers(mail, "Delivered-To", own) > max_delivered_to) {
      return "It was delivered to " + own + " again and again.";
    }
  }
  return {};
}

}  // namespace

std::string step_loop(const MailView& view, Screening& screening) {
  const std::string why = find_loop(view);
  if (why.empty()) return "sender, Message-ID, desk mark and route are not ours";
  screening.classification.loop = true;
  explain(screening, why);
  return why;
}

}  // namespace pult::mailsteps
