// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/body.hpp"
#include "api/requests.hpp"
#include "api/ticket_input.hpp"
#include "channels/mail/priority_words.hpp"
#include "channels/mail/suspended.hpp"
#include "tickets/form_rules.hpp"

namespace pult::api {
namespace {

// What is held back is kept as a mail in the row of its blob.
constexpr std::size_t max_text_bytes = 32 * 1024;

constexpr std::int64_t most_an_hour = 60;

// An IPv4 address; of IPv6 the part that a provider gives to one customer.
std::string network_of(std::string_view address) {
  std::size_t end = 0;
  for (int groups = 0; groups < 4 && end != std::string_view::npos; ++groups) end = address.find(':', end + 1);
  return std::string(address.substr(0, end));
}

// Counted in the database, so that all nodes count together and what is rolled back does not count.
Result<void> count_stranger(Call& call) {
  const auto network = network_of(call.request.remote_address);
  const auto hour_ago = call.now() - base::hour_us;
  PULT_TRY(call.tx.run("DELETE FROM stranger_requests WHERE created_at < ?1", {hour_ago}));
  const auto count = PULT_TRY(
      call.tx.one_int64("SELECT COUNT(*) FROM (SELECT 1 FROM stranger_requests WHERE network = ?1 LIMIT ?2) AS bounded",
                        {network, most_an_hour}));
  if (count >= most_an_hour)
    return base::fail(ErrorKind::rate_limited, "TooManyRequests", "Too many requests without a sign-in", "3600");
  PULT_TRY(call.tx.run("INSERT INTO stranger_requests (network, created_at) VALUES (?1, ?2)", {network, call.now()}));
  return {};
}

struct Stranger {
  std::string name, email;
};

Result<Stranger> parse_stranger(const json::object& request) {
  Body in(request);
  const auto* requester = in.object("requester");
  PULT_TRY(in.check());
  if (!requester) return base::fail_field("requester", "BlankValue", "Requester: name is needed");
  Body who(*requester);
  Stranger out{who.text("name").value_or(""), who.text("email").value_or("")};
  PULT_TRY(who.check());
  if (out.name.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail_field("requester", "BlankValue", "Requester: name cannot be blank");
  if (!out.email.empty() && people::address_key(out.email).empty())
    return base::fail_field("requester", "InvalidFormat", "Requester: email is not an address");
  return out;
}

// Somebody who has proven an address, or works here, does not ask without signing in.
bool is_spoken_for(const people::User& user) { return user.verified || user.is_agent() || user.suspended; }

Result<people::User> person(Call& call, const Stranger& who) {
  if (!who.email.empty()) return people::find_or_create_requester(call.tx, who.name, who.email, call.now());
  people::User user;
  user.name = who.name;
  return people::create_user(call.tx, std::move(user), call.now());
}

// The same for what became a ticket and for what was held back: nobody learns who has an account here.
Answer accepted(const Call& call, const tickets::NewTicket& wanted) {
  tickets::Ticket nobodys;
  nobodys.subject = wanted.subject;
  nobodys.priority = wanted.priority;
  nobodys.type = wanted.type;
  nobodys.via = wanted.via;
  nobodys.is_public = true;
  nobodys.created_at = nobodys.updated_at = call.now();
  auto request = present_request(call, present_ticket(call, {nobodys, wanted.comment.body}, false));
  for (const auto* name : {"url", "id", "requester_id"}) request[name] = nullptr;
  return Answer{201, {{"request", std::move(request)}}};
}

// Before it is known who they are: the answer is the same for everybody.
Result<void> check_filled_in(Call& call, const tickets::NewTicket& wanted) {
  tickets::Ticket ticket;
  ticket.form = wanted.form;
  ticket.subject = wanted.subject;
  ticket.priority = wanted.priority;
  ticket.type = wanted.type;
  ticket.custom_fields = wanted.custom_fields;
  return tickets::check_portal(*call.services.desk.definitions(call.tx), ticket);
}

}  // namespace

Result<Answer> create_anonymous_request(Call& call, const json::object& request) {
  const auto who = PULT_TRY(parse_stranger(request));
  auto members = PULT_TRY(request_members(request));
  // People in copy would get mail from us on a stranger's word.
  for (const auto* name : {"email_ccs", "collaborators", "via_followup_source_id"}) members.erase(name);
  auto wanted = PULT_TRY(parse_new_ticket(call, members));
  if (wanted.comment.body.size() > max_text_bytes || !wanted.comment.uploads.empty())
    return base::fail_field("comment", "InvalidValue", "Comment: is too long, or has files, which need a sign-in");
  if (wanted.comment.body.find_first_not_of(" \t\r\n") == std::string::npos)
    return base::fail_field("comment", "BlankValue", "Comment: cannot be blank");
  PULT_TRY(check_filled_in(call, wanted));
  PULT_TRY(count_stranger(call));
  wanted.via = "web";
  auto answer = accepted(call, wanted);
  const auto known = who.email.empty() ? std::nullopt : PULT_TRY(people::find_user_by_email(call.tx, who.email));
  if (known && is_spoken_for(*known)) {
    const channels::mail::FormMessage message{who.name, who.email, wanted.subject, wanted.comment.body};
    PULT_TRY(channels::mail::hold_back(call.tx, call.services.blobs, message, channels::mail::Cause::forged,
                                       "Sent without signing in, in the name of somebody who has an account",
                                       call.now()));
    return answer;
  }
  wanted.requester = wanted.submitter = wanted.comment.author = PULT_TRY(person(call, who)).id;
  PULT_TRY(channels::mail::guess_into(call.tx, wanted));
  PULT_TRY(call.services.desk.create(call.tx, people::system_actor(), std::move(wanted)));
  return answer;
}

}  // namespace pult::api
