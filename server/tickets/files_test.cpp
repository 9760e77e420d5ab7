// SPDX-License-Identifier: AGPL-3.0-or-later
// Attachments, uploads, drafts and the HTML of comments.
#include "tickets/draft.hpp"
#include "tickets/ticket_fixture.hpp"

namespace pult::tickets {
namespace {

using testing::about;
using testing::code_of;
using testing::comment;
using testing::must;
using testing::say;
using testing::start;

class FilesTest : public testing::TicketTest {
 protected:
  blobs::Staged staged(std::string bytes) { return must(store.stage(std::move(bytes))); }
  void upload(std::string_view token, UserId owner, int files = 1) {
    must(run_write([&](sql::Transaction& tx) -> Result<void> {
      PULT_TRY(create_upload(tx, token, owner, clock.now()));
      for (int i = 0; i < files; ++i) {
        Attachment file;
        file.file_name = "log" + std::to_string(i) + ".txt";
        file.content_type = "text/plain";
        file.created_at = clock.now();
        PULT_TRY(keep_attachment(tx, must(store.stage("x")), file, upload_digest(token)));
      }
      return {};
    }));
  }
  std::vector<Attachment> files_of(CommentId id) {
    return must(read([&](sql::Transaction& tx) { return list_attachments_of_comment(tx, id); }));
  }
  static Change with_upload(std::string token) {
    auto change = comment("See the file");
    change.comment->uploads = {std::move(token)};
    return change;
  }

