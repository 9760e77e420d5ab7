// SPDX-License-Identifier: AGPL-3.0-or-later
#include "net/wake.hpp"

#include <gtest/gtest.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>

namespace pult::net {
namespace {

class Wake : public ::testing::Test {
 protected:
  Wake() {
    std::string dir = std::filesystem::temp_directory_path() / "pult-wake-XXXXXX";
    dir_ = ::mkdtemp(dir.data());
    path_ = dir_ / "wake";
  }
  ~Wake() override { std::filesystem::remove_all(dir_); }

  std::function<void(std::string_view)> remember() {
    return [this](std::string_view message) {
      const std::scoped_lock lock(mutex_);
      heard_.emplace_back(message);
      changed_.notify_all();
    };
  }
  std::vector<std::string> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return heard_.size() >= count; });
    return heard_;
  }

  std::filesystem::path dir_;
  std::string path_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::string> heard_;
};

TEST_F(Wake, MessagesArriveInOrder) {
  const auto listener = WakeListener::open(path_, remember());
  ASSERT_TRUE(listener) << listener.error().cause;
  EXPECT_TRUE(send_wake(path_, "one"));
  EXPECT_TRUE(send_wake(path_, "two"));
  EXPECT_EQ(wait_for(2), (std::vector<std::string>{"one", "two"}));
}

TEST_F(Wake, NobodyListensBeforeAndAfter) {
  EXPECT_FALSE(send_wake(path_, "x"));
  {
    const auto listener = WakeListener::open(path_, remember());
  }
  EXPECT_FALSE(send_wake(path_, "x"));
  EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(Wake, AStaleFileIsReplacedAnActiveListenerIsNot) {
  const auto left = dir_ / "left";
  auto first = WakeListener::open(left, remember());
  std::filesystem::create_hard_link(left, path_);  // what a killed server leaves behind, once `left` is gone
  EXPECT_FALSE(WakeListener::open(path_, remember()));
  first->reset();
  EXPECT_FALSE(send_wake(path_, "x"));
  const auto second = WakeListener::open(path_, remember());
  ASSERT_TRUE(second) << second.error().cause;
  EXPECT_TRUE(send_wake(path_, "again"));
  EXPECT_EQ(wait_for(1).back(), "again");
}

TEST_F(Wake, NeverBlocksAndNeverTakesOtherFiles) {
  const auto listener = WakeListener::open(path_, [this](std::string_view) {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, std::chrono::seconds(60), [&] { return !heard_.empty(); });
  });
  bool refused = false;
  for (int i = 0; i < 100'000 && !refused; ++i) refused = !send_wake(path_, "x");
  EXPECT_TRUE(refused);
  EXPECT_FALSE(send_wake(path_, std::string(wake_message_bytes + 1, 'x')));
  remember()("go on");
  EXPECT_FALSE(WakeListener::open(dir_, remember()));
  EXPECT_FALSE(WakeListener::open(std::string(200, 'p'), remember()));
}

}  // namespace
}  // namespace pult::net
