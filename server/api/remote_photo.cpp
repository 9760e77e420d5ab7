// SPDX-License-Identifier: AGPL-3.0-or-later
#include "api/remote_photo.hpp"

#include "api/body.hpp"
#include "api/forget.hpp"
#include "api/upload_input.hpp"
#include "base/log.hpp"
#include "channels/webhooks/service.hpp"
#include "net/http_client.hpp"
#include "tickets/user_photo.hpp"

namespace pult::api {
namespace {

constexpr int fetch_timeout_ms = 10'000, most_redirects = 3, threads = 4;
constexpr std::size_t most_wanted = 32;
// Whoever asked for it does so again within seconds, or has gone to another server.
constexpr Micros longest_wait = 5 * base::minute_us;

std::string name_in(std::string_view url) {
  url = url.substr(0, url.find_first_of("?#"));
  const auto slash = url.rfind('/');
  return clean_file_name(slash == std::string_view::npos ? url : url.substr(slash + 1));
}

}  // namespace

net::AddressGuard photo_guard(const Services& services) {
  return services.webhooks ? services.webhooks->guard() : net::AddressGuard();
}

Result<std::string> read_photo_url(const json::object& user, const net::AddressGuard& guard) {
  Body in(user);
  auto url = in.text("remote_photo_url").value_or("");
  PULT_TRY(in.check());
  if (url.empty()) return url;
  if (const auto fine = guard.check_url(url); !fine)
    return base::fail_field("remote_photo_url", "InvalidValue", "Remote photo url: " + fine.error().message);
  return url;
}

Result<RemotePicture> fetch_picture(const std::string& url, const net::AddressGuard& guard,
                                    const blobs::BlobStore& blobs) {
  net::HttpCall request;
  request.url = url;
  request.timeout_ms = fetch_timeout_ms;
  request.max_redirects = most_redirects;
  request.max_response_bytes = tickets::max_photo_bytes;
  request.guard = &guard;
  auto reply = PULT_TRY(net::http_call(request));
  if (reply.status != 200) return base::fail(ErrorKind::unavailable, "PhotoStatus", std::to_string(reply.status));
  auto staged = PULT_TRY(blobs.stage(reply.body));
  return RemotePicture{std::move(staged), std::move(reply.body), name_in(url)};
}

Result<people::Photo> keep_picture(sql::Transaction& tx, UserId user, const RemotePicture& picture, Micros now) {
  const auto old = PULT_TRY(tickets::drop_user_photo(tx, user, now));
  auto photo = PULT_TRY(tickets::keep_user_photo(tx, user, picture.staged, picture.bytes, picture.file_name, now));
  if (!old.empty()) PULT_TRY(forget_content(tx, {old}, now));
  return photo;
}

RemotePictures::RemotePictures(const Services& services) : services_(services), threads_(threads) {}

RemotePictures::~RemotePictures() { stopping_ = true; }

std::optional<Result<RemotePicture>> RemotePictures::take(const std::string& url) {
  const auto now = services_.now();
  const std::lock_guard lock(mutex_);
  if (const auto known = wanted_.find(url); known != wanted_.end()) {
    if (!known->second.found) return std::nullopt;
    auto found = std::move(known->second.found);
    wanted_.erase(known);
    return found;
  }
  std::erase_if(wanted_, [&](const auto& one) { return one.second.found && one.second.since + longest_wait < now; });
  if (wanted_.size() >= most_wanted) return std::nullopt;
  const bool runs = threads_.run([this, url] {
    if (stopping_) return;
    auto found = fetch_picture(url, photo_guard(services_), services_.blobs);
    if (!found) log::info("user_photo.not_fetched", {{"code", found.error().code}});
    const std::lock_guard again(mutex_);
    if (const auto waits = wanted_.find(url); waits != wanted_.end()) waits->second.found = std::move(found);
  });
  if (runs) wanted_[url].since = now;
  return std::nullopt;
}

jobs::Kind with_remote_photos(jobs::Kind kind, Services& services, std::shared_ptr<RemotePictures> pictures) {
  kind.step = [inner = std::move(kind.step), &services, pictures = std::move(pictures)](
                  sql::Transaction& tx, const people::Actor& actor, const json::value& item,
                  int index) -> Result<json::object> {
    const auto url = PULT_TRY(read_photo_url(item.at("user").as_object(), photo_guard(services)));
    // The user is written first: nothing is fetched for who may not do that. It is done again when the picture is here.
    auto result = PULT_TRY(inner(tx, actor, item, index));
    if (url.empty()) return result;
    const auto found = pictures->take(url);
    if (!found) return base::fail(ErrorKind::unavailable, "PhotoWaits", "The picture is being fetched");
    if (!*found || !tickets::is_user_photo((*found)->bytes)) return result;  // as for a single user
    PULT_TRY(keep_picture(tx, UserId(result.at("id").as_int64()), **found, services.now()));
    return result;
  };
  return kind;
}

}  // namespace pult::api
