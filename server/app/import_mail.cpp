// SPDX-License-Identifier: AGPL-3.0-or-later
#include "app/import_mail.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <sstream>

#include "channels/mail/mailbox.hpp"
#include "mime/mbox.hpp"

namespace pult::app {
namespace {

namespace mail = channels::mail;
using NextMail = std::function<std::optional<std::string>()>;

constexpr std::size_t mails_at_once = 50;
constexpr std::uint64_t bytes_at_once = 64 * 1024 * 1024;

std::unexpected<Error> bad(std::string words) { return base::fail(ErrorKind::invalid, "import", std::move(words)); }

// Files of cur and new, by name: they begin with the time of delivery.
Result<std::vector<std::string>> maildir_files(const std::string& folder) {
  std::vector<std::string> files;
  bool is_maildir = false;
  for (const auto* part : {"cur", "new"}) {
    std::error_code failed;
    for (const auto& entry : std::filesystem::directory_iterator(folder + "/" + part, failed))
      if (entry.is_regular_file()) files.push_back(entry.path());
    is_maildir |= !failed;
  }
  if (!is_maildir) return bad(folder + " is no Maildir: it has neither cur nor new");
  std::ranges::sort(files, {}, [](const std::string& path) { return path.substr(path.rfind('/') + 1); });
  return files;
}

Result<NextMail> open_mails(const MailWish& wish) {
  if (!wish.mbox.empty()) {
    auto file = std::make_shared<std::ifstream>(wish.mbox, std::ios::binary);
    if (!*file) return bad(wish.mbox + " cannot be read");
    return NextMail([file, reader = std::make_shared<mime::MboxReader>(*file)] { return reader->next(); });
  }
  if (wish.maildir.empty()) return bad("Say where the mails are: --mbox FILE or --maildir DIR");
  auto files = std::make_shared<std::vector<std::string>>(PULT_TRY(maildir_files(wish.maildir)));
  return NextMail([files, at = std::size_t(0)]() mutable -> std::optional<std::string> {
    if (at == files->size()) return std::nullopt;
    std::ifstream file((*files)[at++], std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    return bytes.str();
  });
}

struct Tally {
  std::map<std::string, int> outcomes;
  int number = 0, refused = 0;
};

void take_in(OpenDesk& desk, std::vector<channels::ArrivedMail> mails, Tally& tally) {
  for (const auto& result : desk.mail().take_in(std::move(mails))) {
    ++tally.number;
    if (result) {
      ++tally.outcomes[result->outcome.empty() ? "recorded" : result->outcome];
      continue;
    }
    ++tally.refused;
    std::cerr << "mail " << tally.number << ": " << result.error().message << "\n";
  }
}

}  // namespace

Result<int> import_mail(OpenDesk& desk, const MailWish& wish) {
  const auto next = PULT_TRY(open_mails(wish));
  const auto mailbox = PULT_TRY(sql::read_value(
      desk.database(), [&](sql::Transaction& tx) { return mail::find_mailbox_by_address(tx, wish.mailbox); }));
  if (!mailbox) return bad("The desk has no mailbox with the address " + wish.mailbox);
  Tally tally;
  std::vector<channels::ArrivedMail> batch;
  std::uint64_t bytes = 0;
  for (auto raw = next(); raw; raw = next()) {
    bytes += raw->size();
    channels::ArrivedMail one;
    one.arrival.mailbox = mailbox->id;
    one.arrival.envelope_to = wish.mailbox;
    one.raw = std::move(*raw);
    batch.push_back(std::move(one));
    if (batch.size() < mails_at_once && bytes < bytes_at_once) continue;
    take_in(desk, std::exchange(batch, {}), tally);
    bytes = 0;
  }
  if (!batch.empty()) take_in(desk, std::move(batch), tally);
  desk.ring_server();
  std::cout << tally.number << " mails";
  for (const auto& [outcome, count] : tally.outcomes) std::cout << ", " << count << " " << outcome;
  if (tally.refused > 0) std::cout << ", " << tally.refused << " not recorded";
  std::cout << std::endl;
  return tally.refused > 0 ? 1 : 0;
}

}  // namespace pult::app
