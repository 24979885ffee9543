package dev.fairlead.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.fairlead.git.Mirror.RefChange;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.model.TreeEntry;
import dev.fairlead.model.TreeEntry.Kind;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MirrorTest {
  @TempDir Path directory;
  private Upstream upstream;

  @BeforeEach
  void makeUpstream() {
    upstream = Upstream.in(directory);
  }

  private Mirror mirror() {
    return Mirror.open(
        directory.resolve("mirror.git"), upstream.bare().toString(), Credentials.NONE);
  }

  @Test
  void fetchesEveryReferenceAndSaysWhatChanged() {
    CommitId first = upstream.push("first", "a.txt", "1");
    try (Mirror mirror = mirror()) {
      assertThat(mirror.defaultBranch()).isEmpty();
      assertThat(mirror.fetch())
          .containsExactly(
              java.util.Map.entry("refs/heads/main", new RefChange(CommitId.NONE, first)));
      assertThat(mirror.defaultBranch()).contains("main");
      CommitId second = upstream.push("second", "a.txt", "2");
      upstream.run("tag", "-a", "v1", "-m", "one");
      upstream.run("push", "-q", "origin", "v1", "HEAD:refs/pull/7/head");
      assertThat(mirror.fetch().keySet())
          .containsExactly("refs/heads/main", "refs/pull/7/head", "refs/tags/v1");
      for (String name :
          new String[] {
            "main",
            "v1",
            "HEAD",
            "refs/pull/7/head",
            second.hex(),
            second.abbreviated(),
            "refs/heads/main"
          }) {
        assertThat(mirror.resolve(name)).as(name).isEqualTo(second);
      }
      assertThat(mirror.resolve("main~1")).isEqualTo(first);
      assertThat(mirror.fetch()).isEmpty();
    }
  }

  @Test
  void dropsWhatTheRemoteDroppedButKeepsItsCommits() {
    upstream.push("first", "a.txt", "1");
    upstream.run("checkout", "-q", "-b", "topic");
    CommitId topic = upstream.push("topic", "a.txt", "2");
    try (Mirror mirror = mirror()) {
      mirror.fetch();
      upstream.run("push", "-q", "origin", ":topic");
      assertThat(mirror.fetch().get("refs/heads/topic"))
          .isEqualTo(new RefChange(topic, CommitId.NONE));
      assertThatThrownBy(() -> mirror.resolve("topic"))
          .isInstanceOf(GitException.class)
          .hasMessageContaining("no branch, tag or commit 'topic'");
      assertThat(mirror.commit(topic).subject()).isEqualTo("topic");
    }
  }

  @Test
  void saysThatARemoteCannotBeReached() {
    try (Mirror mirror =
        Mirror.open(directory.resolve("m1.git"), "http://127.0.0.1:1/o/r.git", Credentials.NONE)) {
      assertThatThrownBy(mirror::fetch)
          .isInstanceOfSatisfying(
              GitException.class,
              e -> assertThat(e.kind()).isEqualTo(GitException.Kind.UNREACHABLE))
          .hasMessageContaining("cannot fetch from http://127.0.0.1:1/o/r.git");
    }
    try (Mirror mirror =
        Mirror.open(
            directory.resolve("m2.git"),
            directory.resolve("none.git").toString(),
            Credentials.NONE)) {
      assertThatThrownBy(mirror::fetch)
          .isInstanceOf(GitException.class)
          .hasMessageContaining("there is no repository at this URL");
    }
  }

  @Test
  void followsLinksThatStayInsideAndShowsOthersAsDangling() throws Exception {
    upstream.commit("files", "real/deep/f.txt", "content", "real/g.txt", "g");
    Files.createSymbolicLink(upstream.work().resolve("dir-link"), Path.of("real/deep"));
    Files.createSymbolicLink(upstream.work().resolve("real/up"), Path.of("deep/../g.txt"));
    Files.createSymbolicLink(upstream.work().resolve("out"), Path.of("../../etc/passwd"));
    Files.createSymbolicLink(upstream.work().resolve("absolute"), Path.of("/etc/passwd"));
    Files.createSymbolicLink(upstream.work().resolve("self"), Path.of("self"));
    Files.createSymbolicLink(upstream.work().resolve("real/loop"), Path.of("../real"));
    upstream.work().resolve("real/g.txt").toFile().setExecutable(true);
    CommitId commit = upstream.push("links");
    try (Mirror mirror = mirror()) {
      mirror.fetch();
      RevisionTree committed = mirror.tree(commit);
      for (RevisionTree tree : new RevisionTree[] {committed, WorkingTree.of(upstream.work())}) {
        assertThat(tree.text("dir-link/f.txt")).isEqualTo("content");
        assertThat(tree.text("dir-link/../g.txt")).isEqualTo("g");
        assertThat(tree.text("real/up")).isEqualTo("g");
        assertThat(tree.find("real/up").map(TreeEntry::executable)).contains(true);
        assertThat(tree.text("real/loop/loop/deep/f.txt")).isEqualTo("content");
        assertThat(tree.isDirectory("dir-link")).isTrue();
        assertThat(tree.find("out").map(TreeEntry::kind)).contains(Kind.DANGLING_LINK);
        assertThat(tree.find("absolute").map(TreeEntry::kind)).contains(Kind.DANGLING_LINK);
        assertThat(tree.find("self").map(TreeEntry::kind)).contains(Kind.DANGLING_LINK);
        assertThat(tree.find("../clone/real")).isEmpty();
        assertThat(tree.find("out/x")).isEmpty();
        assertThatThrownBy(() -> tree.read("out"))
            .isInstanceOf(dev.fairlead.model.MissingFileException.class);
        assertThat(tree.walk("").stream().map(TreeEntry::path))
            .containsExactly(
                "absolute",
                "dir-link/f.txt",
                "out",
                "real/deep/f.txt",
                "real/g.txt",
                "real/up",
                "self");
        assertThat(tree.list("real").stream().map(TreeEntry::name))
            .containsExactly("deep", "g.txt", "loop", "up");
        assertThat(tree.find("real/deep/f.txt").map(TreeEntry::contentId))
            .isEqualTo(committed.find("dir-link/f.txt").map(TreeEntry::contentId));
      }
    }
  }

  @Test
  void theContentIdOfADirectoryWithLinksChangesWithTheirTargets() throws Exception {
    upstream.commit("files", "shared/values.yaml", "a: 1", "chart/x.txt", "x", "plain/y.txt", "y");
    Files.createSymbolicLink(
        upstream.work().resolve("chart/values.yaml"), Path.of("../shared/values.yaml"));
    CommitId before = upstream.push("link");
    CommitId after = upstream.push("target", "shared/values.yaml", "a: 2");
    try (Mirror mirror = mirror()) {
      mirror.fetch();
      RevisionTree one = mirror.tree(before);
      RevisionTree two = mirror.tree(after);
      assertThat(one.find("chart").orElseThrow().contentId())
          .isNotEqualTo(two.find("chart").orElseThrow().contentId());
      assertThat(one.find("plain")).isEqualTo(two.find("plain"));
    }
  }

  @Test
  void comparesRevisions() {
    CommitId first = upstream.push("first", "a.txt", "1", "b/c.txt", "2", "d.txt", "3");
    upstream.run("rm", "-q", "d.txt");
    CommitId second = upstream.push("second", "b/c.txt", "changed", "b/ü.txt", "new");
    try (Mirror mirror = mirror()) {
      mirror.fetch();
      assertThat(mirror.changes(first, second))
          .containsExactly(
              new PathChange("b/c.txt", PathChange.Kind.MODIFIED),
              new PathChange("b/ü.txt", PathChange.Kind.ADDED),
              new PathChange("d.txt", PathChange.Kind.DELETED));
      assertThat(mirror.changedPaths(CommitId.NONE, first))
          .containsExactly("a.txt", "b/c.txt", "d.txt");
      assertThat(mirror.changedPaths(second, CommitId.NONE))
          .containsExactly("a.txt", "b/c.txt", "b/ü.txt");
      assertThat(mirror.log(first, second)).extracting(Commit::subject).containsExactly("second");
      assertThat(mirror.log(CommitId.NONE, second))
          .extracting(Commit::id)
          .containsExactly(second, first);
      assertThat(mirror.isAncestor(first, second)).isTrue();
      assertThat(mirror.isAncestor(second, first)).isFalse();
      assertThat(mirror.mergeBase(first, second)).contains(first);
      assertThat(mirror.logOf(second, "d.txt", 5))
          .extracting(Commit::subject)
          .containsExactly("second", "first");
    }
  }

  @Test
  void readsCommitsWithTheirTrailers() {
    CommitId id =
        upstream.push(
            """
            build(image): auth

            A note: not a trailer

            Source-Commit: abc
            Fairlead-Delivery: 42
            """,
            "a",
            "1");
    try (Mirror mirror = mirror()) {
      mirror.fetch();
      Commit commit = mirror.commit(id);
      assertThat(commit.author().name()).isEqualTo("Ann");
      assertThat(commit.trailer("fairlead-delivery")).contains("42");
      assertThat(commit.trailers()).hasSize(2);
      assertThat(commit.parents()).isEmpty();
    }
  }

  @Test
  void survivesManyThreadsAndALockLeftByAKilledProcess()
      throws java.io.IOException, InterruptedException, java.util.concurrent.ExecutionException {
    upstream.push("first", "a.txt", "1");
    try (Mirror mirror = mirror();
        Mirror twin = mirror();
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      mirror.fetch();
      CommitId second = upstream.push("second", "a.txt", "2");
      Files.createFile(mirror.directory().resolve("refs/heads/main.lock"));
      var done =
          threads.invokeAll(
              IntStream.range(0, 8)
                  .<Callable<String>>mapToObj(i ->
                      () -> {
                        Mirror mine = i % 2 == 0 ? mirror : twin;
                        mine.fetch();
                        return mine.tree(mine.resolve("main")).text("a.txt");
                      })
                  .toList());
      for (var future : done) {
        assertThat(future.get()).isEqualTo("2");
      }
      assertThat(mirror.resolve("main")).isEqualTo(second);
    }
  }
}
