package dev.fairlead.sandbox.forge;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.fairlead.sandbox.CommandLine;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Real Git against the forge.
final class GitTransportTest {
  @TempDir Path directory;
  private ForgeFixture fixture;

  @BeforeEach
  void start() throws Exception {
    assumeTrue(CommandLine.has("git"), "git is not on the path");
    fixture = new ForgeFixture(directory);
  }

  @AfterEach
  void stop() {
    if (fixture != null) {
      fixture.close();
    }
  }

  private CommandLine at(String name) throws Exception {
    Path place = directory.resolve(name);
    Files.createDirectories(place);
    return new CommandLine(place, Map.of());
  }

  @Test
  void pushesClonesAndFetches() throws Exception {
    fixture.pushFirstCommit();

    var other = at("other");
    other.run("git", "clone", "-q", fixture.forge.cloneUrl("acme", "shop"), "copy");
    assertThat(directory.resolve("other/copy/README.md")).hasContent("hello\n");

    String second = fixture.commit("a/b.txt", "x\n", "More");
    fixture.git("push", "-q", "origin", "main");
    assertThat(other.run("git", "-C", "copy", "pull", "-q")).isEmpty();
    assertThat(other.run("git", "-C", "copy", "rev-parse", "HEAD").strip()).isEqualTo(second);
  }

  @Test
  void clonesShallowAndPartiallyAndWithoutTheSuffix() throws Exception {
    fixture.pushFirstCommit();
    String first = fixture.git("rev-parse", "HEAD").strip();
    fixture.commit("b.txt", "x\n", "More");
    fixture.git("push", "-q", "origin", "main");
    String url = fixture.forge.cloneUrl("acme", "shop").replaceFirst("\\.git$", "");

    var other = at("other");
    other.run("git", "clone", "-q", "--depth=1", url, "shallow");
    assertThat(other.run("git", "-C", "shallow", "rev-list", "--count", "HEAD").strip())
        .isEqualTo("1");
    other.run("git", "clone", "-q", "--filter=blob:none", "--no-checkout", url, "partial");
    other.run("git", "-C", "shallow", "fetch", "-q", "--depth=1", "origin", first);
    assertThat(other.run("git", "-C", "shallow", "rev-parse", "FETCH_HEAD").strip())
        .isEqualTo(first);
  }

  @Test
  void theFirstPushedBranchBecomesTheDefault() throws Exception {
    fixture.git("init", "-q", "-b", "develop");
    fixture.git("remote", "add", "origin", fixture.url());
    fixture.commit("README.md", "hello\n", "Begin");
    fixture.git("push", "-q", "origin", "develop");

    assertThat(fixture.get("/repos/acme/shop").json().path("default_branch").asText())
        .isEqualTo("develop");
    var other = at("other");
    other.run("git", "clone", "-q", fixture.forge.cloneUrl("acme", "shop"), "copy");
    assertThat(other.run("git", "-C", "copy", "branch", "--show-current").strip())
        .isEqualTo("develop");
  }

  @Test
  void refusesAPushWithoutOrWithWrongCredentials() throws Exception {
    fixture.pushFirstCommit();
    fixture.commit("b.txt", "x\n", "More");
    var clone = new CommandLine(fixture.clone, Map.of());
    String plain = fixture.forge.cloneUrl("acme", "shop");

    assertThat(clone.attempt("git", "push", plain, "main"))
        .matches(result -> result.status() != 0)
        .asString()
        .contains("could not read Username");
    assertThat(clone.attempt("git", "push", plain.replace("http://", "http://ada:wrong@"), "main"))
        .matches(result -> result.status() != 0)
        .asString()
        .contains("Authentication failed");
  }

  @Test
  void refusesANonFastForwardUnlessForcedAndKeepsTheDefaultBranch() throws Exception {
    fixture.pushFirstCommit();
    fixture.git("commit", "-q", "--amend", "-m", "Begin again");
    var clone = new CommandLine(fixture.clone, Map.of());

    assertThat(clone.attempt("git", "push", "origin", "main").output())
        .contains("non-fast-forward");
    fixture.git("push", "-q", "--force", "origin", "main");
    assertThat(clone.attempt("git", "push", "origin", ":main").output())
        .contains("refusing to delete the current branch");
    assertThat(clone.attempt("git", "push", "origin", "main:refs/pull/1/head").output())
        .contains("deny updating a hidden ref");
  }

  @Test
  void everythingIsThereAfterARestart() throws Exception {
    fixture.pushFirstCommit();
    String sha = fixture.git("rev-parse", "HEAD").strip();
    fixture.post("/repos/acme/shop/statuses/" + sha, "{\"state\":\"success\"}");
    String token = fixture.token;
    fixture.close();

    fixture = new ForgeFixture(directory);

    assertThat(fixture.token).isEqualTo(token);
    assertThat(fixture.forge.ensureRepository("ACME", "Shop", "main").fullName())
        .isEqualTo("acme/shop");
    assertThat(fixture.get("/repos/acme/shop/commits/main/status").json().path("state").asText())
        .isEqualTo("success");
  }

