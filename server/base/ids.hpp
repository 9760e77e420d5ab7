// SPDX-License-Identifier: AGPL-3.0-or-later
// Strong ids: a TicketId is never taken for a UserId. 0 is "none".
#pragma once
#include <compare>
#include <cstdint>
#include <functional>

namespace pult::base {

template <class Tag>
struct Id {
  std::int64_t value = 0;

  constexpr Id() = default;
  constexpr explicit Id(std::int64_t v) : value(v) {}
  constexpr explicit operator bool() const { return value != 0; }
  constexpr auto operator<=>(const Id&) const = default;
};

using TicketId = Id<struct TicketTag>;
using CommentId = Id<struct CommentTag>;
using AuditId = Id<struct AuditTag>;
using UserId = Id<struct UserTag>;
using IdentityId = Id<struct IdentityTag>;
using OrganizationId = Id<struct OrganizationTag>;
using GroupId = Id<struct GroupTag>;
using MailboxId = Id<struct MailboxTag>;
using AttachmentId = Id<struct AttachmentTag>;

}  // namespace pult::base

namespace pult {
using base::AttachmentId;
using base::AuditId;
using base::CommentId;
using base::GroupId;
using base::IdentityId;
using base::MailboxId;
using base::OrganizationId;
using base::TicketId;
using base::UserId;
}  // namespace pult

template <class Tag>
struct std::hash<pult::base::Id<Tag>> {
  std::size_t operator()(pult::base::Id<Tag> id) const noexcept { return std::hash<std::int64_t>()(id.value); }
};
