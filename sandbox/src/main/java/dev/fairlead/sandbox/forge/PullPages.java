package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.pages.DiffFile;
import dev.fairlead.sandbox.forge.pages.IssuesPage;
import dev.fairlead.sandbox.forge.pages.LabelTag;
import dev.fairlead.sandbox.forge.pages.PullPage;
import dev.fairlead.sandbox.forge.pages.PullPage.Entry;
import dev.fairlead.sandbox.forge.pages.Sign;
import dev.fairlead.sandbox.forge.pulls.Comment;
import dev.fairlead.sandbox.forge.pulls.Issue;
import dev.fairlead.sandbox.forge.pulls.LineComment;
import dev.fairlead.sandbox.forge.pulls.Pull;
import dev.fairlead.sandbox.forge.pulls.Review;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.eclipse.jgit.revwalk.RevCommit;
import org.jspecify.annotations.Nullable;

/// Pages of pull requests and issues, as they are read.
final class PullPages {
  private static final String REPO = "/{owner}/{repo}";

  private final RestApi api;
  private final PageVisit visit;
  private final MergeChecks checks;
  private final CommitJson commits;
  private final RepositoryPages repositories;
  private final DiffPages diffs;
  private final PullDiffs totals;

  PullPages(
      RestApi api,
      PageVisit visit,
      MergeChecks checks,
      CommitJson commits,
      RepositoryPages repositories,
      DiffPages diffs,
      PullDiffs totals) {
    this.api = api;
    this.visit = visit;
    this.checks = checks;
    this.commits = commits;
    this.repositories = repositories;
    this.diffs = diffs;
    this.totals = totals;
  }

  void register(RoutesConfig routes) {
    routes.get(REPO + "/pulls", ctx -> list(ctx, true));
    routes.get(REPO + "/issues", ctx -> list(ctx, false));
    routes.get(REPO + "/issues/{number}", ctx -> page(ctx, "conversation"));
    routes.get(REPO + "/pull/{number}", ctx -> page(ctx, "conversation"));
    routes.get(REPO + "/pull/{number}/commits", ctx -> page(ctx, "commits"));
    routes.get(REPO + "/pull/{number}/files", ctx -> page(ctx, "files"));
  }

  private void list(Context ctx, boolean pulls) {
    ForgeRepository repository = visit.repository(ctx);
    boolean open = !"closed".equals(ctx.queryParam("state"));
    List<IssuesPage.Row> rows =
        repository.issues().all().reversed().stream()
            .filter(issue -> issue.isPull() == pulls && issue.open() == open)
            .map(issue -> row(repository, issue))
            .toList();
    var model =
        new IssuesPage(
            visit.header(ctx, repository, pulls ? "pulls" : "issues"),
            pulls,
            open,
            PageVisit.count(repository, pulls, true),
            PageVisit.count(repository, pulls, false),
            rows);
    String title = (pulls ? "Pull requests" : "Issues") + " · " + repository.fullName();
    visit.show(ctx, visit.pages().issues(visit.frame(ctx, title), model));
  }

  private static IssuesPage.Row row(ForgeRepository repository, Issue issue) {
    Pull pull = issue.pull();
    return new IssuesPage.Row(
        state(issue),
        issue.number(),
        issue.title(),
        path(repository, issue),
        issue.author(),
        issue.created(),
        pull == null ? "" : pull.headBranch() + " → " + pull.baseBranch(),
        labels(repository, issue),
        issue.comments().size() + (pull == null ? 0 : pull.publishedLineComments().size()),
        pull == null ? null : RepositoryPages.sign(repository, pull.head()).orElse(null));
  }

  static String path(ForgeRepository repository, Issue issue) {
    return "/" + repository.fullName() + (issue.isPull() ? "/pull/" : "/issues/") + issue.number();
  }

  private static Sign state(Issue issue) {
    Pull pull = issue.pull();
    if (issue.open()) {
      return pull != null && pull.draft() ? Sign.DRAFT : Sign.OPEN;
    }
    return pull == null ? Sign.DONE : pull.isMerged() ? Sign.MERGED : Sign.CLOSED;
  }

  private static List<LabelTag> labels(ForgeRepository repository, Issue issue) {
    return issue.labels().stream()
        .map(name -> new LabelTag(name, repository.labels().of(name).color()))
        .toList();
  }

  /// The issue or pull request that the path names.
  Issue issue(Context ctx, ForgeRepository repository) {
    String number = ctx.pathParam("number").replaceFirst("\\.(diff|patch)$", "");
    return number.matches("\\d{1,9}")
        ? repository.issues().find(Integer.parseInt(number)).orElseThrow(ForgeException::notFound)
        : notFound();
  }

  private static Issue notFound() {
    throw ForgeException.notFound();
  }

