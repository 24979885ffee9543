package dev.fairlead.cli.demo;

import java.time.Duration;
import java.util.List;

/// A change of a service's source travels to its pods without a failed request.
final class AuthVersion implements Scenario {
  static final String VERSION = "1.1.0";
  private static final String POM = "src/auth/pom.xml";
  private static final String VALUES = "charts/ecoeco-backend/values-14nodes.yaml";

  @Override
  public int number() {
    return 3;
  }

  @Override
  public String title() {
    return "auth version";
  }

  @Override
  public Report play(Platform platform) throws InterruptedException {
    GitClone clone = platform.developer();
    clone.leaveBranch();
    String former = platform.versionOf("auth");
    List<String> valuesBefore = clone.read(VALUES).lines().toList();
    clone.edit(
        POM,
        text ->
            text.replace(
                "<version>" + former + "</version>", "<version>" + VERSION + "</version>"));
    String source = clone.commit("feat(auth): release " + VERSION);

    try (var poller =
        new Poller(
            platform.addressOf("auth"),
            platform.portOf("auth"),
            "/version",
            Duration.ofMillis(20))) {
      ServerView.Delivered delivered = platform.deliver();
      String now = platform.awaitVersion("auth", VERSION);
      Platform.expect(now.equals(VERSION), "/version answers " + now + ", expected " + VERSION);
      Poller.Result polled = poller.stop();
      Platform.expect(
          polled.requests() > 50, "the client made only " + polled.requests() + " requests");
      Platform.expect(
          polled.failures().isEmpty(),
          polled.failures().size()
              + " of "
              + polled.requests()
              + " requests failed; "
              + String.join("; ", polled.failures().stream().limit(3).toList()));

      clone.pull();
      List<String> valuesAfter = clone.read(VALUES).lines().toList();
      Platform.expect(
          differing(valuesBefore, valuesAfter) == 1,
          "the tag commit changed other lines of " + VALUES + " than one");
      String tagCommit = clone.head();
      Platform.expect(!tagCommit.equals(source), "no tag commit was pushed");
      String trailer =
          clone.git("log", "-1", "--format=%(trailers:key=Fairlead-Delivery,valueonly)").strip();
      Platform.expect(
          trailer.equals(delivered.id()),
          "the tag commit carries the delivery '" + trailer + "', expected " + delivered.id());
      return new Report(
          List.of(
              "/version answers " + VERSION + " (was " + former + ")",
              polled.requests() + " requests over keep-alive connections, none failed",
              "the tag commit changed one line"),
          delivered.stages());
    }
  }

  private static long differing(List<String> before, List<String> after) {
    if (before.size() != after.size()) {
      return Math.abs(before.size() - after.size());
    }
    long count = 0;
    for (int i = 0; i < before.size(); i++) {
      if (!before.get(i).equals(after.get(i))) {
        count++;
      }
    }
    return count;
  }
}
