// SPDX-License-Identifier: AGPL-3.0-or-later
// Mails taken in per second, in batches as the poller hands them over, against GMime parsing them and bare SQLite
// writing the same rows, one commit per batch.
#include <gmime/gmime.h>

#include "benches.hpp"
#include "raw_engine.hpp"
#include "recorded_desk.hpp"
#include "sample_text.hpp"
#include "served_desk.hpp"

namespace pult::bench {
namespace {

constexpr std::size_t mails_per_batch = 50, batches_per_round = 6;

// Decodes one part to UTF-8 or to bytes, as whoever wants to store it must.
void decode(GMimeObject*, GMimeObject* part, gpointer bytes) {
  if (!GMIME_IS_PART(part)) return;
  auto* content = g_mime_part_get_content(GMIME_PART(part));
  if (!content) return;
  GMimeStream* out = g_mime_stream_mem_new();
  GMimeStream* sink = out;
  if (GMIME_IS_TEXT_PART(part)) {
    sink = g_mime_stream_filter_new(out);
    const char* charset = g_mime_object_get_content_type_parameter(part, "charset");
    if (auto* filter = g_mime_filter_charset_new(charset ? charset : "utf-8", "utf-8")) {
      g_mime_stream_filter_add(GMIME_STREAM_FILTER(sink), filter);
      g_object_unref(filter);
    }
  }
  g_mime_data_wrapper_write_to_stream(content, sink);
  g_mime_stream_flush(sink);
  *static_cast<std::int64_t*>(bytes) += g_mime_stream_length(out);
  if (sink != out) g_object_unref(sink);
  g_object_unref(out);
}

std::int64_t parse_and_decode(const std::string& raw) {
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(raw.data(), raw.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  std::int64_t bytes = 0;
  if (GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr)) {
    g_mime_message_foreach(message, decode, &bytes);
    g_object_unref(message);
  }
  g_object_unref(parser);
  g_object_unref(stream);
  return bytes;
}

struct Batch {
  std::vector<std::string> mails;
  std::vector<Unit> units;
};

std::vector<Batch> record_batches(const std::string& data, std::size_t count) {
  RecordedDesk recorder(data);
  Sampler sample(2);
  std::vector<Batch> batches(count);
  std::uint64_t number = 0;
  for (auto& batch : batches) {
    for (std::size_t i = 0; i < mails_per_batch; ++i) batch.mails.push_back(sample.mail(++number));
    batch.units = recorder.record_mails(batch.mails);
  }
  return batches;
}

}  // namespace

void measure_mail(const Setup& setup, Figures& figures) {
  const Folder base(setup.folder + "/base"), recorded(setup.folder + "/recorded"), raw(setup.folder + "/raw"),
      product(setup.folder + "/product");
  make_desk(setup.binary, base.path());
  for (const auto* folder : {&recorded, &raw, &product}) copy_desk(base.path(), folder->path());

  const auto rounds = std::size_t(setup.rounds);
  say("mail: recording what " + std::to_string(rounds * batches_per_round * mails_per_batch) + " mails write");
  const auto batches = record_batches(recorded.path(), rounds * batches_per_round);
  std::size_t bytes = 0;
  for (const auto& batch : batches)
    for (const auto& mail : batch.mails) bytes += mail.size();

  RawEngine engine(raw.path() + "/pult.db");
  const auto desk = open_desk(product.path());
  std::vector<double> raw_rates, rates, parse_shares;
  std::int64_t decoded = 0;
  double raw_cpu = 0, cpu = 0;
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto some = std::span(batches).subspan(round * batches_per_round, batches_per_round);
    raw_cpu -= own_cpu_seconds();
    const Stopwatch raw_watch;
    double parsing = 0;
    for (const auto& batch : some) {
      const Stopwatch parse_watch;
      for (const auto& mail : batch.mails) decoded += parse_and_decode(mail);
      parsing += parse_watch.seconds();
      engine.commit(batch.units);
    }
    raw_rates.push_back(double(mails_per_batch * batches_per_round) / raw_watch.seconds());
    parse_shares.push_back(parsing / raw_watch.seconds());
    raw_cpu += own_cpu_seconds();
    cpu -= own_cpu_seconds();
    const Stopwatch watch;
    for (const auto& batch : some)
      for (const auto& entry : desk->mail().take_in(arrivals(batch.mails)))
        if (!entry || entry->outcome.empty()) stop("a mail was not taken in");
    rates.push_back(double(mails_per_batch * batches_per_round) / watch.seconds());
    cpu += own_cpu_seconds();
    say("mail: round " + std::to_string(round + 1) + ": " + std::to_string(int(rates.back())) + "/s, raw " +
        std::to_string(int(raw_rates.back())) + "/s");
  }
  if (decoded == 0) stop("GMime decoded nothing");
  Figure figure{"mails_taken_in", median(rates), "mails/s", median(raw_rates), "GMime and bare SQLite", "ratio >= 0.4"};
  figure.is_ok = figure.ratio() >= 0.4;
  figure.note = std::to_string(bytes / 1024 / (batches.size() * mails_per_batch)) + " KB a mail; " +
                render_spread(rates) + " against " + render_spread(raw_rates) + ", " +
                std::to_string(int(median(parse_shares) * 100)) + " % of it parsing; " +
                render_cpu(cpu, raw_cpu, batches.size() * mails_per_batch);
  figures.add(std::move(figure));
}

}  // namespace pult::bench
