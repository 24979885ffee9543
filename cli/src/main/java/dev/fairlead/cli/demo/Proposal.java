package dev.fairlead.cli.demo;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// A pull request on its way, as its author and a reviewer see it.
final class Proposal {
  private static final String APPLY = "atlantis apply";

  private final Platform platform;
  private final String head;
  private final int number;
  private final List<String> seconds = new ArrayList<>();
  private Instant last = Instant.now();

  private Proposal(Platform platform, String head, int number) {
    this.platform = platform;
    this.head = head;
    this.number = number;
  }

  /// Pushes the clone's branch and proposes it for the platform's branch.
  static Proposal open(Platform platform, String branch, String title) {
    GitClone clone = platform.developer();
    clone.push();
    int number = platform.forge().propose(Platform.REPOSITORY, branch, Platform.BRANCH, title);
    return new Proposal(platform, clone.head(), number);
  }

  int number() {
    return number;
  }

  String head() {
    return head;
  }

  /// Where the time went so far.
  List<String> seconds() {
    return List.copyOf(seconds);
  }

  /// Waits for a plan to be commented.
  ///
  /// @param wanted what its text must contain
  String awaitPlan(String... wanted) throws InterruptedException {
    String plan = awaitComment(0, "Ran Plan for", wanted);
    ForgeView.Status status =
        platform.forge().awaitStatus(Platform.REPOSITORY, head, "atlantis/plan");
    Platform.expect(
        status.state().equals("success"),
        "pull request #" + number + ": the plan says " + status.description());
    took("plan");
    return plan;
  }

  /// Waits until the check before the merge has passed.
  void awaitCheck() throws InterruptedException {
    ForgeView.Status status =
        platform.forge().awaitStatus(Platform.REPOSITORY, head, Platform.CHECK);
    Platform.expect(
        status.state().equals("success"),
        "pull request #" + number + ": the check says " + status.description());
  }

  void approve() {
    platform.reviewer().approve(Platform.REPOSITORY, number);
  }

  /// Comments `atlantis apply` and waits for the answer.
  String apply(String... wanted) throws InterruptedException {
    last = Instant.now();
    long asked = platform.forge().comment(Platform.REPOSITORY, number, APPLY);
    String result = awaitComment(asked, "Ran Apply for", wanted);
    took("apply");
    return result;
  }

  private String awaitComment(long after, String heading, String... wanted)
      throws InterruptedException {
    String text =
        platform
            .forge()
            .awaitComment(
                Platform.REPOSITORY,
                number,
                after,
                "a comment with \"" + heading + "\"",
                body -> body.contains(heading))
            .body();
    for (String part : wanted) {
      Platform.expect(
          text.contains(part),
          "pull request #" + number + ": expected \"" + part + "\" in the comment, found\n" + text);
    }
    return text;
  }

  /// Merges and waits until the merge's delivery has succeeded.
  ServerView.Delivered merge() throws InterruptedException {
    awaitCheck();
    last = Instant.now();
    String commit = platform.reviewer().merge(Platform.REPOSITORY, number);
    ServerView.Delivered delivered = platform.awaitDelivery(commit);
    took("delivery");
    seconds.addAll(delivered.stages());
    return delivered;
  }

  private void took(String what) {
    Instant now = Instant.now();
    seconds.add("%s %.1f s".formatted(what, Duration.between(last, now).toMillis() / 1000.0));
    last = now;
  }
}
