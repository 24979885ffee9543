package dev.fairlead.server.http;

import dev.fairlead.delivery.DeliveryService;
import dev.fairlead.model.ProposedChange;
import dev.fairlead.model.PullRequest;
import dev.fairlead.model.Stage;
import dev.fairlead.server.pages.ChangePage;
import dev.fairlead.server.pages.ChangesPage;
import dev.fairlead.server.pages.LogPage;
import dev.fairlead.server.pages.Pages;
import dev.fairlead.store.Changes;
import dev.fairlead.terraform.PullRequestAutomation;
import dev.fairlead.terraform.ledger.ProjectLock;
import dev.fairlead.terraform.ledger.Run;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.NotFoundResponse;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Pull requests, what Terraform did on them, and the locks that they hold.
final class ChangeRoutes {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeRoutes.class);
  private static final int SHOWN_CHANGES = 100;

  private final Changes changes;
  private final PullRequestAutomation terraform;
  private final DeliveryService deliveries;
  private final Pages pages;

  ChangeRoutes(
      Changes changes, PullRequestAutomation terraform, DeliveryService deliveries, Pages pages) {
    this.changes = changes;
    this.deliveries = deliveries;
    this.terraform = terraform;
    this.pages = pages;
  }

  void addTo(RoutesConfig routes) {
    routes.get(
        "/changes",
        context -> context.html(pages.changes(new ChangesPage(changes.newest(SHOWN_CHANGES)))));
    routes.get("/changes/{number}", this::change);
    routes.get("/runs/{run}/{job}", this::log);
    routes.get("/runs/{run}/{job}/raw", this::rawLog);
    // Atlantis's address and answer.
    routes.get(
        "/api/locks",
        context ->
            context.json(
                Map.of("Locks", terraform.locks().stream().map(ChangeRoutes::lockJson).toList())));
  }

  private void change(Context context) {
    String repository = context.queryParam("repository");
    int number = number(context.pathParam("number"));
    ProposedChange change =
        changes
            .find(repository == null ? "" : repository, number)
            .orElseThrow(
                () -> new NotFoundResponse("There is no pull request #" + number + " here."));
    String url = change.pullRequest().repository();
    List<ProjectLock> locks =
        terraform.locks().stream()
            .filter(lock -> lock.repository().equals(url) && lock.pullRequest() == number)
            .toList();
    context.html(
        pages.change(
            new ChangePage(
                change,
                preview(change.pullRequest()),
                terraform.runs(url, number).reversed(),
                locks)));
  }

  /// What cannot be foreseen, such as from files that cannot be read, is left out: the check says
  /// what is wrong with them.
  private List<Stage> preview(PullRequest pull) {
    if (pull.status() != PullRequest.Status.OPEN) {
      return List.of();
    }
    try {
      return deliveries.preview(pull);
    } catch (RuntimeException e) {
      LOG.warn("no preview of {}: {}", pull, e.getMessage());
      return List.of();
    }
  }

  private void log(Context context) {
    Run run = run(context);
    int job = job(context, run);
    LogFile.Tail tail = new LogFile(Path.of(run.jobs().get(job).log())).tail();
    context.html(
        pages.log(
            LogPage.of(
                run,
                job,
                ChangePage.path(run.repository(), run.pullRequest()),
                tail.lines(),
                tail.skipped())));
  }

  private void rawLog(Context context) throws IOException {
    Run run = run(context);
    new LogFile(Path.of(run.jobs().get(job(context, run)).log())).sendTo(context);
  }

  private Run run(Context context) {
    String id = context.pathParam("run");
    return terraform.run(id).orElseThrow(() -> new NotFoundResponse("There is no run " + id + "."));
  }

  private static int job(Context context, Run run) {
    int job = number(context.pathParam("job"));
    if (job >= run.jobs().size()) {
      throw new NotFoundResponse("This run has no part " + job + ".");
    }
    return job;
  }

  private static int number(String text) {
    if (!text.matches("\\d{1,9}")) {
      throw new NotFoundResponse("Expected a number, found " + text + ".");
    }
    return Integer.parseInt(text);
  }

  private static Map<String, Object> lockJson(ProjectLock lock) {
    return Map.of(
        "Name", lock.key(),
        "ProjectName", lock.project().name() == null ? "" : lock.project().name(),
        "ProjectRepo", lock.repository(),
        "ProjectRepoPath", lock.project().dir(),
        "PullID", lock.pullRequest(),
        "PullURL", lock.url(),
        "User", lock.user(),
        "Workspace", lock.project().workspace(),
        "Time", lock.at().toString());
  }
}