  private void page(Context ctx, String tab) throws IOException {
    ForgeRepository repository = visit.repository(ctx);
    Issue issue = issue(ctx, repository);
    String number = ctx.pathParam("number");
    if (issue.isPull() && number.endsWith(".diff")) {
      RepositoryPages.text(ctx, PullDiffs.unified(repository, issue));
      return;
    }
    if (issue.isPull() && number.endsWith(".patch")) {
      RepositoryPages.text(ctx, commits.mails(repository, PullDiffs.commits(repository, issue)));
      return;
    }
    String base = path(repository, issue);
    if (!ctx.path()
        .toLowerCase(java.util.Locale.ROOT)
        .startsWith(base.toLowerCase(java.util.Locale.ROOT))) {
      PageVisit.redirect(ctx, base); // a pull request that was looked for among the issues
      return;
    }
    Optional<Account> reader = visit.reader(ctx);
    String login = reader.map(Account::login).orElse(null);
    var model =
        new PullPage(
            visit.header(ctx, repository, issue.isPull() ? "pulls" : "issues"),
            base,
            tab,
            issue.number(),
            issue.title(),
            state(issue),
            issue.author(),
            issue.created(),
            issue.isPull() ? change(ctx, repository, issue, tab, reader) : null,
            labels(repository, issue),
            issue.handling().assignees(),
            tab.equals("conversation") ? entries(repository, issue, login) : List.of(),
            allowed(repository, issue, reader),
            issue.open());
    String title = issue.title() + " · #" + issue.number() + " · " + repository.fullName();
    visit.show(ctx, visit.pages().pull(visit.frame(ctx, title), model));
  }

  private PullPage.Allowed allowed(
      ForgeRepository repository, Issue issue, Optional<Account> reader) {
    if (reader.isEmpty()) {
      return new PullPage.Allowed(false, false, false, false);
    }
    boolean writes = api.may(repository, reader.get(), Role.WRITE);
    boolean own = issue.author().equalsIgnoreCase(reader.get().login());
    return new PullPage.Allowed(writes || !issue.handling().locked(), !own, writes, writes || own);
  }

  private PullPage.Change change(
      Context ctx, ForgeRepository repository, Issue issue, String tab, Optional<Account> reader)
      throws IOException {
    Pull pull = issue.asPull();
    PullDiffs.Totals counted = totals.totals(repository, issue);
    List<DiffFile> files = List.of();
    if (tab.equals("files")) {
      String line = PullRoutes.parameter(ctx, "line", "");
      String side = PullRoutes.parameter(ctx, "side", "RIGHT");
      DiffPages.Wanted wanted =
          line.matches("\\d{1,7}")
              ? new DiffPages.Wanted(
                  PullRoutes.parameter(ctx, "path", ""), side, Integer.parseInt(line))
              : null;
      boolean comments = allowed(repository, issue, reader).comment();
      files =
          diffs.files(
              repository,
              PullDiffs.ancestorTree(repository, issue),
              PullDiffs.head(repository, issue),
              issue,
              comments ? path(repository, issue) : null,
              comments ? wanted : null,
              reader.map(Account::login).orElse(null));
    }
    List<RevCommit> proposed =
        tab.equals("commits") ? PullDiffs.commits(repository, issue) : List.of();
    return new PullPage.Change(
        pull.headBranch(),
        pull.baseBranch(),
        pull.head(),
        counted.commits(),
        counted.files(),
        counted.additions(),
        counted.deletions(),
        proposed.stream().map(commit -> repositories.row(repository, commit)).toList(),
        RepositoryPages.checks(repository, pull.head()),
        reviewers(pull),
        merge(repository, issue, reader),
        files);
  }

  private static List<PullPage.Reviewer> reviewers(Pull pull) {
    var reviewers = new ArrayList<PullPage.Reviewer>();
    for (Review review : pull.decisions().values()) {
      reviewers.add(new PullPage.Reviewer(review.author(), sign(review.state())));
    }
    for (String login : pull.requestedReviewers()) {
      reviewers.add(new PullPage.Reviewer(login, new Sign("◌", "Asked for", "quiet")));
    }
    return reviewers;
  }

  private static Sign sign(Review.State state) {
    return switch (state) {
      case APPROVED -> new Sign("●", "approved", "good");
      case CHANGES_REQUESTED -> new Sign("◆", "requested changes", "attention");
      case COMMENTED -> new Sign("–", "reviewed", "quiet");
      case DISMISSED -> new Sign("–", "reviewed; this was dismissed", "quiet");
      case PENDING -> new Sign("◌", "has not submitted this review", "quiet");
    };
  }

