package dev.fairlead.sandbox.forge;

import dev.fairlead.sandbox.forge.checks.CheckRun;
import dev.fairlead.sandbox.forge.checks.CheckSuite;
import dev.fairlead.sandbox.forge.pages.CommitPage;
import dev.fairlead.sandbox.forge.pages.CommitsPage;
import dev.fairlead.sandbox.forge.pages.FilesPage;
import dev.fairlead.sandbox.forge.pages.Link;
import dev.fairlead.sandbox.forge.pages.Markdown;
import dev.fairlead.sandbox.forge.pages.PullPage;
import dev.fairlead.sandbox.forge.pages.RepositoriesPage;
import dev.fairlead.sandbox.forge.pages.SafeHtml;
import dev.fairlead.sandbox.forge.pages.Sign;
import dev.fairlead.sandbox.forge.pulls.Merges;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jgit.diff.RawText;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.jspecify.annotations.Nullable;

/// Pages of repositories: lists, files, commits, comparisons.
final class RepositoryPages {
  private static final String REPO = "/{owner}/{repo}";

  /// A longer file is not shown, in bytes.
  private static final int MAX_SHOWN = 512 * 1024;

  private static final int COMMITS_A_PAGE = 50;

  private final RestApi api;
  private final PageVisit visit;
  private final CommitJson commits;
  private final DiffPages diffs;
  private final Markdown markdown;

  RepositoryPages(
      RestApi api, PageVisit visit, CommitJson commits, DiffPages diffs, Markdown markdown) {
    this.api = api;
    this.visit = visit;
    this.commits = commits;
    this.diffs = diffs;
    this.markdown = markdown;
  }

  /// After every other route: their paths begin with anything.
  void register(RoutesConfig routes) {
    routes.get("/", ctx -> repositories(ctx, null));
    routes.get(REPO + "/tree/<place>", ctx -> files(ctx, ctx.pathParam("place")));
    routes.get(REPO + "/blob/<place>", ctx -> files(ctx, ctx.pathParam("place")));
    routes.get(REPO + "/raw/<place>", this::raw);
    routes.get(REPO + "/commits", ctx -> commits(ctx, visit.repository(ctx).defaultBranch()));
    routes.get(REPO + "/commits/<ref>", ctx -> commits(ctx, ctx.pathParam("ref")));
    routes.get(REPO + "/commit/{sha}", this::commit);
    routes.get(REPO + "/compare/<range>", this::compare);
    routes.get(REPO, ctx -> files(ctx, null));
    routes.get("/{owner}", ctx -> repositories(ctx, ctx.pathParam("owner")));
  }

  private void repositories(Context ctx, @Nullable String owner) {
    Optional<Account> account = owner == null ? Optional.empty() : api.accounts().find(owner);
    if (owner != null && account.isEmpty()) {
      throw ForgeException.notFound();
    }
    List<RepositoriesPage.Row> rows =
        api.repositories().all().stream()
            .filter(each -> api.mayRead(each, visit.reader(ctx)))
            .filter(each -> owner == null || each.owner().equalsIgnoreCase(owner))
            .map(each ->
                new RepositoriesPage.Row(
                    each.fullName(),
                    "/" + each.fullName(),
                    each.isPrivate(),
                    each.description(),
                    each.pushed(),
                    PageVisit.count(each, true, true)))
            .toList();
    String name = account.map(Account::login).orElse(null);
    visit.show(
        ctx,
        visit
            .pages()
            .repositories(
                visit.frame(ctx, name == null ? "Repositories" : name),
                new RepositoriesPage(name, rows)));
  }

  /// A revision and a path in it, which only the refs tell apart.
  private record Place(String ref, RevCommit commit, String path) {}

  private Place place(ForgeRepository repository, String text) throws IOException {
    String[] parts = text.split("/");
    var ref = new StringBuilder();
    for (int i = 0; i < parts.length; i++) {
      ref.append(i == 0 ? "" : "/").append(parts[i]);
      try {
        RevCommit commit = api.commit(repository, ref.toString());
        return new Place(
            ref.toString(), commit, String.join("/", List.of(parts).subList(i + 1, parts.length)));
      } catch (ForgeException _) {
        // a longer name may be a branch
      }
    }
    throw ForgeException.notFound();
  }

