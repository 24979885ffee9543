package dev.fairlead.sandbox.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.forge.ChangedFile;
import dev.fairlead.forge.Comment;
import dev.fairlead.forge.CommentWebhook;
import dev.fairlead.forge.CommitStatus;
import dev.fairlead.forge.GitHub;
import dev.fairlead.forge.MergeMethod;
import dev.fairlead.forge.MergeResult;
import dev.fairlead.forge.Mergeability;
import dev.fairlead.forge.NewPullRequest;
import dev.fairlead.forge.Permission;
import dev.fairlead.forge.PullRequestWebhook;
import dev.fairlead.forge.Reaction;
import dev.fairlead.forge.RepositoryName;
import dev.fairlead.forge.ReviewWebhook;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Endpoints;
import dev.fairlead.model.PullRequest;
import dev.fairlead.sandbox.CommandLine;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Fairlead's own client and its readers of webhooks against the forge, with real pushes.
final class ForgeClientTest {
  private static final RepositoryName SHOP = new RepositoryName("github.com", "acme", "shop");

  @TempDir Path directory;
  private ForgeFixture fixture;
  private HookReceiver receiver;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(CommandLine.has("git"), "git is not on the path");
    fixture = new ForgeFixture(directory);
    receiver = new HookReceiver();
    fixture.pushFirstCommit();
  }

  @AfterEach
  void stop() {
    if (fixture != null) {
      receiver.close();
      fixture.close();
    }
  }

  private GitHub client(String login) {
    return new GitHub(
        HttpClient.newHttpClient(),
        new Endpoints(
            Map.of(
                "github.com",
                new Endpoints.Endpoint(fixture.forge.baseUrl(), fixture.forge.apiUrl(), null))),
        fixture.forge.accounts().token(login));
  }

  private PullRequest open(String branch) {
    return client("dev")
        .createPullRequest(SHOP, new NewPullRequest("Change", branch, "main", "Why", false));
  }

  private void hook(String... events) {
    fixture.post(
        "/repos/acme/shop/hooks",
        "{\"events\":[\"%s\"],\"config\":{\"url\":\"%s\",\"content_type\":\"json\"}}"
            .formatted(String.join("\",\"", events), receiver.url()));
  }

  private byte[] next(String event) {
    return receiver.next(event).body().getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void aPullRequestGoesItsWholeWay() throws Exception {
    String head = fixture.pushBranch("topic", "a.txt", "one\n");
    PullRequest opened = open("topic");

    assertThat(opened.repository()).isEqualTo("https://github.com/acme/shop");
    assertThat(opened.author()).isEqualTo("dev");
    assertThat(opened.head()).isEqualTo(new CommitId(head));
    GitHub bot = client("ada");
    assertThat(bot.pullRequest(SHOP, 1)).isEqualTo(opened);
    assertThat(bot.openPullRequests(SHOP)).containsExactly(opened);
    assertThat(bot.changedFiles(SHOP, 1))
        .containsExactly(new ChangedFile("a.txt", null, ChangedFile.Kind.ADDED, 1, 0));
    assertThat(bot.reviews(SHOP, 1).approved()).isFalse();
    fixture.as("rev", "POST", "/repos/acme/shop/pulls/1/reviews", "{\"event\":\"APPROVE\"}");
    assertThat(bot.reviews(SHOP, 1).approvedBy()).containsExactly("rev");
    assertThat(bot.reviews(SHOP, 1).approved(opened.head())).isTrue();
    assertThat(bot.mergeability(SHOP, 1).isMergeable()).isTrue();
    assertThat(bot.merge(SHOP, 1, new CommitId("0".repeat(40)), MergeMethod.MERGE, null))
        .isInstanceOf(MergeResult.HeadMoved.class);

    MergeResult merged = bot.merge(SHOP, 1, opened.head(), MergeMethod.SQUASH, "Änderung 🚀");

    assertThat(merged).isInstanceOf(MergeResult.Merged.class);
    assertThat(bot.merge(SHOP, 1, opened.head(), MergeMethod.SQUASH, null)).isEqualTo(merged);
    assertThat(bot.pullRequest(SHOP, 1).status()).isEqualTo(PullRequest.Status.MERGED);
    assertThat(bot.openPullRequests(SHOP)).isEmpty();
    fixture.git("fetch", "-q", "origin");
    assertThat(fixture.git("log", "-1", "--format=%s", "origin/main").strip())
        .isEqualTo("Änderung 🚀");
  }

  @Test
  void everyFileOfALargeChangeIsListedWithBothNamesOfARename() throws Exception {
    fixture.git("checkout", "-q", "main");
    fixture.commit("old name.txt", "a\nlonger\ntext\nthat\nis\nrecognised\n", "Old");
    fixture.git("push", "-q", "origin", "main");
    fixture.git("checkout", "-q", "-b", "topic");
    fixture.git("mv", "old name.txt", "new ñame.txt");
    for (int i = 0; i < 250; i++) {
      java.nio.file.Files.writeString(fixture.clone.resolve("f" + i + ".tf"), "x" + i + "\n");
    }
    fixture.commit("big.txt", "line\n".repeat(30_000), "Much");
    fixture.git("push", "-q", "origin", "topic");
    open("topic");

    List<ChangedFile> files = client("ada").changedFiles(SHOP, 1);

    assertThat(files).hasSize(252);
    assertThat(files)
        .filteredOn(file -> file.kind() == ChangedFile.Kind.RENAMED)
        .flatExtracting(ChangedFile::paths)
        .containsExactly("old name.txt", "new ñame.txt");
    assertThat(files)
        .filteredOn(file -> file.path().equals("big.txt"))
        .singleElement()
        .extracting(ChangedFile::additions)
        .isEqualTo(30_000);
  }

  @Test
  void aBlockedPullRequestSaysWhatIsMissingAndOursDoesNotBlockItself() throws Exception {
    String head = fixture.pushBranch("topic", "a.txt", "one\n");
    open("topic");
    fixture.send(
        "PUT",
        "/repos/acme/shop/branches/main/protection",
        """
        {"required_status_checks":{"strict":false,"contexts":["atlantis/apply","build"]},"enforce_admins":true,
         "required_pull_request_reviews":{"required_approving_review_count":1},"restrictions":null}
        """);
    GitHub bot = client("ada");

    assertThat(bot.mergeability(SHOP, 1).missing())
        .containsExactly(
            "the required check \"atlantis/apply\" has not reported",
            "the required check \"build\" has not reported",
            "an approving review is missing");
    assertThat(bot.merge(SHOP, 1, new CommitId(head), MergeMethod.MERGE, null))
        .isInstanceOfSatisfying(
            MergeResult.Refused.class, refused -> assertThat(refused.reason()).contains("2 of 2"));
    bot.setStatus(
        SHOP,
        new CommitId(head),
        new CommitStatus(CommitStatus.Outcome.SUCCESS, "build", "built", "http://x/1"));
    fixture.as("rev", "POST", "/repos/acme/shop/pulls/1/reviews", "{\"event\":\"APPROVE\"}");

    Mergeability found = bot.mergeability(SHOP, 1, context -> context.startsWith("atlantis/apply"));
    assertThat(found.isMergeable()).as(found.reason()).isTrue();
    assertThat(bot.mergeability(SHOP, 1).isMergeable()).isFalse();
    assertThat(bot.statuses(SHOP, new CommitId(head)))
        .containsExactly(
            new CommitStatus(CommitStatus.Outcome.SUCCESS, "build", "built", "http://x/1"));
    // Whoever may not read the protection takes a review for needed.
    assertThat(client("rev").mergeability(SHOP, 1, "atlantis/apply"::equals).isMergeable())
        .isTrue();
  }

  @Test
  void commentsAreWrittenFoundByMarkerChangedAndListed() throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    open("topic");
    GitHub bot = client("ada");
    Instant before = Instant.now();
    IntStream.range(0, 105).forEach(i -> bot.createComment(SHOP, 1, "comment " + i));
    Comment own = bot.createComment(SHOP, 1, "<!-- fairlead -->\nfindings");
    client("dev").createComment(SHOP, 1, "quoting <!-- fairlead -->");

    assertThat(bot.comments(SHOP, 1)).hasSize(107);
    assertThat(bot.commentsSince(SHOP, before)).hasSize(107);
    assertThat(bot.findOwnComment(SHOP, 1, "<!-- fairlead -->")).contains(own);
    Comment changed = bot.updateComment(SHOP, own.id(), "<!-- fairlead -->\nnone");
    assertThat(changed.body()).endsWith("none");
    assertThat(changed.number()).isEqualTo(1);
    bot.react(SHOP, own.id(), Reaction.EYES);
    bot.react(SHOP, own.id(), Reaction.EYES);
    bot.deleteComment(SHOP, own.id());
    bot.deleteComment(SHOP, own.id());
    assertThat(bot.findOwnComment(SHOP, 1, "<!-- fairlead -->")).isEmpty();
    assertThatThrownBy(() -> bot.createComment(SHOP, 1, "x".repeat(Comment.MAX_LENGTH + 1)))
        .hasMessageContaining("HTTP 422")
        .hasMessageContaining("too long");
    assertThat(bot.permission(SHOP, "dev")).isEqualTo(Permission.WRITE);
    assertThat(bot.permission(SHOP, "ada")).isEqualTo(Permission.ADMIN);
    assertThat(bot.permission(SHOP, "nobody")).isEqualTo(Permission.NONE);
  }

  @Test
  void webhooksTellTheWholeStoryInOrder() throws Exception {
    hook("pull_request", "pull_request_review", "issue_comment", "push", "status");
    String first = fixture.pushBranch("topic", "a.txt", "one\n");
    open("topic");
    var opened = PullRequestWebhook.parse(next("pull_request"));
    assertThat(opened.action()).isEqualTo(PullRequestWebhook.Action.OPENED);
    assertThat(opened.cloneUrl()).isEqualTo(fixture.forge.cloneUrl("acme", "shop"));
    assertThat(opened.sender()).isEqualTo("dev");

    String second = fixture.commit("b.txt", "two\n", "More");
    fixture.git("push", "-q", fixture.urlOf("dev"), "topic");
    var received = receiver.next("pull_request");
    assertThat(received.json().path("action").asText()).isEqualTo("synchronize");
    assertThat(received.json().path("before").asText()).isEqualTo(first);
    assertThat(received.json().path("after").asText()).isEqualTo(second);
    assertThat(received.json().at("/organization/login").asText()).isEqualTo("acme");

    client("rev").createComment(SHOP, 1, "atlantis apply");
    var comment = CommentWebhook.parse(next("issue_comment"));
    assertThat(comment.onPullRequest()).isTrue();
    assertThat(comment.sender()).isEqualTo("rev");
    assertThat(comment.comment().body()).isEqualTo("atlantis apply");
    client("rev").updateComment(SHOP, comment.comment().id(), "never mind");
    var edited = receiver.next("issue_comment").json();
    assertThat(edited.path("action").asText()).isEqualTo("edited");
    assertThat(edited.at("/changes/body/from").asText()).isEqualTo("atlantis apply");
    client("rev").deleteComment(SHOP, comment.comment().id());
    assertThat(CommentWebhook.parse(next("issue_comment")).action())
        .isEqualTo(CommentWebhook.Action.DELETED);

    fixture.as("rev", "POST", "/repos/acme/shop/pulls/1/reviews", "{\"event\":\"APPROVE\"}");
    var review = ReviewWebhook.parse(next("pull_request_review"));
    assertThat(review.action()).isEqualTo(ReviewWebhook.Action.SUBMITTED);
    assertThat(review.review().author()).isEqualTo("rev");
    assertThat(review.review().commit()).isEqualTo(new CommitId(second));

    fixture.as("dev", "PATCH", "/repos/acme/shop/pulls/1", "{\"title\":\"Better\"}");
    var retitled = receiver.next("pull_request").json();
    assertThat(retitled.at("/changes/title/from").asText()).isEqualTo("Change");
    fixture.as("dev", "PATCH", "/repos/acme/shop/pulls/1", "{\"state\":\"closed\"}");
    assertThat(PullRequestWebhook.parse(next("pull_request")).pullRequest().status())
        .isEqualTo(PullRequest.Status.CLOSED);
    fixture.as("dev", "PATCH", "/repos/acme/shop/pulls/1", "{\"state\":\"open\"}");
    assertThat(PullRequestWebhook.parse(next("pull_request")).action())
        .isEqualTo(PullRequestWebhook.Action.REOPENED);

    var merged =
        (MergeResult.Merged)
            client("rev").merge(SHOP, 1, new CommitId(second), MergeMethod.MERGE, null);
    var closed = PullRequestWebhook.parse(next("pull_request"));
    assertThat(closed.action()).isEqualTo(PullRequestWebhook.Action.CLOSED);
    assertThat(closed.pullRequest().status()).isEqualTo(PullRequest.Status.MERGED);
    var push = receiver.next("push").json();
    assertThat(push.path("ref").asText()).isEqualTo("refs/heads/main");
    assertThat(push.path("after").asText()).isEqualTo(merged.commit().hex());
  }

  @Test
  void aDraftBecomesReadyThroughTheOtherApi() throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    client("dev").createPullRequest(SHOP, new NewPullRequest("Change", "topic", "main", "", true));
    hook("pull_request");
    assertThat(client("ada").mergeability(SHOP, 1).reason()).isEqualTo("it is a draft");
    String id = fixture.get("/repos/acme/shop/pulls/1").json().path("node_id").asText();

    var answer =
        fixture.as(
            "dev",
            "POST",
            "/../graphql",
            """
            {"query":"mutation($id: ID!) { markPullRequestReadyForReview(input: {pullRequestId: $id}) { pullRequest { isDraft } } }",
             "variables":{"id":"%s"}}
            """
                .formatted(id));

    assertThat(answer.json().findPath("isDraft").asBoolean(true)).isFalse();
    assertThat(PullRequestWebhook.parse(next("pull_request")).action())
        .isEqualTo(PullRequestWebhook.Action.READY_FOR_REVIEW);
    assertThat(client("ada").mergeability(SHOP, 1).isMergeable()).isTrue();
  }
}