  private PullPage.Merge merge(ForgeRepository repository, Issue issue, Optional<Account> reader)
      throws IOException {
    if (!issue.open()) {
      return new PullPage.Merge(null, "", List.of(), List.of(), false);
    }
    MergeVerdict verdict = checks.of(repository, issue);
    MergeSettings settings = repository.settings();
    var protection = repository.protection(issue.asPull().baseBranch());
    var methods = new ArrayList<String>();
    if (settings.merge() && protection.filter(each -> each.linearHistory()).isEmpty()) {
      methods.add("merge");
    }
    if (settings.squash()) {
      methods.add("squash");
    }
    if (settings.rebase()) {
      methods.add("rebase");
    }
    boolean exempt =
        reader.isPresent()
            && protection
                .filter(each -> checks.isExempt(repository, each, reader.get()))
                .isPresent();
    boolean now =
        Boolean.TRUE.equals(verdict.mergeable())
            && !verdict.state().equals("draft")
            && (verdict.missing().isEmpty() || exempt);
    String base = issue.asPull().baseBranch();
    return switch (verdict.state()) {
      case "clean" ->
          new PullPage.Merge(
              new Sign("●", "Ready", "good"),
              "No conflicts with " + base + ".",
              List.of(),
              methods,
              now);
      case "unstable" ->
          new PullPage.Merge(
              new Sign("◆", "Not all checks succeeded", "attention"),
              "None of these is required.",
              List.of(),
              methods,
              now);
      case "draft" ->
          new PullPage.Merge(
              new Sign("◌", "Draft", "quiet"),
              "Its author calls it unfinished.",
              List.of(),
              methods,
              now);
      case "dirty" ->
          new PullPage.Merge(
              new Sign("✗", "Conflicts", "bad"),
              "It changes lines that "
                  + base
                  + " has changed as well. Merge "
                  + base
                  + " into the branch, settle the conflicts and push.",
              List.of(),
              methods,
              now);
      default ->
          new PullPage.Merge(
              new Sign("◆", "Blocked", "attention"),
              exempt ? "You may merge it all the same." : "",
              verdict.missing(),
              methods,
              now);
    };
  }

  private List<Entry> entries(ForgeRepository repository, Issue issue, @Nullable String reader)
      throws IOException {
    var entries = new ArrayList<Entry>();
    for (Comment comment : issue.comments()) {
      entries.add(
          new Entry.Comment(
              diffs.said(
                  "issuecomment-" + comment.id(),
                  comment.author(),
                  comment.created(),
                  !comment.updated().equals(comment.created()),
                  comment.body(),
                  comment.reactions(),
                  false)));
    }
    Pull pull = issue.pull();
    if (pull != null) {
      entries.addAll(reviews(repository, issue, pull, reader));
      if (pull.merged() != null) {
        entries.add(
            new Entry.Done(
                Objects.requireNonNullElse(pull.mergedBy(), ""),
                "merged it as "
                    + String.valueOf(pull.mergeCommit()).substring(0, 7)
                    + " into "
                    + pull.baseBranch(),
                pull.merged(),
                Sign.MERGED));
      }
    }
    if (issue.closed() != null && (pull == null || !pull.isMerged())) {
      entries.add(
          new Entry.Done(
              Objects.requireNonNullElse(issue.closedBy(), ""),
              "closed it",
              issue.closed(),
              state(issue)));
    }
    entries.sort(Comparator.comparing(Entry::at));
    entries.addFirst(
        new Entry.Comment(
            diffs.said(
                "issue-" + issue.number(),
                issue.author(),
                issue.created(),
                false,
                issue.body(),
                issue.reactions(),
                false)));
    return entries;
  }

  private List<Entry> reviews(
      ForgeRepository repository, Issue issue, Pull pull, @Nullable String reader)
      throws IOException {
    Map<Long, DiffFile.Talk> threads = diffs.threads(repository, issue, reader);
    var entries = new ArrayList<Entry>();
    for (Review review : pull.reviews()) {
      boolean pending = review.state() == Review.State.PENDING;
      if (pending && !review.author().equals(reader)) {
        continue;
      }
      List<DiffFile.Talk> begun =
          pull.lineComments().stream()
              .filter(comment -> comment.review() == review.id())
              .map(LineComment::id)
              .map(threads::get)
              .filter(Objects::nonNull)
              .toList();
      if (review.state() == Review.State.COMMENTED && review.body().isEmpty() && begun.isEmpty()) {
        continue; // made by an answer, which stands in its thread
      }
      entries.add(
          new Entry.Reviewed(
              sign(review.state()),
              diffs.said(
                  "pullrequestreview-" + review.id(),
                  review.author(),
                  review.submitted() == null ? review.updated() : review.submitted(),
                  false,
                  review.body(),
                  List.of(),
                  pending),
              begun));
    }
    return entries;
  }
}