  private void files(Context ctx, @Nullable String text) throws IOException {
    ForgeRepository repository = visit.repository(ctx);
    var header = visit.header(ctx, repository, "code");
    String cloneUrl = api.json().html(repository) + ".git";
    Place place;
    try {
      place = place(repository, text == null ? repository.defaultBranch() : text);
    } catch (ForgeException e) {
      if (text != null) {
        throw e;
      }
      var empty =
          new FilesPage(
              header,
              cloneUrl,
              "",
              List.of(),
              List.of(),
              null,
              List.of(),
              null,
              markdown.html(null));
      visit.show(ctx, visit.pages().files(visit.frame(ctx, repository.fullName()), empty));
      return;
    }
    var crumbs = new ArrayList<Link>();
    String tree = header.base() + "/tree/" + place.ref();
    crumbs.add(new Link(repository.name(), tree));
    var path = new StringBuilder();
    for (String part : place.path().isEmpty() ? new String[0] : place.path().split("/")) {
      path.append('/').append(part);
      crumbs.add(new Link(part, tree + path));
    }
    ObjectId id = place.commit().getTree().getId();
    boolean directory = true;
    if (!place.path().isEmpty()) {
      try (TreeWalk found =
          TreeWalk.forPath(repository.git(), place.path(), place.commit().getTree())) {
        if (found == null) {
          throw ForgeException.notFound();
        }
        id = found.getObjectId(0);
        directory = found.isSubtree();
      }
    }
    var branches = new ArrayList<Link>();
    for (Ref ref : repository.git().getRefDatabase().getRefsByPrefix(Constants.R_HEADS)) {
      String name = Repository.shortenRefName(ref.getName());
      branches.add(new Link(name, header.base() + "/tree/" + name));
    }
    SafeHtml readme = markdown.html(null);
    List<FilesPage.Entry> entries = List.of();
    FilesPage.Text file = null;
    if (directory) {
      entries = entries(repository, header.base(), place, id);
      Optional<FilesPage.Entry> found =
          entries.stream().filter(each -> each.name().equalsIgnoreCase("README.md")).findFirst();
      if (found.isPresent()) {
        String name = (place.path().isEmpty() ? "" : place.path() + "/") + found.get().name();
        readme = markdown.html(text(repository, place.commit(), name));
      }
    } else {
      file = file(repository, header.base() + "/raw/" + place.ref() + path, id);
    }
    var model =
        new FilesPage(
            header,
            cloneUrl,
            place.ref(),
            branches,
            crumbs,
            row(repository, place.commit()),
            entries,
            file,
            readme);
    visit.show(
        ctx,
        visit
            .pages()
            .files(
                visit.frame(
                    ctx,
                    (place.path().isEmpty() ? "" : place.path() + " · ") + repository.fullName()),
                model));
  }

  private static @Nullable String text(ForgeRepository repository, RevCommit commit, String path)
      throws IOException {
    try (TreeWalk found = TreeWalk.forPath(repository.git(), path, commit.getTree())) {
      if (found == null || found.isSubtree()) {
        return null;
      }
      var loader = repository.git().open(found.getObjectId(0));
      return loader.getSize() > MAX_SHOWN
          ? null
          : new String(loader.getBytes(), StandardCharsets.UTF_8);
    }
  }

  private static List<FilesPage.Entry> entries(
      ForgeRepository repository, String base, Place place, ObjectId tree) throws IOException {
    var directories = new ArrayList<FilesPage.Entry>();
    var files = new ArrayList<FilesPage.Entry>();
    try (var walk = new TreeWalk(repository.git())) {
      walk.addTree(tree);
      while (walk.next()) {
        String path = (place.path().isEmpty() ? "" : place.path() + "/") + walk.getNameString();
        if (walk.isSubtree()) {
          directories.add(
              new FilesPage.Entry(
                  walk.getNameString(), base + "/tree/" + place.ref() + "/" + path, true, ""));
        } else if (!FileMode.GITLINK.equals(walk.getFileMode(0))) {
          files.add(
              new FilesPage.Entry(
                  walk.getNameString(),
                  base + "/blob/" + place.ref() + "/" + path,
                  false,
                  size(repository.git().open(walk.getObjectId(0)).getSize())));
        }
      }
    }
    directories.addAll(files);
    return directories;
  }

