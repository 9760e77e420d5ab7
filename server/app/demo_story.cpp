// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/demo_story.hpp"

#include <algorithm>
#include <boost/json.hpp>

#include "channels/mail/intake.hpp"
#include "crypto/crypto.hpp"
#include "text/quote.hpp"

namespace pult::app {
namespace {

namespace json = boost::json;
using tickets::Status;

constexpr Micros assigned_after = 5 * base::minute_us;
constexpr Micros concluded_after = 10 * base::minute_us;
constexpr Micros closed_after = 4 * base::day_us;

std::string_view view(const json::object& from, std::string_view name) {
  const auto* value = from.if_contains(name);
  return value && value->is_string() ? std::string_view(value->get_string()) : std::string_view();
}

std::string_view content_type_of(std::string_view file_name) {
  if (file_name.ends_with(".png")) return "image/png";
  if (file_name.ends_with(".csv")) return "text/csv";
  return "text/plain";
}

class Story {
 public:
  Story(sql::Transaction& tx, const tickets::Desk& desk, const blobs::BlobStore& blobs, const DemoPeople& people,
        const json::object& story, Micros now)
      : tx_(tx), desk_(desk), blobs_(blobs), people_(people), story_(story), now_(now) {
    const auto assignee = people_.agents.find(view(story, "assignee"));
    if (assignee != people_.agents.end()) assignee_ = &assignee->second;
  }

  Result<void> tell() {
    const auto& comments = story_.at("comments").as_array();
    PULT_TRY(open(comments[0].as_object()));
    for (std::size_t i = 1; i < comments.size(); ++i)
      PULT_TRY(go_on(comments[i].as_object(), i + 1 == comments.size()));
    return conclude();
  }

 private:
  // Times never stand still: each change of a ticket has a second of its own.
  Micros at(Micros wanted) {
    last_ = std::max(std::min(wanted, now_), last_ + base::second_us);
    return last_;
  }
  Micros time_of(const json::object& comment) {
    return at(now_ - comment.at("minutes_ago").as_int64() * base::minute_us);
  }
  UserId author_of(const json::object& comment) const {
    const auto email = view(comment, "author");
    const auto agent = people_.agents.find(email);
    return agent != people_.agents.end() ? agent->second.id() : people_.customers.find(email)->second;
  }

  Result<tickets::NewComment> read_comment(const json::object& from) const;
  Result<void> open(const json::object& comment);
  Result<void> go_on(const json::object& comment, bool is_last);
  Result<void> conclude();
  Result<void> change(const people::Actor& actor, tickets::Change change);
  Result<void> set_status(Status status, Micros at);

  sql::Transaction& tx_;
  const tickets::Desk& desk_;
  const blobs::BlobStore& blobs_;
  const DemoPeople& people_;
  const json::object& story_;
  const Micros now_;
  const people::Actor* assignee_ = nullptr;
  tickets::Ticket ticket_;
  Micros last_ = 0;
};

Result<tickets::NewComment> Story::read_comment(const json::object& from) const {
  tickets::NewComment out;
  out.author = author_of(from);
  out.is_public = from.at("public").as_bool();
  out.body = view(from, "text");
  out.html_body = view(from, "html");
  tickets::prepare_html(out);
  if (auto visible = text::visible_reply(out.body, {}); visible.has_more) out.visible_body = std::move(visible.text);
  if (const auto kind = view(from, "kind"); !kind.empty()) {
    out.counts_as_activity = false;
    mailsteps::Classification flags;
    flags.auto_reply = kind == "auto_reply";
    flags.bounce = kind == "bounce";
    flags.no_auto_response = true;
    out.classification = json::serialize(channels::mail::classification_json(flags));
  }
  const auto* files = from.if_contains("attachments");
  if (!files) return out;
  for (const auto& one : files->as_array()) {
    const auto& file = one.as_object();
    std::string bytes(view(file, "text"));
    if (bytes.empty()) bytes = PULT_TRY(crypto::parse_base64(view(file, "base64")));
    tickets::NewAttachment attachment;
    attachment.content = PULT_TRY(blobs_.stage(std::move(bytes)));
    attachment.file_name = view(file, "file_name");
    attachment.content_type = content_type_of(attachment.file_name);
    out.attachments.push_back(std::move(attachment));
  }
  return out;
}

Result<void> Story::open(const json::object& comment) {
  const auto& group = people_.groups.find(view(story_, "group"))->second;
  tickets::NewTicket wanted;
  wanted.subject = view(story_, "subject");
  wanted.comment = PULT_TRY(read_comment(comment));
  wanted.requester = wanted.comment.author;
  wanted.priority = view(story_, "priority");
  wanted.type = view(story_, "type");
  for (const auto& tag : story_.at("tags").as_array()) wanted.tags.append(" ").append(tag.as_string());
  wanted.group = group.id;
  wanted.mailbox = group.mailbox;
  wanted.recipient = group.address;
  wanted.via = "mail";
  wanted.created_at = time_of(comment);
  ticket_ = PULT_TRY(desk_.create(tx_, people::system_actor(), std::move(wanted))).ticket;
  return {};
}

// An agent who answers takes the ticket, waits for the customer, and says at the end how it stands.
Result<void> Story::go_on(const json::object& comment, bool is_last) {
  tickets::Change next;
  next.comment = PULT_TRY(read_comment(comment));
  next.at = time_of(comment);
  const auto agent = people_.agents.find(view(comment, "author"));
  if (agent == people_.agents.end() || !next.comment->counts_as_activity) {
    next.via = "mail";
    return change(people::system_actor(), std::move(next));
  }
  next.via = "web";
  if (assignee_ && ticket_.assignee != assignee_->id()) next.assignee = assignee_->id();
  if (next.comment->is_public && !is_last) next.status = Status::pending;
  return change(agent->second, std::move(next));
}

Result<void> Story::conclude() {
  if (assignee_ && ticket_.assignee != assignee_->id()) {
    tickets::Change taken;
    taken.via = "web";
    taken.assignee = assignee_->id();
    taken.at = at(last_ + assigned_after);
    PULT_TRY(change(*assignee_, std::move(taken)));
  }
  const auto status = tickets::parse_status(view(story_, "status")).value_or(ticket_.status);
  if (status == Status::closed) {
    PULT_TRY(set_status(Status::solved, last_ + concluded_after));
    return set_status(Status::closed, last_ + closed_after);
  }
  return set_status(status, last_ + concluded_after);
}

Result<void> Story::set_status(Status status, Micros wanted_at) {
  if (ticket_.status == status) return {};
  tickets::Change change_status;
  change_status.via = "web";
  change_status.status = status;
  change_status.at = at(wanted_at);
  return change(assignee_ ? *assignee_ : people::system_actor(), std::move(change_status));
}

Result<void> Story::change(const people::Actor& actor, tickets::Change change) {
  ticket_ = PULT_TRY(desk_.update(tx_, actor, ticket_.id, std::move(change))).ticket;
  return {};
}

}  // namespace

Result<void> tell_story(sql::Transaction& tx, const tickets::Desk& desk, const blobs::BlobStore& blobs,
                        const DemoPeople& people, const json::object& story, Micros now) {
  return Story(tx, desk, blobs, people, story, now).tell();
}

}  // namespace pult::app
