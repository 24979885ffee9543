package dev.fairlead.forge;

import static dev.fairlead.forge.StubForge.SHOP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What real forges and the proxies before them may answer, and the sandbox does not.
final class GitHubTest {
  private static final CommitId HEAD = new CommitId("a".repeat(40));
  private static final String PULLS = "/repos/acme/shop/pulls";

  private StubForge stub;

  @BeforeEach
  void start() throws IOException {
    stub = new StubForge();
  }

  @AfterEach
  void stop() {
    stub.close();
  }

  private static String pull(String more) {
    return """
    {"number":7,"title":"Grow","user":{"login":"ada"},"state":"open","draft":false,
     "head":{"ref":"topic","sha":"%s","repo":{"full_name":"acme/shop"}},
     "base":{"ref":"main","sha":"%s","repo":{"full_name":"acme/shop"}},
     "html_url":"https://forge.test/acme/shop/pull/7"%s}
    """
        .formatted("a".repeat(40), "b".repeat(40), more);
  }

  @Test
  void aListIsFollowedThroughItsLinks() {
    String file = "[{\"filename\":\"%s\",\"status\":\"added\",\"additions\":1,\"deletions\":0}]";
    stub.answers(
            "GET " + PULLS + "/7/files?per_page=100",
            200,
            file.formatted("a"),
            "Link",
            "<%s/repositories/1/pulls/7/files?page=3>; rel=\"last\", <%s/repositories/1/pulls/7/files?page=2>; rel=\"next\""
                .formatted(stub.url(), stub.url()))
        .answers("GET /repositories/1/pulls/7/files?page=2", 200, file.formatted("b"));

    assertThat(stub.client().changedFiles(SHOP, 7))
        .extracting(ChangedFile::path)
        .containsExactly("a", "b");
  }

