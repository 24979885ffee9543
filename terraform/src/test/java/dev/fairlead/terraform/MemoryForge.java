package dev.fairlead.terraform;

import dev.fairlead.model.CommitId;
import dev.fairlead.model.PullRequest;
import dev.fairlead.terraform.pull.CommitStatus;
import dev.fairlead.terraform.pull.PullRequests;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/// A forge in memory. Safe for any thread.
final class MemoryForge implements PullRequests {
  static final String REPOSITORY = "https://example.com/acme/infra.git";

  private final Hub hub;
  private final Map<Integer, PullRequest> pulls = new HashMap<>();
  private final Map<Integer, List<String>> comments = new HashMap<>();
  private final Map<CommitId, Map<String, CommitStatus>> statuses = new HashMap<>();
  private final Set<Integer> approved = new TreeSet<>();

  /// Called before (`before comment`) and after (`after comment`) each change, and may throw.
  volatile Consumer<String> trouble = _ -> {};

  volatile Mergeability mergeability = Mergeability.YES;

  MemoryForge(Hub hub) {
    this.hub = hub;
  }

  synchronized PullRequest open(int number, String branch) {
    var pull =
        new PullRequest(
            REPOSITORY,
            number,
            "Change " + branch,
            "ann",
            "acme/infra",
            branch,
            hub.tip(branch),
            "main",
            hub.tip("main"),
            false,
            PullRequest.Status.OPEN,
            "https://example.com/acme/infra/pull/" + number);
    pulls.put(number, pull);
    return pull;
  }

  synchronized PullRequest end(int number, PullRequest.Status status) {
    PullRequest pull = get(REPOSITORY, number);
    var ended =
        new PullRequest(
            pull.repository(),
            number,
            pull.title(),
            pull.author(),
            pull.headRepository(),
            pull.headBranch(),
            pull.head(),
            pull.baseBranch(),
            pull.base(),
            false,
            status,
            pull.url());
    pulls.put(number, ended);
    return ended;
  }

  synchronized void approve(int number) {
    approved.add(number);
  }

  synchronized List<String> comments(int number) {
    return List.copyOf(comments.getOrDefault(number, List.of()));
  }

  String lastComment(int number) {
    List<String> all = comments(number);
    return all.isEmpty() ? "" : all.getLast();
  }

  /// `context: STATE description`, sorted.
  synchronized List<String> statuses(CommitId commit) {
    return statuses.getOrDefault(commit, Map.of()).values().stream()
        .map(status -> status.context() + ": " + status.state() + " " + status.description())
        .sorted()
        .toList();
  }

  @Override
  public synchronized PullRequest get(String repository, int number) {
    PullRequest pull = pulls.get(number);
    if (pull == null) {
      throw new IllegalStateException("no pull request " + number);
    }
    return pull;
  }

  @Override
  public synchronized boolean approved(PullRequest pullRequest) {
    return approved.contains(pullRequest.number());
  }

  @Override
  public Mergeability mergeability(PullRequest pullRequest) {
    return mergeability;
  }

  @Override
  public void comment(PullRequest pullRequest, String body) {
    trouble.accept("before comment");
    synchronized (this) {
      comments.computeIfAbsent(pullRequest.number(), _ -> new ArrayList<>()).add(body);
    }
    trouble.accept("after comment");
  }

  @Override
  public synchronized boolean hasComment(PullRequest pullRequest, String text) {
    return comments(pullRequest.number()).stream().anyMatch(body -> body.contains(text));
  }

  @Override
  public void status(String repository, CommitId commit, CommitStatus status) {
    trouble.accept("before status " + status.context() + " " + status.state());
    synchronized (this) {
      statuses.computeIfAbsent(commit, _ -> new LinkedHashMap<>()).put(status.context(), status);
    }
    trouble.accept("after status " + status.context() + " " + status.state());
  }
}
