package dev.fairlead.sandbox.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.sandbox.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a forge makes of the files that one left which was killed in the middle of something.
final class CrashTest {
  @TempDir Path directory;
  private ForgeFixture fixture;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(CommandLine.has("git"), "git is not on the path");
    fixture = new ForgeFixture(directory);
    fixture.pushFirstCommit();
  }

  private Path repository() {
    return directory.resolve("forge/repositories/acme/shop.git");
  }

  private ForgeServer again() {
    return ForgeServer.start(
        new ForgeOptions(directory.resolve("forge"), "127.0.0.1", 0, Clock.systemUTC()));
  }

  @Test
  void locksAndDraftsOfAKilledForgeDoNotHoldTheNextBack() throws Exception {
    fixture.close();
    Files.writeString(repository().resolve("refs/heads/main.lock"), "half");
    Files.writeString(repository().resolve("packed-refs.lock"), "");
    Files.createDirectories(repository().resolveSibling("shop.issues"));
    Files.writeString(repository().resolveSibling("shop.issues").resolve(".draft-1"), "{\"num");
    Files.writeString(repository().resolveSibling(".draft-2"), "{");

    try (ForgeServer forge = again()) {
      fixture.commit("b.txt", "x\n", "More");
      String url =
          forge.cloneUrl("acme", "shop").replace("http://", "http://ada:" + fixture.token + "@");
      fixture.git("push", "-q", url, "main");
      assertThat(fixture.git("ls-remote", url, "refs/heads/main"))
          .startsWith(fixture.git("rev-parse", "HEAD").strip());
    }
  }

  @Test
  void aRepositoryThatWasHalfMadeIsMadeAnew() throws Exception {
    fixture.close();
    Files.createDirectories(repository().resolveSibling("half.git").resolve("refs"));
    Files.writeString(repository().resolveSibling("half.git").resolve("HEAD"), "ref: re");

    try (ForgeServer forge = again()) {
      assertThat(forge.repository("acme", "half")).isEmpty();
      forge.ensureRepository("acme", "half", "main");
      fixture.git(
          "push",
          "-q",
          forge.cloneUrl("acme", "half").replace("http://", "http://ada:" + fixture.token + "@"),
          "main");
    }
  }

  @Test
  void aPushOrMergeThatNobodyHeardOfIsFollowedAtTheNextStart() throws Exception {
    for (String branch : List.of("pushed", "merged", "squashed")) {
      fixture.pushBranch(branch, branch + ".txt", "1\n");
      fixture.openPull(branch);
    }
    fixture.close();
    // The refs as a push and two merges leave them, with nothing noted about it.
    var git = new CommandLine(repository(), Map.of());
    String pushed = fixture.commit("squashed2.txt", "2\n", "Aside");
    git.run("git", "fetch", "-q", fixture.clone.toString(), pushed);
    git.run("git", "update-ref", "refs/heads/pushed", pushed);
    String tree = git.run("git", "rev-parse", "refs/heads/squashed^{tree}").strip();
    String squash =
        git.run(
                "git",
                "-c",
                "user.name=x",
                "-c",
                "user.email=x@example.com",
                "commit-tree",
                tree,
                "-p",
                "refs/heads/main",
                "-m",
                "Squash")
            .strip();
    Path third = repository().resolveSibling("shop.issues").resolve("3.json");
    Files.writeString(
        third,
        Files.readString(third)
            .replace("\"mergeCommit\":null", "\"mergeCommit\":\"" + squash + "\""));
    git.run("git", "update-ref", "refs/heads/main", squash);

    try (ForgeServer forge = again()) {
      var issues = forge.repository("acme", "shop").orElseThrow().issues();
      assertThat(issues.find(1).orElseThrow().asPull().head()).isEqualTo(pushed);
      assertThat(issues.find(2).orElseThrow().open()).isTrue();
      assertThat(issues.find(3).orElseThrow().asPull().isMerged()).isTrue();
    }
  }
}
