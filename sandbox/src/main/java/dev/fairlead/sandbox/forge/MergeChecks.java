package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.checks.CheckRun;
import dev.fairlead.sandbox.forge.checks.CheckSuite;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Merges;
import dev.fairlead.sandbox.forge.pulls.Protection;
import dev.fairlead.sandbox.forge.pulls.Pull;
import dev.fairlead.sandbox.forge.pulls.Review;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.lib.ObjectId;

/// Decides whether something may come into a branch: conflicts, drafts, and what the branch's
/// protection asks for.
final class MergeChecks {
  private final Access access;

  MergeChecks(Access access) {
    this.access = access;
  }

  MergeVerdict of(ForgeRepository repository, Issue issue) throws IOException {
    if (!issue.open()) {
      return MergeVerdict.UNKNOWN;
    }
    Pull pull = issue.asPull();
    ObjectId base = PullDiffs.base(repository, issue);
    ObjectId head = ObjectId.fromString(pull.head());
    if (!TestMerge.succeeds(repository, issue, base, head)) {
      return new MergeVerdict(false, "dirty", List.of());
    }
    if (pull.draft()) {
      return new MergeVerdict(true, "draft", List.of());
    }
    Optional<Protection> protection = repository.protection(pull.baseBranch());
    var missing = new ArrayList<String>();
    protection
        .map(Protection::checks)
        .ifPresent(checks -> missing.addAll(missingChecks(repository, checks, pull.head())));
    protection
        .map(Protection::reviews)
        .ifPresent(reviews -> missing.addAll(missingReviews(repository, issue, reviews)));
    if (!missing.isEmpty()) {
      return new MergeVerdict(true, "blocked", missing);
    }
    boolean strict =
        protection.map(Protection::checks).filter(Protection.Checks::strict).isPresent();
    if (strict && !new Merges(repository.git()).contains(head, base)) {
      return new MergeVerdict(
          true, "behind", List.of("Head branch is out of date with the base branch."));
    }
    boolean stable =
        latest(repository, pull.head()).values().stream()
            .allMatch(state -> state.equals("success"));
    return new MergeVerdict(true, stable ? "clean" : "unstable", List.of());
  }

  /// Why a protected branch does not take a new tip that comes past pull requests, in GitHub's
  /// words; empty where it does.
  List<String> refusals(
      ForgeRepository repository, String branch, Account pusher, ObjectId from, ObjectId to)
      throws IOException {
    Optional<Protection> found = repository.protection(branch);
    if (found.isEmpty()) {
      return List.of();
    }
    Protection protection = found.get();
    if (to.equals(ObjectId.zeroId())) {
      return protection.allowDeletions() ? List.of() : List.of("Cannot delete this branch");
    }
    boolean created = from.equals(ObjectId.zeroId());
    if (!created
        && !protection.allowForcePushes()
        && !new Merges(repository.git()).contains(to, from)) {
      return List.of("Cannot force-push to this branch");
    }
    if (isExempt(repository, protection, pusher)) {
      return List.of();
    }
    var refusals = new ArrayList<String>();
    if (protection.reviews() != null) {
      refusals.add("Changes must be made through a pull request.");
    }
    if (protection.checks() != null) {
      refusals.addAll(missingChecks(repository, protection.checks(), to.name()));
    }
    return refusals;
  }

  /// Whether an account may go past a protection.
  boolean isExempt(ForgeRepository repository, Protection protection, Account account) {
    return !protection.enforceAdmins() && access.may(repository, account.login(), Role.ADMIN);
  }

  private static List<String> missingChecks(
      ForgeRepository repository, Protection.Checks checks, String commit) {
    Map<String, String> states = latest(repository, commit);
    var missing = new LinkedHashMap<String, String>();
    for (String context : checks.contexts()) {
      String state = states.getOrDefault(context, "expected");
      if (!state.equals("success")) {
        missing.put(context, state.matches("failure|error") ? "failing" : state);
      }
    }
    if (missing.isEmpty()) {
      return List.of();
    }
    if (missing.size() == 1) {
      var only = missing.entrySet().iterator().next();
      return List.of("Required status check \"" + only.getKey() + "\" is " + only.getValue() + ".");
    }
    var kinds = new ArrayList<String>();
    for (String kind : List.of("expected", "pending", "failing")) {
      long count = missing.values().stream().filter(kind::equals).count();
      if (count > 0) {
        kinds.add(count + " " + kind);
      }
    }
    return List.of(
        missing.size()
            + " of "
            + checks.contexts().size()
            + " required status checks have not succeeded: "
            + String.join(" and ", kinds)
            + ".");
  }

  private List<String> missingReviews(
      ForgeRepository repository, Issue issue, Protection.Reviews required) {
    var counting =
        issue.asPull().decisions().values().stream()
            .filter(review -> access.may(repository, review.author(), Role.WRITE))
            .toList();
    long against =
        counting.stream()
            .filter(review -> review.state() == Review.State.CHANGES_REQUESTED)
            .count();
    if (against > 0) {
      return List.of(
          against
              + (against == 1 ? " review requesting" : " reviews requesting")
              + " changes by reviewers with write access.");
    }
    long approvals =
        counting.stream().filter(review -> review.state() == Review.State.APPROVED).count();
    return approvals >= required.approvals()
        ? List.of()
        : List.of(
            "At least "
                + required.approvals()
                + " approving review"
                + (required.approvals() == 1 ? " is" : "s are")
                + " required by reviewers with write access.");
  }

  /// The latest state of each context, and of each check run by its name.
  static Map<String, String> latest(ForgeRepository repository, String commit) {
    var latest = new LinkedHashMap<String, String>();
    for (CommitStatus status : repository.statuses(commit)) {
      latest.putIfAbsent(status.context(), status.state());
    }
    for (CheckSuite suite : repository.checks().of(commit)) {
      for (CheckRun run : suite.latest()) {
        latest.put(
            run.name(),
            !run.isCompleted() ? "pending" : run.isSuccessful() ? "success" : "failure");
      }
    }
    return latest;
  }
}
