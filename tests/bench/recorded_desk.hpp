// SPDX-License-Identifier: AGPL-3.0-or-later
// The product in this process, on a database that keeps what is written.
#pragma once
#include <memory>

#include "api/api.hpp"
#include "app/open_desk.hpp"
#include "recorder.hpp"

namespace pult::bench {

class RecordedDesk {
 public:
  // `data`: a folder that make_desk has filled.
  explicit RecordedDesk(const std::string& data);

  // What an API request writes with all that the desk does about it; it must be answered with 200 or 201.
  Unit record(const std::string& method, const std::string& path, const std::string& authorization,
              const std::string& body);
  // What the intake of these mails writes.
  std::vector<Unit> record_mails(const std::vector<std::string>& mails);

 private:
  std::unique_ptr<app::OpenDesk> desk_;
  RecordingDatabase database_;
  tickets::Desk recorded_;
  std::unique_ptr<channels::MailService> mail_;
  api::Services services_;
  api::Api api_;
};

std::unique_ptr<app::OpenDesk> open_desk(const std::string& data);
std::vector<channels::ArrivedMail> arrivals(const std::vector<std::string>& mails);

}  // namespace pult::bench
