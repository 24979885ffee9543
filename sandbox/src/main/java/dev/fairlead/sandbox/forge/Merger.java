package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Merges;
import dev.fairlead.sandbox.forge.pulls.Protection;
import dev.fairlead.sandbox.forge.pulls.Pull;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/// Merges pull requests, whether the API or a page asks for it. Safe for any thread: of several
/// merges at once in one repository one comes after the other.
final class Merger {
  private static final String BASE_MOVED =
      "Base branch was modified. Review and try the merge again.";

  private final Accounts accounts;
  private final Pulls pulls;
  private final MergeChecks checks;
  private final Pushes pushes;
  private final RefWriter refs;

  Merger(Accounts accounts, Pulls pulls, MergeChecks checks, Pushes pushes, RefWriter refs) {
    this.refs = refs;
    this.accounts = accounts;
    this.pulls = pulls;
    this.checks = checks;
    this.pushes = pushes;
  }

  /// How to merge.
  ///
  /// @param method `merge`, `squash` or `rebase`
  /// @param head what the head must be; null: whatever it is
  /// @param title the first line of the commit's message; null for GitHub's own
  /// @param text the rest of it; null for GitHub's own
  record Request(
      String method, @Nullable String head, @Nullable String title, @Nullable String text) {}

  /// Merges a pull request, or says why not as GitHub does.
  ///
  /// @return the new tip of the base branch
  ObjectId merge(ForgeRepository repository, int number, Account caller, Request request)
      throws IOException {
    synchronized (repository.issues()) {
      Issue issue =
          repository
              .issues()
              .find(number)
              .filter(Issue::isPull)
              .orElseThrow(ForgeException::notFound);
      checkMethod(repository, issue, request.method());
      checkState(repository, issue, caller, request.head());
      ObjectId base = PullDiffs.base(repository, issue);
      ObjectId merged = write(repository, issue, base, request, caller);
      String ref = Constants.R_HEADS + issue.asPull().baseBranch();
      pulls.merging(repository, number, merged.name());
      RefUpdate update = repository.git().updateRef(ref);
      update.setNewObjectId(merged);
      update.setExpectedOldObjectId(base);
      RefUpdate.Result result = update.update();
      switch (result) {
        case FAST_FORWARD, NEW, NO_CHANGE -> {}
        case LOCK_FAILURE, REJECTED -> {
          pulls.merging(repository, number, null);
          throw new ForgeException(405, BASE_MOVED);
        }
        default -> throw new IllegalStateException("cannot update " + ref + ": " + result);
      }
      Issue closed = pulls.merged(repository, number, caller, merged, base);
      pushes.received(repository, caller, List.of(new RefChange(ref, base, merged)));
      if (repository.settings().deleteBranch()) {
        deleteHead(repository, closed.asPull(), caller);
      }
      return merged;
    }
  }

  /// Merges the base branch of an open pull request into its head branch.
  void update(ForgeRepository repository, Issue issue, Account caller) throws IOException {
    Pull pull = issue.asPull();
    var merges = new Merges(repository.git());
    ObjectId base = PullDiffs.base(repository, issue);
    ObjectId head = ObjectId.fromString(pull.head());
    if (!issue.open() || merges.contains(head, base)) {
      throw new ForgeException(422, "There are no new commits on the base branch.");
    }
    ObjectId tree =
        merges
            .tree(/* base= */ head, /* head= */ base)
            .orElseThrow(() -> new ForgeException(422, "merge conflict between base and head"));
    ObjectId merged =
        merges.commit(
            tree,
            List.of(head, base),
            person(caller),
            TestMerge.person("GitHub", "noreply@github.com", pulls.now()),
            "Merge branch '" + pull.baseBranch() + "' into " + pull.headBranch());
    refs.update(caller, repository, Constants.R_HEADS + pull.headBranch(), merged, false);
  }

  private static void checkMethod(ForgeRepository repository, Issue issue, String method) {
    MergeSettings settings = repository.settings();
    boolean linear =
        repository
            .protection(issue.asPull().baseBranch())
            .filter(Protection::linearHistory)
            .isPresent();
    switch (method) {
      case "merge" -> {
        if (!settings.merge() || linear) {
          throw new ForgeException(405, "Merge commits are not allowed on this repository.");
        }
      }
      case "squash" -> {
        if (!settings.squash()) {
          throw new ForgeException(405, "Squash merges are not allowed on this repository.");
        }
      }
      case "rebase" -> {
        if (!settings.rebase()) {
          throw new ForgeException(405, "Rebase merges are not allowed on this repository.");
        }
      }
      default ->
          throw ForgeException.invalid(
              "PullRequest", "merge_method", "invalid", "merge_method is merge, squash or rebase");
    }
  }