  blobs::BlobStore store{"/nowhere", blobs::BlobStore::unlimited};
};
PULT_ON_EVERY_DATABASE(FilesTest);

TEST_P(FilesTest, AnUploadBecomesAttachmentsOfOneComment) {
  const auto id = fresh().id;
  upload("secret", agent.id(), 2);
  EXPECT_EQ(
      must(read([](sql::Transaction& tx) { return list_attachments_of_upload(tx, upload_digest("secret")); })).size(),
      2u);
  const auto done = must(try_update(agent, id, with_upload("secret")));
  EXPECT_TRUE(done.ticket.has_attachments);
  const auto files = files_of(done.comment);
  ASSERT_EQ(files.size(), 2u);
  EXPECT_EQ(files[0].ticket, id);
  EXPECT_EQ(files[0].size, 1u);
  EXPECT_EQ(must(read([&](sql::Transaction& tx) { return list_attachments_of_ticket(tx, id); })).size(), 2u);
  EXPECT_EQ(code_of(try_update(agent, id, with_upload("secret"))), "RecordInvalid") << "only once";
  EXPECT_EQ(stored(id)->comment_count, 2);
}

TEST_P(FilesTest, AnUploadIsItsOwnersAndEnds) {
  const auto id = fresh().id;
  upload("secret", agent.id());
  EXPECT_EQ(code_of(try_update(seller, id, with_upload("secret"))), "RecordInvalid");
  EXPECT_EQ(code_of(try_update(agent, id, with_upload("nothing"))), "RecordInvalid");
  const auto find = [&] {
    return must(read([&](sql::Transaction& tx) { return find_upload(tx, "secret", clock.now()); }));
  };
  EXPECT_EQ(find().value().user, agent.id());
  clock.advance(upload_lifetime);
  EXPECT_FALSE(find());
  EXPECT_EQ(code_of(try_update(agent, id, with_upload("secret"))), "RecordInvalid") << "three days have passed";
}

TEST_P(FilesTest, AnUploadThatIsDroppedIsGone) {
  upload("secret", agent.id());
  must(run_write([](sql::Transaction& tx) { return delete_upload(tx, "secret"); }));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM attachments"), 0);
  const auto id = fresh().id;
  upload("another", agent.id());
  update(agent, id, with_upload("another"));
  must(run_write([](sql::Transaction& tx) { return delete_upload(tx, "another"); }));
  EXPECT_EQ(int64("SELECT COUNT(*) FROM attachments"), 1) << "a comment's file stays";
}

TEST_P(FilesTest, AFileAloneIsAComment) {
  const auto id = fresh().id;
  upload("secret", agent.id());
  auto change = with_upload("secret");
  change.comment->body = "";
  EXPECT_EQ(update(agent, id, change).comment_count, 2);
}

TEST_P(FilesTest, ImagesOfAMailGetTheirAddresses) {
  auto wanted = about("Picture", customer.id());
  const std::string placeholder = "<img src=\"/api/v2/attachments/new-1/content\">";
  wanted.comment.html_body = wanted.comment.visible_html.emplace(placeholder);
  wanted.comment.attachments.push_back({staged("a"), "a.txt", "text/plain", "", false});
  wanted.comment.attachments.push_back({staged("b"), "b.png", "image/png", "b@x", true});
  const auto id = create(people::system_actor(), wanted).id;
  const auto row = comments(id)[0];
  const auto files = files_of(row.id);
  ASSERT_EQ(files.size(), 2u);
  const auto address = "<img src=\"/api/v2/attachments/" + std::to_string(files[1].id.value) + "/content\">";
  EXPECT_EQ(row.html_body, address);
  EXPECT_EQ(row.visible_html, address);
  EXPECT_TRUE(files[1].is_inline);
  EXPECT_EQ(files[1].content_id, "b@x");
}

TEST_P(FilesTest, OneDraftPerPersonAndTicket) {
  const auto id = fresh().id;
  const auto find = [&](UserId user) {
    return must(read([&](sql::Transaction& tx) { return find_draft(tx, user, id); }));
  };
  Draft draft;
  draft.user = agent.id();
  draft.ticket = id;
  draft.body = "Dobrý den";
  draft.is_public = false;
  draft.uploads = R"(["token"])";
  draft.updated_at = start;
  must(run_write([&](sql::Transaction& tx) { return save_draft(tx, draft); }));
  draft.body = "Dobrý den, pane";
  draft.html_body = "<p>Dobrý den, pane</p>";
  draft.updated_at = start + 1;
  must(run_write([&](sql::Transaction& tx) { return save_draft(tx, draft); }));
  EXPECT_EQ(find(agent.id())->body, "Dobrý den, pane");
  EXPECT_EQ(find(agent.id())->html_body, draft.html_body);
  EXPECT_FALSE(find(agent.id())->is_public);
  EXPECT_EQ(find(agent.id())->uploads, draft.uploads);
  EXPECT_FALSE(find(seller.id()));
  EXPECT_EQ(must(read([&](sql::Transaction& tx) { return list_drafts(tx, agent.id()); })).size(), 1u);
  must(run_write([&](sql::Transaction& tx) { return delete_draft(tx, seller.id(), id); }));
  EXPECT_TRUE(find(agent.id()));
  must(run_write([&](sql::Transaction& tx) { return delete_draft(tx, agent.id(), id); }));
  EXPECT_FALSE(find(agent.id()));
}

TEST(CommentHtml, IsSanitisedAndMayShowOurOwnAttachments) {
  NewComment comment;
  comment.html_body =
      "<p>Hi <script>steal()</script><img src=\"/api/v2/attachments/7/content\">"
      "<img src=\"https://evil.example/x.png\"></p>";
  prepare_html(comment);
  EXPECT_EQ(comment.html_body.find("script"), std::string::npos);
  EXPECT_NE(comment.html_body.find("src=\"/api/v2/attachments/7/content\""), std::string::npos) << comment.html_body;
  EXPECT_EQ(comment.html_body.find(" src=\"https://evil"), std::string::npos) << comment.html_body;
  EXPECT_TRUE(comment.has_remote_images);
  EXPECT_EQ(comment.body.substr(0, 2), "Hi") << "the text is made from it";
}

TEST(CommentHtml, NoOtherPathOfOursIsAnImage) {
  for (const std::string path :
       {"7/content/../../users/me", "../users/me", "new-1/content", "7/content?x", "x/content"}) {
    NewComment comment;
    comment.html_body = "<img src=\"/api/v2/attachments/" + path + "\">";
    prepare_html(comment);
    EXPECT_EQ(comment.html_body.find(path), std::string::npos) << comment.html_body;
  }
}

}  // namespace
}  // namespace pult::tickets
