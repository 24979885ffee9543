package dev.fairlead.sandbox.forge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.Merges;
import dev.fairlead.sandbox.forge.pulls.Protection;
import dev.fairlead.sandbox.forge.pulls.Pull;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.revwalk.RevCommit;

/// `/repos/{owner}/{repo}/pulls/{number}/merge`.
final class MergeRoutes {
  private static final String MERGE = "/api/v3/repos/{owner}/{repo}/pulls/{number}/merge";
  private static final String BASE_MOVED =
      "Base branch was modified. Review and try the merge again.";

  private final RestApi api;
  private final Pulls pulls;
  private final MergeChecks checks;
  private final Pushes pushes;

  MergeRoutes(RestApi api, Pulls pulls, MergeChecks checks, Pushes pushes) {
    this.api = api;
    this.pulls = pulls;
    this.checks = checks;
    this.pushes = pushes;
  }

  void register(RoutesConfig routes) {
    routes.get(MERGE, this::isMerged);
    routes.put(MERGE, this::merge);
  }

  private void isMerged(Context ctx) {
    if (!PullRoutes.pull(ctx, api.readable(ctx)).asPull().isMerged()) {
      throw ForgeException.notFound();
    }
    ctx.status(204);
  }

  private void merge(Context ctx) throws IOException {
    ForgeRepository repository = api.writable(ctx);
    Account caller = api.requireCaller(ctx);
    JsonNode body = api.body(ctx);
    String method = body.path("merge_method").asText("merge");
    ObjectId merged;
    synchronized (repository.issues()) {
      Issue issue = PullRoutes.pull(ctx, repository);
      checkMethod(repository, issue, method);
      checkState(repository, issue, caller, body.path("sha").asText(""));
      ObjectId base = PullDiffs.base(repository, issue);
      merged = write(repository, issue, base, method, body, caller);
      String ref = Constants.R_HEADS + issue.asPull().baseBranch();
      RefUpdate update = repository.git().updateRef(ref);
      update.setNewObjectId(merged);
      update.setExpectedOldObjectId(base);
      RefUpdate.Result result = update.update();
      switch (result) {
        case FAST_FORWARD, NEW, NO_CHANGE -> {}
        case LOCK_FAILURE, REJECTED -> throw new ForgeException(405, BASE_MOVED);
        default -> throw new IllegalStateException("cannot update " + ref + ": " + result);
      }
      Issue closed = pulls.merged(repository, issue.number(), caller, merged, base);
      pushes.received(repository, caller, List.of(new RefChange(ref, base, merged)));
      if (repository.settings().deleteBranch()) {
        deleteHead(repository, closed.asPull(), caller);
      }
    }
    api.answer(
        ctx,
        200,
        api.json()
            .object()
            .put("sha", merged.name())
            .put("merged", true)
            .put("message", "Pull Request successfully merged"));
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

  private void checkState(ForgeRepository repository, Issue issue, Account caller, String head)
      throws IOException {
    Pull pull = issue.asPull();
    if (!issue.open()) {
      throw new ForgeException(405, "Pull Request is not mergeable");
    }
    if (!head.isEmpty() && !head.equals(pull.head())) {
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
      ForgeRepository repository,
      Issue issue,
      ObjectId base,
      String method,
      JsonNode body,
      Account caller)
      throws IOException {
    var merges = new Merges(repository.git());
    Pull pull = issue.asPull();
    ObjectId head = ObjectId.fromString(pull.head());
    PersonIdent merger = person(caller);
    PersonIdent forge = TestMerge.person("GitHub", "noreply@github.com", pulls.now());
    if (method.equals("rebase")) {
      return merges
          .rebase(base, head, merger)
          .orElseThrow(() -> new ForgeException(405, "This branch can't be rebased"));
    }
    ObjectId tree =
        merges
            .tree(base, head)
            .orElseThrow(() -> new ForgeException(405, "Pull Request is not mergeable"));
    if (method.equals("merge")) {
      String message =
          message(
              body,
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
    PersonIdent author = api.accounts().find(issue.author()).map(this::person).orElse(merger);
    return merges.commit(tree, List.of(base), author, forge, squashed(issue, body, commits));
  }

  /// The message of a squashed commit, by GitHub's defaults: of a single commit its own, of several
  /// the pull request's title and a list.
  private static String squashed(Issue issue, JsonNode body, List<RevCommit> commits) {
    if (commits.size() == 1) {
      String[] parts = commits.getFirst().getFullMessage().stripTrailing().split("\n\n?", 2);
      return message(
          body, parts[0] + " (#" + issue.number() + ")", parts.length > 1 ? parts[1] : "");
    }
    String list =
        String.join(
            "\n\n",
            commits.stream()
                .filter(commit -> commit.getParentCount() < 2)
                .map(commit -> "* " + commit.getFullMessage().strip())
                .toList());
    return message(body, issue.title() + " (#" + issue.number() + ")", list);
  }

  private static String message(JsonNode body, String title, String text) {
    String first = body.path("commit_title").asText(title);
    String rest = body.path("commit_message").asText(text);
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
