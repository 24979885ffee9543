package dev.fairlead.delivery;

import dev.fairlead.git.Commit;
import dev.fairlead.git.Mirror;
import dev.fairlead.model.CommitId;
import dev.fairlead.model.Delivery;
import dev.fairlead.model.MemoryTree;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.RevisionTree;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A repository whose pushes are delivered, seen through its mirror.
///
/// @param url as users write it
public record DeliveredRepository(String url, Mirror mirror) {
  private static final String HEADS = "refs/heads/";
  private static final Pattern MERGE =
      Pattern.compile("^Merge pull request #(\\d+) from [^\n]+\n\n([^\n]+)");

  /// Branch names and their tips, as last fetched.
  Map<String, CommitId> branches() {
    Map<String, CommitId> tips = new TreeMap<>();
    mirror
        .references()
        .forEach((name, tip) -> {
          if (name.startsWith(HEADS)) {
            tips.put(name.substring(HEADS.length()), tip);
          }
        });
    return tips;
  }

  /// The commits of a push, oldest first. For a new branch these are the ones that the default
  /// branch has not.
  List<PushedCommit> commits(String branch, CommitId before, CommitId after) {
    return mirror.log(base(branch, before, after), after).reversed().stream()
        .map(DeliveredRepository::pushed)
        .toList();
  }

  List<String> changedPaths(String branch, CommitId before, CommitId after) {
    return List.copyOf(mirror.changedPaths(base(branch, before, after), after));
  }

  /// What a push is compared with. GitHub compares a new branch with the parent of its first new
  /// commit; that is where it left the default branch.
  private CommitId base(String branch, CommitId before, CommitId after) {
    if (!before.equals(CommitId.NONE) && mirror.contains(before)) {
      return before;
    }
    return mirror
        .defaultBranch()
        .filter(main -> !main.equals(branch))
        .flatMap(mirror::find)
        .flatMap(main -> mirror.mergeBase(main, after))
        .orElse(CommitId.NONE);
  }

  Change change(Delivery delivery) {
    return new Change(
        delivery.id(),
        delivery.repository(),
        delivery.branch(),
        mirror.defaultBranch().orElse(delivery.branch()),
        delivery.before(),
        delivery.pushed(),
        delivery.head(),
        changedPaths(delivery.branch(), delivery.before(), delivery.pushed()),
        List.copyOf(mirror.changedPaths(delivery.pushed(), delivery.head())),
        commits(delivery.branch(), delivery.before(), delivery.pushed()),
        tree(base(delivery.branch(), delivery.before(), delivery.pushed())),
        mirror.tree(delivery.head()));
  }

  /// What the merge of a pull request would be to the engines.
  Change proposed(PullRequest pull) {
    CommitId base = mirror.mergeBase(pull.base(), pull.head()).orElse(CommitId.NONE);
    return new Change(
        pull.toString(),
        url,
        pull.baseBranch(),
        mirror.defaultBranch().orElse(pull.baseBranch()),
        pull.base(),
        pull.head(),
        pull.head(),
        List.copyOf(mirror.changedPaths(base, pull.head())),
        List.of(),
        commits(pull.baseBranch(), base, pull.head()),
        tree(base),
        mirror.tree(pull.head()));
  }

  private RevisionTree tree(CommitId commit) {
    return commit.equals(CommitId.NONE) ? MemoryTree.of(Map.of()) : mirror.tree(commit);
  }

  /// A forge's merge commit says what was merged in its second paragraph: the pull request's title.
  private static String title(Commit commit) {
    Matcher merge = MERGE.matcher(commit.message());
    return merge.find() ? merge.group(2) + " (#" + merge.group(1) + ")" : commit.subject();
  }

  private static PushedCommit pushed(Commit commit) {
    return new PushedCommit(
        commit.id(),
        title(commit),
        commit.message(),
        commit.author().name(),
        commit.author().email(),
        commit.committer().time(),
        commit.trailer(Delivery.TRAILER));
  }
}
