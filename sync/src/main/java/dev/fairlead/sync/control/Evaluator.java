package dev.fairlead.sync.control;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.fairlead.cluster.ClusterException;
import dev.fairlead.cluster.LiveObject;
import dev.fairlead.cluster.ResourceKey;
import dev.fairlead.model.CommitId;
import dev.fairlead.sync.application.AppProject;
import dev.fairlead.sync.application.Application;
import dev.fairlead.sync.application.Source;
import dev.fairlead.sync.application.SpecCheck;
import dev.fairlead.sync.compare.Comparison;
import dev.fairlead.sync.compare.Target;
import dev.fairlead.sync.compare.Targets;
import dev.fairlead.sync.compare.Verdicts;
import dev.fairlead.sync.plan.Names;
import dev.fairlead.sync.render.ClusterFacts;
import dev.fairlead.sync.render.ManifestRenderer;
import dev.fairlead.sync.render.RenderException;
import dev.fairlead.sync.render.SourceRevision;
import dev.fairlead.sync.render.SourceType;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/// From an Application to the comparison of what it wants with what is live.
final class Evaluator {
  private final SyncContext context;
  private final LiveView live;
  private final Comparison.DryRun dryRun;
  private final Verdicts verdicts = new Verdicts();

  Evaluator(SyncContext context, Comparison.DryRun dryRun) {
    this.context = context;
    this.live = new LiveView(context);
    this.dryRun = dryRun;
  }

  /// It could not be done; `type` is the condition that says so.
  static final class Refused extends RuntimeException {
    private final String type;
    private final boolean passing;

    Refused(String type, String message, boolean passing, Throwable cause) {
      super(message, cause);
      this.type = type;
      this.passing = passing;
    }

    Refused(String type, String message) {
      super(message);
      this.type = type;
      this.passing = false;
    }

    String type() {
      return type;
    }

    /// Whether it may pass by itself: a network failure.
    boolean isPassing() {
      return passing;
    }
  }

  /// @param warnings conditions that do not stop anything: type and message
  record Evaluation(
      List<SourceRevision> sources,
      List<SourceType> types,
      Targets targets,
      Comparison comparison,
      List<Warning> warnings) {

    List<CommitId> revisions() {
      return sources.stream().map(SourceRevision::revision).toList();
    }
  }

  record Warning(String type, String message) {}

  /// The commits that the sources of an Application mean.
  ///
  /// @param asked revisions to take instead of the targets, by position; may be shorter
  /// @param fresh whether to ask the remotes
  List<SourceRevision> resolve(Application application, List<String> asked, boolean fresh) {
    check(application);
    var resolved = new ArrayList<SourceRevision>();
    try {
      for (int i = 0; i < application.sources().size(); i++) {
        Source source = application.sources().get(i);
        if (!source.chart().isEmpty()) {
          throw new Refused(
              "ComparisonError",
              ("spec.source: the chart %s comes from the Helm repository %s, which is not supported"
                      + " yet: vendor it into Git and name its path")
                  .formatted(source.chart(), source.repoUrl()));
        }
        String revision =
            i < asked.size() && !asked.get(i).isEmpty() ? asked.get(i) : source.revision();
        CommitId commit = context.repositories().resolve(source.repoUrl(), revision, fresh);
        resolved.add(
            new SourceRevision(
                source, commit, context.repositories().tree(source.repoUrl(), commit)));
      }
    } catch (RepositoryException e) {
      throw new Refused(
          "ComparisonError",
          Objects.requireNonNullElse(e.getMessage(), "the repository cannot be read"),
          e.isTransient(),
          e);
    }
    return resolved;
  }

  private void check(Application application) {
    List<SpecCheck.Problem> problems = SpecCheck.check(application);
    if (!problems.isEmpty()) {
      throw new Refused(
          "InvalidSpecError",
          problems.stream().map(SpecCheck.Problem::message).collect(Collectors.joining("; ")));
    }
    Application.Destination destination = application.destination();
    if (!destination.isInCluster() && !destination.server().equals(context.cluster().server())) {
      throw new Refused(
          "InvalidSpecError",
          ("there is no cluster \"%s\": this controller manages its own cluster only; write server:"
                  + " %s")
              .formatted(
                  destination.server().isEmpty() ? destination.name() : destination.server(),
                  Application.Destination.IN_CLUSTER));
    }
    AppProject project = project(application);
    for (Source source : application.sources()) {
      project
          .refusesSource(source.repoUrl())
          .ifPresent(because -> {
            throw new Refused("InvalidSpecError", because);
          });
    }
  }

  AppProject project(Application application) {
    var key =
        new ResourceKey(
            Application.GROUP,
            AppProject.KIND,
            context.settings().controlNamespace(),
            application.project());
    Optional<LiveObject> found = context.cache().find(key);
    if (found.isPresent()) {
      return AppProject.of(found.get().json());
    }
    if (application.project().equals("default")) {
      return AppProject.of(AppProject.defaultObject(context.settings().controlNamespace()));
    }
    throw new Refused(
        "InvalidSpecError",
        "application references project %s which does not exist: add the AppProject to %s"
            .formatted(application.project(), context.settings().controlNamespace()));
  }

  /// Renders and compares.
  Evaluation evaluate(Application application, List<SourceRevision> sources) {
    try {
      var facts =
          new ClusterFacts(
              context.cluster().version(), context.cluster().discovery().apiVersions());
      ManifestRenderer.Result rendered = context.renderer().render(application, sources, facts);
      Targets targets =
          Targets.of(
              rendered.manifests(),
              application,
              project(application),
              context.cluster().discovery());
      if (!targets.errors().isEmpty()) {
        throw new Refused("ComparisonError", String.join("\n", targets.errors()));
      }
      Comparison comparison =
          Comparison.of(application, targets, live, context.kinds(), dryRun, verdicts);
      var warnings = new ArrayList<Warning>();
      targets
          .repeated()
          .forEach(text -> warnings.add(new Warning("RepeatedResourceWarning", text)));
      comparison.shared().forEach(text -> warnings.add(new Warning("SharedResourceWarning", text)));
      return new Evaluation(sources, rendered.types(), targets, comparison, warnings);
    } catch (RenderException e) {
      throw new Refused(
          "ComparisonError",
          "Failed to load target state: " + Objects.requireNonNullElse(e.getMessage(), "no reason"),
          false,
          e);
    } catch (ClusterException e) {
      throw new Refused(
          "ComparisonError",
          "Failed to load live state: " + Objects.requireNonNullElse(e.getMessage(), "no reason"),
          true,
          e);
    }
  }

  /// A live object as comparisons see it.
  Optional<ObjectNode> live(Target target) {
    return target.key().name().isEmpty() ? Optional.empty() : live.find(target.key());
  }

  /// Forgets what was rendered and compared.
  void forget() {
    context.renderer().forget();
    verdicts.forget();
  }

  LiveView liveView() {
    return live;
  }

  /// Where a person has approved what waits for it.
  static String approval(ObjectNode object) {
    return object.path("metadata").path("annotations").path(Names.DELETION_APPROVED).asText("");
  }
}
