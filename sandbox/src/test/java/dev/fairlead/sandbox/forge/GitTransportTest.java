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
}
