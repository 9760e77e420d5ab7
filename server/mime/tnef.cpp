// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mime/tnef.hpp"

#include <cstdint>
#include <cstring>
#include <memory>

extern "C" {
#include <ytnef.h>
}

#include "mime/header_text.hpp"

namespace pult::mime {
namespace {

struct FreeTnef {
  void operator()(TNEFStruct* tnef) const {
    TNEFFree(tnef);
    delete tnef;
  }
};

std::string_view view_of(const variableLength& value) {
  if (!value.data || value.size <= 0) return {};
  return {reinterpret_cast<const char*>(value.data), static_cast<std::size_t>(value.size)};
}

std::string_view property(MAPIProps& properties, unsigned type, unsigned id) {
  variableLength* const value = MAPIFindProperty(&properties, PROP_TAG(type, id));
  return value == MAPI_UNDEFINED || !value ? std::string_view{} : view_of(*value);
}

std::string as_text(std::string_view bytes, std::string_view charset, Defects& defects) {
  return to_utf8(bytes, charset, defects);
}

// ytnef gives Unicode properties as UTF-8 already, the 8-bit ones in the code page of the message.
std::string name_of(Attachment& attachment, std::string_view charset, Defects& defects) {
  for (const unsigned id : {0x3707U, 0x3704U, 0x3001U}) {  // PR_ATTACH_LONG_FILENAME, PR_ATTACH_FILENAME, PR_DISPLAY_NAME
    for (const unsigned type : {PT_UNICODE, PT_STRING8}) {
      const std::string_view name = property(attachment.MAPI, type, id);
      if (!name.empty()) return as_text(name, charset, defects);
    }
  }
  return as_text(view_of(attachment.Title), charset, defects);
}

std::string_view data_of(Attachment& attachment) {
  if (const std::string_view data = view_of(attachment.FileData); !data.empty()) return data;
  constexpr unsigned kAttachData = 0x3701;
  std::string_view data = property(attachment.MAPI, PT_OBJECT, kAttachData);
  constexpr std::size_t kInterfaceId = 16;  // before the bytes of an embedded object
  if (data.size() > kInterfaceId) return data.substr(kInterfaceId);
  return property(attachment.MAPI, PT_BINARY, kAttachData);
}

std::string code_page(const TNEFStruct& tnef) {
  const std::string_view page = view_of(tnef.CodePage);
  if (page.size() < 4) return {};
  std::uint32_t number = 0;
  std::memcpy(&number, page.data(), sizeof number);
  return number == 0 ? std::string{} : "cp" + std::to_string(number);
}

}  // namespace

TnefContent read_tnef(std::string_view bytes, Defects& defects) {
  constexpr std::string_view kSignature = "\x78\x9F\x3E\x22";
  TnefContent content;
  if (!bytes.starts_with(kSignature)) {
    add_defect(defects, "tnef:invalid");
    return content;
  }
  const std::unique_ptr<TNEFStruct, FreeTnef> tnef(new TNEFStruct);
  TNEFInitialize(tnef.get());
  tnef->Debug = 0;
  std::string copy(bytes);  // the library writes into what it reads
  if (TNEFParseMemory(reinterpret_cast<BYTE*>(copy.data()), static_cast<long>(copy.size()), tnef.get()) < 0) {
    add_defect(defects, "tnef:damaged");
  }
  const std::string charset = code_page(*tnef);
  constexpr unsigned kBody = 0x1000;
  constexpr unsigned kBodyHtml = 0x1013;
  std::string_view text = view_of(tnef->body);
  for (const unsigned type : {PT_STRING8, PT_UNICODE}) {
    if (text.empty()) text = property(tnef->MapiProperties, type, kBody);
  }
  content.text = as_text(text, charset, defects);
  std::string_view html = property(tnef->MapiProperties, PT_BINARY, kBodyHtml);
  if (html.empty()) html = property(tnef->MapiProperties, PT_UNICODE, kBodyHtml);
  content.html = as_text(html, charset, defects);
  constexpr std::size_t kMaxFiles = 1000;
  for (Attachment* at = tnef->starting_attach.next; at && content.files.size() < kMaxFiles; at = at->next) {
    const std::string_view data = data_of(*at);
    if (!data.empty()) content.files.push_back({name_of(*at, charset, defects), std::string(data)});
  }
  return content;
}

}  // namespace pult::mime
