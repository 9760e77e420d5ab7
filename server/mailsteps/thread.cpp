// SPDX-License-Identifier: AGPL-3.0-or-later
#include "mailsteps/thread.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

#include "mailsteps/lines.hpp"
#include "mailsteps/phrases.hpp"
#include "text/ascii.hpp"

namespace pult::mailsteps {
namespace {

constexpr std::size_t max_ids = 100;
constexpr std::size_t max_tokens = 20;
constexpr std::size_t mac_digits = 10;
constexpr std::size_t max_id_digits = 18;  // fits int64
constexpr int max_prefixes = 20;

// What mail programs put before ':' in replies and forwards.
// clang-format off: words in lines
constexpr std::string_view reply_prefixes[] = {
    // English, German, Dutch
    "re", "fw", "fwd", "fd", "aw", "antw", "antwort", "wg", "weitergeleitet", "doorst", "antwoord", "betr",
    // French, Spanish, Portuguese, Italian
    "rép", "réf", "tr", "rv", "res", "enc", "resp", "r", "rif", "i", "inoltro",
    // Polish, Czech, Slovak, Hungarian
    "odp", "pd", "přep", "předat", "přeposláno", "vá", "válasz", "továbbítás", "továbbítva",
    // Lithuanian, Latvian, Romanian
    "ats", "atsakymas", "persiųsta", "prsl", "atb", "pārs", "răsp", "redir", "redirecționat",
    // Russian, Ukrainian, Bulgarian, Serbian
    "отв", "ответ", "на", "пер", "пересл", "переслать",
    "відп", "пересилання", "отг", "пр", "одг",
    // Swedish, Danish, Norwegian, Finnish
    "sv", "vs", "vb", "vl", "videresendt", "ang",
    // Turkish, Greek, Indonesian, Vietnamese
    "ynt", "ilt", "απ", "σχετ", "πρθ", "bls", "trs", "tl", "hồi âm",
    // Chinese, Japanese, Korean, Hebrew, Arabic
    "回复", "答复", "转发", "回覆", "轉寄", "轉發", "返信", "転送", "회신", "전달", "답장",
    "תגובה", "השב", "הועבר", "رد",    "إعادة توجيه",
};
// clang-format on

bool is_reply_prefix(const std::string& folded_word) {
  static const std::set<std::string> words = [] {
    std::set<std::string> folded;
    for (const std::string_view word : reply_prefixes) folded.insert(fold(word));
    return folded;
  }();
  return words.contains(folded_word);
}

bool is_hex(char c) { return text::is_ascii_digit(c) || (c >= 'a' && c <= 'f'); }

// "t12-0123456789" or "s7-0123456789"; in a subject the t is left out. Gives the first form, "" for something else.
std::string parse_token(std::string_view text, bool in_subject) {
  const bool is_side = text.starts_with('s') || text.starts_with('S');
  std::string token = in_subject && !is_side ? "t" : "";
  for (const char c : text) token += c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  const std::size_t dash = token.find('-');
  if (!(token.starts_with('t') || token.starts_with('s')) || dash == std::string::npos || dash < 2 ||
      dash > max_id_digits + 1)
    return {};
  const std::string_view id = std::string_view(token).substr(1, dash - 1);
  const std::string_view mac = std::string_view(token).substr(dash + 1);
  const bool well_formed =
      std::ranges::all_of(id, text::is_ascii_digit) && mac.size() == mac_digits && std::ranges::all_of(mac, is_hex);
  return well_formed ? token : std::string{};
}

void add_once(std::vector<std::string>& list, std::string value, std::size_t limit) {
  if (!value.empty() && list.size() < limit && std::ranges::find(list, value) == list.end()) {
    list.push_back(std::move(value));
  }
}

// The token of "local+TOKEN@domain" when local@domain is ours. A mailbox may itself have a plus in its name.
std::string token_of_address(std::string_view address, std::span<const std::string> own_addresses) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  const std::size_t plus = address.substr(0, at).rfind('+');
  if (plus == std::string_view::npos) return {};
  const std::string base = std::string(address.substr(0, plus)).append(address.substr(at));
  const bool ours = std::ranges::any_of(own_addresses, [&](const auto& own) { return text::ascii_iequals(own, base); });
  return ours ? parse_token(address.substr(plus + 1, at - plus - 1), false) : std::string{};
}

struct SubjectToken {
  std::size_t begin;
  std::size_t size;
  std::string token;
};

std::vector<SubjectToken> tokens_of_subject(std::string_view subject) {
  std::vector<SubjectToken> found;
  for (std::size_t at = subject.find("[#"); at != std::string_view::npos && found.size() < max_tokens;
       at = subject.find("[#", at + 2)) {
    const std::size_t close = subject.substr(0, at + 40).find(']', at);
    if (close == std::string_view::npos) continue;
    std::string token = parse_token(subject.substr(at + 2, close - at - 2), true);
    if (!token.empty()) found.push_back({at, close + 1 - at, std::move(token)});
  }
  return found;
}

// Bytes of one "Re: ", "RE[2]:", "Re(3):", "Re^2:", "回复：" at the start, 0 when there is none.
std::size_t prefix_size(std::string_view subject) {
  static constexpr std::string_view wide_colon = "\xef\xbc\x9a";
  const std::string_view head = subject.substr(0, 48);
  const std::size_t narrow = head.find(':');
  const std::size_t wide = head.find(wide_colon);
  const std::size_t colon = std::min(narrow, wide);
  if (colon == std::string_view::npos) return 0;
  std::string word = fold(head.substr(0, colon));
  while (!word.empty() && std::string_view("0123456789[]()^* ").contains(word.back())) word.pop_back();
  if (!is_reply_prefix(word)) return 0;
  return colon + (colon == narrow ? 1 : wide_colon.size());
}

std::string without_tokens(std::string_view subject) {
  std::string result;
  std::size_t done = 0;
  for (const SubjectToken& token : tokens_of_subject(subject)) {
    result.append(subject.substr(done, token.begin - done));
    done = token.begin + token.size;
  }
  return result.append(subject.substr(done));
}

std::string normalize_subject(std::string_view subject) {
  const std::string bare = without_tokens(subject);
  std::string_view rest = text::trim_ascii(bare);
  for (int i = 0; i < max_prefixes; ++i) {
    const std::size_t size = prefix_size(rest);
    if (size == 0) break;
    rest = text::trim_ascii(rest.substr(size));
  }
  std::string result;
  for (const char c : rest) {
    const bool blank = c == ' ' || c == '\t';
    if (!blank || !result.ends_with(' ')) result += blank ? ' ' : c;
  }
  return result;
}

std::string with_tag(std::string_view subject, const std::string& tag) {
  if (subject.contains(tag)) return std::string(subject);
  return subject.empty() ? tag : std::string(subject).append(" ").append(tag);
}

}  // namespace