  @Test
  void aLinkToAnotherServerIsNotFollowedWithTheToken() {
    stub.answers(
        "GET " + PULLS, 200, "[]", "Link", "<http://evil.test/pulls?page=2>; rel=\"next\"");

    assertThatThrownBy(() -> stub.client().openPullRequests(SHOP))
        .isInstanceOf(ForgeException.class)
        .hasMessageContaining("is on another server");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          429 | Retry-After           | 30 | x                                    | 30
          403 | Retry-After           | 61 | You have exceeded a secondary rate limit | 61
          403 | X-RateLimit-Remaining | 0  | API rate limit exceeded for user     | 60
          429 | X-Other               | 1  | Too many                             | 60
          """)
  void aRateLimitSaysHowLongToWait(
      int status, String header, String value, String message, long seconds) {
    stub.answers("GET " + PULLS + "/7", status, "{\"message\":\"" + message + "\"}", header, value);

    ForgeException refused =
        catchThrowableOfType(ForgeException.class, () -> stub.client().pullRequest(SHOP, 7));

    assertThat(refused).hasMessageContaining("rate limit");
    assertThat(refused.retryAfter()).contains(Duration.ofSeconds(seconds));
    assertThat(stub.requests).hasSize(1);
  }

  @Test
  void theResetOfARateLimitIsReadAgainstTheForgesOwnClock() {
    stub.answers(
        "GET " + PULLS + "/7",
        403,
        "{\"message\":\"API rate limit exceeded\"}",
        "X-RateLimit-Remaining",
        "0",
        "X-RateLimit-Reset",
        "1767225600",
        "Date",
        "Wed, 31 Dec 2025 23:50:00 GMT");

    ForgeException refused =
        catchThrowableOfType(ForgeException.class, () -> stub.client().pullRequest(SHOP, 7));

    assertThat(refused.retryAfter()).isPresent();
  }

  @Test
  void aForbiddenRequestIsNoRateLimit() {
    stub.answers(
        "GET " + PULLS + "/7",
        403,
        "{\"message\":\"Resource not accessible by personal access token\"}");

    ForgeException refused =
        catchThrowableOfType(ForgeException.class, () -> stub.client().pullRequest(SHOP, 7));

    assertThat(refused.retryAfter()).isEmpty();
    assertThat(refused)
        .hasMessageContaining("HTTP 403: Resource not accessible")
        .hasMessageContaining("check that the repository's token");
    assertThat(refused.getMessage()).doesNotContain("t0ken");
  }

  @Test
  void readingIsTriedAgainAfterAPassingFailure() {
    stub.answers("GET " + PULLS + "/7", 502, "<html>bad gateway</html>")
        .answers("GET " + PULLS + "/7", 0, "")
        .answers("GET " + PULLS + "/7", 200, pull(""));

    PullRequest found = stub.client().pullRequest(SHOP, 7);

    assertThat(found.title()).isEqualTo("Grow");
    assertThat(found.repository()).isEqualTo("https://forge.test/acme/shop");
    assertThat(stub.pauses).isNotEmpty(); // the JDK's client has made one attempt of its own
  }

  @ParameterizedTest
  @CsvSource({"502,HTTP 502", "0,the forge cannot be reached"})
  void aCommentIsNeverPostedTwice(int status, String message) {
    stub.answers("POST /repos/acme/shop/issues/7/comments", status, "bad gateway");

    assertThatThrownBy(() -> stub.client().createComment(SHOP, 7, "hello"))
        .hasMessageContaining(message);

    assertThat(stub.requests).hasSize(1);
  }

  @Test
  void aMergeWhoseAnswerWasLostIsFoundOut() {
    stub.answers("PUT " + PULLS + "/7/merge", 0, "")
        .answers(
            "PUT " + PULLS + "/7/merge", 405, "{\"message\":\"Pull Request is not mergeable\"}")
        .answers(
            "GET " + PULLS + "/7",
            200,
            pull(",\"merged\":true,\"merge_commit_sha\":\"" + "c".repeat(40) + "\""));

    assertThat(stub.client().merge(SHOP, 7, HEAD, MergeMethod.MERGE, null))
        .isEqualTo(new MergeResult.Merged(new CommitId("c".repeat(40))));
  }

  @Test
  void mergeabilityIsAskedForUntilTheForgeKnows() {
    stub.answers(
            "GET " + PULLS + "/7", 200, pull(",\"mergeable\":null,\"mergeable_state\":\"unknown\""))
        .answers(
            "GET " + PULLS + "/7", 200, pull(",\"mergeable\":true,\"mergeable_state\":\"clean\""));

    assertThat(stub.client().mergeability(SHOP, 7).isMergeable()).isTrue();
    assertThat(stub.pauses).hasSize(1);
  }

  @Test
  void aForgeThatNeverKnowsIsNotTakenForAYes() {
    stub.answers("GET " + PULLS + "/7", 200, pull(",\"mergeable_state\":\"something_new\""));

    Mergeability found = stub.client().mergeability(SHOP, 7);

    assertThat(found.isMergeable()).isFalse();
    assertThat(found.reason()).contains("not found out yet");
  }

  @Test
  void checkRunsAndRuleSetsCountForABlockedPullRequest() {
    stub.answers("GET " + PULLS + "/7", 200, pull(",\"mergeable_state\":\"blocked\""))
        .answers("GET /repos/acme/shop/branches/main", 200, "{\"name\":\"main\"}")
        .answers("GET /repos/acme/shop/branches/main/protection", 403, "{\"message\":\"no\"}")
        .answers(
            "GET /repos/acme/shop/rules/branches/main",
            200,
            """
            [{"type":"required_status_checks","parameters":{"required_status_checks":
               [{"context":"build"},{"context":"atlantis/apply"}]}},
             {"type":"pull_request","parameters":{"required_approving_review_count":0}}]
            """)
        .answers(
            "GET /repos/acme/shop/commits/" + HEAD + "/check-runs",
            200,
            "{\"check_runs\":[{\"name\":\"build\",\"status\":\"completed\",\"conclusion\":\"success\"}]}")
        .answers(
            "GET /repos/acme/shop/commits/" + HEAD + "/status",
            200,
            "{\"total_count\":0,\"statuses\":[]}")
        .answers("GET " + PULLS + "/7/reviews", 200, "[]");

    assertThat(stub.client().mergeability(SHOP, 7).reason())
        .isEqualTo("the required check \"atlantis/apply\" has not reported");
    assertThat(stub.client().mergeability(SHOP, 7, "atlantis/apply"::equals).isMergeable())
        .isTrue();
  }

  @Test
  void anAppFindsItsOwnCommentsThoughItMayNotAskWhoItIs() {
    stub.answers(
            "GET /repos/acme/shop/issues/7/comments",
            200,
            """
            [{"id":1,"user":{"login":"fairlead[bot]"},"body":"<!-- m -->","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"},
             {"id":2,"user":{"login":"ada"},"body":"> <!-- m -->","created_at":"2026-01-01T00:00:00Z","updated_at":"2026-01-01T00:00:00Z"}]
            """)
        .answers("GET /user", 403, "{\"message\":\"Resource not accessible by integration\"}");

    assertThat(stub.client().findOwnComment(SHOP, 7, "<!-- m -->")).map(Comment::id).contains(1L);
  }

  @Test
  void anAnswerThatIsNotWhatItShouldBeIsNamed() {
    stub.answers(
        "GET " + PULLS + "/7", 200, "{\"number\":7,\"title\":\"x\",\"head\":{\"ref\":\"t\"}}");

    assertThatThrownBy(() -> stub.client().pullRequest(SHOP, 7))
        .isInstanceOf(ForgeException.class)
        .hasMessageContaining("GET /repos/acme/shop/pulls/7")
        .hasMessageContaining("/head/sha: expected text, found nothing");
  }
}
