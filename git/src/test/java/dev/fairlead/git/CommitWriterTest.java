package dev.fairlead.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.git.CommitWriter.Changes;
import dev.fairlead.git.CommitWriter.Written;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Secret;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CommitWriterTest {
  private static final Person BOT =
      Person.of("fairlead", "bot@example.com", Instant.parse("2026-01-02T03:04:05Z"));

  @TempDir Path directory;
  private Upstream upstream;

  @BeforeEach
  void makeUpstream() {
    upstream = Upstream.in(directory);
    upstream.push("first", "values.yaml", "tag: one\n", "other.txt", "o", "run.sh", "#!/bin/sh\n");
  }

  private Mirror mirror() {
    return Mirror.open(
        directory.resolve("mirror.git"), upstream.bare().toString(), Credentials.NONE);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void commitsWithoutACheckoutAndKeepsModes() {
    upstream.work().resolve("run.sh").toFile().setExecutable(true);
    CommitId parent = upstream.push("mode");
    try (Mirror mirror = mirror()) {
      Written written =
          new CommitWriter(mirror, 3, new Random(1))
              .commit(
                  "main",
                  BOT,
                  BOT,
                  _ ->
                      new Changes(
                          Map.of("run.sh", bytes("x"), "new/dir/f", bytes("y")),
                          Set.of("other.txt"),
                          "change\n\nFairlead-Delivery: 1\n"));
      assertThat(written).isInstanceOf(Written.Pushed.class);
      assertThat(mirror.resolve("main")).isEqualTo(written.tip());
      upstream.run("pull", "-q", "--ff-only", "origin", "main");
      assertThat(upstream.run("log", "-1", "--format=%H %an %ae %aI %P %(trailers:only,unfold)"))
          .isEqualTo(
              written.tip()
                  + " fairlead bot@example.com 2026-01-02T03:04:05+00:00 "
                  + parent
                  + " Fairlead-Delivery: 1");
      assertThat(upstream.run("ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD"))
          .isEqualTo("100644 new/dir/f\n100755 run.sh\n100644 values.yaml");
    }
  }

  @Test
  void makesTheEditAgainOnTheNewTipAfterALostRace() {
    try (Mirror mirror = mirror()) {
      var runs = new AtomicInteger();
      Written written =
          new CommitWriter(mirror, 5, new Random(1))
              .commit(
                  "main",
                  BOT,
                  BOT,
                  tip -> {
                    if (runs.incrementAndGet() == 1) {
                      upstream.push("meanwhile", "values.yaml", "# note\ntag: one\n");
                    }
                    String text = tip.text("values.yaml").replace("one", "two");
                    return Changes.write(Map.of("values.yaml", bytes(text)), "tag");
                  });
      assertThat(runs).hasValue(2);
      assertThat(mirror.tree(written.tip()).text("values.yaml")).isEqualTo("# note\ntag: two\n");
      assertThat(mirror.log(CommitId.NONE, written.tip()))
          .extracting(Commit::subject)
          .containsExactly("tag", "meanwhile", "first");
    }
  }

  @Test
  void makesNoCommitWhenNothingChanges() {
    try (Mirror mirror = mirror()) {
      Written written =
          new CommitWriter(mirror, 2, new Random(1))
              .commit(
                  "main",
                  BOT,
                  BOT,
                  tip -> Changes.write(Map.of("other.txt", tip.read("other.txt")), "no"));
      assertThat(written).isInstanceOf(Written.Unchanged.class);
      assertThat(written.tip()).isEqualTo(mirror.resolve("main"));
    }
  }

  @Test
  void saysWhyTheRemoteRefusedOverHttp() throws java.io.IOException {
    Path hook = upstream.bare().resolve("hooks/pre-receive");
    Files.writeString(hook, "#!/bin/sh\necho protected >&2\nexit 1\n");
    hook.toFile().setExecutable(true);
    try (var http = new SmartHttp(directory, "x-access-token", "t0ken");
        Mirror mirror =
            Mirror.open(
                directory.resolve("m.git"),
                http.url("upstream.git"),
                Credentials.token(new Secret("t0ken")));
        Mirror stranger =
            Mirror.open(
                directory.resolve("s.git"),
                http.url("upstream.git"),
                Credentials.token(new Secret("wr0ng")))) {
      assertThatThrownBy(stranger::fetch)
          .isInstanceOfSatisfying(
              GitException.class,
              e -> assertThat(e.kind()).isEqualTo(GitException.Kind.UNAUTHORIZED))
          .hasMessageNotContaining("wr0ng");
      var writer = new CommitWriter(mirror, 3, new Random(1));
      assertThatThrownBy(() ->
              writer.commit("main", BOT, BOT, _ -> Changes.write(Map.of("a", bytes("b")), "m")))
          .isInstanceOfSatisfying(
              GitException.class, e -> assertThat(e.kind()).isEqualTo(GitException.Kind.REJECTED))
          .hasMessageContaining("pre-receive hook declined");
      Files.delete(hook);
      assertThat(writer.commit("main", BOT, BOT, _ -> Changes.write(Map.of("a", bytes("b")), "m")))
          .isInstanceOf(Written.Pushed.class);
    }
  }

  @Test
  void writesThroughLinksAndRefusesToLeaveTheRepository() throws Exception {
    Files.createSymbolicLink(upstream.work().resolve("link.yaml"), Path.of("values.yaml"));
    Files.createSymbolicLink(upstream.work().resolve("out"), Path.of("../elsewhere"));
    upstream.push("links");
    try (Mirror mirror = mirror()) {
      var writer = new CommitWriter(mirror, 2, new Random(1));
      Written written =
          writer.commit(
              "main", BOT, BOT, _ -> Changes.write(Map.of("link.yaml", bytes("new")), "m"));
      assertThat(mirror.tree(written.tip()).text("values.yaml")).isEqualTo("new");
      assertThatThrownBy(() ->
              writer.commit("main", BOT, BOT, _ -> Changes.write(Map.of("out/x", bytes("n")), "m")))
          .hasMessageContaining("leaves the repository");
      assertThatThrownBy(() ->
              writer.commit("main", BOT, BOT, _ -> Changes.write(Map.of("../x", bytes("n")), "m")))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }
}
