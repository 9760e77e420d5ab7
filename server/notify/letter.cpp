// SPDX-License-Identifier: AGPL-3.0-or-later
#include "notify/letter.hpp"

#include <algorithm>
#include <array>

#include "notify/settings.hpp"
#include "notify/words.hpp"
#include "people/locale.hpp"
#include "text/html_text.hpp"
#include "text/utf8.hpp"

namespace pult::notify {
namespace {

constexpr std::size_t max_subject_bytes = 200;

// {} is how many, or when.
struct Words {
  std::string_view language, internal, due, more, answer_one, answer_many, why, settings;
};
constexpr std::array<Words, 5> all_words{{
    {"en", "internal note", "due {}", "And {} more in the list on the desk.",
     "What you answer to this mail becomes an internal note on the ticket.",
     "This mail is about several tickets: please answer on the desk.",
     "You get this mail because you had not seen this on the desk yet.", "What you are told of"},
    {"ru", "внутренняя заметка", "срок {}", "И ещё {}: смотрите список в системе.",
     "Ваш ответ на это письмо станет внутренней заметкой в заявке.",
     "Это письмо о нескольких заявках: отвечайте, пожалуйста, в системе.",
     "Вы получили это письмо, потому что ещё не видели этого в системе.", "О чём вам сообщать"},
    {"cs", "interní poznámka", "termín {}", "A ještě {} v seznamu na helpdesku.",
     "Vaše odpověď na tento e-mail se stane interní poznámkou u tiketu.",
     "Tento e-mail se týká více tiketů: odpovězte prosím na helpdesku.",
     "Tento e-mail dostáváte, protože jste to na helpdesku zatím neviděli.", "O čem chcete vědět"},
    {"lt", "vidinė pastaba", "terminas {}", "Ir dar {} sąraše pagalbos sistemoje.",
     "Jūsų atsakymas į šį laišką taps vidine pastaba užklausoje.",
     "Šis laiškas yra apie kelias užklausas: atsakykite pagalbos sistemoje.",
     "Gavote šį laišką, nes dar nematėte to pagalbos sistemoje.", "Apie ką jums pranešama"},
    {"ro", "notă internă", "termen {}", "Și încă {} în lista din sistem.",
     "Răspunsul la acest e-mail devine o notă internă în tichet.",
     "Acest e-mail este despre mai multe tichete: răspundeți în sistem.",
     "Primiți acest e-mail pentru că nu ați văzut încă acestea în sistem.", "Despre ce sunteți anunțat"},
}};

const Words& words_of(std::string_view locale) {
  const auto language = people::locale_or_default(locale).language;
  const auto found = std::ranges::find(all_words, language, &Words::language);
  return found == all_words.end() ? all_words.front() : *found;
}

std::string filled(std::string_view words, std::string_view value) {
  std::string out(words);
  return out.replace(out.find("{}"), 2, value);
}

// "Jana Nováková, internal note", or the clock and when it is due; "" for a change of the desk's own.
std::string by_line(const LetterItem& item, const Words& words, const LetterPlace& place) {
  std::string out(metric_name(item.told.metric, place.locale));
  if (!out.empty() && item.told.due_at)
    out += ", " + filled(words.due, render_local_time(place.time_zone, *item.told.due_at));
  if (!item.told.actor_name.empty()) out.append(out.empty() ? "" : ", ").append(item.told.actor_name);
  if (item.is_private) out.append(", ").append(words.internal);
  return out;
}

class Composer {
 public:
  explicit Composer(const LetterPlace& place) : place_(place), words_(words_of(place.locale)) {}

  void add_ticket(const Notification& of) {
    const auto name = "#" + std::to_string(of.ticket.value) + " " + of.subject;
    const auto link = place_.base_url + "/tickets/" + std::to_string(of.ticket.value);
    text_ += name + "\n" + link + "\n";
    html_ += R"(<h2 dir="auto" style="margin:24px 0 8px;font-size:16px"><a href=")" + text::escaped(link) +
             R"(" style="color:#2f5bd0">)" + text::escaped(name) + "</a></h2>";
  }

  void add(const LetterItem& item) {
    const auto title = title_of(item.told, place_.locale), by = by_line(item, words_, place_);
    const auto words = item.said_by.empty() || item.words.empty() ? item.words : item.said_by + ":\n" + item.words;
    text_ += "\n" + title + "\n" + (by.empty() ? "" : by + "\n") + (words.empty() ? "" : "\n" + words + "\n");
    html_ += R"(<p style="margin:12px 0 4px"><strong>)" + text::escaped(title) + "</strong>" +
             (by.empty() ? "" : R"(<br><span dir="auto" style="color:#666666">)" + text::escaped(by) + "</span>") +
             "</p>";
    if (!words.empty())
      html_ += R"(<div dir="auto" style="margin:0;padding-left:12px;border-left:3px solid #cccccc">)" +
               text::text_to_html(words) + "</div>";
  }

  void end_ticket() { text_ += "\n"; }

  void close(std::size_t more, bool is_one) {
    if (more > 0) {
      const auto line = filled(words_.more, std::to_string(more));
      text_ += line + "\n\n";
      html_ += R"(<p style="margin-top:24px">)" + text::escaped(line) + "</p>";
    }
    const auto answer = std::string(is_one ? words_.answer_one : words_.answer_many);
    text_ += "-- \n" + answer + "\n" + std::string(words_.why) + "\n" + std::string(words_.settings) + ": " +
             place_.settings_url() + "\n";
    html_ += R"(<p style="margin-top:24px;font-size:12px;color:#666666">)" + text::escaped(answer) + "<br>" +
             text::escaped(words_.why) + R"(<br><a href=")" + text::escaped(place_.settings_url()) +
             R"(" style="color:#666666">)" + text::escaped(words_.settings) + "</a></p>";
  }

  std::string text() const { return text_; }
  std::string html() const {
    return "<div lang=\"" + std::string(words_.language) + R"(" style="font-family:sans-serif;font-size:14px">)" +
           html_ + "</div>";
  }

 private:
  const LetterPlace& place_;
  const Words& words_;
  std::string text_, html_;
};

}  // namespace

bool is_about_one_ticket(const std::vector<LetterItem>& items) {
  return std::ranges::all_of(items,
                             [&](const LetterItem& item) { return item.told.ticket == items.front().told.ticket; });
}

Letter render_letter(const std::vector<LetterItem>& items, std::size_t more, const LetterPlace& place) {
  const bool is_one = more == 0 && is_about_one_ticket(items);
  Composer composer(place);
  std::vector<TicketId> told;
  for (const auto& first : items) {
    const auto ticket = first.told.ticket;
    if (std::ranges::find(told, ticket) != told.end()) continue;
    told.push_back(ticket);
    composer.add_ticket(first.told);
    for (const auto& item : items)
      if (item.told.ticket == ticket) composer.add(item);
    composer.end_ticket();
  }
  composer.close(more, is_one);
  Letter out;
  out.subject = summary_title(items.size() + more, place.locale);
  if (is_one)
    out.subject = title_of(items.back().told, place.locale) + ": " +
                  std::string(text::truncate_utf8(items.back().told.subject, max_subject_bytes));
  out.text = composer.text();
  out.html = composer.html();
  return out;
}

}  // namespace pult::notify
