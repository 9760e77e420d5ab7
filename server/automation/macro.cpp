// SPDX-License-Identifier: AGPL-3.0-or-later
#include "automation/macro.hpp"

#include <algorithm>

#include "tickets/desk.hpp"
#include "tickets/ticket.hpp"

namespace pult::automation {
namespace {

using rules::Action;

std::string id_text(auto id) { return id ? std::to_string(id.value) : std::string(); }

class Applying {
 public:
  Applying(const people::Actor& actor, const tickets::Ticket* ticket, Placeholders& placeholders)
      : actor_(actor), ticket_(ticket), placeholders_(placeholders) {
    if (ticket) tags_ = ticket->tags;
  }

  void act(const Action& action) {
    const auto& name = action.field;
    if (const auto id = rules::custom_field_id(name))
      out_.custom_fields.emplace_back(*id, action.values);
    else if (name == "set_tags" || name == "current_tags" || name == "remove_tags")
      change_tags(name, rendered(action));
    else if (name == "cc" || name == "follower")
      add_person(action);
    else if (name.starts_with("comment_"))
      write(action);
    else if (name == "subject")
      set(name, rendered(action));
    else if (name == "group_id")
      set(name, group_of(action.value()));
    else if (name == "assignee_id")
      set(name, person_of(action.value()));
    else if (name == "ticket_form_id")
      set(name, action.value() == "default_ticket_form" ? "1" : action.value());
    else if (is_member(name))
      set(name, action.value());
  }
  MacroChange take() { return std::move(out_); }

 private:
  static bool is_member(std::string_view name) {
    return name == "status" || name == "priority" || name == "type" || name == "brand_id" || name == "custom_status_id";
  }
  std::string rendered(const Action& action) {
    return placeholders_.render(action.values.empty() ? "" : action.values.back(), text::TemplateOutput::text);
  }
  void set(const std::string& name, std::string value) {
    const auto same = std::ranges::find(out_.fields, name, [](const auto& one) { return one.first; });
    if (same != out_.fields.end())
      same->second = std::move(value);
    else
      out_.fields.emplace_back(name, std::move(value));
  }
  // A ticket that is in one of the agent's groups stays there.
  std::string group_of(const std::string& value) const {
    if (value != "current_groups") return value;
    if (ticket_ && actor_.in_group(ticket_->group)) return id_text(ticket_->group);
    if (actor_.user.default_group) return id_text(actor_.user.default_group);
    return actor_.groups.empty() ? std::string() : id_text(actor_.groups.front());
  }
  std::string person_of(const std::string& value) const {
    if (value == "current_user") return id_text(actor_.id());
    if (value == "requester_id") return ticket_ ? id_text(ticket_->requester) : std::string();
    return value;
  }
  void add_person(const Action& action) {
    const UserId id = action.value() == "current_user" ? actor_.id() : UserId(std::stoll(action.value()));
    (action.field == "cc" ? out_.ccs : out_.followers).push_back(id);
  }
  void change_tags(const std::string& name, const std::string& words) {
    if (name == "set_tags") tags_ = tickets::normalize_tags(words);
    if (name == "current_tags") tags_ = tickets::normalize_tags(tags_ + " " + words);
    if (name == "remove_tags") {
      auto kept = tickets::split_words(tags_);
      const auto gone = tickets::split_words(tickets::normalize_tags(words));
      std::erase_if(kept, [&](const std::string& tag) { return std::ranges::find(gone, tag) != gone.end(); });
      tags_.clear();
      for (const auto& tag : kept) tags_.append(tags_.empty() ? "" : " ").append(tag);
    }
    out_.tags = tags_;
  }
  void write(const Action& action) {
    auto& comment = out_.comment ? *out_.comment : out_.comment.emplace();
    if (action.field == "comment_mode_is_public") {
      comment.is_public = action.value() == "true";
      return;
    }
    if (action.field == "comment_value_html") {
      tickets::NewComment written;
      written.html_body =
          placeholders_.render(action.values.empty() ? "" : action.values.back(), text::TemplateOutput::html);
      tickets::prepare_html(written);
      comment.html_body = std::move(written.html_body);
      if (comment.body.empty()) comment.body = std::move(written.body);
      return;
    }
    comment.body = rendered(action);
    const auto channel = action.values.size() > 1 ? action.value() : std::string("channel:all");
    comment.scoped.emplace_back(channel, comment.body);
  }

  const people::Actor& actor_;
  const tickets::Ticket* ticket_;
  Placeholders& placeholders_;
  std::string tags_;
  MacroChange out_;
};

}  // namespace

Result<MacroChange> apply_macro(const Rule& macro, const people::Actor& actor, const tickets::Ticket* ticket,
                                Placeholders& placeholders) {
  Applying applying(actor, ticket, placeholders);
  for (const auto& action : macro.actions) applying.act(action);
  return applying.take();
}

}  // namespace pult::automation