  @Test
  void speaksTheSecondVersionOfTheProtocol() throws Exception {
    fixture.pushFirstCommit();
    var git =
        new CommandLine(
            Files.createDirectories(directory.resolve("other")), Map.of("GIT_TRACE_PACKET", "1"));

    String trace =
        git.run(
            "git", "-c", "protocol.version=2", "ls-remote", fixture.forge.cloneUrl("acme", "shop"));

    assertThat(trace).contains("< version 2").contains("refs/heads/main");
  }

  @Test
  void fetchesPullRequestsByTheirHeadAndTestMerge() throws Exception {
    fixture.pushFirstCommit();
    String head = fixture.pushBranch("topic", "a.txt", "one\n");
    int number = fixture.openPull("topic");
    fixture.get("/repos/acme/shop/pulls/" + number); // asks whether it merges

    fixture.git("fetch", "-q", "origin", "pull/1/head", "pull/1/merge");
    assertThat(fixture.git("ls-remote", "origin", "refs/pull/1/head")).startsWith(head);
    fixture.git("fetch", "-q", "origin", "pull/1/merge");
    assertThat(fixture.git("show", "FETCH_HEAD:a.txt")).isEqualTo("one\n");
    assertThat(fixture.git("log", "-1", "--format=%P", "FETCH_HEAD")).contains(head);
  }

  @Test
  void aProtectedBranchRefusesInGitHubsWords() throws Exception {
    fixture.pushFirstCommit();
    fixture.pushBranch("release", "r.txt", "1\n");
    fixture.send(
        "PUT",
        "/repos/acme/shop/branches/release/protection",
        """
        {"required_status_checks":null,"enforce_admins":true,
         "required_pull_request_reviews":null,"restrictions":null}
        """);
    fixture.git("checkout", "-q", "release");
    fixture.git("commit", "-q", "--amend", "-m", "Another");
    var clone = new CommandLine(fixture.clone, Map.of());

    assertThat(clone.attempt("git", "push", "--force", fixture.url(), "release").output())
        .contains("remote: error: GH006: Protected branch update failed for refs/heads/release.")
        .contains("remote: - Cannot force-push to this branch")
        .contains("! [remote rejected] release -> release (protected branch hook declined)");
    assertThat(clone.attempt("git", "push", fixture.url(), ":release").output())
        .contains("GH006: Protected branch update failed for refs/heads/release.")
        .contains("Cannot delete this branch");
    assertThat(clone.attempt("git", "push", fixture.urlOf("dev"), "release:other").status())
        .isZero();
  }

  @Test
  void pushesTagsAndFetchesThem() throws Exception {
    fixture.pushFirstCommit();
    fixture.git("tag", "-a", "v1", "-m", "One");
    fixture.git("tag", "light");
    fixture.git("push", "-q", "origin", "--tags");

    assertThat(fixture.git("ls-remote", "--tags", "origin"))
        .contains("refs/tags/light")
        .contains("refs/tags/v1^{}");
    assertThat(fixture.get("/repos/acme/shop/tags").json().findValuesAsText("name"))
        .containsExactlyInAnyOrder("v1", "light");
  }

  @Test
  void whoMayNotPushIsToldSo() throws Exception {
    fixture.pushFirstCommit();
    fixture.forge.accounts().ensure("guest", Account.Kind.USER, Role.READ);
    var clone = new CommandLine(fixture.clone, Map.of());

    assertThat(clone.attempt("git", "push", fixture.urlOf("guest"), "main:mine").output())
        .contains("remote: Permission to acme/shop.git denied to guest.")
        .contains("403");
    assertThat(clone.attempt("git", "push", fixture.url().replace("shop", "none"), "main").output())
        .contains("remote: Repository not found.");
  }

  @Test
  void ofManyPushesAtOnceNoneIsLost() throws Exception {
    fixture.pushFirstCommit();
    try (var threads = java.util.concurrent.Executors.newVirtualThreadPerTaskExecutor()) {
      var pushes =
          java.util.stream.IntStream.range(0, 6)
              .mapToObj(number ->
                  threads.submit(() ->
                      new CommandLine(fixture.clone, Map.of())
                          .attempt(
                              "git", "push", fixture.url(), "main:refs/heads/at-once/" + number)
                          .status()))
              .toList();
      for (var push : pushes) {
        assertThat(push.get()).isZero();
      }
    }

    assertThat(fixture.get("/repos/acme/shop/branches?per_page=100").json()).hasSize(7);
    assertThat(fixture.git("ls-remote", "origin", "refs/heads/at-once/*").lines()).hasSize(6);
  }
}
