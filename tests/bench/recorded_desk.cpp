// SPDX-License-Identifier: AGPL-3.0-or-later
#include "recorded_desk.hpp"

#include <algorithm>
#include <future>

#include "served_desk.hpp"

namespace pult::bench {
namespace {

std::unique_ptr<channels::MailService> make_mail(sql::Database& database, tickets::Desk& desk, app::OpenDesk& open) {
  app::add_index_hooks(desk);
  auto secrets = crypto::SecretBox::from_file(app::secret_key_path(open.config()));
  if (!secrets) stop(secrets.error().message);
  return std::make_unique<channels::MailService>(database, desk, open.blobs(), std::move(*secrets),
                                                 channels::MailOptions{});
}

}  // namespace

std::unique_ptr<app::OpenDesk> open_desk(const std::string& data) {
  const auto config = app::load_config({.data = data}, [](const std::string&) { return std::nullopt; });
  if (!config) stop(config.error().message);
  auto desk = app::OpenDesk::open(*config);
  if (!desk) stop(desk.error().message);
  return std::move(*desk);
}

std::vector<channels::ArrivedMail> arrivals(const std::vector<std::string>& mails) {
  std::vector<channels::ArrivedMail> out;
  for (const auto& raw : mails) out.push_back({{}, raw});
  return out;
}

RecordedDesk::RecordedDesk(const std::string& data)
    : desk_(open_desk(data)),
      database_(desk_->database()),
      recorded_(desk_->clock()),
      mail_(make_mail(database_, recorded_, *desk_)),
      services_{database_, desk_->desk(), desk_->blobs(), desk_->mail(), "bench"},
      api_(services_) {
  database_.take();
}

Unit RecordedDesk::record(const std::string& method, const std::string& path, const std::string& authorization,
                          const std::string& body) {
  net::Request request;
  request.method = method;
  request.target = request.path = path;
  request.headers = {{"host", "127.0.0.1"}, {"authorization", authorization}};
  request.body = body;
  request.body_bytes = body.size();
  std::promise<net::Response> answered;
  api_.handle(std::move(request), [&](net::Response response) { answered.set_value(std::move(response)); });
  auto response = answered.get_future().get();
  if (response.later) response = response.later();
  auto units = database_.take();
  if (response.status / 100 != 2 || units.empty()) stop("recording: " + response.body);
  // Once a minute the token's last use is written down beside.
  return std::move(*std::ranges::max_element(units, {}, [](const Unit& unit) { return unit.size(); }));
}

std::vector<Unit> RecordedDesk::record_mails(const std::vector<std::string>& mails) {
  for (const auto& entry : mail_->take_in(arrivals(mails)))
    if (!entry || entry->outcome.empty()) stop("recording: a mail was not taken in");
  return database_.take();
}

}  // namespace pult::bench
