// SPDX-License-Identifier: AGPL-3.0-or-later
#include "blobs/blob_store.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include "crypto/crypto.hpp"
#include "sql/database_fixture.hpp"

namespace pult::blobs {
namespace {

namespace fs = std::filesystem;
using sql::testing::code_of;
using sql::testing::must;

class BlobStoreTest : public sql::testing::OnEveryDatabase {
 protected:
  void SetUp() override {
    OnEveryDatabase::SetUp();
    if (!IsSkipped()) migrate_to_newest();
  }
  std::string files() const { return folder() + "/blobs"; }
  void keep(const Staged& staged) {
    must(db().write([&](sql::Transaction& tx) { return BlobStore::keep(tx, staged, 1); }));
  }
  Result<std::string> load(const BlobStore& store, std::string_view sha256) {
    return sql::read_value(db(), [&](sql::Transaction& tx) { return store.load(tx, sha256); });
  }
  std::size_t count_files() const {
    if (!fs::exists(files())) return 0;
    return std::size_t(std::count_if(fs::recursive_directory_iterator(files()), fs::recursive_directory_iterator(),
                                     [](const auto& entry) { return entry.is_regular_file(); }));
  }
};
PULT_ON_EVERY_DATABASE(BlobStoreTest);

TEST_P(BlobStoreTest, SmallContentLivesInItsRow) {
  const BlobStore store(files(), 10);
  for (const std::string& content : {std::string("0123456789"), std::string("\0\xff\n", 3), std::string()}) {
    const auto staged = must(store.stage(content));
    EXPECT_EQ(staged.sha256, crypto::sha256_hex(content));
    EXPECT_EQ(staged.size, content.size());
    EXPECT_FALSE(staged.is_file);
    keep(staged);
    EXPECT_EQ(must(load(store, staged.sha256)), content);
  }
  EXPECT_EQ(count_files(), 0u);
}

TEST_P(BlobStoreTest, LargeContentLivesInAFileThatIsThereBeforeTheRow) {
  const BlobStore store(files(), 10);
  const std::string content = "0123456789a";
  const auto staged = must(store.stage(content));
  EXPECT_TRUE(staged.is_file);
  EXPECT_EQ(staged.in_row, "");
  std::ifstream file(store.file_of(staged.sha256), std::ios::binary);
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(file), {}), content);
  keep(staged);
  EXPECT_EQ(must(load(store, staged.sha256)), content);
  EXPECT_EQ(count_files(), 1u) << "nothing is left beside it";
}

TEST_P(BlobStoreTest, TheSameContentIsStoredOnce) {
  const BlobStore store(files(), 10);
  const std::string large(1000, 'x');
  for (int i = 0; i < 3; ++i) keep(must(store.stage(large)));
  for (int i = 0; i < 3; ++i) keep(must(store.stage("small")));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM blobs"), 2);
  EXPECT_EQ(count_files(), 1u);
}

TEST_P(BlobStoreTest, AFileThatWasCutShortIsWrittenAgain) {
  const BlobStore store(files(), 10);
  const std::string content(1000, 'x');
  const auto staged = must(store.stage(content));
  keep(staged);
  fs::resize_file(store.file_of(staged.sha256), 500);
  must(store.stage(content));
  EXPECT_EQ(must(load(store, staged.sha256)), content);
}

TEST_P(BlobStoreTest, WithoutALimitEverythingIsARow) {
  const BlobStore store("/nowhere", BlobStore::unlimited);
  const std::string content(3 * 1024 * 1024, '\x80');
  const auto staged = must(store.stage(content));
  keep(staged);
  EXPECT_EQ(must(load(store, staged.sha256)), content);
}

TEST_P(BlobStoreTest, ContentOutlivesAChangeOfTheLimit) {
  const std::string content(100, 'x');
  const BlobStore small(files(), 10), large(files(), 1000);
  keep(must(small.stage(content)));
  keep(must(large.stage(content)));
  EXPECT_EQ(must(load(large, crypto::sha256_hex(content))), content);
}

TEST_P(BlobStoreTest, UnknownAndLostContentAreTold) {
  const BlobStore store(files(), 10);
  EXPECT_EQ(code_of(load(store, "0000")), "RecordNotFound");
  const auto staged = must(store.stage(std::string(100, 'x')));
  keep(staged);
  fs::remove(store.file_of(staged.sha256));
  EXPECT_EQ(code_of(load(store, staged.sha256)), "blob_missing");
}

TEST_P(BlobStoreTest, ADiskThatDoesNotTakeItIsAnErrorThatShowsNoPath) {
  std::ofstream(files()) << "a file where the folder should be";
  const auto failed = BlobStore(files(), 10).stage(std::string(100, 'x'));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(failed.error().code, "blob_write");
  EXPECT_EQ(failed.error().message.find(folder()), std::string::npos) << "paths are for the log";
}

TEST_P(BlobStoreTest, AFileThatCannotTakeItsPlaceIsAnErrorThatSaysWhy) {
  const auto sha256 = crypto::sha256_hex(std::string(100, 'x'));
  fs::create_directories(files() + "/" + sha256.substr(0, 2));
  fs::create_directory(files() + "/" + sha256.substr(0, 2) + "/" + sha256);  // rename over a folder fails
  const auto failed = BlobStore(files(), 10).stage(std::string(100, 'x'));
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().kind, ErrorKind::unavailable);
  EXPECT_EQ(failed.error().cause.find("Success"), std::string::npos) << failed.error().cause;
  EXPECT_EQ(count_files(), 0u) << "the half-made file is gone";
}

}  // namespace
}  // namespace pult::blobs
