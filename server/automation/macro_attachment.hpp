// SPDX-License-Identifier: AGPL-3.0-or-later
// Files that a macro brings along.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "automation/rule.hpp"
#include "blobs/blob_store.hpp"

namespace pult::automation {

using MacroAttachmentId = base::Id<struct MacroAttachmentTag>;

struct MacroAttachment {
  MacroAttachmentId id;
  RuleId macro;  // 0: no macro has taken it yet
  std::string sha256, file_name, content_type;
  std::uint64_t size = 0;
  Micros created_at = 0;
};

inline constexpr std::size_t max_macro_attachments = 5;

// unprocessable when the macro has five already.
Result<MacroAttachment> keep_macro_attachment(sql::Transaction& tx, const blobs::Staged& content,
                                              MacroAttachment attachment);
Result<std::optional<MacroAttachment>> find_macro_attachment(sql::Transaction& tx, MacroAttachmentId id);
Result<std::vector<MacroAttachment>> list_macro_attachments(sql::Transaction& tx, RuleId macro);

}  // namespace pult::automation
