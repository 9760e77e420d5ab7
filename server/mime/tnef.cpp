// SPDX-License-Identifier: AGPL-3.0-or-later
// MS-OXTNEF read with bounds checked at every step. libytnef is not used for it: it writes to standard output, aborts
// on the first damaged checksum and trusts lengths it reads.
#include "mime/tnef.hpp"

#include <algorithm>
#include <cstdint>
#include <optional>

#include "mime/body_text.hpp"

namespace pult::mime {
namespace {

constexpr std::size_t kMaxFiles = 1000;

class Cursor {
 public:
  explicit Cursor(std::string_view bytes) : rest_(bytes) {}

  bool is_failed() const { return failed_; }
  bool is_at_end() const { return failed_ || rest_.empty(); }
  std::string_view take(std::size_t count) {
    if (failed_ || count > rest_.size()) {
      failed_ = true;
      return {};
    }
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint32_t number(std::size_t width) {
    std::uint32_t value = 0;
    const std::string_view bytes = take(width);
    for (std::size_t i = bytes.size(); i > 0; --i) value = value << 8U | static_cast<unsigned char>(bytes[i - 1]);
    return value;
  }
  std::string_view padded(std::size_t count) {
    const std::string_view taken = take(count);
    rest_.remove_prefix(std::min((4 - count % 4) % 4, rest_.size()));
    return taken;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

enum PropertyType : std::uint32_t { string8 = 0x1E, unicode = 0x1F, object = 0x0D, binary = 0x102 };

struct Property {
  std::uint32_t type = 0;
  std::uint32_t id = 0;
  std::string_view value;  // the first, when it has several
};

// MS-OXTNEF section 2.1.3.4: sizes as they are padded in the stream. 0 for types whose size is unknown.
std::size_t fixed_size(std::uint32_t type) {
  switch (type) {
    case 0x02:
    case 0x03:
    case 0x04:
    case 0x0A:
    case 0x0B: return 4;
    case 0x05:
    case 0x06:
    case 0x07:
    case 0x14:
    case 0x40: return 8;
    case 0x48: return 16;
    default: return 0;
  }
}

std::optional<Property> next_property(Cursor& cursor) {
  constexpr std::uint32_t kFirstNamed = 0x8000;
  constexpr std::uint32_t kManyValues = 0x1000;
  Property property;
  property.type = cursor.number(2);
  property.id = cursor.number(2);
  if (property.id >= kFirstNamed) {
    cursor.take(16);
    if (const bool has_name = cursor.number(4) == 1; has_name) {
      cursor.padded(cursor.number(4));
    } else {
      cursor.take(4);
    }
  }
  const std::uint32_t type = property.type & ~kManyValues;
  const bool is_variable = type == string8 || type == unicode || type == object || type == binary;
  const std::uint32_t count = is_variable || (property.type & kManyValues) ? cursor.number(4) : 1;
  for (std::uint32_t i = 0; i < count && !cursor.is_failed(); ++i) {
    const std::size_t size = is_variable ? cursor.number(4) : fixed_size(type);
    if (size == 0 && !is_variable) return std::nullopt;
    const std::string_view value = cursor.padded(size);
    if (i == 0) property.value = value;
  }
  return cursor.is_failed() ? std::nullopt : std::optional(property);
}

class Reader {
 public:
  explicit Reader(Defects& defects) : defects_(defects) {}

  TnefContent read(std::string_view bytes) {
    Cursor cursor(bytes.substr(6));  // behind signature and key
    while (!cursor.is_at_end()) {
      cursor.number(1);  // level
      const std::uint32_t id = cursor.number(4) & 0xFFFFU;
      const std::string_view data = cursor.take(cursor.number(4));
      cursor.number(2);  // checksum: damaged content is better than none
      if (cursor.is_failed()) add_defect(defects_, "tnef:damaged");
      if (!cursor.is_failed() || !data.empty()) attribute(id, data);
    }
    std::erase_if(content_.files, [](const TnefFile& file) { return file.bytes.empty(); });
    return std::move(content_);
  }

 private:
  void attribute(std::uint32_t id, std::string_view data) {
    enum : std::uint32_t {
      body = 0x800C,
      attach_data = 0x800F,
      attach_title = 0x8010,
      render_data = 0x9002,
      message_properties = 0x9003,
      attach_properties = 0x9005,
      code_page = 0x9007
    };
    if (id == code_page) {
      const std::uint32_t number = Cursor(data).number(4);
      if (number != 0) code_page_ = "cp" + std::to_string(number);
    } else if (id == body) {
      content_.text = text_of({string8, 0, data});
    } else if (id == message_properties) {
      properties(data, nullptr);
    } else if (id == render_data) {
      if (content_.files.size() < kMaxFiles) content_.files.emplace_back();
    } else if (!content_.files.empty()) {
      TnefFile& file = content_.files.back();
      if (id == attach_title && file.name.empty()) file.name = text_of({string8, 0, data});
      if (id == attach_data) file.bytes = std::string(data);
      if (id == attach_properties) properties(data, &file);
    }
  }

  void properties(std::string_view data, TnefFile* file) {
    enum : std::uint32_t {
      body = 0x1000,
      body_html = 0x1013,
      attach_data = 0x3701,
      attach_name = 0x3704,
      long_name = 0x3707
    };
    Cursor cursor(data);
    const std::uint32_t count = cursor.number(4);
    for (std::uint32_t i = 0; i < count; ++i) {
      const std::optional<Property> property = next_property(cursor);
      if (!property) return;
      if (!file && property->id == body && content_.text.empty()) content_.text = text_of(*property);
      if (!file && property->id == body_html) content_.html = html_of(*property);
      if (!file) continue;
      if (property->id == long_name || (property->id == attach_name && file->name.empty()))
        file->name = text_of(*property);
      constexpr std::size_t kInterfaceId = 16;  // before the bytes of an embedded object
      const bool is_object = property->type == object && property->value.size() > kInterfaceId;
      if (property->id == attach_data && file->bytes.empty()) {
        file->bytes = std::string(is_object ? property->value.substr(kInterfaceId) : property->value);
      }
    }
  }

  std::string text_of(const Property& property) {
    if (property.type == unicode)
      return to_utf8(property.value.substr(0, property.value.size() / 2 * 2), "UTF-16LE", defects_);
    return to_utf8(property.value, code_page_, defects_);
  }

  std::string html_of(const Property& property) {
    const std::string_view named = property.type == binary ? meta_charset(property.value) : std::string_view{};
    return named.empty() ? text_of(property) : to_utf8(property.value, named, defects_);
  }

  Defects& defects_;
  TnefContent content_;
  std::string code_page_;
};

}  // namespace

TnefContent read_tnef(std::string_view bytes, Defects& defects) {
  constexpr std::string_view kSignature = "\x78\x9F\x3E\x22";
  if (bytes.starts_with(kSignature) && bytes.size() > 6) return Reader(defects).read(bytes);
  add_defect(defects, "tnef:invalid");
  return {};
}

}  // namespace pult::mime
