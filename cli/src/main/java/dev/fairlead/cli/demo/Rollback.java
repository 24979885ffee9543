package dev.fairlead.cli.demo;

import java.util.List;

/// Reverting a release in Git brings the former version back.
final class Rollback implements Scenario {

  @Override
  public int number() {
    return 7;
  }

  @Override
  public String title() {
    return "rollback";
  }

  /// Needs [AuthVersion] to have been played: it reverts its source and its tag commit.
  @Override
  public Report play(Platform platform) throws InterruptedException {
    GitClone clone = platform.developer();
    clone.leaveBranch();
    String tagCommit = find(clone, "image tag " + AuthVersion.VERSION);
    String sourceCommit = find(clone, "feat(auth): release " + AuthVersion.VERSION);
    String image = imageOf(platform);
    String _ = clone.git("revert", "--no-edit", tagCommit, sourceCommit);
    ServerView.Delivered delivered = platform.deliver();

    String version = platform.awaitVersion("auth", "1.0.0");
    Platform.expect(
        !version.equals(AuthVersion.VERSION), "/version still answers " + AuthVersion.VERSION);
    Platform.expect(!imageOf(platform).equals(image), "the image did not change back");
    clone.pull();
    Platform.expect(
        clone.git("log", "-1", "--format=%s").startsWith("Revert"),
        "the rebuild of the former version committed something");
    return new Report(
        List.of("/version answers " + version + " again", "the rebuild changed nothing"),
        delivered.stages());
  }

  private static String find(GitClone clone, String subject) {
    String commit =
        clone.git("log", "-1", "--format=%H", "--fixed-strings", "--grep=" + subject).strip();
    Platform.expect(!commit.isEmpty(), "no commit says '" + subject + "'");
    return commit;
  }

  private static String imageOf(Platform platform) {
    return platform
        .cluster()
        .get("apps", "Deployment", Platform.NAMESPACE, "auth")
        .at("/spec/template/spec/containers/0/image")
        .asText();
  }
}