ThreadHints thread_hints(const mime::Message& mail, std::span<const std::string> own_addresses, const Bounce& bounce) {
  ThreadHints hints;
  add_once(hints.message_ids, mail.in_reply_to, max_ids);
  for (std::string& id : message_ids_in(mail.header("In-Reply-To"), max_ids)) {
    add_once(hints.message_ids, std::move(id), max_ids);
  }
  for (auto id = mail.references.rbegin(); id != mail.references.rend(); ++id) {
    add_once(hints.message_ids, *id, max_ids);
  }
  add_once(hints.message_ids, bounce.original_message_id, max_ids);
  for (auto id = bounce.original_references.rbegin(); id != bounce.original_references.rend(); ++id) {
    add_once(hints.message_ids, *id, max_ids);
  }

  const auto add_token = [&](std::string token, std::vector<std::string>& list) {
    const bool is_side = token.starts_with('s');
    add_once(is_side ? hints.side_tokens : list, std::move(token), max_tokens);
  };
  const auto look_at = [&](std::string_view address) {
    add_token(token_of_address(address, own_addresses), hints.address_tokens);
  };
  for (const auto* list : {&mail.to, &mail.cc}) {
    for (const mime::Address& address : *list) look_at(address.address);
  }
  for (const auto& [name, value] : mail.headers) {
    // The envelope's recipient, as the delivering server noted it.
    for (const std::string_view envelope : {"Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To"}) {
      if (!text::ascii_iequals(name, envelope)) continue;
      for (const std::string_view address : addresses_in(value, max_tokens)) look_at(address);
    }
  }

  for (SubjectToken& token : tokens_of_subject(mail.subject)) {
    add_token(std::move(token.token), hints.subject_tokens);
  }
  hints.normalized_subject = normalize_subject(mail.subject);
  return hints;
}

std::string subject_with_token(std::string_view subject, std::int64_t ticket_id, std::string_view token) {
  const std::string_view mac = token.substr(token.rfind('-') + 1);
  return with_tag(subject, std::string("[#").append(std::to_string(ticket_id)).append("-").append(mac).append("]"));
}

std::string subject_with_side_token(std::string_view subject, std::string_view token) {
  return with_tag(subject, std::string("[#").append(token).append("]"));
}

std::string address_with_token(std::string_view address, std::string_view token) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return std::string(address);
  return std::string(address.substr(0, at)).append("+").append(token).append(address.substr(at));
}

bool has_reply_or_forward_prefix(std::string_view subject) { return prefix_size(text::trim_ascii(subject)) > 0; }

}  // namespace pult::mailsteps
