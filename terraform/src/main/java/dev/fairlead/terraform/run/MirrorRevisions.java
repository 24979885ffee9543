package dev.fairlead.terraform.run;

import dev.fairlead.git.GitException;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import dev.fairlead.process.Ended;
import dev.fairlead.process.ProcessException;
import dev.fairlead.process.ProcessSpec;
import dev.fairlead.process.Processes;
import dev.fairlead.process.RunningProcess;
import dev.fairlead.terraform.pull.Revisions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Function;

/// [Revisions] on mirrors. Checkouts are real ones, made by Git itself, so that steps find links,
/// file modes and `.git` as they know them; they borrow the mirror's objects.
public final class MirrorRevisions implements Revisions {
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final Function<String, Mirror> mirrors;
  private final Processes processes;
  private final Path scratch;
  private final Map<String, String> environment;

  /// @param mirrors the mirror of a repository's URL
  /// @param scratch directory for the run directories of short processes
  /// @param environment what Git inherits
  public MirrorRevisions(
      Function<String, Mirror> mirrors,
      Processes processes,
      Path scratch,
      Map<String, String> environment) {
    this.mirrors = mirrors;
    this.processes = processes;
    this.scratch = scratch;
    this.environment = new LinkedHashMap<>(environment);
    // Nothing of the user's own settings, such as hooks or signing, may change a checkout.
    this.environment.put("GIT_CONFIG_GLOBAL", "/dev/null");
    this.environment.put("GIT_CONFIG_SYSTEM", "/dev/null");
    this.environment.put("GIT_TERMINAL_PROMPT", "0");
    this.environment
        .keySet()
        .removeIf(name ->
            name.equals("GIT_DIR")
                || name.equals("GIT_WORK_TREE")
                || name.equals("GIT_INDEX_FILE"));
  }

  @Override
  public void fetch(PullRequest pullRequest) {
    mirrors.apply(pullRequest.repository()).fetch();
  }

  @Override
  public RevisionTree tree(String repository, CommitId commit) {
    return mirrors.apply(repository).tree(commit);
  }

  @Override
  public Optional<CommitId> tip(String repository, String branch) {
    return Optional.ofNullable(mirrors.apply(repository).references().get("refs/heads/" + branch));
  }

  @Override
  public Optional<CommitId> mergeBase(String repository, CommitId one, CommitId other) {
    Mirror mirror = mirrors.apply(repository);
    return mirror.contains(one) && mirror.contains(other)
        ? mirror.mergeBase(one, other)
        : Optional.empty();
  }

  @Override
  public SortedSet<String> changedPaths(String repository, CommitId before, CommitId after) {
    return mirrors.apply(repository).changedPaths(before, after);
  }

  @Override
  public void checkOut(String repository, CommitId commit, Path directory) {
    Mirror mirror = mirrors.apply(repository);
    if (!mirror.contains(commit)) {
      throw new GitException(
          GitException.Kind.UNKNOWN_REVISION,
          "cannot check out " + commit + ": it is not in the mirror of " + mirror.url(),
          null);
    }
    try {
      Files.createDirectories(directory);
      git(directory, "init", "-q", "--template=", ".");
      // A former process may have been killed while it held the lock.
      Files.deleteIfExists(directory.resolve(".git/index.lock"));
      Path info = directory.resolve(".git/objects/info");
      Files.createDirectories(info);
      Files.writeString(
          info.resolve("alternates"),
          mirror.directory().toAbsolutePath().resolve("objects") + "\n");
      git(directory, "checkout", "-q", "--force", "--detach", commit.hex());
      git(directory, "reset", "-q", "--hard", commit.hex());
    } catch (IOException e) {
      throw new UncheckedIOException("cannot check out " + commit + " in " + directory, e);
    }
  }

  private void git(Path directory, String... arguments) throws IOException {
    String[] argv = new String[arguments.length + 1];
    argv[0] = "git";
    System.arraycopy(arguments, 0, argv, 1, arguments.length);
    Path own = scratch.resolve("git-" + UUID.randomUUID());
    try {
      RunningProcess process =
          processes.start(
              own,
              ProcessSpec.of(directory, environment, argv)
                  .withMergedOutput()
                  .withTimeout(PATIENCE));
      Ended ended = process.await();
      Abandoned.check();
      if (!ended.succeeded()) {
        throw new ProcessException(
            "git %s in %s: %s: %s"
                .formatted(
                    arguments[0],
                    directory,
                    ended,
                    Files.exists(process.stdout())
                        ? Files.readString(process.stdout()).strip()
                        : ""),
            null);
      }
    } finally {
      Layout.delete(own);
    }
  }
}
