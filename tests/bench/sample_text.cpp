// SPDX-License-Identifier: AGPL-3.0-or-later
#include "sample_text.hpp"

#include <array>

namespace pult::bench {
namespace {

constexpr std::array<const char*, 96> words{
    "the",      "to",        "and",      "I",         "of",           "a",        "is",          "my",       "in",
    "for",      "it",        "on",       "that",      "with",         "we",       "not",         "have",     "order",
    "this",     "was",       "your",     "please",    "you",          "are",      "but",         "has",      "when",
    "from",     "delivery",  "account",  "can",       "still",        "invoice",  "password",    "after",    "since",
    "error",    "could",     "payment",  "yesterday", "package",      "thanks",   "customer",    "printer",  "message",
    "again",    "screen",    "update",   "refund",    "address",      "number",   "received",    "working",  "support",
    "warranty", "broken",    "arrived",  "damaged",   "replace",      "install",  "version",     "button",   "browser",
    "phone",    "login",     "charged",  "twice",     "subscription", "cancel",   "waiting",     "weeks",    "shipment",
    "tracking", "courier",   "wrong",    "colour",    "size",         "missing",  "cable",       "battery",  "charger",
    "device",   "network",   "router",   "setting",   "export",       "report",   "spreadsheet", "calendar", "reminder",
    "contract", "signature", "discount", "voucher",   "newsletter",   "complaint"};
constexpr std::array<const char*, 24> stems{"kal", "mor", "ven", "tis", "ron", "del", "har", "zen",
                                            "pol", "gra", "bes", "lum", "fir", "dos", "que", "wil",
                                            "yar", "nox", "sta", "tru", "ple", "cor", "jan", "umb"};
constexpr std::array<const char*, 16> first_names{"Anna",  "Jonas",  "Petra", "Ivan", "Maria", "Tomas",
                                                  "Elena", "Andrei", "Lucie", "Rasa", "John",  "Sofia",
                                                  "Pavel", "Ruta",   "Mihai", "Olga"};
constexpr std::array<const char*, 16> last_names{
    "Novak", "Petrauskas", "Ionescu", "Smirnova", "Svoboda", "Kazlauskas", "Popa", "Smith",
    "Kovar", "Jankauskas", "Dumitru", "Ivanov",   "Marek",   "Brown",      "Stan", "Fiala"};

}  // namespace

std::string Sampler::word() {
  const auto kind = below(100);
  if (kind < 70) return words[below(below(2) ? 40 : words.size())];
  if (kind < 96)
    return std::string(stems[below(stems.size())]) + stems[below(stems.size())] + stems[below(stems.size())];
  return (below(2) ? "AB-" : "#") + std::to_string(10'000 + below(900'000));
}

std::string Sampler::body(std::size_t count) {
  std::string out;
  std::size_t in_sentence = 0;
  for (std::size_t i = 0; i < count; ++i) {
    auto next = word();
    if (in_sentence == 0 && next[0] >= 'a') next[0] = char(next[0] - 32);
    out += next;
    if (++in_sentence > 7 + below(9) || i + 1 == count) {
      out += below(5) ? ". " : ".\n\n";
      in_sentence = 0;
    } else {
      out += below(12) ? " " : ", ";
    }
  }
  return out;
}

std::string Sampler::subject() {
  std::string out = body(3 + below(6));
  out.resize(out.find_last_not_of(" \n.") + 1);
  return out;
}

std::string Sampler::person(std::uint64_t number) {
  return std::string(first_names[number % first_names.size()]) + " " +
         last_names[number / first_names.size() % last_names.size()];
}

std::string Sampler::address(std::uint64_t number) {
  return "customer" + std::to_string(number) + "@company" + std::to_string(number % 977) + ".example";
}

std::string Sampler::tags() {
  std::string out;
  for (auto left = below(4); left > 0; --left) out.append(out.empty() ? "" : " ").append(words[32 + below(40)]);
  return out;
}

std::string Sampler::priority() {
  constexpr std::array<const char*, 4> priorities{"low", "normal", "high", "urgent"};
  return chance(40) ? priorities[below(4)] : "";
}

std::string Sampler::html(const std::string& text) {
  std::string out = "<html><head><style>p {margin: 0 0 8px} .sig {color: #888888}</style></head><body>";
  for (std::size_t at = 0; at < text.size();) {
    const auto end = std::min(text.find('.', at), text.size() - 1) + 1;
    out += "<p style=\"font-family: Arial, sans-serif; font-size: 10pt\"><span lang=\"en\">" +
           text.substr(at, end - at) + "</span></p>\n";
    at = end;
  }
  return out +
         "<div class=\"sig\"><a href=\"https://company.example/contact\">Contact</a><br>"
         "<img src=\"https://company.example/logo.png\" width=\"120\" height=\"40\"></div></body></html>";
}

std::string Sampler::base64_lines(std::size_t bytes) {
  constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  for (std::size_t line = 0; line < bytes / 57; ++line) {
    std::uint64_t bits = 0;
    for (int i = 0; i < 76; ++i) {
      if (i % 10 == 0) bits = random_();
      out += alphabet[bits >> (6 * (i % 10)) & 63];
    }
    out += "\r\n";
  }
  return out;
}

std::string Sampler::mail(std::uint64_t number) {
  const auto who = below(400);
  const auto id = std::to_string(number);
  std::string text = body(60 + below(120));
  if (chance(60)) {
    text += "\n\nOn Mon, 12 Oct 2026 at 10:15, Support <support@bench.example> wrote:\n";
    for (int i = 0; i < 6; ++i) text += "> " + body(10) + "\n";
  }
  std::string out = "Return-Path: <" + address(who) + ">\r\n";
  for (int hop = 0; hop < 5; ++hop)
    out += "Received: from mx" + std::to_string(hop) + ".company.example (mx.company.example [192.0.2." +
           std::to_string(hop + 1) + "])\r\n\tby relay.bench.example with ESMTPS id " + id +
           "\r\n\tfor "
           "<support@bench.example>; Mon, 12 Oct 2026 10:15:0" +
           std::to_string(hop) + " +0000\r\n";
  out += "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=company.example; s=mail;\r\n\tb=" +
         base64_lines(200).substr(0, 70) + "\r\n";
  out += "From: \"" + person(who) + "\" <" + address(who) +
         ">\r\nTo: Support <support@bench.example>\r\nSubject: " + subject() + "\r\nMessage-ID: <" + id +
         ".bench@company.example>\r\n"
         "Date: Mon, 12 Oct 2026 10:15:00 +0000\r\nMIME-Version: 1.0\r\n"
         "Content-Type: multipart/mixed; boundary=\"outer\"\r\n\r\n--outer\r\n"
         "Content-Type: multipart/alternative; boundary=\"inner\"\r\n\r\n--inner\r\n"
         "Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
         text + "\r\n--inner\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n" +
         html(text) + "\r\n--inner--\r\n";
  if (chance(85)) {
    const bool photo = chance(50);
    out += std::string("--outer\r\nContent-Type: ") + (photo ? "image/jpeg" : "application/pdf") + "; name=\"file-" +
           id + "\"\r\nContent-Disposition: attachment; filename=\"file-" + id + (photo ? ".jpg" : ".pdf") +
           "\"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64_lines(6'000 + below(28'000));
  }
  return out + "--outer--\r\n";
}

}  // namespace pult::bench