  private static String size(long bytes) {
    return bytes < 1024
        ? bytes + " B"
        : bytes < 1024 * 1024 ? bytes / 1024 + " KiB" : bytes / (1024 * 1024) + " MiB";
  }

  private static FilesPage.Text file(ForgeRepository repository, String raw, ObjectId id)
      throws IOException {
    var loader = repository.git().open(id);
    List<String> lines = null;
    if (loader.getSize() <= MAX_SHOWN) {
      byte[] content = loader.getBytes();
      if (!RawText.isBinary(content)) {
        lines = new String(content, StandardCharsets.UTF_8).lines().toList();
      }
    }
    return new FilesPage.Text(lines, size(loader.getSize()), raw);
  }

  private void raw(Context ctx) throws IOException {
    ForgeRepository repository = visit.repository(ctx);
    Place place = place(repository, ctx.pathParam("place"));
    try (TreeWalk found =
        place.path().isEmpty()
            ? null
            : TreeWalk.forPath(repository.git(), place.path(), place.commit().getTree())) {
      if (found == null || found.isSubtree()) {
        throw ForgeException.notFound();
      }
      byte[] content = repository.git().open(found.getObjectId(0)).getBytes();
      PageVisit.headers(ctx);
      // Never as a page of ours, whatever the file is.
      ctx.header("Content-Security-Policy", "default-src 'none'; sandbox");
      ctx.contentType(
              RawText.isBinary(content) ? "application/octet-stream" : "text/plain; charset=utf-8")
          .result(content);
    }
  }

  /// A commit as a line of a list.
  FilesPage.CommitRow row(ForgeRepository repository, RevCommit commit) {
    PersonIdent author = commit.getAuthorIdent();
    return new FilesPage.CommitRow(
        commit.getShortMessage(),
        commit.name(),
        "/" + repository.fullName() + "/commit/" + commit.name(),
        author.getName(),
        author.getWhenAsInstant(),
        sign(repository, commit.name()).orElse(null));
  }

  /// What was reported about a commit, as one sign; empty for nothing.
  static Optional<Sign> sign(ForgeRepository repository, String commit) {
    Map<String, String> states = MergeChecks.latest(repository, commit);
    if (states.isEmpty()) {
      return Optional.empty();
    }
    if (states.values().stream().anyMatch(state -> state.matches("failure|error"))) {
      return Optional.of(Sign.of("failure"));
    }
    return Optional.of(Sign.of(states.containsValue("pending") ? "pending" : "success"));
  }

  /// What was reported about a commit, statuses and check runs.
  static List<PullPage.Check> checks(ForgeRepository repository, String commit) {
    var checks = new LinkedHashMap<String, PullPage.Check>();
    for (CommitStatus status : repository.statuses(commit)) {
      checks.putIfAbsent(
          status.context(),
          new PullPage.Check(
              Sign.of(status.state()),
              status.context(),
              Optional.ofNullable(status.description()).orElse(""),
              DiffPages.web(status.targetUrl())));
    }
    var all = new ArrayList<>(checks.values());
    for (CheckSuite suite : repository.checks().of(commit)) {
      for (CheckRun run : suite.latest()) {
        CheckRun.Output output = run.output();
        all.add(
            new PullPage.Check(
                Sign.of(run.conclusion() == null ? run.status() : run.conclusion()),
                run.name(),
                Optional.ofNullable(output).map(CheckRun.Output::title).orElse(""),
                DiffPages.web(run.detailsUrl())));
      }
    }
    return all;
  }

