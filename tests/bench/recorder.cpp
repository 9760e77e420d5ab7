// SPDX-License-Identifier: AGPL-3.0-or-later
#include "recorder.hpp"

namespace pult::bench {
namespace {

OwnValue own(const sql::Param& param) {
  const auto& value = param.value();
  if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
  if (const auto* real = std::get_if<double>(&value)) return *real;
  if (const auto* text = std::get_if<std::string_view>(&value)) return std::string(*text);
  if (const auto* blob = std::get_if<sql::Blob>(&value)) return Bytes{std::string(blob->bytes)};
  return {};
}

class RecordingTransaction final : public sql::Transaction {
 public:
  explicit RecordingTransaction(sql::Transaction& inner) : inner_(inner) {}
  Unit take() { return std::move(unit_); }

  sql::Dialect dialect() const override { return inner_.dialect(); }
  Result<void> each(std::string_view sql, const std::vector<sql::Param>& params,
                    const std::function<Result<void>(const sql::Row&)>& row) override {
    if (!sql.starts_with("SELECT")) record(sql, params);  // INSERT ... RETURNING
    return inner_.each(sql, params, row);
  }
  Result<std::int64_t> run(std::string_view sql, const std::vector<sql::Param>& params) override {
    record(sql, params);
    return inner_.run(sql, params);
  }
  Result<void> script(std::string_view sql) override { return inner_.script(sql); }
  void notify(std::string_view channel, std::string_view payload) override { inner_.notify(channel, payload); }
  Result<void> limit_time(std::chrono::milliseconds most) override { return inner_.limit_time(most); }
  int counter_shard() const override { return inner_.counter_shard(); }

 private:
  void record(std::string_view sql, const std::vector<sql::Param>& params) {
    Statement statement{std::string(sql), {}};
    for (const auto& param : params) statement.values.push_back(own(param));
    unit_.push_back(std::move(statement));
  }

  sql::Transaction& inner_;
  Unit unit_;
};

}  // namespace

void RecordingDatabase::write(Work work, Done done) {
  inner_.write(
      [this, work = std::move(work)](sql::Transaction& tx) -> Result<void> {
        RecordingTransaction recording(tx);
        PULT_TRY(work(recording));
        const std::lock_guard lock(mutex_);
        units_.push_back(recording.take());
        return {};
      },
      std::move(done));
}

}  // namespace pult::bench
