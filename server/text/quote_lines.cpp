// SPDX-License-Identifier: AGPL-3.0-or-later
#include "text/quote_lines.hpp"

#include <algorithm>

#include "text/ascii.hpp"
#include "text/quote_marks.hpp"

namespace pult::text {
namespace {

constexpr std::size_t kMaxSignatureLines = 20;
constexpr std::size_t kMaxOwnLines = 3000;  // history that begins below is not looked for: this bounds the work

class Chooser {
 public:
  explicit Chooser(std::span<const QuoteLine> lines) : lines_(lines), end_(lines.size()) {
    result_.keep.assign(lines.size(), true);
    attribution_.assign(lines.size(), false);
  }

  VisibleLines run() {
    if (!cut_history()) return finish();
    std::size_t before = 0;
    do {
      before = end_;
      trim_blank();
      trim_device_lines();
      trim_signature();
      trim_quote();
    } while (end_ != before);
    for (std::size_t i = end_; i < lines_.size(); ++i) result_.keep[i] = false;
    drop_attributions();
    return finish();
  }

 private:
  bool is_blank(std::size_t i) const { return lines_[i].text.empty(); }

  std::size_t next_filled(std::size_t i) const {
    while (i < lines_.size() && is_blank(i)) ++i;
    return i;
  }

  // Finds where history begins for good. False: the mail is one forward without words of its own, shown whole.
  bool cut_history() {
    bool has_text = false;
    std::size_t own = 0;
    for (std::size_t i = 0; i < lines_.size() && own < kMaxOwnLines; ++i) {
      const QuoteLine& line = lines_[i];
      if (is_blank(i) || line.is_quoted) continue;
      ++own;
      if (line.mark == LineMark::quoted_rest || is_reply_line(line.text)) {
        if (has_text) return cut(i);
        if (line.mark == LineMark::quoted_rest) return false;
        continue;
      }
      if (line.mark == LineMark::attribution) {
        attribution_[i] = true;
        continue;
      }
      if (starts_history(lines_, i)) return has_text && cut(i);
      if (const Attribution found = find_attribution(lines_, i); found.last >= i && found.first <= i) {
        if (found.text_before > 0) shorten(found);
        for (std::size_t k = found.first; k <= found.last; ++k) attribution_[k] = true;
        has_text |= found.text_before > 0;
        const std::size_t next = next_filled(found.last + 1);
        const bool quote_follows = next < lines_.size() && lines_[next].is_quoted;
        if (!quote_follows && next < lines_.size())
          return has_text && cut(found.first + (found.text_before > 0 ? 1 : 0));
        i = found.last;
        continue;
      }
      has_text |= !is_device_line(line.text);
    }
    return true;
  }

  bool cut(std::size_t line) {
    end_ = line;
    return true;
  }

  void shorten(const Attribution& found) {
    result_.shortened_line = found.first;
    result_.shortened_bytes = found.text_before;
  }

  bool is_shortened(std::size_t i) const { return result_.shortened_bytes > 0 && result_.shortened_line == i; }

  void trim_blank() {
    while (end_ > 0 && is_blank(end_ - 1)) --end_;
  }

  void trim_device_lines() {
    while (end_ > 0 && !lines_[end_ - 1].is_quoted && !is_shortened(end_ - 1) &&
           (is_device_line(lines_[end_ - 1].text) || lines_[end_ - 1].mark == LineMark::signature)) {
      --end_;
      trim_blank();
    }
  }

  // A signature under its delimiter, at the end of what is left.
  void trim_signature() {
    std::size_t filled = 0;
    for (std::size_t i = end_; i-- > 0 && filled <= kMaxSignatureLines;) {
      if (is_blank(i)) continue;
      if (lines_[i].is_quoted) return;
      if (is_signature_delimiter(lines_[i].text, filled)) {
        end_ = i;
        return;
      }
      ++filled;
    }
  }

  // The quote at the end, with its attribution and the rule above it.
  void trim_quote() {
    if (end_ == 0 || !lines_[end_ - 1].is_quoted) {
      if (end_ > 0 && attribution_[end_ - 1] && !is_shortened(end_ - 1))
        --end_;
      else if (end_ > 0 && end_ < lines_.size() && is_rule_above_quote(end_ - 1))
        --end_;
      return;
    }
    std::size_t start = end_;
    bool cite = false;
    while (start > 0 && (lines_[start - 1].is_quoted || is_blank(start - 1) || is_wrapped_quote(start - 1))) {
      cite |= lines_[start - 1].is_quoted && lines_[start - 1].is_cite;
      --start;
    }
    const bool introduced = start > 0 && attribution_[start - 1];
    if (cite || introduced || start == 0) end_ = start;
  }

  bool is_rule_above_quote(std::size_t i) const {
    const std::size_t next = next_filled(i + 1);
    if (next >= lines_.size()) return false;
    return is_rule(lines_[i].text) || (lines_[next].is_quoted && is_titled_rule(lines_[i].text));
  }

  // The rest of a quoted line that a mail program wrapped without quoting it.
  bool is_wrapped_quote(std::size_t i) const {
    if (i == 0 || i + 1 >= lines_.size() || !lines_[i - 1].is_quoted || !lines_[i + 1].is_quoted) return false;
    const std::string_view text = lines_[i].text;
    return lines_[i - 1].text.size() >= 60 && text.size() <= 30 && ascii_lower(text[0]) == text[0];
  }

  // What is left may answer below or between quotes. Attribution lines go; a single quote above the answer goes too.
  void drop_attributions() {
    std::size_t first = 0;
    while (first < end_ && is_blank(first)) ++first;
    if (first < end_ && attribution_[first] && !is_shortened(first)) {
      std::size_t i = first;
      while (i < end_ && (attribution_[i] || is_blank(i))) ++i;
      while (i < end_ && (lines_[i].is_quoted || is_blank(i) || is_wrapped_quote(i))) ++i;
      const auto quoted = [](const QuoteLine& line) { return line.is_quoted; };
      if (i < end_ && std::none_of(lines_.begin() + i, lines_.begin() + end_, quoted))
        std::fill(result_.keep.begin() + first, result_.keep.begin() + i, false);
    }
    for (std::size_t i = 0; i < end_; ++i)
      if (attribution_[i] && !is_shortened(i)) result_.keep[i] = false;
  }

  VisibleLines finish() {
    bool any = result_.shortened_bytes > 0;
    for (std::size_t i = 0; i < lines_.size(); ++i) {
      any |= result_.keep[i] && !is_blank(i);
      result_.has_more |= !result_.keep[i] && !is_blank(i);
    }
    if (!any) {
      result_ = VisibleLines{};
      result_.keep.assign(lines_.size(), true);
    }
    result_.has_more |= result_.shortened_bytes > 0;
    return std::move(result_);
  }

  std::span<const QuoteLine> lines_;
  std::size_t end_;  // lines from here on are hidden
  std::vector<bool> attribution_;
  VisibleLines result_;
};

}  // namespace

VisibleLines choose_visible(std::span<const QuoteLine> lines) { return Chooser(lines).run(); }

}  // namespace pult::text
