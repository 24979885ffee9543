package dev.fairlead.check;

import dev.fairlead.actions.workflow.GlobPattern;
import dev.fairlead.actions.workflow.Template;
import dev.fairlead.actions.workflow.Triggers;
import dev.fairlead.actions.workflow.Uses;
import dev.fairlead.actions.workflow.Workflow;
import dev.fairlead.actions.workflow.WorkflowDiscovery;
import dev.fairlead.model.Finding;
import dev.fairlead.model.Position;
import dev.fairlead.model.TreeEntry;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Workflows: what their reader says, and the paths that they name.
final class WorkflowFiles {
  private final Revision revision;
  private final Files files;

  WorkflowFiles(Revision revision) {
    this.revision = revision;
    this.files = revision.files();
  }

  List<Workflow> run() {
    WorkflowDiscovery.Discovered discovered = WorkflowDiscovery.discover(revision.tree());
    for (Finding finding : discovered.findings()) {
      revision.add(
          new Remark(
              new Finding(finding.severity(), Rules.WORKFLOW, finding.at(), finding.message()),
              "",
              ""));
    }
    for (Workflow workflow : discovered.workflows()) {
      workflow.triggers().events().forEach((event, filter) -> filter(workflow, event, filter));
      workflow.jobs().values().forEach(this::job);
    }
    return discovered.workflows();
  }

  private void filter(Workflow workflow, String event, Triggers.Filter filter) {
    for (GlobPattern pattern : filter.paths()) {
      if (!pattern.negated() && !matches(pattern)) {
        String fixed = fixed(pattern.text());
        String hint = fixed.isEmpty() ? "" : hint(pattern.text(), fixed);
        revision.add(
            Remark.warning(
                Rules.WORKFLOW_PATH,
                place(workflow.file(), filter.at(), pattern.text()),
                "on.%s.paths: %s matches no file%s".formatted(event, pattern.text(), hint)));
      }
    }
  }

  private boolean matches(GlobPattern pattern) {
    for (TreeEntry entry : files.all()) {
      if (pattern.matches(entry.path())) {
        return true;
      }
    }
    return false;
  }

  /// The directories that a pattern begins with, before anything in it is special.
  private static String fixed(String pattern) {
    List<String> parts = new ArrayList<>();
    for (String part : pattern.split("/")) {
      if (part.matches(".*[*?+\\[\\]!\\\\].*")) {
        break;
      }
      parts.add(part);
    }
    return String.join("/", parts);
  }

  private String hint(String pattern, String fixed) {
    boolean directory = !fixed.equals(pattern);
    return files
        .near(fixed, directory)
        .map(near -> "; did you mean " + near + pattern.substring(fixed.length()) + "?")
        .orElse("");
  }

  /// Filters keep no places of their entries: the line in the file that has it.
  private Position place(String file, Position filter, String pattern) {
    List<String> lines = files.text(file).lines().toList();
    for (int i = Math.max(0, filter.line() - 1); i < lines.size(); i++) {
      int column = lines.get(i).indexOf(pattern);
      if (column >= 0) {
        return new Position(file, i + 1, column + 1);
      }
    }
    return filter;
  }

  private void job(Workflow.Job job) {
    boolean elsewhere = fetches(job);
    job.callee().ifPresent(callee -> local(callee, true));
    for (Workflow.Step step : job.steps()) {
      if (!elsewhere) {
        step.action().ifPresent(action -> local(action, false));
      }
      constant(step.workingDirectory())
          .filter(path -> !elsewhere && !mentions(job, path))
          .ifPresent(path -> directory(step.workingDirectory().orElseThrow().at(), path));
    }
    constant(job.defaults().workingDirectory())
        .filter(path -> !elsewhere && !mentions(job, path))
        .ifPresent(path -> directory(job.defaults().workingDirectory().orElseThrow().at(), path));
  }

  /// Whether a job brings files of its own: another repository, an artifact, a checkout in a folder
  /// or of a branch.
  private static boolean fetches(Workflow.Job job) {
    for (Workflow.Step step : job.steps()) {
      String uses = step.action().map(Uses::text).orElse("");
      boolean checkout = uses.startsWith("actions/checkout");
      if ((checkout
              && (step.with().fields().containsKey("path")
                  || step.with().fields().containsKey("ref")
                  || step.with().fields().containsKey("repository")))
          || uses.startsWith("actions/download-artifact")
          || uses.startsWith("actions/cache")) {
        return true;
      }
    }
    return job.steps().stream()
        .noneMatch(step ->
            step.action().map(Uses::text).filter(text -> text.contains("checkout")).isPresent());
  }

  /// Whether a step of the job speaks of a path, and so may make it.
  private static boolean mentions(Workflow.Job job, String path) {
    String first = path.replaceFirst("^\\./", "").split("/")[0];
    return job.steps().stream()
        .anyMatch(step -> step.run().map(Template::source).orElse("").contains(first));
  }

  private static Optional<String> constant(Optional<Template> template) {
    return template
        .filter(Template.Constant.class::isInstance)
        .map(Template::source)
        .filter(path -> !path.isBlank() && !path.startsWith("/") && !path.startsWith("~"));
  }

  private void directory(Position at, String written) {
    String path = Files.resolve("", written).orElse(null);
    if (path != null && !files.isDirectory(path)) {
      revision.add(
          Remark.warning(
              Rules.WORKFLOW_PATH,
              at,
              "working-directory: there is no directory %s%s"
                  .formatted(path, files.hint(path, true))));
    }
  }

  private void local(Uses uses, boolean workflow) {
    if (!(uses instanceof Uses.Local local)) {
      return;
    }
    boolean there =
        workflow
            ? files.isFile(local.path())
            : files.isFile(Files.join(local.path(), "action.yml"))
                || files.isFile(Files.join(local.path(), "action.yaml"))
                || files.isFile(Files.join(local.path(), "Dockerfile"));
    if (!there) {
      revision.add(
          Remark.warning(
              Rules.WORKFLOW_PATH,
              local.at(),
              "%s: there is no %s%s"
                  .formatted(
                      local.text(),
                      workflow ? "workflow " + local.path() : "action.yml in " + local.path(),
                      files.hint(local.path(), !workflow))));
    }
  }
}
