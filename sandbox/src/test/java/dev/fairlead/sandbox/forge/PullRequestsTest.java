package dev.fairlead.sandbox.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.CommandLine;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Pull requests over HTTP, their branches over real Git.
final class PullRequestsTest {
  private static final String REPO = "/repos/acme/shop";

  @TempDir Path directory;
  private ForgeFixture fixture;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(CommandLine.has("git"), "git is not on the path");
    fixture = new ForgeFixture(directory);
    fixture.pushFirstCommit();
  }

  @AfterEach
  void stop() {
    if (fixture != null) {
      fixture.close();
    }
  }

  private static List<String> texts(JsonNode array, String field) {
    return StreamSupport.stream(array.spliterator(), false)
        .map(node -> node.path(field).asText())
        .toList();
  }

  private JsonNode pull(int number) {
    return fixture.get(REPO + "/pulls/" + number).json();
  }

  private String remote(String ref) {
    return fixture.git("ls-remote", fixture.url(), ref).split("\\s")[0];
  }

  private void require(String checks, String reviews) {
    ForgeFixture.Answer answer =
        fixture.send(
            "PUT",
            REPO + "/branches/main/protection",
            """
            {"required_status_checks":%s,"enforce_admins":false,
             "required_pull_request_reviews":%s,"restrictions":null}
            """
                .formatted(checks, reviews));
    assertThat(answer.status()).as(answer.json().toString()).isEqualTo(200);
  }

  @Test
  void aPullRequestIsOpenedAndReadInGitHubsShape() throws Exception {
    String main = fixture.git("rev-parse", "main").strip();
    String head = fixture.pushBranch("topic", "a.txt", "one\ntwo\n");

    ForgeFixture.Answer opened =
        fixture.as(
            "dev",
            "POST",
            REPO + "/pulls",
            """
            {"title":"Ändere Ω 🚀","head":"acme:topic","base":"main","body":"Why"}
            """);

    assertThat(opened.status()).isEqualTo(201);
    JsonNode pull = pull(1);
    assertThat(pull.path("title").asText()).isEqualTo("Ändere Ω 🚀");
    assertThat(pull.path("state").asText()).isEqualTo("open");
    assertThat(pull.at("/user/login").asText()).isEqualTo("dev");
    assertThat(pull.at("/head/sha").asText()).isEqualTo(head);
    assertThat(pull.at("/head/label").asText()).isEqualTo("acme:topic");
    assertThat(pull.at("/head/repo/full_name").asText()).isEqualTo("acme/shop");
    assertThat(pull.at("/base/sha").asText()).isEqualTo(main);
    assertThat(pull.path("mergeable").asBoolean()).isTrue();
    assertThat(pull.path("mergeable_state").asText()).isEqualTo("clean");
    assertThat(pull.path("merged").asBoolean()).isFalse();
    assertThat(pull.path("commits").asInt()).isEqualTo(1);
    assertThat(pull.path("additions").asInt()).isEqualTo(2);
    assertThat(pull.path("changed_files").asInt()).isEqualTo(1);
    assertThat(remote("refs/pull/1/head")).isEqualTo(head);
    assertThat(remote("refs/pull/1/merge")).isEqualTo(pull.path("merge_commit_sha").asText());
    assertThat(fixture.get(REPO + "/issues/1").json().at("/pull_request/url").asText())
        .isEqualTo(pull.path("url").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          {"head":"topic","base":"main"}              | title
          {"title":"x","head":"nowhere","base":"main"} | no branch nowhere
          {"title":"x","head":"topic","base":"nowhere"} | no branch nowhere
          {"title":"x","head":"main","base":"main"}   | No commits between main and main
          {"title":"x","head":"topic","base":"main"}  | A pull request already exists for acme:topic.
          {"title":"x","head":"other:topic","base":"main"} | no forks
          {"title":"x","head":"stranger","base":"main"} | has no history in common
          """)
  void aProposalThatMakesNoSenseIsRefused(String body, String error) throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    fixture.openPull("topic");
    fixture.git("checkout", "-q", "--orphan", "stranger");
    fixture.commit("s.txt", "s\n", "Stranger");
    fixture.git("push", "-q", "origin", "stranger");

    ForgeFixture.Answer refused = fixture.as("dev", "POST", REPO + "/pulls", body);

    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.json().path("message").asText()).isEqualTo("Validation Failed");
    assertThat(refused.json().path("errors").toString()).contains(error);
  }

  @Test
  void issuesAndPullRequestsShareTheirNumbersAlsoOverARestart() throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    assertThat(fixture.openPull("topic")).isEqualTo(1);
    assertThat(fixture.post(REPO + "/issues", "{\"title\":\"Broken\"}").json().path("number"))
        .hasToString("2");
    fixture.post(REPO + "/issues/1/comments", "{\"body\":\"hello\"}");
    fixture.as("rev", "POST", REPO + "/pulls/1/reviews", "{\"event\":\"APPROVE\"}");
    require("{\"strict\":false,\"contexts\":[\"ci\"]}", "null");
    fixture.close();

    fixture = new ForgeFixture(directory);

    assertThat(pull(1).path("mergeable_state").asText()).isEqualTo("blocked");
    assertThat(pull(1).path("comments").asInt()).isEqualTo(1);
    assertThat(fixture.get(REPO + "/pulls/1/reviews").json().at("/0/state").asText())
        .isEqualTo("APPROVED");
    assertThat(fixture.get(REPO + "/pulls/2").status()).isEqualTo(404);
    fixture.post(REPO + "/issues", "{\"title\":\"More\"}");
    assertThat(texts(fixture.get(REPO + "/issues?state=all").json(), "number"))
        .containsExactly("3", "2", "1");
  }

  @Test
  void aPullRequestFollowsItsBranchAndEndsWithIt() throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    int number = fixture.openPull("topic");
    String second = fixture.commit("b.txt", "two\n", "More");
    fixture.git("push", "-q", "origin", "topic");

    assertThat(pull(number).at("/head/sha").asText()).isEqualTo(second);
    assertThat(remote("refs/pull/1/head")).isEqualTo(second);

    fixture.git("push", "-q", "origin", ":topic");
    assertThat(pull(number).path("state").asText()).isEqualTo("closed");
    assertThat(pull(number).path("merged").asBoolean()).isFalse();
    assertThat(remote("refs/pull/1/head")).isEqualTo(second);
    assertThat(fixture.as("dev", "PATCH", REPO + "/pulls/1", "{\"state\":\"open\"}").status())
        .isEqualTo(422);

    fixture.git("push", "-q", "origin", "topic");
    ForgeFixture.Answer reopened =
        fixture.as("dev", "PATCH", REPO + "/pulls/1", "{\"state\":\"open\"}");
    assertThat(reopened.json().path("state").asText()).isEqualTo("open");
  }

  @Test
  void aMovedBaseBranchDecidesAnew() throws Exception {
    fixture.pushBranch("topic", "README.md", "topic\n");
    int number = fixture.openPull("topic");
    require("{\"strict\":true,\"contexts\":[]}", "null");
    fixture.git("checkout", "-q", "main");
    fixture.commit("other.txt", "x\n", "Elsewhere");
    fixture.git("push", "-q", "origin", "main");
    assertThat(pull(number).path("mergeable_state").asText()).isEqualTo("behind");

    fixture.commit("README.md", "main\n", "The same place");
    fixture.git("push", "-q", "origin", "main");

    assertThat(pull(number).path("mergeable").asBoolean(true)).isFalse();
    assertThat(pull(number).path("mergeable_state").asText()).isEqualTo("dirty");
    ForgeFixture.Answer refused = fixture.send("PUT", REPO + "/pulls/1/merge", "{}");
    assertThat(refused.status()).isEqualTo(405);
    assertThat(refused.json().path("message").asText()).isEqualTo("Pull Request is not mergeable");
  }

  @Test
  void aBranchThatWasMergedByHandCountsAsMerged() throws Exception {
    String head = fixture.pushBranch("topic", "a.txt", "one\n");
    int number = fixture.openPull("topic");
    fixture.git("push", "-q", "origin", "topic:main");

    assertThat(pull(number).path("merged").asBoolean()).isTrue();
    assertThat(pull(number).path("merge_commit_sha").asText()).isEqualTo(head);
    assertThat(fixture.get(REPO + "/pulls/1/merge").status()).isEqualTo(204);
    assertThat(pull(number).path("changed_files").asInt()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"merge", "squash", "rebase"})
  void everyWayToMergeBringsTheFilesAndTellsTheRightStory(String method) throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    fixture.commit("b.txt", "two\n", "And b");
    fixture.git("push", "-q", "origin", "topic");
    int number = fixture.openPull("topic");
    String head = fixture.git("rev-parse", "topic").strip();
    fixture.git("checkout", "-q", "main");
    fixture.commit("c.txt", "three\n", "Elsewhere");
    fixture.git("push", "-q", "origin", "main");

    ForgeFixture.Answer merged =
        fixture.as(
            "rev",
            "PUT",
            REPO + "/pulls/" + number + "/merge",
            "{\"sha\":\"%s\",\"merge_method\":\"%s\"}".formatted(head, method));

    assertThat(merged.status()).as(merged.json().toString()).isEqualTo(200);
    fixture.git("pull", "-q", "origin", "main");
    assertThat(fixture.git("rev-parse", "main").strip())
        .isEqualTo(merged.json().path("sha").asText());
    assertThat(fixture.clone.resolve("a.txt")).exists();
    assertThat(fixture.clone.resolve("b.txt")).exists();
    assertThat(fixture.clone.resolve("c.txt")).exists();
    List<String> subjects =
        fixture.git("log", "--format=%s", "--first-parent", "main").lines().toList();
    assertThat(subjects)
        .containsExactlyElementsOf(
            switch (method) {
              case "merge" ->
                  List.of("Merge pull request #1 from acme/topic", "Elsewhere", "Begin");
              case "squash" -> List.of("Change (#1)", "Elsewhere", "Begin");
              default -> List.of("And b", "Change a.txt", "Elsewhere", "Begin");
            });
    assertThat(pull(number).at("/merged_by/login").asText()).isEqualTo("rev");
    assertThat(pull(number).path("mergeable").isNull()).isTrue();
    assertThat(fixture.send("PUT", REPO + "/pulls/1/merge", "{}").status()).isEqualTo(405);
  }

  @Test
  void aNewerHeadIsNotMerged() throws Exception {
    String first = fixture.pushBranch("topic", "a.txt", "one\n");
    fixture.openPull("topic");
    fixture.commit("b.txt", "two\n", "More");
    fixture.git("push", "-q", "origin", "topic");

    ForgeFixture.Answer refused =
        fixture.as("rev", "PUT", REPO + "/pulls/1/merge", "{\"sha\":\"" + first + "\"}");

    assertThat(refused.status()).isEqualTo(409);
    assertThat(refused.json().path("message").asText()).startsWith("Head branch was modified");
  }

  @Test
  void requiredChecksAndReviewsHoldAMergeBack() throws Exception {
    String head = fixture.pushBranch("topic", "a.txt", "one\n");
    fixture.openPull("topic");
    require(
        "{\"strict\":false,\"contexts\":[\"ci\",\"lint\"]}",
        "{\"required_approving_review_count\":1}");
    assertThat(pull(1).path("mergeable_state").asText()).isEqualTo("blocked");
    assertThat(mergeMessage())
        .contains("2 of 2 required status checks have not succeeded: 2 expected.")
        .contains("At least 1 approving review is required by reviewers with write access.");

    for (String context : List.of("ci", "lint")) {
      fixture.post(
          REPO + "/statuses/" + head,
          "{\"state\":\"%s\",\"context\":\"%s\"}"
              .formatted(context.equals("ci") ? "success" : "failure", context));
    }
    assertThat(mergeMessage()).contains("Required status check \"lint\" is failing.");
    fixture.post(REPO + "/statuses/" + head, "{\"state\":\"success\",\"context\":\"lint\"}");
    fixture.post(REPO + "/statuses/" + head, "{\"state\":\"pending\",\"context\":\"deploy\"}");
    review("rev", "REQUEST_CHANGES", "No");
    assertThat(mergeMessage()).contains("1 review requesting changes");
    review("rev", "APPROVE", "");

    assertThat(pull(1).path("mergeable_state").asText()).isEqualTo("unstable");
    assertThat(fixture.as("dev", "PUT", REPO + "/pulls/1/merge", "{}").status()).isEqualTo(200);
  }

  private String mergeMessage() {
    ForgeFixture.Answer refused = fixture.as("dev", "PUT", REPO + "/pulls/1/merge", "{}");
    assertThat(refused.status()).isEqualTo(405);
    return refused.json().path("message").asText();
  }

  private ForgeFixture.Answer review(String login, String event, String body) {
    return fixture.as(
        login,
        "POST",
        REPO + "/pulls/1/reviews",
        "{\"event\":\"%s\",\"body\":\"%s\"}".formatted(event, body));
  }

  @Test
  void nobodyApprovesHisOwnAndADismissedApprovalDoesNotCount() throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    fixture.openPull("topic");
    require("null", "{\"required_approving_review_count\":1,\"dismiss_stale_reviews\":true}");

    ForgeFixture.Answer own = review("dev", "APPROVE", "");
    assertThat(own.status()).isEqualTo(422);
    assertThat(own.json().at("/errors/0").asText())
        .isEqualTo("Can not approve your own pull request");
    assertThat(review("rev", "COMMENT", "").status()).isEqualTo(422);

    long id = review("rev", "APPROVE", "").json().path("id").asLong();
    assertThat(pull(1).path("mergeable_state").asText()).isEqualTo("clean");
    assertThat(
            fixture
                .as(
                    "dev",
                    "PUT",
                    REPO + "/pulls/1/reviews/" + id + "/dismissals",
                    "{\"message\":\"Look again\"}")
                .json()
                .path("state")
                .asText())
        .isEqualTo("DISMISSED");
    assertThat(pull(1).path("mergeable_state").asText()).isEqualTo("blocked");

    review("rev", "APPROVE", "");
    fixture.commit("b.txt", "two\n", "More");
    fixture.git("push", "-q", "origin", "topic");
    assertThat(pull(1).path("mergeable_state").asText()).isEqualTo("blocked");
  }

  @Test
  void aProtectedBranchIsChangedThroughPullRequestsOnly() throws Exception {
    require("null", "{\"required_approving_review_count\":1}");
    fixture.git("checkout", "-q", "main");
    fixture.commit("a.txt", "one\n", "Past everybody");
    var clone = new CommandLine(fixture.clone, Map.of());

    var refused = clone.attempt("git", "push", fixture.urlOf("dev"), "main");

    assertThat(refused.status()).isNotZero();
    assertThat(refused.output())
        .contains("GH006: Protected branch update failed for refs/heads/main.")
        .contains("- Changes must be made through a pull request.")
        .contains("(protected branch hook declined)");
    assertThat(clone.attempt("git", "push", fixture.urlOf("dev"), "main:other").status()).isZero();
    assertThat(
            fixture
                .as(
                    "dev",
                    "PATCH",
                    REPO + "/git/refs/heads/main",
                    "{\"sha\":\"%s\"}".formatted(fixture.git("rev-parse", "main").strip()))
                .status())
        .isEqualTo(422);
    assertThat(clone.attempt("git", "push", fixture.url(), "main").status()).isZero();
    fixture.git("commit", "-q", "--amend", "-m", "Again");
    assertThat(clone.attempt("git", "push", "--force", fixture.url(), "main").output())
        .contains("Cannot force-push to this branch");
    assertThat(fixture.get(REPO + "/branches/main").json().path("protected").asBoolean()).isTrue();
    assertThat(fixture.send("DELETE", REPO + "/branches/main/protection", null).status())
        .isEqualTo(204);
    assertThat(fixture.get(REPO + "/branches/main/protection").json().path("message").asText())
        .isEqualTo("Branch not protected");
    assertThat(clone.attempt("git", "push", "--force", fixture.urlOf("dev"), "main").status())
        .isZero();
  }

  @Test
  void filesComeInPagesWithBothNamesOfARename() throws Exception {
    fixture.git("checkout", "-q", "main");
    for (int i = 0; i < 35; i++) {
      fixture.commit("old/%02d.txt".formatted(i), "line one\nline two\nfile " + i + "\n", "x");
    }
    fixture.git("push", "-q", "origin", "main");
    fixture.git("checkout", "-q", "-b", "topic");
    fixture.git("mv", "old", "new");
    fixture.commit("README.md", "bye\n", "Move");
    fixture.git("push", "-q", "origin", "topic");
    int number = fixture.openPull("topic");

    ForgeFixture.Answer first = fixture.get(REPO + "/pulls/" + number + "/files");
    assertThat(first.json()).hasSize(30);
    assertThat(first.response().headers().firstValue("Link").orElse(""))
        .contains("page=2>; rel=\"next\"");
    JsonNode all = fixture.get(REPO + "/pulls/" + number + "/files?per_page=100").json();
    assertThat(all).hasSize(36);
    JsonNode readme = all.path(0);
    assertThat(readme.path("filename").asText()).isEqualTo("README.md");
    assertThat(readme.path("patch").asText()).isEqualTo("@@ -1 +1 @@\n-hello\n+bye");
    JsonNode moved = all.path(1);
    assertThat(moved.path("status").asText()).isEqualTo("renamed");
    assertThat(moved.path("previous_filename").asText()).isEqualTo("old/00.txt");
    assertThat(moved.path("filename").asText()).isEqualTo("new/00.txt");
    assertThat(moved.path("changes").asInt()).isZero();
    assertThat(fixture.get(REPO + "/pulls/" + number + "/commits").json()).hasSize(1);
  }

  @Test
  void listsAreFilteredAndSorted() throws Exception {
    for (int i = 1; i <= 3; i++) {
      fixture.pushBranch("topic-" + i, i + ".txt", "x\n");
      fixture.openPull("topic-" + i);
    }
    fixture.as("dev", "PATCH", REPO + "/pulls/2", "{\"state\":\"closed\"}");

    assertThat(texts(fixture.get(REPO + "/pulls").json(), "number")).containsExactly("3", "1");
    assertThat(texts(fixture.get(REPO + "/pulls?state=closed").json(), "number"))
        .containsExactly("2");
    assertThat(texts(fixture.get(REPO + "/pulls?state=all&direction=asc").json(), "number"))
        .containsExactly("1", "2", "3");
    assertThat(texts(fixture.get(REPO + "/pulls?head=acme:topic-3").json(), "number"))
        .containsExactly("3");
    assertThat(fixture.get(REPO + "/pulls?base=other").json()).isEmpty();
    assertThat(fixture.get(REPO + "/pulls?per_page=1&page=2").json()).hasSize(1);
  }

  @Test
  void commentsAreListedSinceATimeChangedAndRemoved() throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    fixture.openPull("topic");
    JsonNode comment =
        fixture
            .as("dev", "POST", REPO + "/issues/1/comments", "{\"body\":\"atlantis plan\"}")
            .json();
    String path = REPO + "/issues/comments/" + comment.path("id").asLong();

    assertThat(comment.path("issue_url").asText()).endsWith("/issues/1");
    assertThat(fixture.get(REPO + "/issues/comments?since=2000-01-01T00:00:00Z").json()).hasSize(1);
    assertThat(fixture.get(REPO + "/issues/comments?since=2100-01-01T00:00:00Z").json()).isEmpty();
    assertThat(fixture.get(REPO + "/issues/1/comments?since=2100-01-01T00:00:00Z").json())
        .isEmpty();
    assertThat(fixture.as("dev", "PATCH", path, "{\"body\":\"changed\"}").json().path("body"))
        .hasToString("\"changed\"");
    assertThat(fixture.as("rev", "POST", path + "/reactions", "{\"content\":\"eyes\"}").status())
        .isEqualTo(201);
    assertThat(fixture.as("rev", "POST", path + "/reactions", "{\"content\":\"eyes\"}").status())
        .isEqualTo(200);
    assertThat(fixture.get(path).json().at("/reactions/eyes").asInt()).isEqualTo(1);
    assertThat(fixture.as("dev", "POST", path + "/reactions", "{\"content\":\"no\"}").status())
        .isEqualTo(422);
    assertThat(
            fixture
                .as(
                    "dev",
                    "POST",
                    REPO + "/issues/1/comments",
                    "{\"body\":\"" + "x".repeat(65537) + "\"}")
                .status())
        .isEqualTo(422);
    assertThat(fixture.as("dev", "DELETE", path, null).status()).isEqualTo(204);
    assertThat(fixture.get(path).status()).isEqualTo(404);
  }

  @Test
  void rolesDecideWhoMayDoWhat() throws Exception {
    fixture.forge.accounts().ensure("guest", Account.Kind.USER, Role.READ);
    fixture.pushBranch("topic", "a.txt", "one\n");
    fixture.openPull("topic");
    String permission = REPO + "/collaborators/guest/permission";

    assertThat(fixture.get(permission).json().path("permission").asText()).isEqualTo("read");
    assertThat(fixture.get(REPO + "/collaborators/ada/permission").json().path("role_name"))
        .hasToString("\"admin\"");
    assertThat(fixture.get(REPO + "/collaborators/nobody/permission").status()).isEqualTo(404);
    assertThat(fixture.as("guest", "PUT", REPO + "/pulls/1/merge", "{}").status()).isEqualTo(403);
    assertThat(fixture.as("dev", "GET", REPO + "/hooks", null).status()).isEqualTo(404);
    assertThat(
            new CommandLine(fixture.clone, Map.of())
                .attempt("git", "push", fixture.urlOf("guest"), "topic:mine")
                .output())
        .contains("403");
    assertThat(
            fixture
                .as("guest", "POST", REPO + "/issues/1/comments", "{\"body\":\"Nice\"}")
                .status())
        .isEqualTo(201);
    fixture.send("PUT", REPO + "/collaborators/guest", "{\"permission\":\"maintain\"}");
    assertThat(fixture.get(permission).json().path("permission").asText()).isEqualTo("write");
    assertThat(fixture.get(permission).json().path("role_name").asText()).isEqualTo("maintain");
  }

  @Test
  void labelsAndDraftsAreKept() throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    ForgeFixture.Answer opened =
        fixture.as(
            "dev",
            "POST",
            REPO + "/pulls",
            "{\"title\":\"x\",\"head\":\"topic\",\"base\":\"main\",\"draft\":true}");
    assertThat(opened.json().path("mergeable_state").asText()).isEqualTo("draft");
    fixture.as("dev", "POST", REPO + "/issues/1/labels", "{\"labels\":[\"infra\",\"big one\"]}");
    assertThat(texts(pull(1).path("labels"), "name")).containsExactly("infra", "big one");
    fixture.as("dev", "DELETE", REPO + "/issues/1/labels/big%20one", null);
    assertThat(texts(pull(1).path("labels"), "name")).containsExactly("infra");
    assertThat(fixture.as("dev", "PUT", REPO + "/pulls/1/merge", "{}").json().path("message"))
        .hasToString("\"Pull Request is still a draft\"");
  }

  @Test
  void ofManyMergesAtOnceEachHappensOnceAndNoneIsLost() throws Exception {
    int count = 6;
    for (int i = 1; i <= count; i++) {
      fixture.pushBranch("topic-" + i, i + ".txt", "x\n");
      fixture.openPull("topic-" + i);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      IntStream.rangeClosed(1, count * 3)
          .forEach(i ->
              threads.submit(() ->
                  fixture.as("rev", "PUT", REPO + "/pulls/" + (1 + i % count) + "/merge", "{}")));
    }

    fixture.git("checkout", "-q", "main");
    fixture.git("pull", "-q", "origin", "main");
    assertThat(fixture.git("rev-list", "--count", "--merges", "main").strip())
        .isEqualTo(Integer.toString(count));
    for (int i = 1; i <= count; i++) {
      assertThat(pull(i).path("merged").asBoolean()).isTrue();
      assertThat(fixture.clone.resolve(i + ".txt")).exists();
    }
  }

  @Test
  void ofTwoPushesAtOnceTheRefsTipIsTheHead() throws Exception {
    fixture.pushBranch("topic", "a.txt", "one\n");
    fixture.openPull("topic");
    for (int i = 0; i < 6; i++) {
      fixture.commit("b.txt", i + "\n", "More " + i);
      fixture.git("branch", "-f", "step-" + i);
    }
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 6; i++) {
        String step = "step-" + i;
        threads.submit(() ->
            new CommandLine(fixture.clone, Map.of())
                .attempt("git", "push", "--force", fixture.urlOf("dev"), step + ":topic"));
      }
    }

    assertThat(pull(1).at("/head/sha").asText()).isEqualTo(remote("refs/heads/topic"));
    assertThat(remote("refs/pull/1/head")).isEqualTo(remote("refs/heads/topic"));
  }
}
