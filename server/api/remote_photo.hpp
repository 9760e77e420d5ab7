// SPDX-License-Identifier: AGPL-3.0-or-later
// Pictures of people that lie on other servers: fetched outside of any transaction, kept inside one.
#pragma once
#include <atomic>
#include <map>
#include <mutex>

#include "api/call.hpp"
#include "api/outside.hpp"
#include "jobs/runner.hpp"
#include "net/address_guard.hpp"

namespace pult::api {

struct RemotePicture {
  blobs::Staged staged;
  std::string bytes, file_name;
};

// "" when the user object names none; unprocessable for an address that may not be asked.
Result<std::string> read_photo_url(const json::object& user, const net::AddressGuard& guard);
net::AddressGuard photo_guard(const Services& services);
// May take its time.
Result<RemotePicture> fetch_picture(const std::string& url, const net::AddressGuard& guard,
                                    const blobs::BlobStore& blobs);
// In place of the one there was. unprocessable for what is no picture.
Result<people::Photo> keep_picture(sql::Transaction& tx, UserId user, const RemotePicture& picture, Micros now);

// Pictures that steps of jobs wait for. Thread-safe.
class RemotePictures {
 public:
  explicit RemotePictures(const Services& services);
  ~RemotePictures();
  // What came of fetching it, once; nullopt while it is on its way (asking sets it on its way) or there is no room.
  std::optional<Result<RemotePicture>> take(const std::string& url);

 private:
  struct Wanted {
    Micros since = 0;
    std::optional<Result<RemotePicture>> found;
  };
  const Services& services_;
  std::mutex mutex_;
  std::map<std::string, Wanted> wanted_;
  std::atomic<bool> stopping_ = false;
  Outside threads_;  // last: its threads end first
};

// A kind whose step gives the `id` of the user that it wrote: their picture is fetched as for a single user. The item
// is done when the picture is there, or is known not to be had.
jobs::Kind with_remote_photos(jobs::Kind kind, Services& services, std::shared_ptr<RemotePictures> pictures);

}  // namespace pult::api