  private void checkState(
      ForgeRepository repository, Issue issue, Account caller, @Nullable String head)
      throws IOException {
    Pull pull = issue.asPull();
    if (!issue.open()) {
      throw new ForgeException(405, "Pull Request is not mergeable");
    }
    if (head != null && !head.equals(pull.head())) {
      throw new ForgeException(409, "Head branch was modified. Review and try the merge again.");
    }
    // A push that is just being received has moved the branch already.
    if (Pulls.tip(repository, pull.headBranch())
        .filter(tip -> !tip.name().equals(pull.head()))
        .isPresent()) {
      throw new ForgeException(409, "Head branch was modified. Review and try the merge again.");
    }
    MergeVerdict verdict = checks.of(repository, issue);
    if (verdict.state().equals("draft")) {
      throw new ForgeException(405, "Pull Request is still a draft");
    }
    if (!Boolean.TRUE.equals(verdict.mergeable())) {
      throw new ForgeException(405, "Pull Request is not mergeable");
    }
    boolean exempt =
        repository
            .protection(pull.baseBranch())
            .filter(protection -> checks.isExempt(repository, protection, caller))
            .isPresent();
    if (!verdict.missing().isEmpty() && !exempt) {
      throw new ForgeException(405, String.join(" ", verdict.missing()));
    }
  }

  private ObjectId write(
      ForgeRepository repository, Issue issue, ObjectId base, Request request, Account caller)
      throws IOException {
    var merges = new Merges(repository.git());
    Pull pull = issue.asPull();
    ObjectId head = ObjectId.fromString(pull.head());
    PersonIdent merger = person(caller);
    PersonIdent forge = TestMerge.person("GitHub", "noreply@github.com", pulls.now());
    if (request.method().equals("rebase")) {
      return merges
          .rebase(base, head, merger)
          .orElseThrow(() -> new ForgeException(405, "This branch can't be rebased"));
    }
    ObjectId tree =
        merges
            .tree(base, head)
            .orElseThrow(() -> new ForgeException(405, "Pull Request is not mergeable"));
    if (request.method().equals("merge")) {
      String message =
          message(
              request,
              "Merge pull request #"
                  + issue.number()
                  + " from "
                  + repository.owner()
                  + "/"
                  + pull.headBranch(),
              issue.title());
      return merges.commit(tree, List.of(base, head), merger, forge, message);
    }
    List<RevCommit> commits = merges.between(base, head);
    PersonIdent author = accounts.find(issue.author()).map(this::person).orElse(merger);
    return merges.commit(tree, List.of(base), author, forge, squashed(issue, request, commits));
  }

  /// The message of a squashed commit, by GitHub's defaults: of a single commit its own, of several
  /// the pull request's title and a list.
  private static String squashed(Issue issue, Request request, List<RevCommit> commits) {
    if (commits.size() == 1) {
      String[] parts = commits.getFirst().getFullMessage().stripTrailing().split("\n\n?", 2);
      return message(
          request, parts[0] + " (#" + issue.number() + ")", parts.length > 1 ? parts[1] : "");
    }
    String list =
        String.join(
            "\n\n",
            commits.stream()
                .filter(commit -> commit.getParentCount() < 2)
                .map(commit -> "* " + commit.getFullMessage().strip())
                .toList());
    return message(request, issue.title() + " (#" + issue.number() + ")", list);
  }

  private static String message(Request request, String title, String text) {
    String first = request.title() == null ? title : request.title();
    String rest = request.text() == null ? text : request.text();
    return rest.isBlank() ? first : first + "\n\n" + rest;
  }

  private PersonIdent person(Account account) {
    return TestMerge.person(account.login(), account.email(), pulls.now());
  }

  private void deleteHead(ForgeRepository repository, Pull pull, Account caller)
      throws IOException {
    String ref = Constants.R_HEADS + pull.headBranch();
    Optional<ObjectId> tip = Pulls.tip(repository, pull.headBranch());
    if (tip.isEmpty() || pull.headBranch().equals(repository.defaultBranch())) {
      return;
    }
    RefUpdate update = repository.git().updateRef(ref);
    update.setForceUpdate(true);
    update.setExpectedOldObjectId(tip.get());
    if (update.delete() == RefUpdate.Result.FORCED) {
      pushes.received(
          repository, caller, List.of(new RefChange(ref, tip.get(), ObjectId.zeroId())));
    }
  }
}
