package dev.fairlead.server.pages;

import dev.fairlead.model.Delivery;
import dev.fairlead.model.Stage;
import dev.fairlead.model.State;
import dev.fairlead.terraform.ledger.Run;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The log of a piece of work.
///
/// @param active the entry of the navigation that it belongs to
/// @param parent address of the page that leads here, and `parentTitle` what that is about
/// @param path the log's own address
/// @param lines the last ones
/// @param skipped how many lines come before them
public record LogPage(
    String active,
    String parent,
    String parentTitle,
    String path,
    String name,
    State state,
    String summary,
    @Nullable Instant startedAt,
    @Nullable Instant finishedAt,
    List<String> lines,
    int skipped) {

  public LogPage {
    lines = List.copyOf(lines);
  }

  /// A delivery's stage.
  public static LogPage of(Delivery delivery, Stage stage, List<String> lines, int skipped) {
    String parent = "/deliveries/" + delivery.id();
    return new LogPage(
        "deliveries",
        parent,
        delivery.title(),
        parent + "/log/" + DeliveryPage.slug(stage.name()),
        stage.name(),
        stage.state(),
        stage.summary(),
        stage.startedAt(),
        stage.finishedAt(),
        lines,
        skipped);
  }

  /// One project's part of a Terraform command.
  public static LogPage of(Run run, int job, String parent, List<String> lines, int skipped) {
    Run.Job part = run.jobs().get(job);
    return new LogPage(
        "changes",
        parent,
        "#" + run.pullRequest(),
        "/runs/" + run.id() + "/" + job,
        run.command() + " " + part.project().label(),
        part.state(),
        part.summary(),
        part.startedAt(),
        part.finishedAt(),
        lines,
        skipped);
  }

  public String title() {
    return Sign.of(state).sign() + " " + name + " · " + parentTitle;
  }

  public String rawPath() {
    return path + "/raw";
  }
}