  private void commits(Context ctx, String ref) throws IOException {
    ForgeRepository repository = visit.repository(ctx);
    RevCommit start = named(repository, ref);
    var rows = new ArrayList<FilesPage.CommitRow>();
    String older = null;
    try (var walk = new RevWalk(repository.git())) {
      walk.markStart(walk.parseCommit(start));
      for (RevCommit commit : walk) {
        if (rows.size() == COMMITS_A_PAGE) {
          older = "/" + repository.fullName() + "/commits/" + commit.name();
          break;
        }
        rows.add(row(repository, commit));
      }
    }
    visit.show(
        ctx,
        visit
            .pages()
            .commits(
                visit.frame(ctx, "Commits · " + repository.fullName()),
                new CommitsPage(visit.header(ctx, repository, "code"), ref, rows, older)));
  }

  private RevCommit named(ForgeRepository repository, String ref) throws IOException {
    try {
      return api.commit(repository, ref);
    } catch (ForgeException _) {
      throw ForgeException.notFound();
    }
  }

  private void commit(Context ctx) throws IOException {
    ForgeRepository repository = visit.repository(ctx);
    String sha = ctx.pathParam("sha");
    boolean diff = sha.endsWith(".diff");
    boolean patch = sha.endsWith(".patch");
    RevCommit commit = named(repository, sha.replaceFirst("\\.(diff|patch)$", ""));
    if (diff || patch) {
      text(ctx, commits.unified(repository, commit, patch));
      return;
    }
    var parents = new ArrayList<Link>();
    for (RevCommit parent : commit.getParents()) {
      parents.add(
          new Link(
              parent.name().substring(0, 7),
              "/" + repository.fullName() + "/commit/" + parent.name()));
    }
    String message = commit.getFullMessage().strip();
    int end = message.indexOf('\n');
    var model =
        new CommitPage(
            visit.header(ctx, repository, "code"),
            commit.getShortMessage(),
            end < 0 ? "" : message.substring(end).strip(),
            List.of(row(repository, commit)),
            parents,
            checks(repository, commit.name()),
            diffs.files(
                repository,
                CommitJson.parentTree(repository, commit),
                commit,
                null,
                null,
                null,
                null));
    visit.show(
        ctx,
        visit
            .pages()
            .commit(
                visit.frame(ctx, commit.getShortMessage() + " · " + repository.fullName()), model));
  }

  static void text(Context ctx, byte[] content) {
    PageVisit.headers(ctx);
    ctx.contentType("text/plain; charset=utf-8").result(content);
  }

  private void compare(Context ctx) throws IOException {
    ForgeRepository repository = visit.repository(ctx);
    String range = ctx.pathParam("range");
    String plain = range.replaceFirst("\\.(diff|patch)$", "");
    int dots = plain.indexOf("..");
    RevCommit base =
        named(repository, dots < 0 ? repository.defaultBranch() : plain.substring(0, dots));
    RevCommit head =
        named(repository, dots < 0 ? plain : plain.substring(dots).replaceFirst("^\\.{2,3}", ""));
    var merges = new Merges(repository.git());
    RevCommit fork =
        plain.startsWith("...", Math.max(0, dots)) || dots < 0
            ? merges.mergeBase(base, head).orElseThrow(ForgeException::notFound)
            : base;
    List<RevCommit> between = merges.between(base, head);
    if (range.endsWith(".diff")) {
      text(ctx, commits.diff(repository, fork.getTree(), head.getTree()));
      return;
    }
    if (range.endsWith(".patch")) {
      text(ctx, commits.mails(repository, between));
      return;
    }
    var model =
        new CommitPage(
            visit.header(ctx, repository, "code"),
            "Comparing " + plain,
            between.size() + (between.size() == 1 ? " commit" : " commits"),
            between.reversed().stream().map(commit -> row(repository, commit)).toList(),
            List.of(),
            checks(repository, head.name()),
            diffs.files(repository, fork.getTree(), head, null, null, null, null));
    visit.show(
        ctx, visit.pages().commit(visit.frame(ctx, plain + " · " + repository.fullName()), model));
  }
}
