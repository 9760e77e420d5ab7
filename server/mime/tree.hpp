// SPDX-License-Identifier: AGPL-3.0-or-later
// GMime's tree of a message, owned, and what is read from its nodes. GMime only finds the parts and their raw header
// lines; values are decoded by this module, because GMime gives up on much of what is met.
#pragma once
#include <gmime/gmime.h>

#include <memory>
#include <string>
#include <string_view>

#include "mime/fields.hpp"
#include "mime/transfer.hpp"

namespace pult::mime {

struct Unref {
  void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Owned = std::unique_ptr<T, Unref>;

// Content ranges point into the parsed bytes, which must outlive the tree.
class Tree {
 public:
  Tree() = default;
  explicit Tree(std::string_view bytes);

  GMimeObject* root() const { return root_.get(); }  // null when GMime refuses

 private:
  std::unique_ptr<GByteArray> array_;  // the view GMime has of the bytes; the content streams keep pointing to it
  Owned<GMimeObject> root_;
};

std::string_view raw_header(GMimeObject* object, std::string_view name);  // the first, "" when absent
std::string_view raw_content(GMimePart* part);                            // still transfer-encoded, in the parsed bytes

std::string enriched_to_html(std::string_view text, bool is_richtext);  // RFC 1896, RFC 1341 section 7.1.3

struct PartHead {
  ParameterField type;  // value "text/plain" when missing
  ParameterField disposition;
  TransferEncoding encoding = TransferEncoding::identity;
  bool has_encoding = false;
  std::string content_id;  // without < >
  std::string file_name;   // "" when none is given; not cleaned

  std::string_view charset() const { return type.parameter("charset"); }
  bool is_attachment() const { return disposition.value == "attachment"; }
};
PartHead read_head(GMimeObject* object, std::string_view charset_hint, Defects& defects);

}  // namespace pult::mime
