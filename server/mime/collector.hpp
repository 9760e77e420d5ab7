// SPDX-License-Identifier: AGPL-3.0-or-later
// Walks the tree of a mail and sorts its parts: body segments, attachments, reports.
#pragma once
#include <string_view>
#include <vector>

#include "mime/body_text.hpp"
#include "mime/message.hpp"
#include "mime/tree.hpp"

namespace pult::mime {

class Collector {
 public:
  // `charset_hint` is for parts and names that declare none.
  Collector(Message& message, std::string_view charset_hint) : message_(message), charset_hint_(charset_hint) {}

  // Attachments and reports go to the message; the body comes back in the order of the mail.
  std::vector<Segment> collect(GMimeObject* root);

 private:
  struct Place {
    int depth = 0;
    int nested_messages = 0;
    bool in_report = false;
    bool in_alternative = false;
    bool is_related_root = false;
    bool is_root = false;  // the mail has no other part
  };
  using Segments = std::vector<Segment>;

  Segments walk(GMimeObject* object, Place place);
  Segments walk_multipart(GMimeMultipart* multipart, Place place);
  Segments walk_alternative(GMimeMultipart* multipart, Place place);
  Segments walk_without_parts(GMimeMultipart* multipart, Place place);
  Segments walk_nested(GMimeMessagePart* part, Place place);
  Segments walk_leaf(GMimePart* part, Place place);
  Segments walk_bytes(std::string_view bytes, Place place);
  Segments text_segments(std::string_view content, const PartHead& head, bool is_html);

  void add_report(std::string_view content_type, std::string_view bytes, std::string_view charset);
  void add_nested_message(GMimeMessage* nested, const PartHead& head);
  void add_leaf(std::string_view content, PartHead head, Place place);
  void add_attachment(Attachment attachment);
  void unpack_tnef(std::string_view bytes);

  Message& message_;
  std::string_view charset_hint_;
  Segments nested_body_;  // of the first nested message: the body of a mail that has none of its own
  Segments named_text_;   // of text parts with a file name, likewise
  Segments tnef_body_;
};

}  // namespace pult::mime
