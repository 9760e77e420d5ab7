// SPDX-License-Identifier: AGPL-3.0-or-later
#include "tickets/redaction.hpp"

#include "tickets/deletion.hpp"
#include "tickets/links.hpp"
#include "tickets/merge.hpp"
#include "tickets/ticket_fixture.hpp"

namespace pult::tickets {
namespace {

using testing::about;
using testing::comment;
using testing::must;
using testing::status;

class RedactionTest : public testing::TicketTest {
 protected:
  // The row as the audits tell it.
  Ticket folded(TicketId id) {
    Ticket ticket;
    for (const auto& audit : audits(id)) apply(ticket, audit);
    return ticket;
  }
  template <class Change>
  auto change(TicketId id, std::size_t which, Change what) {
    return must(write([&](sql::Transaction& tx) -> Result<Redacted> {
      const auto ticket = PULT_TRY(lock_ticket(tx, admin, id));
      CommentFilter filter;
      filter.ticket = id;
      return what(tx, ticket, PULT_TRY(list_comments(tx, filter)).at(which));
    }));
  }
};
PULT_ON_EVERY_DATABASE(RedactionTest);

TEST_P(RedactionTest, TheRowStaysWhatItsAuditsSay) {
  const auto id = fresh().id;
  update(agent, id, comment("The PIN is 1234 and that is it"));
  update(customer, id, comment("Thank you"));
  change(id, 1, [&](sql::Transaction& tx, const Ticket& ticket, const Comment& said) {
    return redact_texts(tx, desk, admin, ticket, said, {"1234"});
  });
  EXPECT_EQ(comments(id)[1].body, "The PIN is \u2587\u2587\u2587\u2587 and that is it");
  EXPECT_EQ(folded(id), *stored(id));
  change(id, 2, [&](sql::Transaction& tx, const Ticket& ticket, const Comment& said) {
    return redact_comment(tx, desk, admin, ticket, said);
  });
  EXPECT_EQ(stored(id)->last_comment_excerpt, blocks_for("Thank you"));
  EXPECT_EQ(folded(id), *stored(id));
  for (std::size_t i = 0; i < 3; ++i)
    change(id, i, [&](sql::Transaction& tx, const Ticket& ticket, const Comment& said) {
      return make_private(tx, desk, admin, ticket, said);
    });
  EXPECT_FALSE(stored(id)->is_public);
  EXPECT_EQ(stored(id)->public_comment_count, 0);
  EXPECT_FALSE(stored(id)->last_comment_public);
  EXPECT_EQ(folded(id), *stored(id));
}

TEST_P(RedactionTest, RestoringGivesTheSameTicketBack) {
  const auto id = fresh().id;
  update(agent, id, status(Status::solved));
  clock.advance(base::hour_us);
  const auto before = *stored(id);
  must(try_remove(admin, id));
  must(write([&](sql::Transaction& tx) -> Result<Ticket> {
    return restore(tx, desk, admin, PULT_TRY(lock_deleted(tx, admin, id)));
  }));
  auto after = *stored(id);
  EXPECT_EQ(folded(id), after);
  after.last_audit = before.last_audit;
  after.updated_at = before.updated_at;
  EXPECT_EQ(after, before);
}

TEST_P(RedactionTest, MergingTwiceIsMergingOnce) {
  const auto target = fresh().id, source = create(people::system_actor(), about("Again", stranger.id())).id;
  const auto merge_them = [&] {
    return must(write([&](sql::Transaction& tx) { return merge(tx, desk, agent, {target, {source}, {}, {}}); }));
  };
  const auto once = merge_them();
  EXPECT_EQ(merge_them(), once);
  EXPECT_EQ(stored(source)->status, Status::closed);
  EXPECT_EQ(split_ids(once.email_cc_ids), std::vector{stranger.id()});
  for (const auto id : {target, source}) EXPECT_EQ(folded(id), *stored(id));
}

TEST(Redaction, BlocksKeepTheShape) {
  EXPECT_EQ(blocks_for("ab c\n"), "\u2587\u2587 \u2587\n");
  EXPECT_EQ(blocks_for("\u017elut\u00fd"), "\u2587\u2587\u2587\u2587\u2587");
}

TEST(Redaction, MarkedPieces) {
  EXPECT_EQ(marked_pieces("a <redact>b</redact> c <redact><b>d</b> e</redact>"),
            (std::vector<std::string>{"b", "d e"}));
  EXPECT_EQ(marked_pieces("<redact>open"), std::vector<std::string>{"open"});
  EXPECT_TRUE(marked_pieces("nothing <redact> </redact>").empty());
}

}  // namespace
}  // namespace pult::tickets
