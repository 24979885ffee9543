package dev.fairlead.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PullRequestWebhooksTest {
  private static final String HEAD = "1".repeat(40);

  private static final String PULL =
      """
      {"number":12,"title":"Öl 🛢","state":"closed","draft":true,"merged":true,"user":{"login":"ada"},
       "head":{"ref":"fix","sha":"1111111111111111111111111111111111111111","repo":null},
       "base":{"ref":"main","sha":"2222222222222222222222222222222222222222","repo":{"full_name":"acme/shop"}},
       "html_url":"https://github.com/acme/shop/pull/12"}
      """;
  private static final String REPOSITORY =
      "{\"clone_url\":\"https://github.com/acme/shop.git\",\"full_name\":\"acme/shop\"}";

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String event(String action, String more) {
    return "{\"action\":\"%s\",%s,\"repository\":%s,\"sender\":{\"login\":\"rev\"}}"
        .formatted(action, more, REPOSITORY);
  }

  @ParameterizedTest
  @CsvSource({
    "opened,OPENED",
    "synchronize,SYNCHRONIZE",
    "closed,CLOSED",
    "reopened,REOPENED",
    "edited,EDITED",
    "ready_for_review,READY_FOR_REVIEW",
    "converted_to_draft,CONVERTED_TO_DRAFT",
    "labeled,OTHER",
    "enqueued,OTHER",
  })
  void theActionOfAPullRequestEventIsRead(String action, PullRequestWebhook.Action expected) {
    var event = PullRequestWebhook.parse(bytes(event(action, "\"pull_request\":" + PULL)));

    assertThat(event.action()).isEqualTo(expected);
  }

  @Test
  void thePullRequestIsReadAlsoWhereItsForkIsGone() {
    var event = PullRequestWebhook.parse(bytes(event("closed", "\"pull_request\":" + PULL)));

    assertThat(event.pullRequest())
        .isEqualTo(
            new PullRequest(
                "https://github.com/acme/shop.git",
                12,
                "Öl 🛢",
                "ada",
                "",
                "fix",
                new CommitId(HEAD),
                "main",
                new CommitId("2".repeat(40)),
                true,
                PullRequest.Status.MERGED,
                "https://github.com/acme/shop/pull/12"));
    assertThat(event.sender()).isEqualTo("rev");
    assertThat(event.fullName()).isEqualTo("acme/shop");
  }

  @Test
  void aCommentSaysWhatItIsAbout() {
    String more =
        """
        "issue":{"number":12,"pull_request":{"url":"x"}},
        "comment":{"id":99,"user":{"login":"ada"},"body":"atlantis plan","html_url":"u",
                   "created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:06Z"}
        """;

    var event = CommentWebhook.parse(bytes(event("created", more)));

    assertThat(event.action()).isEqualTo(CommentWebhook.Action.CREATED);
    assertThat(event.onPullRequest()).isTrue();
    assertThat(event.comment().number()).isEqualTo(12);
    assertThat(event.comment().body()).isEqualTo("atlantis plan");
    assertThat(
            CommentWebhook.parse(
                    bytes(event("created", more.replace(",\"pull_request\":{\"url\":\"x\"}", ""))))
                .onPullRequest())
        .isFalse();
  }

  @Test
  void aReviewIsReadWithItsStateInSmallLetters() {
    var event =
        ReviewWebhook.parse(
            bytes(
                event(
                    "submitted",
                    "\"pull_request\":"
                        + PULL.replace(",\"merged\":true", "").replace("closed", "open")
                        + ",\"review\":{\"id\":5,\"user\":{\"login\":\"rev\"},\"body\":null,"
                        + "\"state\":\"changes_requested\",\"commit_id\":\""
                        + HEAD
                        + "\",\"submitted_at\":\"2026-01-02T03:04:05Z\"}")));

    assertThat(event.review().state()).isEqualTo(Review.State.CHANGES_REQUESTED);
    assertThat(event.review().body()).isEmpty();
    assertThat(event.pullRequest().status()).isEqualTo(PullRequest.Status.OPEN);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          not json                        | is not JSON
          []                              | is not a JSON object
          {}                              | no text at /action: expected text, found nothing
          {"action":"opened"}             | no text at /repository/clone_url
          {"action":"opened","repository":{"clone_url":"u","full_name":7}} | at /repository/full_name: expected text, found 7
          {"action":"opened","repository":{"clone_url":"u","full_name":"n"},"pull_request":[]} | no object at /pull_request: expected an object, found []
          """)
  void aBodyOfAnotherKindIsRefusedByWhatIsMissing(String body, String message) {
    assertThatThrownBy(() -> PullRequestWebhook.parse(bytes(body)))
        .isInstanceOf(ForgeException.class)
        .hasMessageContaining(message);
  }

  @Test
  void ofManyReviewsTheLastDecisionOfEachPersonCounts() {
    assertThat(reviews("ada:APPROVED").approved()).isTrue();
    assertThat(reviews("ada:APPROVED", "ada:COMMENTED").approved()).isTrue();
    assertThat(reviews("ada:APPROVED", "ADA:CHANGES_REQUESTED").approved()).isFalse();
    assertThat(reviews("ada:APPROVED", "rev:CHANGES_REQUESTED").approved()).isFalse();
    assertThat(reviews("rev:CHANGES_REQUESTED", "rev:APPROVED").approved()).isTrue();
    assertThat(reviews("rev:DISMISSED").approved()).isFalse();
    assertThat(reviews("rev:CHANGES_REQUESTED", "ada:APPROVED").hasApproval()).isTrue();
    assertThat(reviews("ada:APPROVED").approved(new CommitId("2".repeat(40)))).isFalse();
  }

  private static Reviews reviews(String... told) {
    return new Reviews(
        java.util.Arrays.stream(told)
            .map(each -> each.split(":"))
            .map(each ->
                new Review(1, each[0], Review.State.valueOf(each[1]), "", new CommitId(HEAD), null))
            .toList());
  }
}
