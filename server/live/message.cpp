// SPDX-License-Identifier: AGPL-3.0-or-later
#include "live/message.hpp"

#include <algorithm>
#include <boost/json.hpp>

namespace pult::live {
namespace json = boost::json;
namespace {

Message render(const json::object& object) { return std::make_shared<const std::string>(json::serialize(object)); }

// The object with one more member whose value is JSON text already.
Message render_with(const json::object& object, std::string_view name, const std::string& text) {
  auto out = json::serialize(object);
  out.pop_back();
  out.append(",\"").append(name).append("\":").append(text).append("}");
  return std::make_shared<const std::string>(std::move(out));
}

bool is_comment(const events::Event& event) { return event.type == events::EventType::comment; }

}  // namespace

Message hello_message(UserId user, Micros now) {
  return render({{"type", "hello"}, {"user_id", user.value}, {"server_time", base::render_iso8601(now)}});
}

Message resync_message() {
  static const Message message = render({{"type", "resync"}});
  return message;
}

Message pong_message() {
  static const Message message = render({{"type", "pong"}});
  return message;
}

Message gone_message(TicketId ticket) { return render({{"type", "ticket_gone"}, {"ticket_id", ticket.value}}); }

Message ticket_message(const events::Audit& audit, const tickets::Ticket& ticket, bool with_private,
                       const std::string& ticket_json) {
  json::array fields;
  json::value comment = nullptr;
  bool created = false;
  for (const auto& event : audit.events) {
    created |= event.type == events::EventType::create;
    if (!is_comment(event)) {
      if (with_private || !tickets::is_work_field(event.field)) fields.emplace_back(event.field);
    } else if (with_private || event.comment.is_public) {
      comment = {{"id", event.comment.id.value}, {"public", event.comment.is_public}};
    }
  }
  return render_with({{"type", "ticket"},
                      {"ticket_id", ticket.id.value},
                      {"audit_id", audit.id.value},
                      {"actor_id", audit.author.value},
                      {"created", created},
                      {"updated_at", base::render_iso8601(ticket.updated_at)},
                      {"fields", std::move(fields)},
                      {"comment", std::move(comment)}},
                     "ticket", ticket_json);
}

Message delivery_message(TicketId ticket, CommentId comment, const std::string& delivery_json) {
  return render_with({{"type", "delivery"}, {"ticket_id", ticket.value}, {"comment_id", comment.value}}, "delivery",
                     delivery_json);
}

Message part_message(TicketId ticket, const std::string& part, UserId user) {
  return render({{"type", "ticket_part"},
                 {"ticket_id", ticket.value},
                 {"part", part},
                 {"user_id", user ? json::value(user.value) : json::value(nullptr)}});
}

Message lookers_message(TicketId ticket, const std::map<UserId, bool>& writes_by_user) {
  json::array list;
  for (const auto& [user, writes] : writes_by_user)
    list.push_back(json::object{{"user_id", user.value}, {"writes", writes}});
  return render({{"type", "lookers"}, {"ticket_id", ticket.value}, {"lookers", std::move(list)}});
}

Message counts_message(const std::map<std::int64_t, std::int64_t>& by_view) {
  json::array list;
  for (const auto& [view, value] : by_view) list.push_back(json::object{{"view_id", view}, {"value", value}});
  return render({{"type", "view_counts"}, {"view_counts", std::move(list)}});
}

bool has_public_part(const events::Audit& audit) {
  return std::ranges::any_of(audit.events, [](const auto& event) {
    return is_comment(event) ? event.comment.is_public : !tickets::is_work_field(event.field);
  });
}

bool is_ping(std::string_view message) {
  boost::system::error_code broken;
  const auto parsed = json::parse(message, broken);
  const auto* object = broken ? nullptr : parsed.if_object();
  const auto* type = object ? object->if_contains("type") : nullptr;
  return type && type->is_string() && type->get_string() == "ping";
}

}  // namespace pult::live
