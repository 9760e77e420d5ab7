// SPDX-License-Identifier: AGPL-3.0-or-later
// Works on the imports that were asked for over the API: one thread that sleeps until there is one.
#pragma once
#include <condition_variable>
#include <mutex>
#include <optional>
#include <thread>

#include "blobs/blob_store.hpp"
#include "imports/import.hpp"
#include "tickets/desk.hpp"

namespace pult::imports {

class ImportService {
 public:
  // `quiet`: a desk that tells nobody; `desk`: the one that does.
  ImportService(sql::Database& database, const tickets::Desk& quiet, const tickets::Desk& desk,
                const blobs::BlobStore& blobs);
  ~ImportService();
  void start();
  // Ends after the rows that are on their way; the rest goes on with the next start.
  void stop();
  void wake();

 private:
  void work();
  bool is_stopping();
  // Works on what is due; when the next one may be.
  std::optional<Micros> run_due();
  void run_one(const Import& import);

  sql::Database& database_;
  const tickets::Desk &quiet_, &desk_;
  const blobs::BlobStore& blobs_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::uint64_t wakes_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace pult::imports
